/** Files that code takes in at compile time: `include!`, `include_str!`, `include_bytes!`, `#[path]`. Found in text. */
import { cleanPath } from '@lazaret/cargo';

/** Bytes of one file that are searched, and hits in all. */
const MAX_FILE = 4 * 1024 * 1024;
const MAX_INCLUDES = 20_000;

const INCLUDE =
  /(\bdoc\s*=\s*)?\binclude(?:_str|_bytes)?!\s*[([{]\s*(?:concat!\s*[([{]\s*env!\s*\(\s*"CARGO_MANIFEST_DIR"\s*\)\s*,\s*)?r?#{0,3}"([^"\n]{1,1000})"|#\[\s*path\s*=\s*"([^"\n]{1,1000})"/g;

/** Paths, from the root of the crate, that some Rust file includes; documentation by `#[doc = include_str!(…)]` is none. */
export function includedFiles(files: ReadonlyMap<string, Uint8Array>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [path, bytes] of files) {
    if (!path.endsWith('.rs') || bytes.length > MAX_FILE) continue;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (const match of text.matchAll(INCLUDE)) {
      const [, doc, included, module] = match;
      const target = included ?? module;
      if (doc !== undefined || target === undefined) continue;
      // Relative to the file, or to the root after `CARGO_MANIFEST_DIR`: both are taken, whichever there is.
      found.add(cleanPath(`${folder}${target}`));
      found.add(cleanPath(target));
      if (found.size > MAX_INCLUDES) return found;
    }
  }
  return found;
}
