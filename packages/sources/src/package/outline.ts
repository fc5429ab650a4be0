/**
 * What deciding on a build needs of a package: its manifest and the names of its files. For archives this is kept under
 * the archive's digest, so that a warm run unpacks none of the packages that turn out not to be in the build.
 */
import { type ArchiveFinding, type CargoConfig, replaceSource } from '@lazaret/cargo';
import { type LazaretCache, sha256Hex } from '../cache/cache.ts';
import type { PackageRequest, PackageSource, SourceFiles } from './origin.ts';

/** The part of a package that resolving a build needs. */
export interface PackageOutline {
  /** The text of Cargo.toml; empty if there is none. */
  readonly manifest: string;
  /** Paths of all files, in archive order or sorted. */
  readonly paths: readonly string[];
  readonly findings: readonly ArchiveFinding[];
}

/** Part of the key: another shape of the stored data must not be read as this one. */
const FORMAT = 1;
const MAX_OUTLINE = 32 * 1024 * 1024;

/** The stored outline of a package whose lock file names an archive; undefined where another place stands for it. */
export function readOutline(
  cache: LazaretCache,
  config: CargoConfig,
  request: PackageRequest,
): PackageOutline | undefined {
  if (request.source === undefined || request.checksum === undefined) return undefined;
  const replaced = replaceSource(config, request.source.text);
  if (!replaced.ok || replaced.place.kind !== 'registry') return undefined;
  const bytes = cache.read('outlines', outlineKey(request, request.checksum), MAX_OUTLINE);
  if (bytes === undefined) return undefined;
  // The cache has checked the bytes against their digest, and only this file writes this kind.
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as PackageOutline;
}

/** Makes the outline of an opened source, and keeps it where the archive's digest is known to be right. */
export function makeOutline(
  cache: LazaretCache,
  request: PackageRequest,
  source: PackageSource,
  opened: SourceFiles,
): PackageOutline {
  const manifest = opened.files.get('Cargo.toml');
  const outline: PackageOutline = {
    manifest: manifest === undefined ? '' : Buffer.from(manifest).toString('utf8'),
    paths: [...opened.files.keys()],
    findings: opened.findings,
  };
  const isArchive = source.verification === 'lock-checksum' && opened.problems.length === 0;
  if (isArchive && source.sha256 !== undefined) {
    cache.write('outlines', outlineKey(request, source.sha256), JSON.stringify(outline));
  }
  return outline;
}

/** Name and version count too: an archive is only valid under the ones it is asked for with. */
function outlineKey(request: PackageRequest, sha256: string): string {
  return sha256Hex(`${FORMAT} ${sha256} ${request.name} ${request.version}`);
}
