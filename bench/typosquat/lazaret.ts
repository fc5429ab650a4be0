/**
 * One measurement in a process of its own: `compat CORPUS QUERIES` or `own CORPUS QUERIES`, names a line each. Prints processor seconds for
 * loading, processor seconds for asking, answers, and the most memory in megabytes (with and without what Node takes to begin with).
 */
import { readFileSync } from 'node:fs';
import {
  Corpus,
  CRATES_IO,
  CRATES_IO_CHECKS,
  Harness,
  NameJudge,
  type Package,
  typomaniaChecks,
} from '@lazaret/typosquat';

const [mode, corpusFile, queriesFile] = process.argv.slice(2);
const queries = readFileSync(queriesFile!, 'utf8').trimEnd().split('\n');
const idle = process.resourceUsage().maxRSS / 1024;

const before = process.cpuUsage();
const corpus = new Corpus(packages(readFileSync(corpusFile!, 'utf8').trimEnd().split('\n')));
const ask = mode === 'own' ? judging(corpus) : checking(corpus);
// The first question makes what is made when it is first needed.
ask(queries[0]!);
const loading = process.cpuUsage(before);

let answers = 0;
const times: number[] = [];
// The kernel counts in hundredths of a second: one name is measured by the clock.
const used = process.cpuUsage();
for (const name of queries) {
  if (mode !== 'own') answers += ask(name);
  else {
    const from = performance.now();
    answers += ask(name);
    times.push(performance.now() - from);
  }
}
const seconds = process.cpuUsage(used).user / 1e6;
times.sort((a, b) => a - b);
const peak = process.resourceUsage().maxRSS / 1024;
const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
console.log(
  JSON.stringify({
    load: (loading.user + loading.system) / 1e6,
    seconds,
    answers,
    peak,
    own: peak - idle,
    p50: at(0.5),
    p99: at(0.99),
    worst: times.at(-1) ?? 0,
  }),
);

function* packages(names: readonly string[]): Generator<Package> {
  for (const [at, name] of names.entries()) yield { name, downloads: 1e9 / (at + 1), owners: [`user::${at % 9973}`] };
}

function checking(given: Corpus): (name: string) => number {
  const harness = new Harness(given, { checks: typomaniaChecks(CRATES_IO_CHECKS) });
  return (name) => harness.check({ name }).length;
}

function judging(given: Corpus): (name: string) => number {
  const judge = new NameJudge(given, { rules: CRATES_IO });
  return (name) =>
    judge.judge({ name, owners: ['user::new'], repository: `https://example.org/${name}` }).imitated.length;
}
