/**
 * `lazaret scan --format html`: one page on which a reviewer decides: the verdict and why, what adds up to it, each finding
 * with its evidence and call paths, what each unit can do, and how much of the code the answer rests on.
 */
import { type CallStep, type CapabilityUse, type Evidence, type Finding, MEANING } from '@lazaret/behaviour';
import { escaped, htmlPage } from '../../formats/html-page.ts';
import { VERSION } from '../../version.ts';
import type { ScanReport } from '../report.ts';
import { UNIT_TITLE } from './words.ts';

/** Paths shown of one capability; the JSON has all. */
const SINKS_MAX = 3;
const SHA_SHOWN = 64;

export function scanHtml(reports: readonly ScanReport[]): string {
  const names = reports.map(({ result: { subject } }) => `${subject.name} ${subject.version}`);
  const title = names.length > 3 ? `${names.length} packages` : names.join(', ');
  const foot = `<p class="dim">lazaret ${escaped(VERSION)}. From the source alone: nothing was compiled or executed.</p>`;
  return htmlPage(`${title} – lazaret scan`, `${reports.map(section).join('\n<hr>\n')}\n${foot}`);
}

function section(report: ScanReport): string {
  const { result } = report;
  return [
    head(report),
    result.findings.length === 0 ? '' : `<h2>Findings</h2>\n${result.findings.map(finding).join('\n')}`,
    result.excepted.length === 0
      ? ''
      : `<h2>Excepted by the policy</h2>\n<ul>${result.excepted.map(excepted).join('')}</ul>`,
    '<h2>What it can do</h2>',
    ...result.units.map((unit) => unitSection(unit.name, UNIT_TITLE[unit.unit], [...unit.capabilities.values()])),
    completeness(report),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function head({ result }: ScanReport): string {
  const { subject, verdict, previous, now } = result;
  const facts = [
    subject.sha256 === undefined ? '' : `SHA-256 <code>${escaped(subject.sha256.slice(0, SHA_SHOWN))}</code>`,
    previous === undefined ? '' : `compared with ${escaped(`${previous.name} ${previous.version}`)}`,
    now === undefined ? '' : `as of ${escaped(now)}`,
  ].filter((part) => part !== '');
  const rows = verdict.parts.map(
    ({ group, points, capped, checks }) =>
      `<tr><td>${group}</td><td>${points}${capped ? ' (at its cap)' : ''}</td><td>${checks.map((it) => `${escaped(it.check)} ${it.points}`).join(', ')}</td></tr>`,
  );
  const parts =
    rows.length === 0
      ? ''
      : `<table><thead><tr><th>Evidence</th><th>Points</th><th>From</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return `<header class="verdict is-${verdict.level}">
<h1>${escaped(subject.name)} ${escaped(subject.version)} <span class="badge ${verdict.level}">${verdict.level}</span></h1>
<p><strong>Score ${verdict.score} of 100</strong>: ${escaped(verdict.because)}.</p>
${parts}
<p class="dim">${facts.join(' · ')}</p>
</header>`;
}

function finding(it: Finding): string {
  const decisive = it.decisive === true ? ' <strong>decisive</strong>' : '';
  return `<article class="finding">
<h3><span class="badge ${it.severity}">${it.severity}</span> ${escaped(it.title)}${decisive}</h3>
<p class="dim"><code>${escaped(it.check)}</code> version ${it.version}, ${it.group}</p>
<ul>${it.evidence.map(evidence).join('')}</ul>
</article>`;
}

function evidence(it: Evidence): string {
  const place = it.file === undefined ? '' : ` <code class="dim">${escaped(it.file)}${placeOf(it.line)}</code>`;
  const parts = [
    it.decoded === undefined
      ? ''
      : `<div class="dim">${escaped(it.decoded.layers.join(' → '))}:</div><pre>${escaped(it.decoded.preview)}</pre>`,
    it.before === undefined ? '' : `<div class="dim">before</div><pre>${escaped(it.before)}</pre>`,
    it.after === undefined ? '' : `<div class="dim">now</div><pre>${escaped(it.after)}</pre>`,
    it.sha256 === undefined ? '' : `<div class="dim">SHA-256 <code>${escaped(it.sha256)}</code></div>`,
    it.path === undefined ? '' : pathList(it.path),
  ];
  return `<li>${escaped(it.text)}${place}${parts.join('')}</li>`;
}

function placeOf(line: number | undefined): string {
  return line === undefined || line === 0 ? '' : `:${line}`;
}

function pathList(path: readonly CallStep[]): string {
  const steps = path.map((step) => {
    const place =
      step.file === ''
        ? ''
        : ` <span class="dim">${escaped(step.package)} ${escaped(step.file)}${placeOf(step.line)}</span>`;
    return `<li>${escaped(step.function)}${place}</li>`;
  });
  return steps.length === 0 ? '' : `<ol class="path">${steps.join('')}</ol>`;
}

function excepted({ finding: it, reason, until }: ScanReport['result']['excepted'][number]): string {
  const end = until === undefined ? '' : ` until ${escaped(until)}`;
  return `<li><code>${escaped(it.check)}</code> ${escaped(it.title)}: ${escaped(reason)}${end}</li>`;
}

function unitSection(name: string, title: string, uses: readonly CapabilityUse[]): string {
  const rows = uses.map((use) => {
    const more = use.count > SINKS_MAX ? `<p class="dim">${use.count} functions in all</p>` : '';
    const paths = use.sinks.slice(0, SINKS_MAX).map((sink) => pathList(sink.path));
    return `<tr><td><code>${use.capability}</code><br><span class="dim">${escaped(MEANING[use.capability])}</span></td><td>${use.type === 'DIRECT' ? 'itself' : 'through others'}</td><td><details${use.type === 'DIRECT' ? ' open' : ''}><summary>${escaped(use.sinks[0]?.function ?? '')}</summary>${paths.join('')}${more}</details></td></tr>`;
  });
  const body =
    rows.length === 0
      ? '<p>Nothing beyond computing.</p>'
      : `<table><thead><tr><th>Capability</th><th>How</th><th>Call paths</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  return `<h3>${escaped(title)} <code>${escaped(name)}</code></h3>\n${body}`;
}

function completeness({ result: { completeness: it } }: ScanReport): string {
  const list = (title: string, entries: readonly string[]) =>
    entries.length === 0
      ? ''
      : `<p>${title}: ${entries.map((entry) => `<code>${escaped(entry)}</code>`).join(', ')}</p>`;
  return `<h2>How much this rests on</h2>
<p>${it.functions} functions looked at; ${it.unresolvedCalls} calls whose callee is not known; ${it.opaqueExpansions} macros not expanded.</p>
${list('No source for', it.missing)}${list('Limits reached', it.limits)}`;
}
