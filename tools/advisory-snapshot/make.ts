/**
 * Remakes the snapshot of RustSec's advisory database that Lazaret ships with.
 *
 *   node tools/advisory-snapshot/make.ts DB_DIR [--commit ID] [--date YYYY-MM-DD] [--out FILE]
 *
 * DB_DIR is a clone of the database, or its unpacked folders `crates/` and `rust/` (then the commit must be given).
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createDatabase,
  encodeSnapshot,
  headCommit,
  isAdvisoryPath,
  readDatabase,
  SNAPSHOT_URL,
} from '@lazaret/advisories';

function* advisoryFiles(root: string): Generator<readonly [string, string]> {
  for (const collection of ['crates', 'rust']) {
    for (const entry of readdirSync(join(root, collection), { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/').replace(/^\/+/, '');
      if (entry.isFile() && isAdvisoryPath(path)) yield [path, readFileSync(join(root, path), 'utf8')];
    }
  }
}

function gitCommit(root: string): string | null {
  return headCommit((path) => {
    const file = join(root, '.git', path);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  });
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { commit: { type: 'string' }, date: { type: 'string' }, out: { type: 'string' } },
  });
  const [root] = positionals;
  if (root === undefined || positionals.length > 1) {
    console.error('usage: make.ts DB_DIR [--commit ID] [--date YYYY-MM-DD] [--out FILE]');
    return 3;
  }
  const { advisories, errors } = readDatabase(advisoryFiles(root));
  for (const error of errors) console.error(error.message);
  const commit = values.commit ?? gitCommit(root);
  if (commit === null) console.error('the commit of the database is not known: pass --commit');
  if (errors.length > 0 || commit === null) return 2;
  const database = createDatabase(advisories, { commit, date: values.date ?? null, origin: 'folder' });
  const bytes = encodeSnapshot(database);
  const out = values.out ?? fileURLToPath(SNAPSHOT_URL);
  writeFileSync(out, bytes);
  console.log(`${out}: ${advisories.length} advisories, ${bytes.length} bytes, ${database.info.date}, ${commit}`);
  return 0;
}

process.exitCode = main();
