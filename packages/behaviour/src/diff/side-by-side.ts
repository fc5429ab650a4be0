/** Two texts side by side: lines that belong together stand in one row, words that differ are marked, far same lines are left out. */
import { type SameRun, sameRuns } from './edit-script.ts';

export interface Part {
  readonly text: string;
  readonly changed: boolean;
}

export interface Cell {
  /** In the file, from 1. */
  readonly line: number;
  readonly parts: readonly Part[];
}

/** A row has one side or both; `skipped` lines that are the same stand in its place. */
export type Row =
  | { readonly kind: 'same' | 'changed'; readonly before: Cell; readonly after: Cell }
  | { readonly kind: 'removed'; readonly before: Cell }
  | { readonly kind: 'added'; readonly after: Cell }
  | { readonly kind: 'skipped'; readonly lines: number };

export interface SideBySide {
  readonly rows: readonly Row[];
  readonly added: number;
  readonly removed: number;
  /** Rows that are not there because there are too many. */
  readonly left: number;
}

export interface TextPart {
  readonly lines: readonly string[];
  /** Number of the first line. */
  readonly first: number;
}

/** Same lines kept around a change. */
const CONTEXT = 3;
/** Characters of a line that are shown; longer ones are data. */
const LINE_MAX = 400;
/** Pairs of lines compared for likeness between two changes. */
const PAIRS_MAX = 1_600;
/** Lines less alike than this are not the same line in another form. */
const ALIKE = 0.5;

/** At most `most` rows. */
export function sideBySide(before: TextPart, after: TextPart, most: number): SideBySide {
  const rows: Row[] = [];
  let added = 0;
  let removed = 0;
  let at = { before: 0, after: 0 };
  const end: SameRun = { before: before.lines.length, after: after.lines.length, length: 0 };
  for (const run of [...sameRuns(before.lines, after.lines), end]) {
    const gone = before.lines
      .slice(at.before, run.before)
      .map((text, i) => ({ text, line: before.first + at.before + i }));
    const come = after.lines.slice(at.after, run.after).map((text, i) => ({ text, line: after.first + at.after + i }));
    removed += gone.length;
    added += come.length;
    if (rows.length < most) rows.push(...changedRows(gone, come));
    if (rows.length < most) rows.push(...sameRows(before, after, run, rows.length > 0));
    at = { before: run.before + run.length, after: run.after + run.length };
  }
  while (rows.at(-1)?.kind === 'skipped') rows.pop();
  return { rows: trimmed(rows).slice(0, most), added, removed, left: Math.max(0, rows.length - most) };
}

/** Same lines after the last change are cut to the context. */
function trimmed(rows: readonly Row[]): readonly Row[] {
  const last = rows.findLastIndex((row) => row.kind !== 'same' && row.kind !== 'skipped');
  const kept = rows.slice(0, last + 1 + CONTEXT);
  return kept.at(-1)?.kind === 'skipped' ? kept.slice(0, -1) : kept;
}

function sameRows(before: TextPart, after: TextPart, run: SameRun, hasBefore: boolean): Row[] {
  const row = (i: number): Row => ({
    kind: 'same',
    before: cell(before.lines[run.before + i]!, before.first + run.before + i),
    after: cell(after.lines[run.after + i]!, after.first + run.after + i),
  });
  const head = hasBefore ? CONTEXT : 0;
  const indexes = Array.from({ length: run.length }, (_, i) => i);
  if (run.length <= head + CONTEXT + 1) return indexes.map(row);
  const skipped: Row = { kind: 'skipped', lines: run.length - head - CONTEXT };
  return [...indexes.slice(0, head).map(row), skipped, ...indexes.slice(run.length - CONTEXT).map(row)];
}

interface Line {
  readonly text: string;
  readonly line: number;
}

function changedRows(gone: readonly Line[], come: readonly Line[]): Row[] {
  const rows: Row[] = [];
  let from = { before: 0, after: 0 };
  const upTo = (before: number, after: number): void => {
    for (const { text, line } of gone.slice(from.before, before))
      rows.push({ kind: 'removed', before: cell(text, line) });
    for (const { text, line } of come.slice(from.after, after)) rows.push({ kind: 'added', after: cell(text, line) });
    from = { before: before + 1, after: after + 1 };
  };
  for (const [before, after] of pairs(gone, come)) {
    upTo(before, after);
    rows.push(pairRow(gone[before]!, come[after]!));
  }
  upTo(gone.length, come.length);
  return rows;
}

/** Lines that are one line before and after, by the likeness of their words: the best set of pairs in order. */
function pairs(gone: readonly Line[], come: readonly Line[]): (readonly [number, number])[] {
  if (gone.length * come.length > PAIRS_MAX) return [];
  const likeness = gone.map((a) => come.map((b) => likenessOf(a.text, b.text)));
  const width = come.length + 1;
  const best = new Float64Array((gone.length + 1) * width);
  for (let i = gone.length - 1; i >= 0; i--) {
    for (let j = come.length - 1; j >= 0; j--) {
      const alike = likeness[i]![j]!;
      const paired = alike >= ALIKE ? alike + best[(i + 1) * width + j + 1]! : 0;
      best[i * width + j] = Math.max(paired, best[(i + 1) * width + j]!, best[i * width + j + 1]!);
    }
  }
  const found: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < gone.length && j < come.length; ) {
    const here = best[i * width + j]!;
    const alike = likeness[i]![j]!;
    if (alike >= ALIKE && here === alike + best[(i + 1) * width + j + 1]!) found.push([i++, j++]);
    else if (here === best[(i + 1) * width + j]!) i++;
    else j++;
  }
  return found;
}

/** Share of the words that both have (Dice), in any order. */
function likenessOf(a: string, b: string): number {
  if (a.length > LINE_MAX || b.length > LINE_MAX) return 0;
  const own = wordsOf(a).filter((word) => word.trim() !== '');
  const others = wordsOf(b).filter((word) => word.trim() !== '');
  const counts = new Map<string, number>();
  for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of others) {
    const left = counts.get(word) ?? 0;
    if (left > 0) {
      common += /\w/.test(word) ? 2 : 1;
      counts.set(word, left - 1);
    }
  }
  const weight = (words: readonly string[]) => words.reduce((sum, word) => sum + (/\w/.test(word) ? 2 : 1), 0);
  const all = weight(own) + weight(others);
  return all === 0 ? 0 : (2 * common) / all;
}

function pairRow(a: Line, b: Line): Row {
  const before = wordsOf(a.text);
  const after = wordsOf(b.text);
  const runs = sameRuns(before, after);
  const marked = (words: readonly string[], side: 'before' | 'after'): Part[] => {
    const parts: Part[] = [];
    let at = 0;
    const add = (to: number, changed: boolean): void => {
      if (to > at) parts.push({ text: words.slice(at, to).join(''), changed });
      at = to;
    };
    for (const run of runs) {
      add(run[side], true);
      add(run[side] + run.length, false);
    }
    add(words.length, true);
    return parts;
  };
  return {
    kind: 'changed',
    before: { line: a.line, parts: marked(before, 'before') },
    after: { line: b.line, parts: marked(after, 'after') },
  };
}

/** Names, numbers, runs of blanks, and every other character by itself. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+|\s+|./gsu) ?? [];
}

function cell(text: string, line: number): Cell {
  const shown =
    text.length > LINE_MAX ? `${text.slice(0, LINE_MAX)}… (${text.length - LINE_MAX} characters more)` : text;
  return { line, parts: [{ text: shown, changed: false }] };
}
