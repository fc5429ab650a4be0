/**
 * `lazaret diff --format html`: one page for a reviewer. Nothing is fetched and nothing runs: the policy in its head forbids
 * both, all text from crates is escaped, and characters that hide or turn text are shown as what they are.
 */
import type { CallStep, Cell, Evidence, Finding, ItemChange, Row } from '@lazaret/behaviour';
import { escaped } from '../formats/html-page.ts';
import { VERSION } from '../version.ts';
import { STYLE } from './html-style.ts';
import type { DiffOutcome } from './outcome.ts';
import { type Entry, itemEntry, type Section, sectionsOf } from './words.ts';

/** Changes of code that are open when the page opens; the others open by a click. */
const OPEN_ROWS = 600;
/** Entries of a section beyond which it is folded. */
const FOLD_FROM = 40;
const MARK = { '+': 'added', '-': 'removed', '~': 'changed' } as const;

export function diffHtml({ diff, result }: DiffOutcome): string {
  const { before, after } = diff;
  const title = `${after.name} ${before.version} → ${after.version}`;
  const sections = sectionsOf(diff).filter(({ id }) => id !== 'code');
  const changes = diff.source.items.items.filter(({ change }) => change !== 'comments');
  const { level, score, because } = result.verdict;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1><span class="name">${text(after.name)}</span> <span class="from">${text(before.version)}</span> <span class="arrow">→</span> ${text(after.version)}</h1>
<p class="verdict"><span class="level ${level}">${level}</span> ${text(because)}, score ${score} of 100. A ${diff.step} step by Cargo’s rules.</p>
<dl class="sides">${side('Before', before)}${side('Now', after)}</dl>
<nav>${navigation(result.findings, sections, changes)}</nav>
</header>
<main>
${findingsHtml(result.findings)}
${sections
  .filter(({ id }) => id !== 'files')
  .map(sectionHtml)
  .join('\n')}
${codeHtml(changes, diff.source)}
${sections
  .filter(({ id }) => id === 'files')
  .map(sectionHtml)
  .join('\n')}
</main>
<footer>${diff.files.unchanged} files are the same. Nothing was executed. lazaret ${text(VERSION)}</footer>
</body>
</html>
`;
}

/** Text between tags and in quoted attributes; a tab is a control character that means well. */
function text(value: string): string {
  return escaped(value.replaceAll('\t', '    '));
}

function side(title: string, of: DiffOutcome['diff']['before']): string {
  const published = of.published === undefined ? '' : `, published ${text(of.published)}`;
  const sha = of.sha256 === undefined ? '' : `<br><code>${text(of.sha256)}</code>`;
  return `<div><dt>${title}</dt><dd>${text(of.version)}${published}, ${of.files} files, ${of.bytes.toLocaleString('en')} bytes${sha}</dd></div>`;
}

function navigation(
  findings: readonly Finding[],
  sections: readonly Section[],
  changes: readonly ItemChange[],
): string {
  const links = [
    ...(findings.length > 0 ? [{ id: 'findings', title: 'Findings', count: findings.length }] : []),
    ...sections
      .filter(({ id }) => id !== 'files')
      .map(({ id, title, entries, more }) => ({ id, title, count: entries.length + more })),
    ...(changes.length > 0 ? [{ id: 'code', title: 'Code', count: changes.length }] : []),
    ...sections
      .filter(({ id }) => id === 'files')
      .map(({ id, title, entries, more }) => ({ id, title, count: entries.length + more })),
  ];
  return links.map(({ id, title, count }) => `<a href="#${id}">${title} <b>${count}</b></a>`).join(' ');
}

function findingsHtml(findings: readonly Finding[]): string {
  if (findings.length === 0) return '<section id="findings"><p class="quiet">No check found anything.</p></section>';
  const items = findings.map(
    ({ severity, title, check, evidence }) =>
      `<article class="finding ${severity}"><h3><span class="level ${severity}">${severity}</span> ${text(title)} <code class="quiet">${text(check)}</code></h3>${evidence.map(evidenceHtml).join('')}</article>`,
  );
  return `<section id="findings"><h2>Findings</h2>${items.join('\n')}</section>`;
}

function evidenceHtml({ text: said, file, line, before, after, path, sha256 }: Evidence): string {
  const place = file === undefined ? '' : ` <code class="place">${text(`${file}${line ? `:${line}` : ''}`)}</code>`;
  const sides =
    before === undefined && after === undefined
      ? sha256 === undefined
        ? ''
        : `<br><code>${text(sha256)}</code>`
      : `<br>${before === undefined ? '' : `<del>${text(before)}</del> → `}<ins>${text(after ?? '(none)')}</ins>`;
  return `<p>${text(said)}${place}${sides}</p>${pathHtml(path ?? [])}`;
}

function pathHtml(path: readonly CallStep[]): string {
  if (path.length === 0) return '';
  const steps = path.map(({ function: name, package: crate, file, line }) => {
    const place = file === '' ? '' : ` <span class="place">${text(`${crate} ${file}:${line}`)}</span>`;
    return `<li><code>${text(name)}</code>${place}</li>`;
  });
  return `<ol class="path">${steps.join('')}</ol>`;
}

function sectionHtml({ id, title, entries, more }: Section): string {
  const rest = more > 0 ? `<li class="quiet">… and ${more} more</li>` : '';
  const shown = `<ul class="entries">${entries.slice(0, FOLD_FROM).map(entryHtml).join('')}${entries.length > FOLD_FROM ? '' : rest}</ul>`;
  const folded =
    entries.length <= FOLD_FROM
      ? ''
      : `<details><summary>${entries.length - FOLD_FROM + more} more</summary><ul class="entries">${entries.slice(FOLD_FROM).map(entryHtml).join('')}${rest}</ul></details>`;
  return `<section id="${id}"><h2>${title}</h2>${shown}${folded}</section>`;
}

function entryHtml({ mark, text: said, details = [], path = [], place, strong }: Entry): string {
  const at = place === undefined ? '' : ` <code class="place">${text(place)}</code>`;
  const lines = details.map((line) => `<div class="detail">${text(line)}</div>`).join('');
  return `<li class="${MARK[mark]}"><span class="mark">${mark === '-' ? '−' : mark}</span><div>${strong === true ? `<strong>${text(said)}</strong>` : text(said)}${at}${lines}${pathHtml(path)}</div></li>`;
}

function codeHtml(changes: readonly ItemChange[], source: DiffOutcome['diff']['source']): string {
  if (changes.length === 0 && source.onlyComments.length === 0) return '';
  let rows = 0;
  const items = changes.map((change) => {
    const size = change.source?.rows.length ?? 0;
    const open = size > 0 && rows + size <= OPEN_ROWS && !change.test;
    rows += size;
    return changeHtml(change, open);
  });
  const { counts } = source;
  const said = (['changed', 'added', 'removed', 'renamed', 'moved', 'comments'] as const)
    .filter((it) => counts[it] > 0)
    .map((it) => `${counts[it]} ${it === 'comments' ? 'with other comments or layout only' : it}`);
  const hidden = source.items.count - source.items.items.length;
  const notes = [
    ...(hidden > 0 ? [`${hidden} definitions are not listed.`] : []),
    ...(source.notShown > 0 ? [`The text of ${source.notShown} definitions is not shown.`] : []),
    ...(source.onlyComments.length > 0 ? [`Only comments or layout differ in ${source.onlyComments.join(', ')}.`] : []),
    ...(source.onlyMoved.length > 0 ? [`Code only moved in ${source.onlyMoved.join(', ')}.`] : []),
  ];
  return `<section id="code"><h2>Code</h2><p class="quiet">Definitions: ${said.join(', ')}. ${text(notes.join(' '))}</p>${items.join('\n')}</section>`;
}

function changeHtml(change: ItemChange, open: boolean): string {
  const { mark, text: said, place } = itemEntry(change);
  const head = `<span class="mark ${MARK[mark]}">${mark === '-' ? '−' : mark}</span> <code>${text(said)}</code>${place === undefined ? '' : ` <span class="place">${text(place)}</span>`}${change.fileKind === 'source' ? '' : ` <span class="kind">${change.fileKind}</span>`}`;
  const { source } = change;
  if (source === undefined || source.rows.length === 0) return `<p class="change">${head}</p>`;
  const one = change.change === 'added' || change.change === 'removed';
  const left =
    source.left > 0 ? `<tr class="skip"><td colspan="${one ? 2 : 4}">… ${source.left} more rows</td></tr>` : '';
  // A first row that spans all columns says nothing of their widths.
  const columns = `<colgroup>${'<col class="n"><col>'.repeat(one ? 1 : 2)}</colgroup>`;
  const body = source.rows.map(one ? singleRow : rowHtml).join('');
  return `<details class="change"${open ? ' open' : ''}><summary>${head}</summary><table class="code">${columns}<tbody>${body}${left}</tbody></table></details>`;
}

function rowHtml(row: Row): string {
  const empty = '<td class="n"></td><td class="none"></td>';
  switch (row.kind) {
    case 'skipped':
      return `<tr class="skip"><td colspan="4">${row.lines} lines are the same</td></tr>`;
    case 'removed':
      return `<tr>${cellHtml(row.before, 'del')}${empty}</tr>`;
    case 'added':
      return `<tr>${empty}${cellHtml(row.after, 'ins')}</tr>`;
    case 'changed':
      return `<tr>${cellHtml(row.before, 'del')}${cellHtml(row.after, 'ins')}</tr>`;
    case 'same':
      return `<tr>${cellHtml(row.before, '')}${cellHtml(row.after, '')}</tr>`;
  }
}

/** What is only on one side takes the whole width. */
function singleRow(row: Row): string {
  if (row.kind === 'removed') return `<tr>${cellHtml(row.before, 'del')}</tr>`;
  return row.kind === 'added' ? `<tr>${cellHtml(row.after, 'ins')}</tr>` : '';
}

function cellHtml({ line, parts }: Cell, kind: 'del' | 'ins' | ''): string {
  const body = parts.map((part) => (part.changed ? `<mark>${text(part.text)}</mark>` : text(part.text))).join('');
  return `<td class="n">${line}</td><td${kind === '' ? '' : ` class="${kind}"`}>${body}</td>`;
}
