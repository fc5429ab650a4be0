/** `lazaret diff --format markdown`: for pull request comments. Text from crates can open no tag, link or table cell. */
import { printable } from '@lazaret/base';
import type { CallStep } from '@lazaret/behaviour';
import type { DiffOutcome } from './outcome.ts';
import { type Entry, type Section, sectionsOf } from './words.ts';

/** Entries of a section, and lines of code of one change: comments have a limit of 65,536 characters. */
const ENTRIES_MAX = 20;
/** Steps of a call path. */
const STEPS_MAX = 12;

const MARK = { '+': '➕', '-': '➖', '~': '✏️' } as const;

export function diffMarkdown({ diff, result }: DiffOutcome): string {
  const { verdict, findings } = result;
  const out = [
    `## ${escaped(`${diff.after.name} ${diff.before.version} → ${diff.after.version}`)}: ${verdict.level}`,
    '',
    `A ${diff.step} step. ${escaped(verdict.because)}. Nothing was executed.`,
    '',
  ];
  if (findings.length > 0) out.push('### Findings', '');
  for (const { severity, title, check, evidence } of findings) {
    out.push(`- **${severity}** ${escaped(title)} (${code(check)})`);
    for (const { text, file, line, path } of evidence.slice(0, 3)) {
      const place = file === undefined ? '' : ` ${code(`${file}${line ? `:${line}` : ''}`)}`;
      out.push(`  - ${escaped(text)}${place}${path === undefined ? '' : pathText(path)}`);
    }
  }
  if (findings.length > 0) out.push('');
  for (const section of sectionsOf(diff)) out.push(...sectionLines(section));
  return `${out.join('\n').trimEnd()}\n`;
}

function sectionLines({ title, entries, more }: Section): string[] {
  const shown = entries.slice(0, ENTRIES_MAX);
  const left = more + entries.length - shown.length;
  return [`### ${title}`, '', ...shown.map(entryLine), ...(left > 0 ? [`- … and ${left} more`] : []), ''];
}

function entryLine({ mark, text, details = [], path = [], place, strong }: Entry): string {
  const shown = strong === true ? `**${escaped(text)}**` : escaped(text);
  const at = place === undefined ? '' : ` ${code(place)}`;
  return [`- ${MARK[mark]} ${shown}${at}${pathText(path)}`, ...details.map((line) => `  - ${code(line)}`)].join('\n');
}

function pathText(path: readonly CallStep[]): string {
  if (path.length === 0) return '';
  const steps = path.length > STEPS_MAX ? [...path.slice(0, STEPS_MAX - 1), path.at(-1)!] : path;
  return `: ${steps.map((step) => code(step.function)).join(' → ')}`;
}

function escaped(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>()#+!|~@&]/g, (c) => `\\${c}`);
}

function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
