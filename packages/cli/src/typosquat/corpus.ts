/** The packages that names are compared with: a file, a folder with a registry's index, or the shipped list. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CargoError, DependencyKind, parseIndexLine } from '@lazaret/cargo';
import { readRegularText } from '@lazaret/sources';
import {
  type IndexedPackage,
  type NameRules,
  type Package,
  POPULAR_CRATES_TITLE,
  packagesOfIndex,
  parseCorpus,
  popularCrates,
} from '@lazaret/typosquat';
import { CliError, Exit } from '../exit.ts';

/** A list of all packages of a registry, with owners. */
const MAX_CORPUS = 512 * 1024 * 1024;
/** The largest index file of crates.io has some megabytes. */
const MAX_INDEX_FILE = 64 * 1024 * 1024;
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
