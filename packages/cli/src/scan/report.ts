/** What is passed on within a scan: the resolved packages at its beginning, one scanned version at its end. */
import type { AnalyseInput, Check, CodeFacts, CratePackage, ScanContext, ScanResult } from '@lazaret/behaviour';

export interface ScanReport {
  /** As the user named it, or the member's folder in its workspace. */
  readonly target: string;
  /** Folder of the package in its repository, '' where it is the root. */
  readonly folder: string;
  readonly result: ScanResult;
  /** The files, the code and all that was looked at; undefined for an archive that cargo would refuse. */
  readonly content:
    | { readonly subject: CratePackage; readonly code: CodeFacts; readonly context: ScanContext }
    | undefined;
  /** The checks that were made. */
  readonly checks: readonly Check[];
}

/** What an analysis of code starts from, and what names the content of each package for stored facts. */
export interface ResolvedCode {
  readonly input: Omit<AnalyseInput, 'target' | 'std' | 'stages' | 'stored'>;
  readonly contentOf: (pkg: number) => string | undefined;
  readonly filesOf: (pkg: number) => ReadonlyMap<string, Uint8Array>;
}

/** A version without its code: what the index, the metadata and its public items tell. */
export interface Survey
  extends Pick<
    ScanContext,
    'subject' | 'previous' | 'registry' | 'metadata' | 'advisories' | 'closure' | 'provenance'
  > {
  /** Public items that the previous version had and this one has not. */
  readonly removed: readonly string[];
}
