/** Git LFS pointers (git-lfs docs/spec.md): the tree holds the digest of the content, so no download is needed to compare. */
import { createHash } from 'node:crypto';

export interface LfsPointer {
  readonly sha256: string;
  readonly size: number;
}

/** The specification's bound for a pointer file. */
const MAX_POINTER = 1024;

export function parseLfsPointer(bytes: Uint8Array): LfsPointer | undefined {
  if (bytes.length > MAX_POINTER) return undefined;
  const text = Buffer.from(bytes).toString('latin1');
  if (!/^version https:\/\/(git-lfs\.github\.com\/spec|hawser\.github\.com\/spec)\/v1\r?\n/.test(text))
    return undefined;
  const sha256 = /^oid sha256:([0-9a-f]{64})\r?$/m.exec(text)?.[1];
  const size = /^size (\d{1,15})\r?$/m.exec(text)?.[1];
  return sha256 === undefined || size === undefined ? undefined : { sha256, size: Number(size) };
}

/** Whether a pointer stands for these bytes. */
export function pointsTo(pointer: LfsPointer, bytes: Uint8Array): boolean {
  return bytes.length === pointer.size && createHash('sha256').update(bytes).digest('hex') === pointer.sha256;
}
