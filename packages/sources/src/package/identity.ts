/** Name and version of the package in a directory, read from its manifest with no more of it than that. */
import { join } from 'node:path';
import { isTable, parseToml, type TomlTable } from '@lazaret/cargo';
import { readRegularText } from '../files/read.ts';

const MAX_MANIFEST = 8 * 1024 * 1024;

export interface PackageIdentity {
  readonly name: string;
  /** Undefined when inherited from a workspace. */
  readonly version: string | undefined;
}

/** The manifest of a directory as TOML; undefined if there is none or it is not TOML. */
export function readManifestToml(directory: string): TomlTable | undefined {
  try {
    const text = readRegularText(join(directory, 'Cargo.toml'), MAX_MANIFEST);
    return text === undefined ? undefined : parseToml(text, 'Cargo.toml');
  } catch {
    return undefined;
  }
}

export function packageIdentity(manifest: TomlTable | undefined): PackageIdentity | undefined {
  const table = manifest?.['package'] ?? manifest?.['project'];
  if (!isTable(table) || typeof table['name'] !== 'string') return undefined;
  const version = table['version'];
  // Since Rust 1.75 a missing version means 0.0.0.
  return {
    name: table['name'],
    version: version === undefined ? '0.0.0' : typeof version === 'string' ? version : undefined,
  };
}
