/**
 * How the unsafe counters and facts of files agree with recorded ones (the unsafe oracle): equal files per set of counters.
 *
 *   npm run score -- unsafe        LAZARET_ORACLE names the oracle's folder, SHOW=n prints n differences
 *
 * Crates are taken from cargo's cache; `cargo info` puts those there that are missing.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type UnsafeReport, unsafeReport } from '@lazaret/analyzer';
import { readCrate } from '@lazaret/cargo';

type FileReport = UnsafeReport['files'][number];

interface OracleIndex {
  readonly crates: readonly { name: string; version: string; sha256: string; file: string }[];
}

/** What is compared in each file that both sides parse. */
const SETS = ['geiger', 'repaired', 'strict', 'facts', 'forbidsUnsafe', 'bytes', 'sha256'] as const;

class Table {
  readonly #equal = new Map<string, number>();
  #files = 0;
  #unparsed = 0;
  readonly #alone: string[] = [];
  #show = Number(process.env['SHOW'] ?? '0');

  compare(crate: string, truth: FileReport, ours: FileReport | undefined): void {
    if (ours === undefined || (truth.parses && !ours.parses)) {
      this.#alone.push(`${crate} ${truth.path}: ${ours?.parses === false ? ours.error : 'not listed'}`);
    }
    if (!truth.parses) {
      this.#unparsed++;
      return;
    }
    this.#files++;
    for (const set of SETS) {
      const theirs: unknown = truth[set];
      const own: unknown = ours?.parses === true ? ours[set] : undefined;
      if (isDeepStrictEqual(theirs, own)) this.#equal.set(set, (this.#equal.get(set) ?? 0) + 1);
      else if (this.#show-- > 0) console.log(`${crate} ${truth.path} ${set}\n  ${json(theirs)}\n  ${json(own)}`);
    }
  }

  print(): boolean {
    for (const set of SETS) {
      const equal = this.#equal.get(set) ?? 0;
      const share = ((100 * equal) / Math.max(this.#files, 1)).toFixed(2);
      console.log(`${set.padEnd(14)} ${equal} of ${this.#files} files equal, ${share} %`);
    }
    console.log(
      `parsed by the oracle and not by us: ${this.#alone.length}; not parsed by the oracle: ${this.#unparsed}`,
    );
    for (const line of this.#alone.slice(0, 20)) console.log(`  ${line}`);
    return SETS.every((set) => this.#equal.get(set) === this.#files) && this.#alone.length === 0;
  }
}

function json(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 2000);
}

function cached(file: string): string | undefined {
  const cache = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry', 'cache');
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .map((dir) => join(cache, dir, file))
    .find((path) => existsSync(path));
}

function archive(name: string, version: string): Uint8Array | undefined {
  const file = `${name}-${version}.crate`;
  if (cached(file) === undefined) {
    const args = ['info', '--quiet', '--registry', 'crates-io', `${name}@${version}`];
    try {
      execFileSync('cargo', args, { stdio: 'ignore', cwd: tmpdir() });
    } catch {
      // The caller says that the crate is missing.
    }
  }
  const path = cached(file);
  return path === undefined ? undefined : readFileSync(path);
}

export async function run(): Promise<void> {
  const oracle = join(process.env['LAZARET_ORACLE'] ?? join(import.meta.dirname, '../../../shared/oracle'), 'unsafe');
  if (!existsSync(join(oracle, 'index.json'))) {
    console.log(`skipped: ${oracle} is absent (LAZARET_ORACLE names the oracle's folder)`);
    return;
  }
  const index = JSON.parse(readFileSync(join(oracle, 'index.json'), 'utf8')) as OracleIndex;
  const table = new Table();
  for (const { name, version, sha256, file } of index.crates) {
    const bytes = archive(name, version);
    const crate = bytes === undefined ? undefined : readCrate(bytes, { name, version });
    if (crate?.sha256 !== sha256) {
      console.log(`${name} ${version}: not available`);
      continue;
    }
    const ours = new Map(unsafeReport({ name, version }, crate.files).files.map((one) => [one.path, one]));
    const truth = JSON.parse(readFileSync(join(oracle, file), 'utf8')) as UnsafeReport;
    for (const one of truth.files) table.compare(`${name}-${version}`, one, ours.get(one.path));
    for (const path of ours.keys()) {
      if (!truth.files.some((one) => one.path === path))
        console.log(`${name} ${version}: ${path} is not in the oracle`);
    }
  }
  if (!table.print()) process.exitCode = 1;
}
