/** What an audit needs. Whoever calls has done all reading and fetching; nothing here touches a disk or a network. */
import type { AdvisoryDatabase, Ignore, InferenceTier } from '@lazaret/advisories';
import type { ModelDeclaration, PackageText, StdLoader, StoredFacts } from '@lazaret/analyzer';
import type { Stages } from '@lazaret/base';
import type { LockFile, PackageFacts, ResolverVersion } from '@lazaret/cargo';
import type { FindingKind, Notice, Severity, Verdict } from './report.ts';

/** The files of a locked package. */
export interface AuditPackage extends PackageText {
  /** Folder within the audited project, `/`-separated, '' for its root; undefined for packages from elsewhere. */
  readonly ownFolder: string | undefined;
}

/** Which findings make the command fail. */
export interface GateOptions {
  /** Findings below this severity do not count; those without a severity always do. */
  readonly failOn: Severity;
  /** `unknown` counts reachable and unknown ones, `any` everything that is in the build. */
  readonly failOnReach: 'reachable' | 'unknown' | 'any';
  /** Informational kinds that count; vulnerabilities and malicious packages always do. */
  readonly kinds: ReadonlySet<FindingKind>;
}

/** Functions inferred from the fix of an advisory, for one affected package version. */
export interface InferredFix {
  readonly tier: InferenceTier;
  readonly affectedVersion: string;
  readonly patchedVersion: string;
  /** Best first; paths as an advisory would write them: `krate::module::Type::method`. */
  readonly functions: readonly { readonly path: string; readonly evidence: string }[];
}

export interface AuditInput {
  readonly tool: { readonly name: 'lazaret'; readonly version: string };
  /** For display and for locations: relative to the repository or as the user gave it. */
  readonly lockPath: string;
  readonly projectName: string;
  /** purl of the audited package, empty for a workspace. */
  readonly projectPurl: string;
  readonly lock: LockFile;
  /** Lock indexes of the workspace's members, and of those that are audited. */
  readonly members: readonly number[];
  readonly selected: readonly number[];
  readonly resolver: ResolverVersion;
  readonly packages: ReadonlyMap<number, AuditPackage>;
  /** For packages without text: what the index says of them, and why there is no text. */
  readonly indexFacts: ReadonlyMap<number, PackageFacts>;
  readonly missing: ReadonlyMap<number, string>;

  readonly targets: readonly string[];
  readonly host: string;
  readonly features: readonly string[];
  readonly allFeatures: boolean;
  readonly noDefaultFeatures: boolean;
  readonly dev: boolean;
  readonly roots: { readonly examples: boolean; readonly tests: boolean; readonly benches: boolean };

  readonly database: AdvisoryDatabase;
  /** `snapshot`, or the folder that the database is from. */
  readonly databaseOrigin: string;
  /** ISO time of the run; ages and expiries are counted from it. */
  readonly now: string;
  /** Lock indexes whose version is yanked, with the newest version that is not. */
  readonly yanked: ReadonlyMap<number, string | undefined>;
  readonly inferred: (advisory: string, packageIndex: number) => InferredFix | undefined;
  readonly std: StdLoader;
  /** The user's models of derives. */
  readonly models?: readonly ModelDeclaration[];
  /** Facts of crates that were stored by earlier runs. */
  readonly stored?: StoredFacts | undefined;

  readonly ignores: readonly Ignore[];
  readonly gate: GateOptions;
  /**
   * Findings that were there before, by `findingKey`, with the verdict of then (undefined where only the lock file of then
   * is known); undefined without a baseline.
   */
  readonly baseline: ReadonlyMap<string, Verdict | undefined> | undefined;
  readonly notices: readonly Notice[];
  /** Told what is going on. */
  readonly progress?: (step: string) => void;
  /** Told which work begins and ends, for whoever measures. */
  readonly stages?: Stages;
}
