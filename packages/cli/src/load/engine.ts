/** Which analyser this is, for keys of what is kept between runs. */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../version.ts';

/** Lazaret's packages by version, sizes and times of their files: a run from sources that were edited is another engine. */
export function engineId(): string {
  const hash = createHash('sha256').update(VERSION);
  const packages = fileURLToPath(new URL('../../../', import.meta.url));
  for (const name of readdirSync(packages).sort()) {
    for (const folder of ['src', 'data']) addFolder(hash, join(packages, name, folder));
  }
  return hash.digest('hex');
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
