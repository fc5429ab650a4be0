/** Where recorded truth and its crates are: the oracle's folder, and packages unpacked from cargo's cache. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A folder of the oracle; undefined, after a word, where it is absent. The oracle is the folder that LAZARET_ORACLE names, or
 * `shared/oracle` beside the checkout.
 */
export function oracleFolder(name: string): string | undefined {
  const root = process.env['LAZARET_ORACLE'] ?? fileURLToPath(new URL('../../../shared/oracle', import.meta.url));
  const folder = join(root, name);
  if (existsSync(folder)) return folder;
  console.log(`skipped: there is no ${name} oracle (LAZARET_ORACLE names the folder that holds it)`);
  return undefined;
}

/** Packages unpacked into one folder, each once. */
export class CrateFolders {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
    mkdirSync(root, { recursive: true });
  }

  /** Folder with the unpacked package; undefined if it cannot be had. */
  unpacked(name: string, version: string): string | undefined {
    const folder = join(this.root, `${name}-${version}`);
    if (existsSync(folder)) return folder;
    const file = `${name}-${version}.crate`;
    if (cachedArchive(file) === undefined) fetchArchive(name, version);
    const archive = cachedArchive(file);
    if (archive === undefined) return undefined;
    execFileSync('tar', ['xzf', archive, '-C', this.root]);
    return folder;
  }
}

function cachedArchive(file: string): string | undefined {
  const cache = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry', 'cache');
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .map((folder) => join(cache, folder, file))
    .find((path) => existsSync(path));
}

/** `cargo info` downloads the archive of the version that it tells of. */
function fetchArchive(name: string, version: string): void {
  try {
    execFileSync('cargo', ['info', '--quiet', '--registry', 'crates-io', `${name}@${version}`], {
      stdio: 'ignore',
      cwd: tmpdir(),
    });
  } catch {
    // Whoever asked says that the crate is missing.
  }
}

/** Paths of all files below a folder, `/`-separated. */
export function filesBelow(root: string): Set<string> {
  const files = new Set<string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else files.add(path);
    }
  };
  visit('');
  return files;
}
