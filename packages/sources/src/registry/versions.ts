/** Versions of a crate as a registry's index lists them. */
import { CargoError, type IndexLine, parseIndexLine } from '@lazaret/cargo';
import { SourcesError } from '../error.ts';
import type { Registry } from './registry.ts';

/** Every version of a crate that can be read, in the index's order; undefined if the registry has no such crate. */
export async function listVersions(registry: Registry, name: string): Promise<IndexLine[] | undefined> {
  const file = await registry.indexFile(name);
  return file?.lines.split('\n').flatMap(readLine);
}

function readLine(line: string): IndexLine[] {
  if (line === '') return [];
  try {
    return [parseIndexLine(line)];
  } catch (error) {
    // Cargo passes over lines it cannot read.
    if (error instanceof CargoError) return [];
    throw error;
  }
}

/** A version and whether it is yanked. */
export interface ListedVersion {
  readonly version: string;
  readonly yanked: boolean;
}

/** `"key":` with a plain quote can stand in no JSON string, and features are lists: these match only the line's own fields. */
const VERSION_FIELD = /"vers":"([^"\\]+)"/;
const YANKED_FIELD = /"yanked":(true|false)/;

/** Versions with their yanks only: an audit asks this of every locked package, and whole lines take ten times as long to read. */
export async function listYanks(registry: Registry, name: string): Promise<ListedVersion[] | undefined> {
  const file = await registry.indexFile(name);
  return file?.lines.split('\n').flatMap((line) => {
    const version = VERSION_FIELD.exec(line)?.[1];
    const yanked = YANKED_FIELD.exec(line)?.[1];
    // Written in another way: spaces, escapes, a missing field.
    if (version === undefined || yanked === undefined) return readLine(line);
    return [{ version, yanked: yanked === 'true' }];
  });
}

/** One version; throws when the crate or the version does not exist. */
export async function findVersion(registry: Registry, name: string, version: string): Promise<IndexLine> {
  const versions = await listVersions(registry, name);
  if (versions === undefined) throw new SourcesError('unknown-crate', `the registry has no crate named \`${name}\``);
  const line = versions.find((candidate) => candidate.version === version);
  if (line !== undefined) return line;
  const known = versions.slice(-5).map((candidate) => candidate.version);
  throw new SourcesError(
    'unknown-version',
    `\`${name}\` has no version ${version}; the last ones are ${known.join(', ')}`,
  );
}
