/** Git's objects from their raw bytes, each checked against the name it goes by (git-hash-object, gitformat-pack). */
import { createHash } from 'node:crypto';
import { ProvenanceError } from '../error.ts';
import type { ObjectKind } from '../repository/repository.ts';

/** The id of an object: sha1 or, in repositories of that kind, sha256 of `KIND LENGTH\0` and the content. */
export function objectId(kind: ObjectKind, content: Uint8Array, like = ''): string {
  const algorithm = like.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm).update(`${kind} ${content.length}\0`).update(content).digest('hex');
}

/** Whether a text is an object id, of either kind. */
export function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** Throws unless the content has this id. */
export function verifyObject(id: string, kind: ObjectKind, content: Uint8Array): void {
  if (objectId(kind, content, id) === id) return;
  throw new ProvenanceError(
    'corrupt-object',
    `the ${kind} ${id} of the repository is corrupt: its content has another hash`,
  );
}

export interface Commit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** Seconds since 1970, as the committer says. */
  readonly time: number;
}

/** Longest header of a commit that is looked through: signatures take some kilobytes. */
const MAX_HEADER = 256 * 1024;
/** More parents than any octopus merge has. */
const MAX_PARENTS = 1000;

export function parseCommit(id: string, content: Uint8Array): Commit {
  verifyObject(id, 'commit', content);
  const text = latin1(content.subarray(0, MAX_HEADER));
  const end = text.indexOf('\n\n');
  const lines = (end === -1 ? text : text.slice(0, end)).split('\n');
  const tree = /^tree ([0-9a-f]{40,64})$/.exec(lines[0] ?? '')?.[1];
  if (tree === undefined) throw malformed('commit', id, 'names no tree');
  const parents: string[] = [];
  for (const line of lines.slice(1, MAX_PARENTS + 1)) {
    const parent = /^parent ([0-9a-f]{40,64})$/.exec(line)?.[1];
    if (parent === undefined) break;
    parents.push(parent);
  }
  const committer = lines.find((line) => line.startsWith('committer '));
  const time = Number(/> (-?\d{1,12}) [+-]\d+$/.exec(committer ?? '')?.[1] ?? 0);
  return { id, tree, parents, time };
}

/** What an entry of a tree is, by its mode. */
export const TreeEntryKind = {
  file: 'file',
  executable: 'executable',
  symlink: 'symlink',
  tree: 'tree',
  submodule: 'submodule',
} as const;
export type TreeEntryKind = (typeof TreeEntryKind)[keyof typeof TreeEntryKind];

export interface TreeEntry {
  readonly name: string;
  readonly kind: TreeEntryKind;
  readonly id: string;
}

/** Entries of one tree; the largest known folders have some ten thousand. */
const MAX_TREE_ENTRIES = 200_000;

export function parseTree(id: string, content: Uint8Array): TreeEntry[] {
  verifyObject(id, 'tree', content);
  const entries: TreeEntry[] = [];
  const width = id.length / 2;
  const names = new Set<string>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const nul = content.indexOf(0, space);
    if (space === -1 || nul === -1 || nul + 1 + width > content.length)
      throw malformed('tree', id, 'ends inside an entry');
    const name = utf8(content.subarray(space + 1, nul));
    if (name === '' || name === '.' || name === '..' || name.includes('/')) {
      throw malformed('tree', id, 'has an entry whose name is a path');
    }
    if (names.has(name)) throw malformed('tree', id, 'has two entries of one name');
    names.add(name);
    const kind = kindOfMode(latin1(content.subarray(at, space)));
    if (kind === undefined) throw malformed('tree', id, 'has an entry of unknown mode');
    entries.push({ name, kind, id: Buffer.from(content.subarray(nul + 1, nul + 1 + width)).toString('hex') });
    if (entries.length > MAX_TREE_ENTRIES) {
      throw new ProvenanceError('limit', `a folder of the repository holds more than ${MAX_TREE_ENTRIES} entries`);
    }
    at = nul + 1 + width;
  }
  return entries;
}

/** Old repositories have modes with leading zeroes and group-writable files. */
function kindOfMode(mode: string): TreeEntryKind | undefined {
  if (!/^[0-7]{5,7}$/.test(mode)) return undefined;
  const bits = Number.parseInt(mode, 8);
  switch (bits & 0o170000) {
    case 0o040000:
      return TreeEntryKind.tree;
    case 0o100000:
      return (bits & 0o111) !== 0 ? TreeEntryKind.executable : TreeEntryKind.file;
    case 0o120000:
      return TreeEntryKind.symlink;
    case 0o160000:
      return TreeEntryKind.submodule;
    default:
      return undefined;
  }
}

function malformed(kind: ObjectKind, id: string, what: string): ProvenanceError {
  return new ProvenanceError('corrupt-object', `the ${kind} ${id} of the repository is malformed: it ${what}`);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
