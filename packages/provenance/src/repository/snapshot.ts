/** The tree of one commit, read folder by folder as it is asked for. Symbolic links are followed within the tree only. */
import { compareText } from '@lazaret/base';
import { cleanPath } from '@lazaret/cargo';
import { ProvenanceError } from '../error.ts';
import { type Commit, parseTree, type TreeEntry, TreeEntryKind, verifyObject } from '../git/objects.ts';
import type { Repository } from './repository.ts';

/** A file, link or submodule of the tree, with its path from the root. */
export interface SnapshotEntry extends TreeEntry {
  readonly path: string;
}

/** Entries listed of one folder and below; the largest repositories that hold crates have under 200,000. */
const MAX_LISTED = 500_000;
const MAX_DEPTH = 128;
/** Bytes of contents that are kept for the next question. */
const MAX_KEPT = 32 * 1024 * 1024;
/** Links that lead to links; Linux stops at 40. */
const MAX_LINKS = 40;

export class Snapshot {
  readonly commit: Commit;
  readonly #repository: Repository;
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #blobs = new Map<string, Uint8Array>();
  #bytes = 0;
  #prepared: Promise<void> | undefined;

  constructor(repository: Repository, commit: Commit) {
    this.#repository = repository;
    this.commit = commit;
  }

  /** The entry at a path, undefined if there is none. The root is no entry. Links are not followed. */
  async entry(path: string): Promise<SnapshotEntry | undefined> {
    const parts = cleanPath(path).split('/');
    let tree = this.commit.tree;
    for (const [i, part] of parts.entries()) {
      const found = (await this.#tree(tree)).find(({ name }) => name === part);
      if (found === undefined) return undefined;
      if (i === parts.length - 1) return { ...found, path: parts.join('/') };
      if (found.kind !== TreeEntryKind.tree) return undefined;
      tree = found.id;
    }
    return undefined;
  }

  /** Everything in a folder and below that is no folder, sorted by path; empty if there is no such folder. */
  async list(folder: string): Promise<SnapshotEntry[]> {
    const clean = cleanPath(folder);
    let root = this.commit.tree;
    if (clean !== '') {
      const found = await this.entry(clean);
      if (found?.kind !== TreeEntryKind.tree) return [];
      root = found.id;
    }
    const listed: SnapshotEntry[] = [];
    let level = [{ path: clean, id: root }];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > MAX_DEPTH)
        throw new ProvenanceError('limit', `folders of the repository nest deeper than ${MAX_DEPTH}`);
      await this.#load(level.map(({ id }) => id));
      const next: typeof level = [];
      for (const { path, id } of level) {
        for (const entry of await this.#tree(id)) {
          const at = path === '' ? entry.name : `${path}/${entry.name}`;
          if (entry.kind === TreeEntryKind.tree) next.push({ path: at, id: entry.id });
          else listed.push({ ...entry, path: at });
        }
        if (listed.length + next.length > MAX_LISTED) {
          throw new ProvenanceError('limit', `the repository holds more than ${MAX_LISTED} entries`);
        }
      }
      level = next;
    }
    return listed.sort((a, b) => compareText(a.path, b.path));
  }

  /** Content of files and links by id, checked; what the repository does not have is left out. */
  async blobs(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    const wanted = new Set<string>();
    for (const id of ids) {
      const kept = this.#blobs.get(id);
      if (kept === undefined) wanted.add(id);
      else found.set(id, kept);
    }
    if (wanted.size === 0) return found;
    for (const [id, content] of await this.#repository.objects([...wanted], 'blob')) {
      verifyObject(id, 'blob', content);
      found.set(id, content);
      this.#keep(id, content);
    }
    return found;
  }

  /** The content of the file at a path, links followed. */
  async file(path: string): Promise<Uint8Array | undefined> {
    const entry = await this.follow(path);
    if (entry === undefined || entry.kind === TreeEntryKind.submodule || entry.kind === TreeEntryKind.tree)
      return undefined;
    return (await this.blobs([entry.id])).get(entry.id);
  }

  /** The entry that a path leads to when links on the way, and at its end, are followed; undefined if it leaves the tree. */
  async follow(path: string): Promise<SnapshotEntry | undefined> {
    let rest = cleanPath(path).split('/');
    let at: string[] = [];
    for (let links = 0; links <= MAX_LINKS; ) {
      const part = rest.shift();
      if (part === undefined) return undefined;
      if (part === '..') {
        if (at.length === 0) return undefined;
        at.pop();
        continue;
      }
      const entry = await this.entry([...at, part].join('/'));
      if (entry === undefined) return undefined;
      if (entry.kind === TreeEntryKind.symlink) {
        const target = await this.#linkText(entry.id);
        if (target === undefined || target.startsWith('/') || target.includes('\0')) return undefined;
        rest = [...target.split('/').filter((p) => p !== '' && p !== '.'), ...rest];
        links++;
        continue;
      }
      at = [...at, part];
      if (rest.length === 0) return entry;
      if (entry.kind === TreeEntryKind.submodule) return undefined;
    }
    return undefined;
  }

  #keep(id: string, content: Uint8Array): void {
    if (this.#bytes + content.length > MAX_KEPT) return;
    this.#bytes += content.length;
    this.#blobs.set(id, content);
  }

  async #linkText(id: string): Promise<string | undefined> {
    const bytes = (await this.blobs([id])).get(id);
    return bytes === undefined || bytes.length > 4096 ? undefined : Buffer.from(bytes).toString('utf8');
  }

  async #tree(id: string): Promise<readonly TreeEntry[]> {
    if (!this.#trees.has(id)) await this.#load([id]);
    const tree = this.#trees.get(id);
    if (tree === undefined) {
      throw new ProvenanceError('corrupt-object', `the repository lacks the tree ${id} of commit ${this.commit.id}`);
    }
    return tree;
  }

  async #load(ids: readonly string[]): Promise<void> {
    this.#prepared ??= this.#repository.prepareTrees([this.commit.tree]);
    await this.#prepared;
    const wanted = [...new Set(ids.filter((id) => !this.#trees.has(id)))];
    if (wanted.length === 0) return;
    const found = await this.#repository.objects(wanted, 'tree');
    for (const [id, content] of found) this.#trees.set(id, parseTree(id, content));
  }
}
