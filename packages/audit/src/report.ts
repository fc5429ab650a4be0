/**
 * The result of an audit as plain data: what every output format prints and what `--format json` publishes (see
 * `schemas/audit.schema.json`). Fields are added, never changed or removed, within one major version of the schema.
 */

/** The schema's own address, also its `$id`. */
export const REPORT_SCHEMA = 'https://lazaret.invalid/schemas/audit-1.schema.json';

export type Verdict = 'reachable' | 'unknown' | 'not_reachable' | 'not_built';

export type FindingKind = 'vulnerability' | 'unmaintained' | 'unsound' | 'notice' | 'yanked' | 'malicious';

/** `none` has a score of 0; undefined severity means that the advisory states none. */
export type Severity = 'none' | 'low' | 'medium' | 'high' | 'critical';

/** One function on the way from an entry point to the affected code. */
export interface Frame {
  readonly crate: string;
  readonly version: string;
  /** Definition path: `tar::entry::Entry::unpack_in`. */
  readonly function: string;
  /** Relative to the package's root; empty where there is no text (a function the compiler makes). */
  readonly file: string;
  /**
   * In all frames but the last the place of the call that leads to the next frame, in the last the place of the
   * function itself. Lines and columns from 1; 0 where there is no text.
   */
  readonly line: number;
  readonly column: number;
  /** How the frame before gets here: `entry`, `call`, `address`, `vtable`, `drop`, `closure`, `value`, `unknown`. */
  readonly edge: string;
  /** The frame lies in the audited project itself. */
  readonly own: boolean;
}

export interface AffectedFunction {
  /** As the advisory names it, or the definition path of an inferred one. */
  readonly path: string;
  readonly origin: 'named' | 'inferred';
  /** What the name led to: `found`, `alias-of-std`, `missing-in-source`, `cfg-off`, `macro`, `type`, … */
  readonly outcome?: string;
  /** Of inferred functions: A (advisory text meets the fix) to D. */
  readonly tier?: 'A' | 'B' | 'C' | 'D';
  readonly verdict?: Verdict;
}

/** Why a verdict is what it is. `code` is stable, `message` is for people. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly crate?: string;
}

export interface Finding {
  /** `RUSTSEC-…`; `yanked` findings have none of their own and read `yanked`. */
  readonly advisory: string;
  readonly kind: FindingKind;
  readonly package: string;
  readonly version: string;
  /** As in the lock file; empty for path packages. */
  readonly source: string;
  /** `other`: the package is not from crates.io, so a like-named package may be another's code. */
  readonly tier: 'crates.io' | 'other';
  readonly verdict: Verdict;
  /** `build`: build scripts and procedural macros, which run on the machine that builds. */
  readonly time: 'run' | 'build';
  readonly functions: readonly AffectedFunction[];
  readonly reasons: readonly Reason[];
  readonly path: readonly Frame[];

  readonly title: string;
  readonly aliases: readonly string[];
  readonly url: string;
  readonly date: string;
  readonly severity: Severity | undefined;
  /** CVSS base score, 0–10. */
  readonly score: number | undefined;
  readonly cvss: string | undefined;
  readonly categories: readonly string[];
  /** Requirements of versions with a fix; empty if there is none. */
  readonly patched: readonly string[];
  /** From the project's own package to the affected one, `name@version` each. */
  readonly dependencyPath: readonly string[];
  /** Where the project's own files lead to the finding: its call, or the dependency's line in Cargo.toml or Cargo.lock. */
  readonly location: { readonly file: string; readonly line: number; readonly column: number };
  /** Set when an ignore of the configuration covers the finding; it then does not count. */
  readonly ignored?: { readonly reason: string; readonly until?: string; readonly from: string };
  /** Not in the baseline; only set when there is one. */
  readonly isNew?: boolean;
}

/** Something about the project or the run that a reader should know, but that is no advisory. */
export interface Notice {
  readonly level: 'note' | 'warning' | 'error';
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

export interface Completeness {
  /** Crates (units of compilation) whose source was analysed. */
  readonly crates: number;
  /** Built packages without source, `name@version`: all that leads into them is unknown. */
  readonly missingSources: readonly { readonly package: string; readonly reason: string }[];
  /** In the explored part, at run time and build time together. */
  readonly functions: number;
  readonly calls: number;
  readonly unresolvedCalls: number;
  readonly opaqueExpansions: number;
  readonly diagnostics: number;
  /** Limits that were reached: the exploration is then not closed. */
  readonly limits: readonly string[];
  /** Where the standard library's facts come from: `1.96.0 x86_64-unknown-linux-gnu`. */
  readonly std: string;
}

export interface Component {
  readonly name: string;
  readonly version: string;
  readonly source: string;
  readonly checksum: string | undefined;
  /** Part of the build of the chosen targets, features and kinds. */
  readonly built: boolean;
  /** Why not, where it is not: `dev-only`, `feature-off`, `cfg-off`, … */
  readonly notBuilt?: string;
  /** `name@version` of the packages it depends on, as locked. */
  readonly dependencies: readonly string[];
}

/** How far third-party packages are reviewed; there only for a project that keeps reviews. */
export interface ReviewCoverage {
  /** Packages by state; `trusted` and `exempted` stand for decisions, not for reviews. */
  readonly counts: {
    readonly audited: number;
    readonly trusted: number;
    readonly exempted: number;
    readonly missing: number;
    readonly conflict: number;
  };
  /** The smallest set of reviews that is missing; without `from` the whole version is. */
  readonly missing: readonly {
    readonly crate: string;
    readonly from?: string;
    readonly to: string;
    readonly criteria: readonly string[];
  }[];
  /** Violations that somebody recorded, against what they stand. */
  readonly conflicts: readonly string[];
}

/** A dependency that is another version than it was at the revision of the baseline, or was not there then. */
export interface UpdatedPackage {
  readonly package: string;
  /** Undefined for a package that is new. */
  readonly before?: string;
  readonly after: string;
  /** Size of the step by semantic versioning: `patch`, `minor`, `major`. */
  readonly step?: string;
  /** When the version was published, where the registry says so. */
  readonly published?: string;
  /** What the checks of the difference come to. */
  readonly level?: 'clean' | 'note' | 'review' | 'hold';
  /** What it can do, brings or needs that the version before could not, did not or needed not. */
  readonly gained: readonly Gain[];
  readonly findings: readonly UpdateFinding[];
  /** Why it could not be compared. */
  readonly problem?: string;
}

interface Gain {
  readonly kind: 'capability' | 'build-script' | 'unsafe' | 'foreign' | 'binary' | 'dependency';
  readonly text: string;
  /** Shortest call path, from what the package offers to what it reaches. */
  readonly path?: readonly {
    readonly package: string;
    readonly function: string;
    readonly file: string;
    readonly line: number;
  }[];
}

interface UpdateFinding {
  readonly check: string;
  readonly severity: 'info' | 'note' | 'review' | 'hold';
  readonly title: string;
  readonly evidence: readonly { readonly text: string; readonly file?: string; readonly line?: number }[];
}

export interface Report {
  readonly schema: string;
  readonly tool: { readonly name: 'lazaret'; readonly version: string };
  readonly database: {
    readonly commit: string;
    readonly date: string;
    readonly advisories: number;
    /** `snapshot`, or the folder. */
    readonly origin: string;
    readonly ageDays: number;
  };
  readonly project: {
    /** purl of the audited package, or empty for a workspace without one. */
    readonly root: string;
    readonly name: string;
    readonly lock: string;
    readonly packages: number;
    readonly built: number;
    readonly targets: readonly string[];
    /** Features of the project's own packages that are on, `package/feature`. */
    readonly features: readonly string[];
    /** Entry points explored: `bin fd`, `lib foo`, `build script bar`. */
    readonly entries: readonly string[];
  };
  readonly findings: readonly Finding[];
  /** Every locked package. */
  readonly components: readonly Component[];
  readonly notices: readonly Notice[];
  readonly completeness: Completeness;
  readonly gate: { readonly tripped: boolean; readonly reasons: readonly string[] };
  readonly reviews?: ReviewCoverage;
  /** Updated and new dependencies; there only with a git revision as the baseline. */
  readonly updates?: readonly UpdatedPackage[];
}
