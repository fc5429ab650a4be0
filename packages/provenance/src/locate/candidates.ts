/** Commits that may be the one a crate was made from, and who says so. */
import type { PublishedCrate } from '../archive/crate.ts';
import { type Commit, parseCommit } from '../git/objects.ts';
import type { Witness } from '../report.ts';
import type { Repository } from '../repository/repository.ts';
import { inferTags } from '../repository/tags.ts';

export interface Candidate {
  readonly commit: Commit;
  readonly from: Witness['kind'];
  readonly ref?: string;
}

/** What a registry that verified the publisher's identity says (crates.io: `trustpub_data`). */
export interface TrustedPublishing {
  readonly provider: string;
  /** `owner/name` on the provider's host. */
  readonly repository: string | undefined;
  readonly commit: string | undefined;
}

export interface Candidates {
  /** In the order in which they are to be tried. */
  readonly found: readonly Candidate[];
  /** Commits that are named, but that the repository does not have. */
  readonly missing: readonly { readonly commit: string; readonly from: Witness['kind'] }[];
}

/** Tags that are looked at; more of one version are somebody's test. */
const MAX_TAGS = 8;

export async function findCandidates(
  crate: PublishedCrate,
  repository: Repository,
  trusted: TrustedPublishing | undefined,
): Promise<Candidates> {
  const named: { commit: string; from: Witness['kind']; ref?: string }[] = [];
  if (crate.vcs !== undefined) named.push({ commit: crate.vcs.commit, from: 'vcs-info' });
  if (trusted?.commit !== undefined) named.push({ commit: trusted.commit, from: 'trusted-publishing' });
  const tags = inferTags(await repository.refs(), crate.name, crate.version).slice(0, MAX_TAGS);
  for (const { name, commit } of tags) named.push({ commit, from: 'tag', ref: name });
  const commits = await readCommits(
    repository,
    named.map(({ commit }) => commit),
  );
  const found: Candidate[] = [];
  const missing: { commit: string; from: Witness['kind'] }[] = [];
  for (const { commit: id, from, ref } of named) {
    const commit = commits.get(id);
    if (commit === undefined) missing.push({ commit: id, from });
    else found.push({ commit, from, ...(ref === undefined ? {} : { ref }) });
  }
  return { found, missing };
}

export async function readCommits(
  repository: Repository,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Commit>> {
  const objects = await repository.objects([...new Set(ids)], 'commit');
  return new Map([...objects].map(([id, content]) => [id, parseCommit(id, content)]));
}
