/** `lazaret diff` for a person at a terminal: what the checks say, then section by section what differs. */
import { styleText } from 'node:util';
import { printable } from '@lazaret/base';
import type { CallStep } from '@lazaret/behaviour';
import type { DiffOutcome } from './outcome.ts';
import { type Entry, type Section, sectionsOf } from './words.ts';

export interface DiffHumanOptions {
  readonly color: boolean;
  readonly verbose: boolean;
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** Entries of a section shown without --verbose. */
const ENTRIES_MAX = 12;
const LEVEL_STYLE = { clean: 'green', note: 'cyan', review: 'yellow', hold: 'red' } as const;
const SEVERITY_STYLE = { info: 'dim', note: 'cyan', review: 'yellow', hold: 'red' } as const;
const MARK_STYLE = { '+': 'green', '-': 'red', '~': 'yellow' } as const;

export function diffHuman({ diff, result }: DiffOutcome, options: DiffHumanOptions): string {
  const paint: Paint = (style, text) => (options.color ? styleText(style, text, { validateStream: false }) : text);
  const { verdict } = result;
  const out = [
    `${paint('bold', printable(`${diff.after.name} ${diff.before.version} → ${diff.after.version}`))}  ${diff.step} step  ${paint(LEVEL_STYLE[verdict.level], verdict.level.toUpperCase())}`,
    `  ${verdict.because}`,
    '',
  ];
  for (const finding of result.findings) {
    const { severity, title, check, evidence } = finding;
    out.push(`${paint(SEVERITY_STYLE[severity], severity.padEnd(6))} ${printable(title)}  ${paint('dim', check)}`);
    for (const it of evidence.slice(0, options.verbose ? evidence.length : 3)) {
      const place = it.file === undefined ? '' : ` (${it.file}${it.line ? `:${it.line}` : ''})`;
      out.push(printable(`       ${it.text}${place}`));
      if (it.path !== undefined) out.push(...pathLines(it.path, '         '));
    }
  }
  if (result.findings.length > 0) out.push('');
  const sections = sectionsOf(diff);
  if (sections.length === 0) out.push('Nothing differs.', '');
  for (const section of sections) out.push(...sectionLines(section, options, paint));
  out.push(`${diff.files.unchanged} files are the same. Nothing was executed.`);
  return `${out.join('\n')}\n`;
}

function sectionLines({ title, entries, more }: Section, { verbose }: DiffHumanOptions, paint: Paint): string[] {
  const shown = verbose ? entries : entries.slice(0, ENTRIES_MAX);
  const left = more + entries.length - shown.length;
  return [
    paint('bold', title),
    ...shown.flatMap((entry) => entryLines(entry, paint)),
    ...(left > 0 ? [`  … and ${left} more${verbose ? '' : ' (--verbose)'}`] : []),
    '',
  ];
}

function entryLines({ mark, text, details = [], path = [], place }: Entry, paint: Paint): string[] {
  const at = place === undefined ? '' : `  ${paint('dim', printable(place))}`;
  return [
    `  ${paint(MARK_STYLE[mark], mark)} ${printable(text)}${at}`,
    ...details.map((line) => `      ${printable(line)}`),
    ...pathLines(path, '      '),
  ];
}

function pathLines(path: readonly CallStep[], indent: string): string[] {
  return path.map((step, at) => {
    const place = step.file === '' ? '' : `  ${step.package} ${step.file}:${step.line}`;
    return printable(`${indent}${at === 0 ? '' : '→ '}${step.function}${place}`);
  });
}
