/** Branches by what people use them for. */
import type { Ref } from './repository.ts';

const MAIN_BRANCHES = ['main', 'master', 'develop', 'trunk', 'dev', 'next'];

/** The branch that people see first: there is no way to ask for it that works for every copy of a repository. */
export function mainBranch(refs: readonly Ref[]): Ref | undefined {
  for (const name of MAIN_BRANCHES) {
    const found = refs.find((ref) => ref.name === `refs/heads/${name}` || ref.name === `refs/remotes/origin/${name}`);
    if (found !== undefined) return found;
  }
  return refs.find((ref) => ref.name.startsWith('refs/heads/') || ref.name.startsWith('refs/remotes/'));
}
