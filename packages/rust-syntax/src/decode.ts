/** Bytes of a source file to text, as rustc reads them: UTF-8, with a byte order mark at most at the beginning. */
import type { SyntaxIssue } from './tokens.ts';

/** Longest file that is read at all; rustc's own limit is 4 GiB, and no crate has a source near this size. */
const MAX_SOURCE_BYTES = 64 * 1024 * 1024;

export interface DecodedSource {
  /** The text without byte order mark; line ends as they were. */
  readonly text: string;
  readonly issues: readonly SyntaxIssue[];
}

/** Decodes a file; what is no UTF-8 becomes U+FFFD and one issue. A file that is too large becomes an empty text. */
export function decodeSource(bytes: Uint8Array, file = 0): DecodedSource {
  if (bytes.length > MAX_SOURCE_BYTES) {
    return { text: '', issues: [issue('source-too-large', 'source file is too large', file, 0)] };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), issues: [] };
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    const at = Math.max(text.indexOf('\ufffd'), 0);
    return { text, issues: [issue('invalid-utf8', 'file is not valid UTF-8', file, at)] };
  }
}

function issue(code: string, message: string, file: number, at: number): SyntaxIssue {
  return { code, message, token: -1, file, start: at, end: at };
}
