/**
 * `--format human`: for a person at a terminal. Reachable findings first, each with its path, then the unknown ones with the
 * reason; what is not reachable or not built is counted, and listed with `--show all`. Quiet where there is nothing to say.
 */
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Finding, Frame, Report, ReviewCoverage, UpdatedPackage } from '@lazaret/audit';
import { compareText, plural, printable } from '@lazaret/base';
import { countedFindings, type Format, type FormatContext, packageSpec, remedy } from './format.ts';

type Style = Parameters<typeof styleText>[0];

/** Frames shown of a long path: the first ones and the last ones. */
const FRAMES_HEAD = 4;
const FRAMES_TAIL = 4;
const WIDTH_DEFAULT = 100;
/** Where a finding without a CVSS score stands among those with one. */
const SCORE_UNKNOWN = 7;

class Printer {
  readonly #context: FormatContext;
  readonly #lines: string[] = [];

  constructor(context: FormatContext) {
    this.#context = context;
  }

  paint(style: Style, text: string): string {
    return this.#context.color ? styleText(style, text, { validateStream: false }) : text;
  }

  /** Adds a line; what is longer than the terminal continues at the given indent. */
  line(text = '', indent = 0): void {
    const width = Math.max(this.#context.width ?? WIDTH_DEFAULT, 40);
    if (this.#context.width === undefined || stripVTControlCharacters(text).length <= width) {
      this.#lines.push(text);
      return;
    }
    let line = '';
    for (const word of text.split(/(?<=\S) /)) {
      if (line !== '' && stripVTControlCharacters(line).length + 1 + stripVTControlCharacters(word).length > width) {
        this.#lines.push(line);
        line = ' '.repeat(indent) + word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    this.#lines.push(line);
  }

  get text(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`;
  }
}

function header(out: Printer, report: Report): void {
  const { project, database, completeness } = report;
  out.line(
    `${printable(project.lock)}: ${plural(project.packages, 'package')} locked, ${project.built} in the build for ${project.targets.map(printable).join(', ')}`,
    2,
  );
  const age = database.ageDays === 0 ? 'today' : `${plural(database.ageDays, 'day')} old`;
  out.line(
    `RustSec database ${database.commit.slice(0, 10)} of ${database.date} (${age}), ${plural(database.advisories, 'advisory', 'advisories')}. Nothing was executed.`,
    2,
  );
  if (completeness.missingSources.length > 0) {
    out.line(
      out.paint(
        'yellow',
        `No source for ${plural(completeness.missingSources.length, 'package')}; what leads there is unknown:`,
      ),
      2,
    );
    for (const missing of completeness.missingSources.slice(0, 5))
      out.line(`  ${printable(missing.package)}: ${printable(missing.reason)}`, 4);
    if (completeness.missingSources.length > 5) out.line(`  … and ${completeness.missingSources.length - 5} more`);
  }
}

function framesShown(path: readonly Frame[], all: boolean): (Frame | number)[] {
  if (all || path.length <= FRAMES_HEAD + FRAMES_TAIL + 1) return [...path];
  return [...path.slice(0, FRAMES_HEAD), path.length - FRAMES_HEAD - FRAMES_TAIL, ...path.slice(-FRAMES_TAIL)];
}

const EDGE_WORD: Readonly<Record<string, string>> = {
  address: ' (its address is taken)',
  vtable: ' (through a trait object)',
  drop: ' (when a value is dropped)',
  closure: ' (as a closure)',
  value: ' (a constant or static)',
  unknown: ' (not certain)',
};

function pathLines(out: Printer, finding: Finding, context: FormatContext): void {
  for (const frame of framesShown(finding.path, context.verbose)) {
    if (typeof frame === 'number') {
      out.line(out.paint('dim', `      … ${plural(frame, 'frame')} (--verbose shows them)`));
      continue;
    }
    const place = frame.file === '' ? '' : ` ${frame.file}:${frame.line}:${frame.column}`;
    const name = printable(`${frame.crate}@${frame.version} ${frame.function}`);
    out.line(
      `      ${frame.own ? out.paint('bold', name) : name}${out.paint('dim', printable(place) + (EDGE_WORD[frame.edge] ?? ''))}`,
      10,
    );
  }
}

function finding(out: Printer, it: Finding, context: FormatContext): void {
  const severity = it.severity ? ` ${it.severity}${it.score === undefined ? '' : ` ${it.score.toFixed(1)}`}` : '';
  const time = it.time === 'build' ? ' at build time' : '';
  const tier = it.tier === 'other' ? out.paint('yellow', ' [not from crates.io: matched by name]') : '';
  out.line(`${out.paint('bold', it.advisory)} ${printable(packageSpec(it))} (${it.kind}${severity})${time}${tier}`, 4);
  out.line(`    ${printable(it.title)}`, 4);
  if (it.url) out.line(`    ${out.paint('dim', printable(it.url))}`, 4);
  if (it.verdict === 'reachable' && it.path.length > 0) {
    const inferred = it.functions.some((fn) => fn.origin === 'inferred' && fn.verdict === 'reachable');
    out.line(inferred ? '    path (to a function inferred from the fix, not named by the advisory):' : '    path:');
  } else if (it.path.length > 0) {
    const used = it.reasons[0]?.code === 'no-function-data';
    out.line(used ? "    a way into the package's code:" : '    nearest path found, with a step that is not certain:');
  }
  pathLines(out, it, context);
  for (const reason of it.reasons.slice(0, context.verbose ? 20 : 3)) {
    const place = reason.file ? ` (${reason.crate ? `${reason.crate} ` : ''}${reason.file}:${reason.line ?? 0})` : '';
    out.line(`    why: ${printable(reason.message + place)}`, 9);
  }
  if (it.dependencyPath.length > 0) out.line(`    from: ${it.dependencyPath.map(printable).join(' > ')}`, 10);
  out.line(`    to do: ${printable(remedy(it))}`, 11);
  out.line();
}

function section(
  out: Printer,
  title: string,
  style: Style,
  findings: readonly Finding[],
  context: FormatContext,
): void {
  if (findings.length === 0) return;
  out.line();
  out.line(out.paint(style, `${title} (${findings.length})`));
  out.line();
  for (const it of [...findings].sort(byUrgency)) finding(out, it, context);
}

const KINDS: readonly Finding['kind'][] = ['malicious', 'vulnerability', 'unsound', 'yanked', 'notice', 'unmaintained'];

/** What to look at first: kind, then severity (unknown counts as high), then name. */
function byUrgency(a: Finding, b: Finding): number {
  const kind = KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
  const score = (b.score ?? SCORE_UNKNOWN) - (a.score ?? SCORE_UNKNOWN);
  return kind || score || compareText(a.advisory, b.advisory) || compareText(packageSpec(a), packageSpec(b));
}

/** Findings at run time of packages that are only built for the host say the same as their twins at build time: not shown twice. */
function withoutTwins(findings: readonly Finding[]): Finding[] {
  const build = new Set(findings.filter((f) => f.time === 'build').map((f) => `${f.advisory} ${packageSpec(f)}`));
  return findings.filter(
    (f) => f.time === 'build' || f.verdict !== 'not_built' || !build.has(`${f.advisory} ${packageSpec(f)}`),
  );
}

function summary(out: Printer, report: Report, findings: readonly Finding[]): void {
  const count = (verdict: Finding['verdict']) => findings.filter((f) => f.verdict === verdict).length;
  const reachable = count('reachable');
  const parts = [
    reachable === 0
      ? 'No advisory is known to reach this program'
      : `${plural(reachable, 'advisory reaches', 'advisories reach')} this program`,
    `${count('unknown')} unknown`,
    `${count('not_reachable')} not reachable`,
    `${count('not_built')} not in the build`,
  ];
  const ignored = report.findings.filter((f) => f.ignored !== undefined).length;
  if (ignored > 0) parts.push(`${ignored} ignored`);
  out.line(out.paint(reachable > 0 ? 'red' : 'green', `${parts.join(', ')}.`), 2);
}

/** One line on the project's reviews; contradictions each on their own. */
function reviewLines(out: Printer, { counts, missing, conflicts }: ReviewCoverage): void {
  for (const conflict of conflicts) out.line(out.paint('red', `reviews contradict: ${printable(conflict)}`), 2);
  const parts = (['audited', 'trusted', 'exempted', 'missing'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`);
  const hint = missing.length > 0 ? '; `lazaret reviews` lists what is missing' : '';
  if (parts.length > 0) out.line(`Reviews of third-party packages: ${parts.join(', ')}${hint}.`, 2);
}

/** Evidence and gains shown of an update without --verbose. */
const UPDATE_LINES_MAX = 6;
const LEVEL_STYLE = { clean: 'green', note: 'cyan', review: 'yellow', hold: 'red' } as const;

/** What came in since the baseline: the versions that are to be looked at first. */
function updateLines(out: Printer, updates: readonly UpdatedPackage[], context: FormatContext): void {
  if (updates.length === 0) return;
  const order = ['hold', 'review', 'note', 'clean'];
  const sorted = updates.toSorted((a, b) => order.indexOf(a.level ?? 'note') - order.indexOf(b.level ?? 'note'));
  out.line();
  out.line(out.paint('bold', 'Updated since the baseline'));
  for (const it of sorted) {
    const versions = it.before === undefined ? `${it.after} (new)` : `${it.before} → ${it.after}`;
    const level = it.level === undefined ? '' : `  ${out.paint(LEVEL_STYLE[it.level], it.level.toUpperCase())}`;
    const published = it.published === undefined ? '' : `, published ${it.published.slice(0, 10)}`;
    out.line(`  ${out.paint('bold', printable(it.package))} ${printable(versions)}${published}${level}`, 4);
    if (it.problem !== undefined) out.line(`      not compared: ${printable(it.problem)}`, 8);
    for (const found of it.findings) {
      if (found.severity === 'info' && !context.verbose) continue;
      const [first] = found.evidence;
      const place =
        first?.file === undefined ? '' : ` (${first.file}${first.line === undefined ? '' : `:${first.line}`})`;
      out.line(`      ${found.severity}: ${printable(`${found.title}${place}`)} ${out.paint('dim', found.check)}`, 8);
    }
    const gained = context.verbose ? it.gained : it.gained.slice(0, UPDATE_LINES_MAX);
    for (const gain of gained) {
      out.line(`      + ${printable(gain.text)}`, 8);
      const path = gain.path ?? [];
      const steps = context.verbose || path.length <= 3 ? path : [path[0]!, undefined, path.at(-1)!];
      for (const step of steps) {
        const place = step === undefined || step.file === '' ? '' : ` ${step.package} ${step.file}:${step.line}`;
        out.line(out.paint('dim', `          ${printable(step === undefined ? '…' : `${step.function}${place}`)}`), 12);
      }
    }
    if (gained.length < it.gained.length) out.line(`      … and ${it.gained.length - gained.length} more (--verbose)`);
  }
}

export const human: Format = (report, context) => {
  const out = new Printer(context);
  const findings = withoutTwins(countedFindings(report));
  header(out, report);
  const of = (verdict: Finding['verdict']) => findings.filter((f) => f.verdict === verdict);
  section(out, 'Reachable', ['bold', 'red'], of('reachable'), context);
  section(out, 'Unknown', ['bold', 'yellow'], of('unknown'), context);
  if (context.showAll) {
    section(out, 'Not reachable', 'bold', of('not_reachable'), context);
    section(out, 'Not in the build', 'bold', of('not_built'), context);
  } else if (findings.some((f) => f.verdict === 'not_reachable' || f.verdict === 'not_built')) {
    if (of('reachable').length + of('unknown').length === 0) out.line();
    const names = (list: readonly Finding[]) =>
      list.map((f) => `${f.advisory} ${packageSpec(f)}${f.time === 'build' ? ' (at build time)' : ''}`).join(', ');
    if (of('not_reachable').length > 0) out.line(`Not reachable: ${printable(names(of('not_reachable')))}`, 2);
    if (of('not_built').length > 0) out.line(`Not in the build: ${printable(names(of('not_built')))}`, 2);
  }
  for (const notice of report.notices) {
    if (notice.level === 'note' && !context.verbose) continue;
    out.line(
      out.paint(notice.level === 'error' ? 'red' : 'yellow', `${notice.level}: ${printable(notice.message)}`),
      2,
    );
  }
  out.line();
  summary(out, report, findings);
  if (report.updates !== undefined) updateLines(out, report.updates, context);
  if (report.reviews !== undefined) reviewLines(out, report.reviews);
  if (context.verbose) {
    const c = report.completeness;
    out.line(
      `Explored ${c.functions} functions of ${c.crates} crates, ${c.calls} calls (${c.unresolvedCalls} not resolved), ${c.opaqueExpansions} macro expansions unknown; std ${c.std}.`,
      2,
    );
    for (const reason of report.gate.reasons) out.line(`gate: ${reason}`, 2);
  }
  return out.text;
};
