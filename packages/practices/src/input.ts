/** What is known of a crate version. All but the package itself may be absent: a check that needs it then says "unknown". */
import type { IndexLine, Manifest } from '@lazaret/cargo';

export type Files = ReadonlyMap<string, Uint8Array>;

export interface PracticeInput {
  readonly name: string;
  readonly version: string;
  /** Moment of the judgement, RFC 3339: ages are counted to it, never to the clock. */
  readonly now: string;
  readonly manifest: Manifest;
  /** The package's files, by path relative to its root. */
  readonly files: Files;
  /** The crate's lines of the index, no later than `now`. */
  readonly versions?: readonly IndexLine[];
  /** Owners that the registry lists. */
  readonly owners?: readonly { readonly login: string; readonly kind: 'user' | 'team' }[];
  /** Whether this version came through trusted publishing (OIDC from CI) rather than by somebody's token. */
  readonly trustedPublishing?: boolean;
  /** Files of the repository at the version's commit, by path from its root. */
  readonly repository?: Files;
  readonly habits?: SourceHabits;
  readonly advisories?: AdvisorySummary;
  readonly semver?: SemverSummary;
  readonly provenance?: ProvenanceSummary;
  readonly reviews?: ReviewSummary;
  readonly dependencies?: DependencySummary;
}

/** Counts over the library's own source files. */
export interface SourceHabits {
  /** `#![forbid(unsafe_code)]` in the root of every target. */
  readonly forbidsUnsafe: boolean;
  readonly unsafeBlocks: number;
  /** Those with a `SAFETY` comment. */
  readonly explainedUnsafeBlocks: number;
  /** Items written `pub`. */
  readonly publicItems: number;
  readonly documentedItems: number;
  readonly files: number;
}

export interface AdvisorySummary {
  /** Ids of vulnerabilities that this version has. */
  readonly vulnerabilities: readonly string[];
  /** Id of an advisory that calls the crate unmaintained. */
  readonly unmaintained: string | undefined;
}

/** What went from the public interface since the version before, by our own facts. */
export interface SemverSummary {
  readonly previous: string;
  /** Cargo takes the new version for a compatible one. */
  readonly compatible: boolean;
  readonly removed: readonly string[];
}

export interface ProvenanceSummary {
  readonly verdict: 'exact' | 'explained' | 'unverifiable' | 'suspicious' | 'mismatch';
  readonly reason: string;
}

export interface ReviewSummary {
  /** Criteria that hold for this version, by the reader's sources. */
  readonly criteria: readonly string[];
  readonly conflicts: readonly string[];
}

/** All packages that a build with all features uses, without the crate itself. */
export interface DependencySummary {
  readonly count: number;
  /** Those published within the last 30 days. */
  readonly young: readonly string[];
}
