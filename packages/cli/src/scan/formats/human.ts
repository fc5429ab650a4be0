/** `lazaret scan` for a person at a terminal: the verdict first, then the evidence, then what the code can do. */
import { styleText } from 'node:util';
import { printable } from '@lazaret/base';
import {
  type CallStep,
  type CapabilityUse,
  type Evidence,
  type Finding,
  type Level,
  MEANING,
  type ScanResult,
} from '@lazaret/behaviour';
import { UNIT_TITLE } from './words.ts';

export interface HumanOptions {
  readonly color: boolean;
  readonly verbose: boolean;
}

const LEVEL_STYLE = { clean: 'green', note: 'cyan', review: 'yellow', hold: 'red' } as const;
/** Steps shown of a long path. */
const STEPS_MAX = 8;
/** Findings of low severity shown without --verbose. */
const NOTES_MAX = 5;

export function scanHuman(result: ScanResult, options: HumanOptions): string {
  const out: string[] = [];
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const { subject, verdict, completeness } = result;
  const level = (of: Level) => paint(LEVEL_STYLE[of], of.toUpperCase());
  out.push(
    `${paint('bold', `${subject.name} ${subject.version}`)}  ${level(verdict.level)}  score ${verdict.score}/100`,
  );
  out.push(`  ${verdict.because}${result.previous === undefined ? '' : `; compared with ${result.previous.version}`}`);
  out.push('');
  const shown = result.findings.filter((it) => it.severity !== 'info' || options.verbose);
  const notes = shown.filter((it) => it.severity === 'info' || it.severity === 'note');
  const few = options.verbose ? shown : shown.filter((it) => !notes.includes(it) || notes.indexOf(it) < NOTES_MAX);
  for (const finding of few) out.push(...findingLines(finding, options, paint));
  if (few.length < shown.length) out.push(`  … and ${shown.length - few.length} notes more (--verbose)`, '');
  for (const { finding, reason } of result.excepted)
    out.push(`  excepted: ${finding.check}: ${printable(finding.title)} (${printable(reason)})`);
  for (const unit of result.units) {
    out.push(paint('bold', `${UNIT_TITLE[unit.unit]} ${printable(unit.name)}`));
    if (unit.capabilities.size === 0) out.push('  nothing beyond computing');
    for (const use of unit.capabilities.values()) out.push(...capabilityLines(use, options));
  }
  out.push('');
  const { missing } = completeness;
  const holes = [
    `${completeness.functions} functions looked at`,
    `${completeness.unresolvedCalls} calls not known`,
    `${completeness.opaqueExpansions} macros not expanded`,
    ...(missing.length === 0
      ? []
      : [
          `no source for ${missing.slice(0, 3).map(printable).join(', ')}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}`,
        ]),
  ];
  out.push(`${holes.join(', ')}. Nothing was executed.`);
  return `${out.join('\n')}\n`;
}

function findingLines(
  finding: Finding,
  options: HumanOptions,
  paint: (style: Parameters<typeof styleText>[0], text: string) => string,
): string[] {
  const style = finding.severity === 'hold' ? 'red' : finding.severity === 'review' ? 'yellow' : 'cyan';
  const lines = [
    `${paint(style, finding.severity.padEnd(6))} ${printable(finding.title)}  ${paint('dim', finding.check)}`,
  ];
  for (const evidence of finding.evidence) lines.push(...evidenceLines(evidence, options));
  return [...lines, ''];
}

function evidenceLines(evidence: Evidence, options: HumanOptions): string[] {
  const place =
    evidence.file === undefined ? '' : ` (${printable(evidence.file)}${evidence.line ? `:${evidence.line}` : ''})`;
  const lines = [`       ${printable(evidence.text)}${place}`];
  if (evidence.decoded !== undefined)
    lines.push(`         ${evidence.decoded.layers.join(' → ')}: ${printable(evidence.decoded.preview)}`);
  if (evidence.before !== undefined) lines.push(`         before: ${printable(evidence.before)}`);
  if (evidence.after !== undefined) lines.push(`         now:    ${printable(evidence.after)}`);
  if (evidence.path !== undefined) lines.push(...pathLines(evidence.path, '         ', options));
  return lines;
}

export function capabilityLines(use: CapabilityUse, options: HumanOptions): string[] {
  const how = use.type === 'DIRECT' ? 'itself' : 'through others';
  const lines = [`  ${use.capability}: ${MEANING[use.capability]}, ${how}`];
  for (const sink of use.sinks.slice(0, options.verbose ? use.sinks.length : 1))
    lines.push(...pathLines(sink.path, '    ', options));
  return lines;
}

function pathLines(path: readonly CallStep[], indent: string, options: HumanOptions): string[] {
  const head = STEPS_MAX / 2;
  const long = !options.verbose && path.length > STEPS_MAX;
  const shown = long ? [...path.slice(0, head), undefined, ...path.slice(-head)] : path;
  return shown.map((step, at) => {
    if (step === undefined) return `${indent}   … ${path.length - STEPS_MAX} more`;
    const place = step.file === '' ? '' : `  ${step.package} ${step.file}:${step.line}`;
    return printable(`${indent}${at === 0 ? '' : '→ '}${step.function}${place}`);
  });
}
