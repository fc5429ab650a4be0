/**
 * A git repository as this package sees it: named commits, raw objects, and two questions about history. Whoever implements
 * it does the IO; objects are checked against their names by {@link Snapshot} and the readers in `git/objects.ts`, so a
 * repository cannot pass off other content as a commit's.
 */

/** A branch or tag. */
export interface Ref {
  /** Full name: `refs/heads/main`, `refs/tags/v1.0.0`. */
  readonly name: string;
  /** The commit it leads to, through annotated tags. */
  readonly commit: string;
}

export type ObjectKind = 'commit' | 'tree' | 'blob';

/** What is needed of a repository. All of it is read-only, and every answer is bounded. */
export interface Repository {
  /** Address or path, for people. */
  readonly place: string;
  /** Whether history is cut off (a shallow clone): then absence proves nothing. */
  readonly shallow: boolean;
  /** Branches and tags. */
  refs(): Promise<readonly Ref[]>;
  /** Raw content of objects by id; what is missing, of another kind or too large is left out. */
  objects(ids: readonly string[], kind: ObjectKind): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Makes all trees below these available, where that needs a word with a server. */
  prepareTrees(ids: readonly string[]): Promise<void>;
  /** Full names of branches and tags that a commit is an ancestor of; a few of them if there are many. */
  containing(commit: string): Promise<readonly string[]>;
  /** Commits of any branch or tag that changed these paths, newest first. */
  history(paths: readonly string[], limit: number): Promise<readonly string[]>;
}
