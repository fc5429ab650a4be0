/**
 * How well the checks tell attacks from honest crates, on a pinned corpus and on inert imitations:
 *
 *   npm run bench -- detection [--corpus-only] [--positives-only] [--limit N] [--no-pairs] [--fetch] [--keep FILE]
 *   [--own-code] [--dependencies-max BYTES] [--as-kept] [--json FILE] [--write-docs]
 *
 * The corpus (`bench/detection/corpus.txt`) is read from cargo's cache; --fetch lets cargo fetch what is missing. --limit N
 * takes N versions spread over the list; --no-pairs leaves out the comparison with the version before; --keep adds results to a
 * file, from which a run that was cut short goes on. --own-code does not follow calls into dependencies, --dependencies-max
 * leaves out versions whose dependencies have more Rust than that: for machines that have no hour. --as-kept reports what the
 * file has and scans nothing. --write-docs puts the tables into docs/DETECTION.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benignReport, scanCorpus } from './benign.ts';
import { CargoCache, corpusHash, fetchMissing, readCorpus } from './corpus.ts';
import { FIXTURES } from './fixtures/index.ts';
import { judgeAll, positivesReport } from './positives.ts';

const { values } = parseArgs({
  options: {
    'corpus-only': { type: 'boolean', default: false },
    'positives-only': { type: 'boolean', default: false },
    limit: { type: 'string' },
    'no-pairs': { type: 'boolean', default: false },
    fetch: { type: 'boolean', default: false },
    keep: { type: 'string' },
    'as-kept': { type: 'boolean', default: false },
    'own-code': { type: 'boolean', default: false },
    'dependencies-max': { type: 'string' },
    json: { type: 'string' },
    'write-docs': { type: 'boolean', default: false },
  },
});

const DOCS = join(import.meta.dirname, '../../docs/DETECTION.md');
const out: Record<string, unknown> = {};

async function corpus(): Promise<string> {
  const entries = readCorpus();
  const cache = new CargoCache();
  const missing = entries.filter(({ name, version }) => !cache.has(name, version));
  if (values.fetch) fetchMissing(missing);
  const limit = values.limit === undefined ? entries.length : Number(values.limit);
  const most = values['dependencies-max'];
  const results = await scanCorpus({
    limit,
    pairs: !values['no-pairs'],
    keep: values.keep,
    asKept: values['as-kept'],
    ownCode: values['own-code'],
    dependenciesMax: most === undefined ? Number.POSITIVE_INFINITY : Number(most),
  });
  out['corpus'] = results;
  const part =
    limit < entries.length
      ? `, ${limit} spread over it`
      : results.length < entries.length
        ? `, ${results.length} of them, the smallest packages first`
        : '';
  const depth = [
    ...(values['own-code'] ? ['calls are not followed into dependencies'] : []),
    ...(most === undefined ? [] : [`versions whose dependencies have more than ${most} bytes of Rust are left out`]),
  ].map((it) => `; ${it}`);
  return `Corpus ${corpusHash()}: ${entries.length} versions${part}${depth.join('')}.\n\n${benignReport(results)}`;
}

function positives(): string {
  const results = judgeAll(FIXTURES);
  out['positives'] = results.map(({ fixture, ...rest }) => ({ fixture: fixture.id, ...rest }));
  return positivesReport(results);
}

/** Puts a text between the markers of a part of the page. */
function writePart(name: string, text: string): void {
  const page = readFileSync(DOCS, 'utf8');
  const [begin, end] = [`<!-- ${name}: made by the bench -->`, `<!-- end of ${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/DETECTION.md has no part ${name}`);
  writeFileSync(DOCS, `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`);
}

const parts: readonly [string, boolean, () => string | Promise<string>][] = [
  ['positives', !values['corpus-only'], positives],
  ['corpus', !values['positives-only'], corpus],
];
for (const [name, wanted, make] of parts) {
  if (!wanted) continue;
  const text = await make();
  console.log(`\n## ${name}\n\n${text}`);
  if (values['write-docs']) writePart(name, text);
}
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(out, null, 1));
