/**
 * How the checks of names agree with Typomania 0.2.0 as crates.io runs it (the typosquat oracle): names with equal answers, per
 * check and for the harness.
 *
 *   npm run score -- typosquat     LAZARET_ORACLE names the oracle's folder, SHOW=n prints n differences
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type AskedPackage,
  Corpus,
  CRATES_IO_CHECKS,
  Harness,
  type Package,
  parseTypomaniaConfig,
  typomaniaAnswer,
  typomaniaChecks,
} from '@lazaret/typosquat';
import { oracleFolder } from './oracle.ts';

interface Recorded extends AskedPackage {
  readonly expected: {
    readonly perCheck: Readonly<Record<string, readonly unknown[]>>;
    readonly harness: readonly unknown[];
  };
}

interface Row {
  names: number;
  equal: number;
  hits: number;
}

export async function run(): Promise<void> {
  const folder = oracleFolder('typosquat');
  if (folder === undefined) return;
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const config = parseTypomaniaConfig(JSON.parse(read('config.json')), CRATES_IO_CHECKS);
  const { packages } = JSON.parse(read('corpus.json')) as { packages: Package[] };
  const harness = new Harness(new Corpus(packages), { checks: typomaniaChecks(config) });
  const rows = new Map<string, Row>([...harness.checks.map(({ id }) => id), 'harness'].map((id) => [id, empty()]));
  let shown = Number(process.env['SHOW'] ?? '0');
  for (const line of read('queries.jsonl').split('\n').filter(Boolean)) {
    const { expected, ...asked } = JSON.parse(line) as Recorded;
    const answer = typomaniaAnswer(harness, asked);
    for (const [id, row] of rows) {
      const theirs = id === 'harness' ? expected.harness : (expected.perCheck[id] ?? []);
      const ours = id === 'harness' ? answer.harness : (answer.perCheck[id] ?? []);
      row.names++;
      row.hits += theirs.length;
      if (isDeepStrictEqual(theirs, ours)) row.equal++;
      else if (shown-- > 0) console.log(`${asked.name} ${id}\n  ${JSON.stringify(theirs)}\n  ${JSON.stringify(ours)}`);
    }
  }
  console.log('check              hits  names  equal  agreement');
  for (const [id, { names, equal, hits }] of rows)
    console.log(
      `${id.padEnd(17)} ${String(hits).padStart(5)} ${String(names).padStart(6)} ${String(equal).padStart(6)}  ${((100 * equal) / names).toFixed(2)} %`,
    );
  if ([...rows.values()].some(({ names, equal }) => names !== equal)) process.exitCode = 1;
}

function empty(): Row {
  return { names: 0, equal: 0, hits: 0 };
}
