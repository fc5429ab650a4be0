/**
 * The examination: which commit is the crate's, where in it is the package, and does every entry of the archive come from
 * there. A function of its inputs: the crate, the repository's answers, and what the caller knows of index and publisher.
 */
import { judgeArchive } from './archive/judge.ts';
import { ProvenanceError } from './error.ts';
import type { ExamineInput } from './input.ts';
import { judgeCommit } from './locate/agreement.ts';
import { type Candidate, type Candidates, findCandidates, readCommits } from './locate/candidates.ts';
import { type Comparison, compareAt, severityScore } from './locate/compare-at.ts';
import { onceHeld, searchHistory } from './locate/history.ts';
import { locatePackage } from './locate/package.ts';
import { judgeIndex } from './manifest/index-entry.ts';
import { judgeEffective } from './manifest/judge.ts';
import {
  type ComparedCommit,
  type Difference,
  DifferenceClass,
  type ProvenanceReport,
  Severity,
  sortDifferences,
  UnverifiableReason,
  Verdict,
  verdictOf,
  type Witness,
} from './report.ts';
import { mainBranch } from './repository/refs.ts';
import type { Repository } from './repository/repository.ts';
import { Snapshot } from './repository/snapshot.ts';
import { isBareTag } from './repository/tags.ts';
import { summary } from './summary.ts';

/** Commits that are compared in full when the first is not a match. */
const MAX_COMPARED = 4;

/** Examines a crate. Never throws for what a crate or repository holds: what keeps it from an answer is the answer. */
export async function examine(input: ExamineInput): Promise<ProvenanceReport> {
  const { repository } = input;
  if ('unavailable' in repository) return withoutRepository(input, repository.unavailable, repository.message);
  try {
    return await withRepository(input, repository);
  } catch (error) {
    if (!(error instanceof ProvenanceError)) throw error;
    const reason = UnverifiableReason.RepositoryDamaged;
    return withoutRepository(input, reason, error.message);
  }
}

/** What the crate alone tells: the archive, the index, and the manifest against the original beside it. */
function ownDifferences(input: ExamineInput): Difference[] {
  const { crate, index } = input;
  return [...judgeArchive(crate), ...(index === undefined ? [] : judgeIndex(crate, index))];
}

function withoutRepository(input: ExamineInput, reason: UnverifiableReason, message: string): ProvenanceReport {
  const { crate, registries } = input;
  // What is inherited is not known without the repository, and is no difference then.
  const effective = judgeEffective(crate, undefined, { registries }).filter(
    (d) => d.class !== DifferenceClass.ManifestUnresolved,
  );
  const differences = [...ownDifferences(input), ...effective];
  return report(input, { differences, witnesses: [], fallback: { reason, message } });
}

async function withRepository(input: ExamineInput, repository: Repository): Promise<ProvenanceReport> {
  const { crate, trustedPublishing } = input;
  const candidates = await findCandidates(crate, repository, trustedPublishing);
  const compared = await compareBest(input, repository, candidates);
  if (compared === undefined) return notFound(input, repository, candidates);
  const { candidate, comparison } = compared;
  const { commit } = candidate;
  const reachableFrom = await repository.containing(commit.id);
  const chosen: ComparedCommit = {
    id: commit.id,
    time: new Date(commit.time * 1000).toISOString(),
    from: candidate.from,
    reachableFrom,
    folder: comparison.located.folder,
  };
  const witnesses = witnessesOf(candidates, candidate);
  const about = await judgeCommit({
    crate,
    repository,
    chosen,
    candidates,
    comparison,
    trustedPublishing,
    address: input.address,
  });
  const differences = [...ownDifferences(input), ...about, ...comparison.differences];
  return report(input, { differences, witnesses, commit: chosen, comparison });
}

interface Compared {
  readonly candidate: Candidate;
  readonly comparison: Comparison;
}

/** The first candidate that matches; else the one with the least severe differences, history included. */
async function compareBest(
  input: ExamineInput,
  repository: Repository,
  candidates: Candidates,
): Promise<Compared | undefined> {
  let best: Compared | undefined;
  const seen = new Set<string>();
  const consider = async (candidate: Candidate): Promise<boolean> => {
    if (seen.has(candidate.commit.id)) return false;
    seen.add(candidate.commit.id);
    const comparison = await compareAt(input, repository, candidate.commit);
    if (comparison === undefined || isOfSibling(candidate, comparison, input.crate.version)) return false;
    if (best === undefined || severityScore(comparison) < severityScore(best.comparison))
      best = { candidate, comparison };
    return severityScore(best.comparison) < SUSPICIOUS_SCORE;
  };
  for (const candidate of candidates.found.slice(0, MAX_COMPARED)) if (await consider(candidate)) return best;
  const searched = (await searchHistory(input.crate, repository)).filter(({ commit }) => !seen.has(commit.id));
  for (const candidate of searched.slice(0, MAX_COMPARED)) if (await consider(candidate)) return best;
  return best;
}

/** A bare version as a tag may be that of another package of the repository, whose version this one does not have there. */
function isOfSibling({ from, ref }: Candidate, { located }: Comparison, version: string): boolean {
  return from === 'tag' && isBareTag(ref) && located.folder !== '' && located.version !== version;
}

/** Scores below this have nothing suspicious in them (see `severityScore`). */
const SUSPICIOUS_SCORE = 1;

function witnessesOf(candidates: Candidates, chosen: Candidate): Witness[] {
  const all: Witness[] = [
    ...candidates.found.map(({ commit, from, ref }) => ({
      kind: from,
      ...(ref === undefined ? {} : { ref }),
      commit: commit.id,
      agrees: commit.id === chosen.commit.id,
    })),
    ...candidates.missing.map(({ commit, from }) => ({ kind: from, commit, agrees: false })),
  ];
  if (chosen.from === 'history') all.push({ kind: 'history', commit: chosen.commit.id, agrees: true });
  return all;
}

/** Nothing to compare with. A repository in which no package has this name is another crate's repository. */
async function notFound(
  input: ExamineInput,
  repository: Repository,
  candidates: Candidates,
): Promise<ProvenanceReport> {
  const { crate } = input;
  if (repository.shallow) {
    return withoutRepository(
      input,
      UnverifiableReason.Shallow,
      'the copy of the repository has no history, and the commit is not in it',
    );
  }
  const refs = await repository.refs();
  const branch = mainBranch(refs);
  const head = branch === undefined ? undefined : (await readCommits(repository, [branch.commit])).get(branch.commit);
  if (branch === undefined || head === undefined) {
    return withoutRepository(input, UnverifiableReason.NoCommit, 'the repository has no branch');
  }
  const located = await locatePackage(new Snapshot(repository, head), crate.name, undefined);
  if (located !== undefined) {
    const named = candidates.missing[0];
    const message =
      named === undefined
        ? `no tag and no commit of the repository is version ${crate.version}`
        : `the repository does not have commit ${named.commit}, and no other commit of it is version ${crate.version}`;
    return withoutRepository(input, UnverifiableReason.NoCommit, message);
  }
  const once = await onceHeld(crate, repository);
  if (once !== undefined) {
    const message = `the repository held ${crate.name} once (commit ${once}), but no commit of it is version ${crate.version}`;
    return withoutRepository(input, UnverifiableReason.NoCommit, message);
  }
  const base = withoutRepository(input, UnverifiableReason.NoPackage, 'no package of this name is in the repository');
  const wrong: Difference = {
    class: DifferenceClass.WrongRepository,
    severity: Severity.Decisive,
    message: `the repository holds no package named ${crate.name}`,
    proof: `no manifest at ${branch.name} (${head.id}) has this name, no commit that the crate or a tag names, and none in history where packages usually are`,
  };
  const differences = sortDifferences([...base.differences, wrong]);
  const { reason: _, ...rest } = base;
  return {
    ...rest,
    verdict: Verdict.Mismatch,
    differences,
    summary: summary(Verdict.Mismatch, undefined, differences, undefined),
  };
}

interface Outcome {
  readonly differences: readonly Difference[];
  readonly witnesses: readonly Witness[];
  readonly commit?: ComparedCommit;
  readonly comparison?: Comparison;
  /** What the verdict is when nothing is severe: there was no comparison. */
  readonly fallback?: { readonly reason: UnverifiableReason; readonly message: string };
}

function report(input: ExamineInput, outcome: Outcome): ProvenanceReport {
  const { crate, address } = input;
  const differences = sortDifferences(outcome.differences);
  const judged = verdictOf(differences);
  const severe = judged.verdict === Verdict.Mismatch || judged.verdict === Verdict.Suspicious;
  const { fallback } = outcome;
  const { verdict, reason } =
    fallback === undefined || severe ? judged : { verdict: Verdict.Unverifiable, reason: fallback.reason };
  const why = fallback?.message;
  return {
    crate: { name: crate.name, version: crate.version, sha256: crate.sha256 },
    verdict,
    ...(fallback !== undefined ? { reason: fallback.reason } : reason === undefined ? {} : { reason }),
    summary: summary(verdict, why, differences, outcome.commit),
    repository: address,
    ...(outcome.commit === undefined ? {} : { commit: outcome.commit }),
    witnesses: outcome.witnesses,
    fingerprint: crate.fingerprint,
    ...(outcome.comparison === undefined ? {} : { counts: outcome.comparison.counts }),
    differences,
  };
}
