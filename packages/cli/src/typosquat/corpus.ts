/** The packages that names are compared with: a file, a folder with a registry's index or database dump, or the shipped list. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CargoError, DependencyKind, parseIndexLine } from '@lazaret/cargo';
import { readRegularText } from '@lazaret/sources';
import {
  type IndexedPackage,
  type NameRules,
  type Package,
  POPULAR_CRATES_TITLE,
  packagesOfDump,
  packagesOfIndex,
  parseCorpus,
  popularCrates,
} from '@lazaret/typosquat';
import { CliError, Exit } from '../exit.ts';

/** A list of all packages of a registry, with owners. */
const MAX_CORPUS = 512 * 1024 * 1024;
/** The largest index file of crates.io has some megabytes. */
const MAX_INDEX_FILE = 64 * 1024 * 1024;
/** Bytes of a table that are read at a time. */
const PIECE = 1024 * 1024;
/** `ab/cd/abcd` is three levels down. */
const INDEX_LEVELS = 4;

export interface LoadedCorpus {
  readonly packages: readonly Package[];
  /** What it is, for reports. */
  readonly title: string;
}

export function loadCorpus(place: string | undefined, rules: NameRules, cwd: string): LoadedCorpus {
  if (place === undefined) return shipped(rules);
  const path = resolve(cwd, place);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    const dump = [path, join(path, 'data')].find((folder) => existsSync(join(folder, 'crates.csv')));
    if (dump !== undefined) {
      const packages = dumped(dump);
      return { packages, title: `${packages.length} crates of the database dump ${place}` };
    }
    const packages = packagesOfIndex(indexed(path, 0), rules.form);
    if (packages.length === 0) throw new CliError(Exit.Usage, `there is no index in ${place}`);
    return { packages, title: `${packages.length} packages of the index ${place}, by dependents` };
  }
  const text = readRegularText(path, MAX_CORPUS, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no corpus at ${place}`);
  const packages = parseCorpus(text);
  return { packages, title: `${packages.length} packages of ${place}` };
}

function shipped(rules: NameRules): LoadedCorpus {
  if (rules.id !== 'crates-io')
    throw new CliError(Exit.Usage, `there is no shipped list for ${rules.title}: --corpus FILE is needed`);
  return { packages: popularCrates(), title: POPULAR_CRATES_TITLE };
}

function dumped(folder: string): Package[] {
  const table = (name: string): Iterable<string> | undefined => {
    const file = join(folder, `${name}.csv`);
    return existsSync(file) ? pieces(file) : undefined;
  };
  return packagesOfDump({
    crates: pieces(join(folder, 'crates.csv')),
    downloads: table('crate_downloads'),
    owners: table('crate_owners'),
    users: table('users'),
    teams: table('teams'),
  });
}

/** A table has gigabytes of readmes: it is never held as a whole. */
function* pieces(file: string): Generator<string> {
  const handle = openSync(file, 'r');
  try {
    const decoder = new TextDecoder();
    const buffer = Buffer.alloc(PIECE);
    for (let size = readSync(handle, buffer); size > 0; size = readSync(handle, buffer))
      yield decoder.decode(buffer.subarray(0, size), { stream: true });
    yield decoder.decode();
  } finally {
    closeSync(handle);
  }
}

/** The crates of an index in cargo's layout. Files that are none are passed over. */
function* indexed(folder: string, level: number): Generator<IndexedPackage> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'config.json') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (level < INDEX_LEVELS) yield* indexed(path, level + 1);
    } else if (entry.isFile()) {
      const found = newest(readRegularText(path, MAX_INDEX_FILE) ?? '');
      if (found !== undefined) yield found;
    }
  }
}

/** The last line that is not yanked tells what a crate needs now. */
function newest(text: string): IndexedPackage | undefined {
  for (const line of text.trimEnd().split('\n').reverse()) {
    try {
      const { name, yanked, dependencies } = parseIndexLine(line);
      if (yanked) continue;
      const needed = dependencies.filter(({ kind }) => kind !== DependencyKind.dev);
      return { name, dependencies: needed.map((it) => it.package ?? it.name) };
    } catch (error) {
      if (!(error instanceof CargoError)) throw error;
    }
  }
  return undefined;
}
