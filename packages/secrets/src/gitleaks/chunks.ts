/**
 * Cuts a file as gitleaks reads it: 100,000 bytes, then byte by byte up to 25,000 more until two newlines follow each other
 * (`sources/file.go`). The bytes that its buffered reader holds by then (up to 4,096 at a time) are the next cut's start, so
 * the cuts after the first are smaller than the first; where a cut is decides what is found around it.
 */
const READ = 100_000;
const PEEK = 25_000;
const BUFFER = 4096;

const NEWLINE = 10;

/** Start and end of each cut. */
export function* chunksOf(bytes: Uint8Array): Generator<readonly [start: number, end: number]> {
  // What the reader has taken from the file, and what of that was asked for.
  let taken = 0;
  let at = 0;
  while (at < bytes.length) {
    const start = at;
    const read = at === taken ? Math.min(READ, bytes.length - at) : Math.min(READ, taken - at);
    at += read;
    taken = Math.max(taken, at);
    if (!endsInBlankLine(bytes, start, at)) {
      let newlines = 0;
      for (;;) {
        const last = bytes[at - 1]!;
        if (last === NEWLINE) {
          if (++newlines >= 2) break;
        } else if (!isSpace(last)) newlines = 0;
        if (at - start - read >= PEEK || at >= bytes.length) break;
        if (at === taken) taken = Math.min(taken + BUFFER, bytes.length);
        at++;
      }
    }
    yield [start, at];
  }
}

function endsInBlankLine(bytes: Uint8Array, start: number, end: number): boolean {
  let newlines = 0;
  for (let at = end - 1; at >= start && isSpace(bytes[at]!); at--) {
    if (bytes[at] === NEWLINE && ++newlines >= 2) return true;
  }
  return false;
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 10 || byte === 13;
}
