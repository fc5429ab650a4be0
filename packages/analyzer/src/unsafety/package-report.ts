/** All `.rs` files of a package to one object, the output of `lazaret facts --format unsafe` (`schemas/unsafe.schema.json`). */
import { compareText } from '@lazaret/base';
import { addCounters, COUNTER_RULES, type CounterRules, type CounterSet, emptyCounters } from './counters.ts';
import { type FileReport, fileReport } from './file-report.ts';

/** Sums over the files that were parsed. */
interface UnsafeTotals extends Readonly<Record<CounterRules, CounterSet>> {
  readonly files: number;
  readonly parsed: number;
  readonly bytes: number;
}

/** Unsafe code, foreign interfaces and items of a package, file by file. */
export interface UnsafeReport {
  readonly name: string;
  readonly version: string;
  /** Of the `.crate` file; left out for a folder. */
  readonly crateSha256?: string;
  readonly totals: UnsafeTotals;
  readonly files: readonly FileReport[];
}

/** Identity of the package that a report is about. */
export interface UnsafeSubject {
  readonly name: string;
  readonly version: string;
  readonly crateSha256?: string | undefined;
}

/** Reports on every file whose name ends in `.rs`: tests, examples and benches too. */
export function unsafeReport(subject: UnsafeSubject, sources: Iterable<readonly [string, Uint8Array]>): UnsafeReport {
  const files = [...sources]
    .filter(([path]) => path.endsWith('.rs'))
    .map(([path, bytes]) => fileReport(path, bytes))
    .sort((a, b) => compareText(a.path, b.path));
  const { name, version, crateSha256 } = subject;
  return { name, version, ...(crateSha256 === undefined ? {} : { crateSha256 }), totals: totalsOf(files), files };
}

function totalsOf(files: readonly FileReport[]): UnsafeTotals {
  const [geiger, repaired, strict] = COUNTER_RULES.map((rules) => sumOf(files, rules));
  const parsed = files.filter((file) => file.parses).length;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { files: files.length, parsed, bytes, geiger: geiger!, repaired: repaired!, strict: strict! };
}

function sumOf(files: readonly FileReport[], rules: CounterRules): CounterSet {
  const sum: CounterSet = { withTests: emptyCounters(rules), withoutTests: emptyCounters(rules) };
  for (const file of files) {
    if (!file.parses) continue;
    addCounters(sum.withTests, file[rules].withTests);
    addCounters(sum.withoutTests, file[rules].withoutTests);
  }
  return sum;
}
