/** Popular crates to compare with: a folder of `.crate` files, of unpacked packages, or of folders of either. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Corpus, CratePackage } from '@lazaret/behaviour';
import { ArchiveError, CargoError, parseManifest, readCrate } from '@lazaret/cargo';
import { readRegularFile, readTree } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';

const MAX_ARCHIVE = 128 * 1024 * 1024;
/** `crates/NAME/NAME-VERSION.crate` is two levels down. */
const LEVELS_MAX = 3;

export function loadCorpus(folder: string): Corpus {
  const packages: CratePackage[] = [];
  try {
    collect(folder, 0, packages);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(Exit.Usage, `the corpus ${folder} cannot be read: ${reason}`, { cause: error });
  }
  if (packages.length === 0)
    throw new CliError(
      Exit.Usage,
      `there is no crate in the corpus ${folder}: .crate files or unpacked packages are needed`,
    );
  return { packages };
}

function collect(folder: string, level: number, packages: CratePackage[]): void {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (entries.some((entry) => entry.isFile() && entry.name === 'Cargo.toml')) {
    const { files } = readTree(folder, { skipNestedPackages: true });
    add(files, [], undefined, packages);
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile() && entry.name.endsWith('.crate')) {
      const bytes = readRegularFile(path, MAX_ARCHIVE);
      if (bytes !== undefined) addArchive(bytes, packages);
    } else if (entry.isDirectory() && level < LEVELS_MAX) collect(path, level + 1, packages);
  }
}

/** An archive that cargo would refuse is nothing to compare with. */
function addArchive(bytes: Uint8Array, packages: CratePackage[]): void {
  try {
    const { files, findings, sha256 } = readCrate(bytes);
    add(files, findings, sha256, packages);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
  }
}

function add(
  files: ReadonlyMap<string, Uint8Array>,
  archive: CratePackage['archive'],
  sha256: string | undefined,
  packages: CratePackage[],
): void {
  const text = files.get('Cargo.toml');
  if (text === undefined) return;
  try {
    const manifest = parseManifest(Buffer.from(text).toString('utf8'));
    if (manifest.package === undefined) return;
    const { name, version } = manifest.package;
    packages.push({ name, version, manifest, files, archive, sha256 });
  } catch (error) {
    if (!(error instanceof CargoError)) throw error;
  }
}
