/** What the archive itself shows, before any repository is asked. */
import { ArchiveFindingCode } from '@lazaret/cargo';
import { type Difference, DifferenceClass, Severity } from '../report.ts';
import type { PublishedCrate } from './crate.ts';
import { VCS_INFO_FILE } from './vcs-info.ts';

/** Oddities of names that are a matter of taste; what hides content or misleads readers is not among them. */
const HARMLESS: ReadonlySet<string> = new Set([
  ArchiveFindingCode.NoEndMarker,
  ArchiveFindingCode.DirectoryData,
  ArchiveFindingCode.PathWindows,
  ArchiveFindingCode.CargoOk,
  ArchiveFindingCode.NoManifest,
]);

export function judgeArchive(crate: PublishedCrate): Difference[] {
  const found: Difference[] = crate.fingerprint.deviations.map((message) => ({
    class: DifferenceClass.ArchiveShape,
    severity: Severity.Suspicious,
    message,
    proof: 'the archive was not written by cargo alone, or was rewritten',
  }));
  for (const finding of crate.findings) {
    found.push({
      class: DifferenceClass.ArchiveFinding,
      severity: HARMLESS.has(finding.code) ? Severity.Innocuous : Severity.Suspicious,
      ...(finding.path === undefined ? {} : { path: finding.path }),
      message: finding.message,
      proof: `cargo package does not write this (${finding.code})`,
    });
  }
  if (crate.vcsProblem !== undefined) {
    found.push({
      class: DifferenceClass.VcsInfo,
      severity: Severity.Suspicious,
      path: VCS_INFO_FILE,
      message: `${VCS_INFO_FILE} is not as cargo writes it: ${crate.vcsProblem}`,
      proof: 'cargo writes the file itself and refuses to package one of that name',
    });
  }
  if (crate.vcs?.dirty === true) {
    found.push({
      class: DifferenceClass.Dirty,
      severity: Severity.Innocuous,
      path: VCS_INFO_FILE,
      message: 'cargo noted that files differed from the commit when the crate was made',
      proof: 'what differs is listed by itself',
    });
  }
  return found;
}
