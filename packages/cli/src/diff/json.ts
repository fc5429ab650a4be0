/** `lazaret diff --format json`, published as `schemas/diff.schema.json`: fields are added, never changed or removed. */
import type { CapabilityChange, Row, SideBySide, VersionDiff } from '@lazaret/behaviour';
import { jsonText } from '../formats/format.ts';
import { VERSION } from '../version.ts';
import type { DiffOutcome } from './outcome.ts';

const DIFF_SCHEMA = 'https://lazaret.invalid/schemas/diff-1.schema.json';

export function diffJson({ diff, result }: DiffOutcome): string {
  const { source, ...rest } = diff;
  return jsonText(
    {
      $schema: DIFF_SCHEMA,
      tool: { name: 'lazaret', version: VERSION },
      level: result.verdict.level,
      score: result.verdict.score,
      because: result.verdict.because,
      findings: result.findings,
      ...rest,
      units: diff.units.map((unit) => ({
        ...unit,
        gained: unit.gained.map(capability),
        lost: unit.lost.map(capability),
      })),
      source: sourceJson(source),
    },
    2,
  );
}

function capability({ functions, ...rest }: CapabilityChange): object {
  return { ...rest, functions: { items: functions.items, count: functions.count } };
}

function sourceJson({ items, ...rest }: VersionDiff['source']): object {
  return {
    ...rest,
    items: {
      count: items.count,
      // The places of both texts are in the rows.
      items: items.items.map(({ source, ...item }) => ({
        change: item.change,
        kind: item.kind,
        path: item.path,
        from: item.from,
        file: item.file,
        fileBefore: item.fileBefore,
        line: item.line,
        fileKind: item.fileKind,
        public: item.public,
        test: item.test,
        tokensBefore: item.tokensBefore,
        tokensAfter: item.tokensAfter,
        source: source && rowsJson(source),
      })),
    },
  };
}

/** Rows as unified lines: a mark, the numbers on both sides, the text. */
function rowsJson({ rows, added, removed, left }: SideBySide): object {
  const text = (cell: { readonly parts: readonly { readonly text: string }[] }) =>
    cell.parts.map((part) => part.text).join('');
  const linesOf = (row: Row): object[] => {
    switch (row.kind) {
      case 'skipped':
        return [{ kind: 'skipped', lines: row.lines }];
      case 'same':
        return [{ kind: 'same', before: row.before.line, after: row.after.line, text: text(row.after) }];
      case 'removed':
        return [{ kind: 'removed', before: row.before.line, text: text(row.before) }];
      case 'added':
        return [{ kind: 'added', after: row.after.line, text: text(row.after) }];
      case 'changed':
        return [
          { kind: 'removed', before: row.before.line, text: text(row.before) },
          { kind: 'added', after: row.after.line, text: text(row.after) },
        ];
    }
  };
  return { added, removed, left, lines: rows.flatMap(linesOf) };
}
