/**
 * The corpus of honest crate versions, and a registry of what cargo has in its cache: a run reads nothing from the network.
 * What the list names and the cache lacks is fetched by cargo, for exactly those versions, before a run that asks for it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CratePackage, RegistryView } from '../../packages/behaviour/src/index.ts';
import {
  ArchiveError,
  comparePrecedence,
  type IndexLine,
  indexPath,
  parseIndexLine,
  parseManifest,
  readCrate,
} from '../../packages/cargo/src/index.ts';
import { type CrateSupply, findCargoHome, type SuppliedCrate } from '../../packages/sources/src/index.ts';

export interface CorpusEntry {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  /** Heading that it stands under. */
  readonly group: string;
}

const CORPUS_FILE = join(import.meta.dirname, 'corpus.txt');

export function readCorpus(): readonly CorpusEntry[] {
  let group = '';
  return readFileSync(CORPUS_FILE, 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('#')) group = line.slice(1).trim();
      const match = /^(\S+) (\S+) ([0-9a-f]{64})$/.exec(line);
      return match === null ? [] : [{ name: match[1]!, version: match[2]!, sha256: match[3]!, group }];
    });
}

/** Archives and index lines in cargo's cache. */
export class CargoCache {
  readonly #home = findCargoHome(process.env, process.cwd());
  readonly #archives = new Map<string, string>();
  readonly #lines = new Map<string, readonly IndexLine[] | undefined>();

  constructor() {
    for (const { path } of this.#home.registries('cache'))
      for (const file of readdirSync(path)) this.#archives.set(file, join(path, file));
  }

  has(name: string, version: string): boolean {
    return this.#archives.has(`${name}-${version}.crate`);
  }

  bytes(name: string, version: string): Uint8Array | undefined {
    const path = this.#archives.get(`${name}-${version}.crate`);
    return path === undefined ? undefined : readFileSync(path);
  }

  /** All versions that the index knows, at hand or not. */
  lines(name: string): readonly IndexLine[] | undefined {
    if (!this.#lines.has(name)) this.#lines.set(name, this.#read(name));
    return this.#lines.get(name);
  }

  #read(name: string): readonly IndexLine[] | undefined {
    for (const { host } of this.#home.registries('index')) {
      const cached = this.#home.indexLines(indexPath(name), host);
      if (cached !== undefined)
        return cached.lines
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => parseIndexLine(line));
    }
    return undefined;
  }
}

/**
 * The cache as a registry that dependencies are chosen from: only versions whose archive is at hand are there, so that what
 * is chosen can be read.
 */
export function cacheSupply(cache: CargoCache): CrateSupply {
  const problems: string[] = [];
  return {
    problems,
    refused: new Map(),
    versions: (name) => Promise.resolve(cache.lines(name)?.filter((line) => cache.has(name, line.version))),
    files: (line) => Promise.resolve(filesOf(line, cache, problems)),
    archive: (line) => Promise.resolve(cache.bytes(line.name, line.version)),
  };
}

function filesOf(line: IndexLine, cache: CargoCache, problems: string[]): SuppliedCrate | undefined {
  const { name, version } = line;
  const bytes = cache.bytes(name, version);
  if (bytes === undefined) return undefined;
  try {
    const { files, findings, sha256 } = readCrate(bytes, { name, version });
    return { files, findings, problems: [], sha256 };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    problems.push(`${name} ${version}: ${error.message}`);
    return undefined;
  }
}

/** A version's own package, its checksum compared with the list's; undefined where it is not at hand. */
export function packageOf(
  entry: Pick<CorpusEntry, 'name' | 'version'> & { readonly sha256?: string },
  cache: CargoCache,
): CratePackage | undefined {
  const { name, version } = entry;
  const bytes = cache.bytes(name, version);
  if (bytes === undefined) return undefined;
  const { files, findings, sha256 } = readCrate(bytes, { name, version });
  if (entry.sha256 !== undefined && entry.sha256 !== sha256)
    throw new Error(`${name} ${version} has SHA-256 ${sha256}, not that of the list`);
  const manifest = parseManifest(Buffer.from(files.get('Cargo.toml')!).toString());
  return { name, version, manifest, files, archive: findings, sha256 };
}

/** The highest lower version whose archive is at hand: the pair that checks of differences are measured on. */
export function previousOf(entry: CorpusEntry, cache: CargoCache): CratePackage | undefined {
  const lines = cache.lines(entry.name) ?? [];
  const own = lines.find((line) => line.version === entry.version);
  const before = lines
    .filter((line) => own !== undefined && comparePrecedence(line.semver, own.semver) < 0)
    .filter((line) => cache.has(entry.name, line.version))
    .toSorted((a, b) => comparePrecedence(b.semver, a.semver))[0];
  return before === undefined ? undefined : packageOf({ name: entry.name, version: before.version }, cache);
}

/** The whole index as it was at a moment, with the packages that are at hand. */
export function indexAt(now: string | undefined, cache: CargoCache): RegistryView {
  const until = now === undefined ? Number.POSITIVE_INFINITY : Date.parse(now);
  return {
    versions: (name) => {
      const lines = cache
        .lines(name)
        ?.filter((line) => line.pubtime === undefined || Date.parse(line.pubtime) <= until);
      return lines === undefined || lines.length === 0 ? undefined : lines;
    },
    package: (name, version) => packageOf({ name, version }, cache),
  };
}

/** N entries spread evenly over the list. */
export function spread<T>(entries: readonly T[], count: number): readonly T[] {
  if (count >= entries.length) return entries;
  return Array.from({ length: count }, (_, at) => entries[Math.floor((at * entries.length) / count)]!);
}

/** A hash of the list, which a run prints so that two runs can be told to be of the same. */
export function corpusHash(): string {
  return createHash('sha256').update(readFileSync(CORPUS_FILE)).digest('hex').slice(0, 16);
}

/** Lets cargo fetch what is missing: one manifest for each version, since several versions of one crate exclude each other. */
export function fetchMissing(entries: readonly CorpusEntry[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'lazaret-corpus-'));
  try {
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/lib.rs'), '');
    for (const { name, version } of entries) {
      const head = '[package]\nname = "corpus-fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n';
      writeFileSync(join(folder, 'Cargo.toml'), `${head}one = { package = "${name}", version = "=${version}" }\n`);
      rmSync(join(folder, 'Cargo.lock'), { force: true });
      const done = spawnSync('cargo', ['fetch'], { cwd: folder, encoding: 'utf8' });
      if (done.status !== 0) console.error(`cargo fetch of ${name} ${version}: ${done.stderr.split('\n')[0]}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
