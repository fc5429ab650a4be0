/**
 * Makes `packages/typosquat/data/crates-io.json`, the names that are compared with where nobody brings a corpus: how many
 * packages' lock files name each crate, over the lock files that packages are published with (of each package the newest at hand).
 *
 *   node tools/popular-names/make.ts [FOLDER …]     folders of unpacked packages NAME-VERSION; default: cargo's own
 *
 * Names that lists of malware hold are left out.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { decodeSnapshot, kindOf, SNAPSHOT_URL } from '@lazaret/advisories';
import { CargoError, compareVersions, parseLockFile, SourceKind, tryParseVersion, type Version } from '@lazaret/cargo';

/** A crate that a single package needs is not well known by that. */
const COUNT_MIN = 1;

interface Locked {
  readonly version: Version;
  readonly file: string;
}

function cargoFolders(): string[] {
  const root = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry', 'src');
  return existsSync(root) ? readdirSync(root).map((folder) => join(root, folder)) : [];
}

/** The newest lock file of each package. */
function lockFiles(folders: readonly string[]): Map<string, Locked> {
  const found = new Map<string, Locked>();
  for (const folder of folders)
    for (const entry of readdirSync(folder)) {
      const [, name, number] = /^(.+?)-(\d+\.\d+\.\d+.*)$/.exec(entry) ?? [];
      const version = number === undefined ? undefined : tryParseVersion(number);
      const file = join(folder, entry, 'Cargo.lock');
      if (name === undefined || version === undefined || !existsSync(file)) continue;
      const known = found.get(name);
      if (known === undefined || compareVersions(version, known.version) > 0) found.set(name, { version, file });
    }
  return found;
}

function namesOf(file: string): Set<string> {
  try {
    const { packages } = parseLockFile(readFileSync(file, 'utf8'));
    return new Set(
      packages
        .filter((it) => it.source?.kind === SourceKind.registry || it.source?.kind === SourceKind.sparse)
        .map((it) => it.name),
    );
  } catch (error) {
    if (!(error instanceof CargoError)) throw error;
    return new Set();
  }
}

const given = process.argv.slice(2);
const locks = lockFiles(given.length > 0 ? given : cargoFolders());
const bad = new Set(
  decodeSnapshot(readFileSync(SNAPSHOT_URL))
    .all()
    .filter((it) => kindOf(it) === 'malicious')
    .map((it) => it.package),
);
const counts = new Map<string, number>();
for (const { file } of locks.values())
  for (const name of namesOf(file)) if (!bad.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
const crates = [...counts]
  .filter(([, count]) => count >= COUNT_MIN)
  .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
const file = new URL('../../packages/typosquat/data/crates-io.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ packages: locks.size, crates: Object.fromEntries(crates) })}\n`);
console.log(`${crates.length} crates named by at least ${COUNT_MIN} of ${locks.size} packages' lock files`);
