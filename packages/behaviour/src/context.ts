/**
 * What a check may look at. Everything is a function of the scan's input: no clock, no network, no disk. What costs time
 * (the code, the previous version's code) is worked out when the first check asks.
 */
import type { ArchiveFinding, IndexLine, Manifest } from '@lazaret/cargo';
import type { CodeFacts } from './code.ts';
import type { Metadata } from './metadata.ts';

/** The files of one version, as published. */
export interface CratePackage {
  readonly name: string;
  readonly version: string;
  readonly manifest: Manifest;
  /** By path relative to the package's root, `/`-separated. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What the strict reader found odd; empty for a folder. */
  readonly archive: readonly ArchiveFinding[];
  /** Of the `.crate`, hex; undefined for a folder. */
  readonly sha256: string | undefined;
}

/** What a registry's index says, no later than the moment of the scan. */
export interface RegistryView {
  /** All versions of a crate in the index's order; undefined if there is no such crate, or none by then. */
  versions(name: string): readonly IndexLine[] | undefined;
  /** Files of a version; undefined where they are not at hand. */
  package(name: string, version: string): CratePackage | undefined;
}

/** Popular crates to compare with. */
export interface Corpus {
  readonly packages: readonly CratePackage[];
}

export interface ScanContext {
  readonly subject: CratePackage;
  readonly previous: CratePackage | undefined;
  /** The moment of the scan, RFC 3339; undefined where nothing told it: checks of ages then say nothing. */
  readonly now: string | undefined;
  readonly registry: RegistryView;
  readonly metadata: Metadata | undefined;
  readonly corpus: Corpus | undefined;
  /** Capabilities, calls and values of the subject's units. */
  readonly code: CodeFacts;
  /** The same of the previous version. */
  readonly previousCode: CodeFacts | undefined;
}
