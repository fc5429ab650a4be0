/** Which analyser this is, for keys of what is kept between runs. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../version.ts';

const PACKAGES = fileURLToPath(new URL('../../../', import.meta.url));

/** Lazaret's packages by version, sizes and times of their files: a run from sources that were edited is another engine. */
export function engineId(): string {
  return idOf(readdirSync(PACKAGES).sort());
}

/** The same of what facts of crates are made with: the analyser and what it is built on. What judges them is no part of it. */
export function factsEngineId(): string {
  const names = ['analyzer'];
  for (const name of names) for (const below of dependenciesOf(name)) if (!names.includes(below)) names.push(below);
  return idOf(names.sort());
}

function idOf(names: readonly string[]): string {
  const hash = createHash('sha256').update(VERSION);
  for (const name of names) for (const folder of ['src', 'data']) addFolder(hash, join(PACKAGES, name, folder));
  return hash.digest('hex');
}

/** Lazaret's own packages that a package depends on. */
function dependenciesOf(name: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(PACKAGES, name, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  return Object.keys(dependencies).flatMap((it) => (it.startsWith('@lazaret/') ? [it.slice('@lazaret/'.length)] : []));
}

function addFolder(hash: ReturnType<typeof createHash>, root: string): void {
  const stats = statSync(root, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return;
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
}
