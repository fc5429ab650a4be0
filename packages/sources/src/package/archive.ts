/** A `.crate` in memory as a package source. */
import { ArchiveError, readCrate } from '@lazaret/cargo';
import type { PackageSource, SourceFiles, SourceOrigin, SourceProblem, Verification } from './origin.ts';

/** Files of an archive; one that cargo would refuse yields no files and says why. */
function openArchive(bytes: Uint8Array, name: string, version: string, place: string): SourceFiles {
  try {
    const archive = readCrate(bytes, { name, version });
    return { files: archive.files, findings: archive.findings, problems: [] };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    const problem: SourceProblem = { code: 'archive-unreadable', message: `${error.message} (${error.code})`, place };
    return { files: new Map(), findings: [], problems: [problem] };
  }
}

export function archiveSource(
  request: { readonly name: string; readonly version: string },
  bytes: Uint8Array,
  sha256: string,
  origin: SourceOrigin,
  verification: Verification,
  problems: readonly SourceProblem[],
): PackageSource {
  const { name, version } = request;
  const place = 'path' in origin ? origin.path : origin.url;
  const open = () => openArchive(bytes, name, version, place);
  return { found: true, name, version, origin, verification, sha256, problems, open, archive: bytes };
}
