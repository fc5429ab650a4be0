/** Versions of a crate as a registry's index lists them. */
import { CargoError, type IndexLine, parseIndexLine } from '@lazaret/cargo';
import { SourcesError } from '../error.ts';
import type { Registry } from './registry.ts';

/** Every version of a crate that can be read, in the index's order; undefined if the registry has no such crate. */
export async function listVersions(registry: Registry, name: string): Promise<IndexLine[] | undefined> {
  const file = await registry.indexFile(name);
  return file?.lines.split('\n').flatMap((line) => {
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
