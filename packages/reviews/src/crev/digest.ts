/**
 * The digest by which crev names a package's content (the crate `crev-recursive-digest` with BLAKE2b-256): a folder is the hash
 * of "D" and, for each entry in order of its name, the hash of the name and the digest of the entry; a file is the hash of "F"
 * and its bytes. What cargo adds on unpacking (`.cargo-ok`) does not count.
 */
import { blake2b } from '@noble/hashes/blake2.js';

/** Files by path relative to the package root, '/'-separated. */
export type PackageContent = ReadonlyMap<string, Uint8Array>;

interface Folder {
  readonly entries: Map<string, Folder | Uint8Array>;
}

/** Base64url without padding, as proofs write it. */
export function packageDigest(files: PackageContent): string {
  const root: Folder = { entries: new Map() };
  for (const [path, bytes] of files) {
    if (path !== '.cargo-ok') place(root, path.split('/'), bytes);
  }
  return Buffer.from(folderDigest(root)).toString('base64url');
}

function place(root: Folder, parts: readonly string[], bytes: Uint8Array): void {
  let folder = root;
  for (const part of parts.slice(0, -1)) {
    const next = folder.entries.get(part);
    if (next !== undefined && !(next instanceof Uint8Array)) folder = next;
    else {
      const made: Folder = { entries: new Map() };
      folder.entries.set(part, made);
      folder = made;
    }
  }
  folder.entries.set(parts.at(-1)!, bytes);
}

function folderDigest(folder: Folder): Uint8Array {
  const hash = blake2b.create({ dkLen: 32 });
  hash.update(ascii('D'));
  for (const [name, entry] of [...folder.entries].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    hash.update(blake2b(Buffer.from(name, 'utf8'), { dkLen: 32 }));
    hash.update(entry instanceof Uint8Array ? fileDigest(entry) : folderDigest(entry));
  }
  return hash.digest();
}

function fileDigest(bytes: Uint8Array): Uint8Array {
  return blake2b.create({ dkLen: 32 }).update(ascii('F')).update(bytes).digest();
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
