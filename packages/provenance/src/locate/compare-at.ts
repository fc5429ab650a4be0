/** The whole comparison of a crate with one commit. */
import { cleanPath } from '@lazaret/cargo';
import { compareEntries, type SubmoduleReader } from '../files/entries.ts';
import { parseGitmodules, submoduleUrl } from '../files/submodules.ts';
import type { Commit } from '../git/objects.ts';
import type { ExamineInput } from '../input.ts';
import { compareLocks } from '../lock/compare.ts';
import { judgeEffective, judgeOriginal } from '../manifest/judge.ts';
import type { Difference, EntryCounts, Severity } from '../report.ts';
import type { Repository } from '../repository/repository.ts';
import { Snapshot } from '../repository/snapshot.ts';
import { readCommits } from './candidates.ts';
import { type LocatedPackage, locatePackage } from './package.ts';

export interface Comparison {
  readonly located: LocatedPackage;
  readonly differences: readonly Difference[];
  readonly counts: EntryCounts;
}

/** What a comparison needs of the examination's input. */
export type CompareInput = Pick<ExamineInput, 'crate' | 'address' | 'checksum' | 'registries' | 'openSubmodule'>;

/** Undefined if no package of the crate's name is in the commit. */
export async function compareAt(
  input: CompareInput,
  repository: Repository,
  commit: Commit,
): Promise<Comparison | undefined> {
  const { crate, registries, checksum } = input;
  const snapshot = new Snapshot(repository, commit);
  const located = await locatePackage(snapshot, crate.name, crate.vcs?.folder);
  if (located === undefined) return undefined;
  const { differences, counts } = await compareEntries({
    crate,
    snapshot,
    located,
    submodule: submoduleReader(input, snapshot),
  });
  const lock = crate.files.get('Cargo.lock');
  if (lock !== undefined) {
    const repositoryLock = located.lockPath === undefined ? undefined : await snapshot.file(located.lockPath);
    differences.push(
      ...compareLocks({
        name: crate.name,
        version: crate.version,
        packaged: lock,
        repository: repositoryLock,
        checksum,
      }),
    );
  }
  differences.push(
    ...judgeOriginal(crate, located.manifest),
    ...judgeEffective(crate, located.manifest, { registries }),
  );
  return { located, differences, counts };
}

const WEIGHTS: Readonly<Record<Severity, number>> = {
  decisive: 1_000_000,
  suspicious: 1000,
  unproven: 1,
  innocuous: 0.0001,
};

/** Smaller is nearer: any decisive difference outweighs all others. From 1 on something is not proven. */
export function severityScore({ differences }: Comparison): number {
  return differences.reduce((sum, { severity }) => sum + WEIGHTS[severity], 0);
}

/** Submodules by the addresses in `.gitmodules`; each repository is opened once. */
function submoduleReader(input: CompareInput, snapshot: Snapshot): SubmoduleReader {
  return async (path, commitId) => {
    const modules = await snapshot.file('.gitmodules');
    if (modules === undefined || input.openSubmodule === undefined) return undefined;
    const named = parseGitmodules(modules).find((module) => module.path === cleanPath(path));
    const url = named === undefined ? undefined : submoduleUrl(named.url, input.address.url);
    const repository = url === undefined ? undefined : await input.openSubmodule(url);
    if (repository === undefined) return undefined;
    const commit = (await readCommits(repository, [commitId])).get(commitId);
    return commit === undefined ? undefined : new Snapshot(repository, commit);
  };
}
