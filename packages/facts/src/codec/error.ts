/** What a stored facts file can have wrong with it. */

export type CodecErrorCode =
  /** Not a facts file. */
  | 'magic'
  /** Made by another version of the format. */
  | 'version'
  /** Ends too early. */
  | 'truncated'
  /** Bytes differ from what was written. */
  | 'checksum'
  /** A section is missing, twice there, or not where it can be. */
  | 'section'
  /** A number is out of its range: an index, a kind, a length. */
  | 'range'
  /** Types nest deeper than any real type. */
  | 'depth'
  /** A crate or definition that the file names is not in this world. */
  | 'unresolved';

/** The one error of the decoder. */
export class CodecError extends Error {
  override name = 'CodecError';
  readonly code: CodecErrorCode;

  constructor(code: CodecErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
