/**
 * Where index lines and archives of crates come from, whatever they are for: a registry by the sparse protocol, or a folder
 * with `index/` in the sparse layout and `crates/NAME/NAME-VERSION.crate`.
 */
import { join, resolve } from 'node:path';
import {
  ArchiveError,
  CargoError,
  CRATES_IO_SOURCE,
  type IndexLine,
  indexPath,
  parseIndexLine,
  readCrate,
} from '@lazaret/cargo';
import { sha256Hex } from '../cache/cache.ts';
import { SourcesError } from '../error.ts';
import { entryAt, readRegularFile, readRegularText } from '../files/read.ts';
import type { PackageSource, SourceFiles } from '../package/origin.ts';
import type { Session } from '../project/session.ts';
import { listVersions } from './versions.ts';

const MAX_INDEX_FILE = 64 * 1024 * 1024;
const MAX_ARCHIVE = 128 * 1024 * 1024;

/** Files of a published version. */
export interface SuppliedCrate extends SourceFiles {
  readonly sha256: string;
}

export interface CrateSupply {
  /** All versions that can be read; undefined if there is no such crate. */
  versions(name: string): Promise<readonly IndexLine[] | undefined>;
  /** The files of a version; undefined, after `problems`, where they cannot be had. */
  files(line: IndexLine): Promise<SuppliedCrate | undefined>;
  /** The `.crate` of a version, checked against the index; undefined, after `problems`, where it cannot be had. */
  archive(line: IndexLine): Promise<Uint8Array | undefined>;
  /** What went wrong so far, for people. */
  readonly problems: readonly string[];
  /** Archives that cargo would refuse, as `name version`, and why. */
  readonly refused: ReadonlyMap<string, string>;
}

/** A registry in a folder: everything is read from there and nothing from elsewhere. */
function folderSupply(folder: string): CrateSupply {
  return new FolderSupply(resolve(folder));
}

class FolderSupply implements CrateSupply {
  readonly problems: string[] = [];
  readonly refused = new Map<string, string>();
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async versions(name: string): Promise<readonly IndexLine[] | undefined> {
    const text = readRegularText(join(this.#folder, 'index', indexPath(name)), MAX_INDEX_FILE);
    if (text === undefined) return undefined;
    return text.split('\n').flatMap((line) => {
      if (line === '') return [];
      try {
        return [parseIndexLine(line)];
      } catch (error) {
        // Cargo passes over lines it cannot read.
        if (error instanceof CargoError) return [];
        throw error;
      }
    });
  }

  async files(line: IndexLine): Promise<SuppliedCrate | undefined> {
    const bytes = await this.archive(line);
    return bytes === undefined ? undefined : opened(bytes, line.name, line.version, line.checksum, this);
  }

  async archive({ name, version, checksum }: IndexLine): Promise<Uint8Array | undefined> {
    const path = join(this.#folder, 'crates', name, `${name}-${version}.crate`);
    const bytes = readRegularFile(path, MAX_ARCHIVE);
    if (bytes === undefined) return undefined;
    const sha256 = sha256Hex(bytes);
    if (sha256 !== checksum) {
      this.problems.push(`${path} has SHA-256 ${sha256}, but the index says ${checksum}; it was not used`);
      return undefined;
    }
    return bytes;
  }
}

function opened(
  bytes: Uint8Array,
  name: string,
  version: string,
  sha256: string,
  supply: { readonly problems: string[]; readonly refused: Map<string, string> },
): SuppliedCrate | undefined {
  try {
    const { files, findings } = readCrate(bytes, { name, version });
    return { files, findings, problems: [], sha256 };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    const reason = `${error.message} (${error.code})`;
    supply.problems.push(`${name} ${version}: ${reason}`);
    supply.refused.set(`${name} ${version}`, reason);
    return undefined;
  }
}

/** The registry of a session: crates.io, what stands in its place, or the one with this index (`sparse+…`). */
function sessionSupply(session: Session, index?: string): CrateSupply {
  const problems: string[] = [];
  const refused = new Map<string, string>();
  const registry = index === undefined ? session.registry() : session.finder().registry(index);
  const find = async ({ name, version, checksum }: IndexLine): Promise<PackageSource | undefined> => {
    const source = { text: index ?? CRATES_IO_SOURCE };
    const found = await session.finder().find({ name, version, source, checksum });
    if (found.found) return found;
    problems.push(`${name} ${version}: ${found.problems.map(({ message }) => message).join('; ') || 'not found'}`);
    return undefined;
  };
  return {
    problems,
    refused,
    versions: (name) => listVersions(registry, name),
    async archive(line) {
      const found = await find(line);
      if (found !== undefined && found.archive === undefined)
        problems.push(`${line.name} ${line.version}: only an unpacked copy is there, not the archive`);
      return found?.archive;
    },
    async files(line) {
      const { name, version, checksum } = line;
      const found = await find(line);
      if (found === undefined) return undefined;
      const files = found.open();
      if (files.problems.length > 0) {
        problems.push(...files.problems.map(({ message }) => `${name} ${version}: ${message}`));
        const unreadable = files.problems.find(({ code }) => code === 'archive-unreadable');
        if (unreadable !== undefined) refused.set(`${name} ${version}`, unreadable.message);
        return undefined;
      }
      return { ...files, sha256: found.sha256 ?? checksum };
    },
  };
}

/** A supply by what a user names: a folder, an index address, or nothing for crates.io. */
export function crateSupply(named: string | undefined, session: Session): CrateSupply {
  if (named === undefined) return sessionSupply(session);
  if (/^(sparse\+)?https?:\/\//.test(named))
    return sessionSupply(session, named.startsWith('sparse+') ? named : `sparse+${named}`);
  const folder = resolve(session.directory, named);
  if (entryAt(join(folder, 'index'))?.isDirectory() !== true) {
    const message = `${named} is no registry: a folder with index/ (sparse layout) and crates/NAME/NAME-VERSION.crate, or an index address, is needed`;
    throw new SourcesError('registry-unsupported', message);
  }
  return folderSupply(folder);
}
