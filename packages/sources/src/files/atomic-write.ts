/** Files that are whole or absent, whatever happens while they are written: temporary file, fsync, rename. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file in one step as seen by readers; makes missing parent directories. Durable unless told otherwise: whoever
 * checks the content when reading can save the wait for the disk.
 */
export function writeFileAtomically(path: string, data: Uint8Array | string, durable = true): void {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true });
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeNew(temporary, Buffer.from(data), durable);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (durable) syncDirectory(directory);
}

function writeNew(path: string, bytes: Buffer, durable: boolean): void {
  // `wx`: never through a link or over a file that someone else put there.
  const descriptor = openSync(path, 'wx', 0o644);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes the rename itself durable; Windows can neither open nor sync a directory. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
