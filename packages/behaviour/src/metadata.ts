/**
 * What an index does not hold, handed in so that any past moment can be replayed: owners, accounts, downloads, advisories.
 * The published form is `schemas/scan-metadata.schema.json`; members that are not known are passed over.
 */

/** Times are RFC 3339 in UTC. */
export interface Metadata {
  readonly now: string;
  readonly subject: { readonly name: string; readonly version: string };
  readonly crates: Readonly<Record<string, CrateMetadata>>;
  /** Names of popular crates, most downloaded first. */
  readonly popular: readonly string[];
  /** Names of packages that are members of somebody's workspace and not published by it. */
  readonly workspaceMembers: readonly string[];
  readonly advisories: readonly AdvisoryMetadata[];
}

export interface CrateMetadata {
  readonly createdAt: string | undefined;
  readonly downloads: number | undefined;
  readonly recentDownloads: number | undefined;
  readonly repository: string | undefined;
  readonly owners: readonly OwnerMetadata[];
  readonly ownerEvents: readonly OwnerEvent[];
  readonly versions: readonly VersionMetadata[];
}

export interface OwnerMetadata {
  readonly login: string;
  readonly kind: 'user' | 'team';
  readonly since: string | undefined;
  readonly accountCreated: string | undefined;
}

export interface OwnerEvent {
  readonly at: string;
  readonly action: string;
  readonly login: string;
  readonly by: string | undefined;
}

export interface VersionMetadata {
  readonly num: string;
  readonly pubtime: string | undefined;
  readonly publishedBy: string | undefined;
  readonly yanked: boolean;
  readonly yankedAt: string | undefined;
  readonly deps: readonly DependencyMetadata[];
}

export interface DependencyMetadata {
  readonly name: string;
  readonly req: string;
  readonly kind: 'normal' | 'dev' | 'build';
  readonly optional: boolean;
  readonly target: string | undefined;
  readonly rename: string | undefined;
}

export interface AdvisoryMetadata {
  readonly id: string;
  readonly package: string;
  /** Version requirements; empty means all versions. */
  readonly versions: readonly string[];
  readonly malicious: boolean;
}
