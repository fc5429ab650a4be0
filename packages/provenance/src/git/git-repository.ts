/**
 * A repository on disk, read through git. Only plumbing that reads is called, with nothing of the repository's own
 * configuration that could matter; objects come out raw and are judged elsewhere.
 */
import { ProvenanceError } from '../error.ts';
import { mainBranch } from '../repository/refs.ts';
import type { ObjectKind, Ref, Repository } from '../repository/repository.ts';
import { isObjectId } from './objects.ts';

/** How git is run; `@lazaret/sources` has a safe way (`runGit`). Rejects when git fails. */
export type GitRunner = (args: readonly string[], options: GitRunOptions) => Promise<Uint8Array>;

export interface GitRunOptions {
  /** What git reads on its standard input. */
  readonly input?: string;
  readonly timeout?: number;
  readonly maxOutput?: number;
}

/** What a repository that was fetched in part can ask its server for. */
export interface GitServer {
  /** Brings objects that are missing: commits alone, trees with the trees below them, contents. */
  fetch(ids: readonly string[], kind: ObjectKind): Promise<void>;
  /** Brings all trees of all history. */
  fetchHistory(): Promise<void>;
}

export interface GitRepositoryOptions {
  readonly place: string;
  readonly shallow?: boolean;
  readonly server?: GitServer;
}

/** Larger objects are not read: no source file of a crate has this size, and crates end at 10 MiB compressed. */
const MAX_OBJECT = 64 * 1024 * 1024;
/** Bytes and objects that one call of git may print. */
const BATCH_BYTES = 96 * 1024 * 1024;
const BATCH_OBJECTS = 5000;
const MAX_REFS = 200_000;
const MAX_CONTAINING = 16;

/**
 * Options before the command. A commit graph is a cache that nobody checks: it could tell of other parents than the commits
 * do. So could grafts and replaced objects, which the runner turns off by its environment.
 */
const SAFE = ['-c', 'core.commitGraph=false', '-c', 'core.quotePath=false'] as const;

export class GitRepository implements Repository {
  readonly place: string;
  readonly shallow: boolean;
  readonly #run: GitRunner;
  readonly #server: GitServer | undefined;
  #refs: Promise<readonly Ref[]> | undefined;

  constructor(run: GitRunner, options: GitRepositoryOptions) {
    this.#run = run;
    this.place = options.place;
    this.shallow = options.shallow ?? false;
    this.#server = options.server;
  }

  refs(): Promise<readonly Ref[]> {
    this.#refs ??= this.#readRefs();
    return this.#refs;
  }

  async objects(ids: readonly string[], kind: ObjectKind): Promise<ReadonlyMap<string, Uint8Array>> {
    const wanted = [...new Set(ids.filter(isObjectId))];
    const found = new Map<string, Uint8Array>();
    await this.#read(wanted, kind, found);
    const missing = wanted.filter((id) => !found.has(id));
    if (missing.length > 0 && kind !== 'tree' && this.#server !== undefined) {
      await this.#server.fetch(missing, kind);
      await this.#read(missing, kind, found);
    }
    return found;
  }

  async prepareTrees(ids: readonly string[]): Promise<void> {
    if (this.#server === undefined) return;
    const known = await this.#check(ids);
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length > 0) await this.#server.fetch(missing, 'tree');
  }

  /**
   * Asking every ref whether it contains a commit walks history once for each. One walk finds one ref, which is enough; only
   * where that finds none, because dates of commits mislead it, are all of them asked.
   */
  async containing(commit: string): Promise<readonly string[]> {
    if (!isObjectId(commit)) return [];
    const found = new Set<string>();
    const main = mainBranch(await this.refs());
    if (main !== undefined && (await this.#isAncestor(commit, main.name))) found.add(main.name);
    const named = await this.#nameOf(commit);
    if (named !== undefined) found.add(named);
    if (found.size > 0 || !(await this.#isReachable(commit))) return [...found].sort();
    const patterns = ['refs/heads', 'refs/tags', 'refs/remotes'];
    const output = await this.#git([
      'for-each-ref',
      `--contains=${commit}`,
      `--count=${MAX_CONTAINING}`,
      '--format=%(refname)',
      ...patterns,
    ]);
    return output.split('\n').filter((name) => name !== '');
  }

  async #isAncestor(commit: string, ref: string): Promise<boolean> {
    return (await this.#git(['rev-list', '--max-count=1', commit, '--not', ref])).trim() === '';
  }

  async #isReachable(commit: string): Promise<boolean> {
    return (
      (await this.#git(['rev-list', '--max-count=1', commit, '--not', '--branches', '--tags', '--remotes'])).trim() ===
      ''
    );
  }

  /** A ref that leads to the commit, as `git name-rev` finds it: `tags/v1^0`, `main~3`, `remotes/origin/main`. */
  async #nameOf(commit: string): Promise<string | undefined> {
    const refs = ['heads', 'tags', 'remotes'].map((kind) => `--refs=refs/${kind}/*`);
    const output = (await this.#git(['name-rev', '--name-only', ...refs, commit])).trim();
    const name = output.replace(/[~^].*$/, '');
    if (name === '' || name === 'undefined') return undefined;
    return /^(tags|remotes)\//.test(name) ? `refs/${name}` : `refs/heads/${name}`;
  }

  async history(paths: readonly string[], limit: number): Promise<readonly string[]> {
    await this.#server?.fetchHistory();
    const output = await this.#git([
      'log',
      '--branches',
      '--tags',
      '--remotes',
      '--full-history',
      '--no-ext-diff',
      '--no-textconv',
      '--no-renames',
      `--max-count=${limit}`,
      '--format=%H',
      '--end-of-options',
      '--',
      ...paths.map((path) => `:(top,literal)${path}`),
    ]);
    return output.split('\n').filter(isObjectId);
  }

  async #readRefs(): Promise<readonly Ref[]> {
    const output = await this.#git([
      'for-each-ref',
      `--count=${MAX_REFS}`,
      '--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)',
      'refs/heads',
      'refs/tags',
      'refs/remotes',
    ]);
    const refs: Ref[] = [];
    for (const line of output.split('\n')) {
      const [type, id, innerType, innerId, ...name] = line.split(' ');
      const commit = type === 'commit' ? id : innerType === 'commit' ? innerId : undefined;
      if (commit !== undefined && isObjectId(commit)) refs.push({ name: name.join(' '), commit });
    }
    return refs;
  }

  /** Which of these objects there are, with kind and size. */
  async #check(ids: readonly string[]): Promise<Map<string, { kind: string; size: number }>> {
    const found = new Map<string, { kind: string; size: number }>();
    for (let at = 0; at < ids.length; at += BATCH_OBJECTS) {
      const batch = ids.slice(at, at + BATCH_OBJECTS);
      const output = await this.#git(['cat-file', '--batch-check'], `${batch.join('\n')}\n`);
      for (const line of output.split('\n')) {
        const [id = '', kind = '', size] = line.split(' ');
        if (size !== undefined && /^\d+$/.test(size)) found.set(id, { kind, size: Number(size) });
      }
    }
    return found;
  }

  async #read(ids: readonly string[], kind: ObjectKind, found: Map<string, Uint8Array>): Promise<void> {
    if (ids.length === 0) return;
    if (kind !== 'blob' && ids.length <= BATCH_OBJECTS) {
      // Commits and trees are small by nature; where one is not, the limit on what git prints ends it.
      const output = await this.#raw(['cat-file', '--batch'], `${ids.join('\n')}\n`);
      for (const [id, content, type] of splitBatch(output)) if (type === kind) found.set(id, content);
      return;
    }
    const known = await this.#check(ids);
    let batch: string[] = [];
    let bytes = 0;
    const flush = async () => {
      if (batch.length === 0) return;
      const output = await this.#raw(['cat-file', '--batch'], `${batch.join('\n')}\n`);
      for (const [id, content] of splitBatch(output)) found.set(id, content);
      batch = [];
      bytes = 0;
    };
    for (const id of ids) {
      const object = known.get(id);
      if (object === undefined || object.kind !== kind || object.size > MAX_OBJECT) continue;
      if (bytes + object.size > BATCH_BYTES || batch.length === BATCH_OBJECTS) await flush();
      batch.push(id);
      bytes += object.size;
    }
    await flush();
  }

  async #git(args: readonly string[], input?: string): Promise<string> {
    return Buffer.from(await this.#raw(args, input)).toString('utf8');
  }

  async #raw(args: readonly string[], input?: string): Promise<Uint8Array> {
    const options = { maxOutput: BATCH_BYTES * 2, ...(input === undefined ? {} : { input }) };
    try {
      return await this.#run([...SAFE, ...args], options);
    } catch (error) {
      if (error instanceof ProvenanceError) throw error;
      throw new ProvenanceError('git', `${this.place}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** `ID KIND SIZE`, newline, content, newline; or `ID missing`, newline. */
function* splitBatch(output: Uint8Array): Generator<[id: string, content: Uint8Array, kind: string]> {
  const buffer = Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  for (let at = 0; at < buffer.length; ) {
    const end = buffer.indexOf(0x0a, at);
    if (end === -1) return;
    const [id = '', kind = '', size] = buffer.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (size === undefined) continue;
    const next = at + Number(size);
    if (!Number.isInteger(next) || next > buffer.length) {
      throw new ProvenanceError('git', 'git printed less of an object than it promised');
    }
    yield [id, buffer.subarray(at, next), kind];
    at = next + 1;
  }
}
