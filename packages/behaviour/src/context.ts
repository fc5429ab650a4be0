/**
 * What a check may look at. Everything is a function of the scan's input: no clock, no network, no disk. What costs time
 * (the code, the previous version's code) is worked out when the first check asks.
 */
import type { AdvisoryDatabase } from '@lazaret/advisories';
import type { ArchiveFinding, IndexLine, Manifest } from '@lazaret/cargo';
import type { ProvenanceReport } from '@lazaret/provenance';
import type { CodeFacts } from './code.ts';
import type { Finding } from './finding.ts';
import type { Metadata } from './metadata.ts';
import type { Policy } from './verdict/policy.ts';
import type { Verdict } from './verdict/verdict.ts';

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
  /** The same for other targets that the sources tell apart, by triple: `cfg(windows)` hides code from a scan for Linux. */
  readonly otherTargets?: ReadonlyMap<string, CodeFacts>;
  /** The same of the previous version. */
  readonly previousCode: CodeFacts | undefined;
  /** What checks have worked out and share, by whose it is; without it each works it out again. */
  readonly shared?: Map<symbol, unknown>;
  /** Ages of the policy; its defaults where absent. */
  readonly ages?: Policy['ages'];
  /** Known vulnerabilities and known malware. */
  readonly advisories?: AdvisoryDatabase;
  /** Reviews that refuse a version; `own` are those of the operator. */
  readonly refusals?: ((name: string, version: string) => readonly Refusal[]) | undefined;
  /** How the subject compares with its repository; absent where nobody compared. */
  readonly provenance?: ProvenanceReport | undefined;
  /** All packages that the subject is built with, nearest first. */
  readonly closure?: readonly ClosurePackage[];
  /** A package of the closure, scanned by itself; undefined where its files are not at hand or the budget is used up. */
  scanOf?(name: string, version: string): DependencyScan | undefined;
}

export interface Refusal {
  /** Who refuses what, and why. */
  readonly text: string;
  readonly own: boolean;
}

/** A package that the subject is built with. */
export interface ClosurePackage {
  readonly name: string;
  readonly version: string;
  /** Names from the subject's own dependency on to this package. */
  readonly path: readonly string[];
  /** Its library runs on the machine that builds: it is below a build-dependency or a procedural macro. */
  readonly atBuild: boolean;
}

/** What the scan of a dependency by itself gave. */
export interface DependencyScan {
  readonly subject: CratePackage;
  readonly code: CodeFacts;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}
