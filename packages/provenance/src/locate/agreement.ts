/** Whether those who name a commit agree, and whether the commit is part of the repository's history. */
import type { PublishedCrate } from '../archive/crate.ts';
import { type ComparedCommit, type Difference, DifferenceClass, type ProvenanceReport, Severity } from '../report.ts';
import type { Repository } from '../repository/repository.ts';
import { isBareTag } from '../repository/tags.ts';
import { repositoryAddress, sameRepository } from '../repository/url.ts';
import type { Candidates, TrustedPublishing } from './candidates.ts';
import { type Comparison, compareAt, severityScore } from './compare-at.ts';

export interface AgreementInput {
  readonly crate: PublishedCrate;
  readonly repository: Repository;
  readonly chosen: ComparedCommit;
  readonly candidates: Candidates;
  readonly comparison: Comparison;
  readonly trustedPublishing: TrustedPublishing | undefined;
  readonly address: ProvenanceReport['repository'];
}

export async function judgeCommit(input: AgreementInput): Promise<Difference[]> {
  return [...judgeReachability(input), ...judgeOwnCommit(input), ...(await judgeTags(input)), ...judgeTrusted(input)];
}

/** Forges serve the objects of all forks under one address: a commit that no branch or tag leads to may be anybody's. */
function judgeReachability({ chosen, repository }: AgreementInput): Difference[] {
  if (chosen.reachableFrom.length > 0) return [];
  return [
    {
      class: DifferenceClass.CommitUnreachable,
      severity: repository.shallow ? Severity.Unproven : Severity.Suspicious,
      message: `no branch or tag of the repository leads to commit ${chosen.id}`,
      proof: repository.shallow
        ? 'the copy of the repository has no full history'
        : 'it may be a branch that was deleted, or a commit of a fork, which forges serve under the same address',
    },
  ];
}

/** The commit that the crate names, where another one was compared. */
function judgeOwnCommit({ crate, chosen, candidates, comparison }: AgreementInput): Difference[] {
  const { vcs } = crate;
  if (vcs === undefined || vcs.commit === chosen.id) return [];
  const matches = severityScore(comparison) < 1;
  const proof = matches
    ? `commit ${chosen.id} has all files of the crate`
    : 'and no other commit that was looked at has all files of the crate';
  if (candidates.missing.some(({ commit }) => commit === vcs.commit)) {
    return [
      {
        class: DifferenceClass.CommitMissing,
        severity: matches ? Severity.Innocuous : Severity.Suspicious,
        message: `the repository does not have commit ${vcs.commit}, which the crate names: history was rewritten, squashed or never pushed`,
        proof,
      },
    ];
  }
  return [
    {
      class: DifferenceClass.CommitOther,
      severity: matches ? Severity.Innocuous : Severity.Suspicious,
      message: `the crate's files are nearer to commit ${chosen.id} than to ${vcs.commit}, which the crate names`,
      proof,
    },
  ];
}

/**
 * Tags that lead elsewhere. The crate is compared with that commit, too: where its code is the same there, the tag was only
 * set late or early; where it is not, the tag shows readers other code than was published.
 */
async function judgeTags(input: AgreementInput): Promise<Difference[]> {
  const { crate, repository, chosen, candidates } = input;
  const tags = candidates.found.filter(({ from }) => from === 'tag');
  // One tag that agrees is enough: others may be a sibling's in the workspace.
  if (tags.some(({ commit }) => commit.id === chosen.id)) return [];
  for (const { commit, ref } of tags) {
    const there = await compareAt({ crate, address: input.address }, repository, commit);
    // A tag of another package of the repository.
    if (there === undefined || there.located.version !== crate.version) continue;
    const code = there.differences.filter(({ severity }) => severity === 'decisive');
    // In a repository of several packages a bare version may be the version of any of them.
    const sibling = isBareTag(ref) && chosen.folder !== '';
    const others = there.differences.filter(({ severity }) => severity !== 'innocuous').length - code.length;
    return [
      {
        class: DifferenceClass.TagElsewhere,
        severity: code.length === 0 || sibling ? Severity.Innocuous : Severity.Suspicious,
        message: `the tag ${shortRef(ref)} is on commit ${commit.id}, not on ${chosen.id}`,
        proof:
          code.length > 0 && sibling
            ? 'the tag names no package, and the repository holds several: it may be the version of another one'
            : code.length > 0
              ? `compared with that commit the crate has other code: ${code[0]!.message} (${code[0]!.path ?? ''})`
              : `the crate's code and manifest are those of that commit, too${others > 0 ? `; ${others} other files differ` : ''}`,
      },
    ];
  }
  return [];
}

/** A registry that verified who published says which commit and repository that was. */
function judgeTrusted({ trustedPublishing, chosen, crate, address }: AgreementInput): Difference[] {
  if (trustedPublishing === undefined) return [];
  const { provider, repository, commit } = trustedPublishing;
  const found: Difference[] = [];
  const base = { class: DifferenceClass.TrustedPublishing, severity: Severity.Decisive };
  if (commit !== undefined && commit !== (crate.vcs?.commit ?? chosen.id)) {
    const named =
      crate.vcs === undefined ? `the commit compared is ${chosen.id}` : `the crate names ${crate.vcs.commit}`;
    found.push({
      ...base,
      message: `${provider} published from commit ${commit}, but ${named}`,
      proof: "the registry verified the publisher's claim; the crate's own is unverified",
    });
  }
  const host = PROVIDER_HOSTS.get(provider.toLowerCase());
  // A folder that a user names says nothing of where the crate claims to come from.
  const stated = repositoryAddress(crate.manifest);
  const url = address.url?.startsWith('https:')
    ? address.url
    : stated !== undefined && 'url' in stated
      ? stated.url
      : undefined;
  if (repository !== undefined && host !== undefined && url !== undefined) {
    const published = `https://${host}/${repository}`;
    if (!sameRepository(published, url)) {
      found.push({
        ...base,
        message: `${provider} published from ${published}, but the repository is ${url}`,
        proof: "the registry verified the publisher's claim",
      });
    }
  }
  return found;
}

const PROVIDER_HOSTS: ReadonlyMap<string, string> = new Map([
  ['github', 'github.com'],
  ['gitlab', 'gitlab.com'],
]);

function shortRef(ref: string | undefined): string {
  return (ref ?? '').replace(/^refs\/(tags|heads)\//, '');
}
