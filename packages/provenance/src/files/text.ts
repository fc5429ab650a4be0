/**
 * Ways in which a file can differ from a blob although it is the same: what git does on checkout (line ends, keywords,
 * encodings) and what editors do (byte order marks). Each is a proof: applied to both sides, they are equal.
 */
import { DifferenceClass } from '../report.ts';
import { isText } from './kind.ts';

export interface Explanation {
  readonly class: DifferenceClass;
  readonly message: string;
  readonly proof: string;
}

/** Larger texts are not normalised; they stay a difference. */
const MAX_TEXT = 64 * 1024 * 1024;

export function explainText(packaged: Uint8Array, blob: Uint8Array): Explanation | undefined {
  if (packaged.length > MAX_TEXT || blob.length > MAX_TEXT) return undefined;
  const encoded = explainEncoding(packaged, blob);
  if (encoded !== undefined) return encoded;
  if (!isText(packaged) || !isText(blob)) return undefined;
  const a = latin1(packaged);
  const b = latin1(blob);
  if (unixLines(a) === unixLines(b)) {
    const crlf = a.includes('\r\n') && !b.includes('\r\n');
    return {
      class: DifferenceClass.LineEndings,
      message: crlf ? 'lines end in CRLF where the repository has LF' : 'line ends differ',
      proof: 'equal after CRLF is taken for LF on both sides',
    };
  }
  if (withoutMark(unixLines(a)) === withoutMark(unixLines(b))) {
    return {
      class: DifferenceClass.ByteOrderMark,
      message: 'a byte order mark was added or removed',
      proof: 'equal without the mark, and with CRLF taken for LF',
    };
  }
  if (b.includes('$Id$') && collapsed(unixLines(a)) === unixLines(b)) {
    return {
      class: DifferenceClass.Keyword,
      message: 'the keyword $Id$ is expanded',
      proof: 'equal after `$Id: …$` is taken for `$Id$`',
    };
  }
  return undefined;
}

/** `working-tree-encoding`: UTF-16 on disk, UTF-8 in the repository. */
function explainEncoding(packaged: Uint8Array, blob: Uint8Array): Explanation | undefined {
  const encoding =
    packaged[0] === 0xff && packaged[1] === 0xfe
      ? 'utf-16le'
      : packaged[0] === 0xfe && packaged[1] === 0xff
        ? 'utf-16be'
        : undefined;
  if (encoding === undefined) return undefined;
  const decoded = new TextDecoder(encoding).decode(packaged);
  const text = Buffer.from(blob).toString('utf8');
  if (unixLines(decoded) !== unixLines(text.replace(/^\ufeff/, ''))) return undefined;
  return {
    class: DifferenceClass.Encoding,
    message: `the file is ${encoding.toUpperCase()} where the repository has UTF-8`,
    proof: 'equal after decoding, with CRLF taken for LF',
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** The UTF-8 mark, read as Latin-1. */
function withoutMark(text: string): string {
  return text.startsWith('\u00ef\u00bb\u00bf') ? text.slice(3) : text;
}

function collapsed(text: string): string {
  return text.replace(/\$Id: [^$\n]*\$/g, '$Id$$');
}

/**
 * A file that differs in the package's own version number only: the version was raised after the commit, or a release tool
 * wrote it. Both sides with their versions replaced must be equal.
 */
export function explainVersion(
  packaged: Uint8Array,
  blob: Uint8Array,
  version: string,
  theirs: string | undefined,
): Explanation | undefined {
  if (theirs === undefined || theirs === version || packaged.length > MAX_TEXT || !isText(packaged)) return undefined;
  const mark = '\u0000';
  const forms = (v: string) => [v, ...(/^(\d+\.\d+)\.\d+/.exec(v)?.slice(1, 2) ?? [])];
  const [full, short] = forms(version);
  const [theirFull, theirShort] = forms(theirs);
  const a = unixLines(latin1(packaged));
  const b = unixLines(latin1(blob));
  const equal =
    a.replaceAll(full!, mark) === b.replaceAll(theirFull!, mark) ||
    (short !== undefined &&
      theirShort !== undefined &&
      a.replaceAll(full!, mark).replaceAll(short, mark) ===
        b.replaceAll(theirFull!, mark).replaceAll(theirShort, mark));
  if (!equal) return undefined;
  return {
    class: DifferenceClass.VersionBump,
    message: `the file names version ${version} where the commit has ${theirs}`,
    proof: "equal after each side's own version is taken out",
  };
}
