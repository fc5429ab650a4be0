/**
 * The one error that the readers of this package throw, with a code from a closed list and the place in the input.
 */

/** Why an advisory, a database or an ignore list could not be read. */
export const AdvisoryErrorCode = {
  /** More bytes or list entries than any real advisory has. */
  TooLarge: 'too-large',
  /** The file does not begin with a ```toml fence, or the fence is never closed. */
  FrontMatter: 'front-matter',
  /** The text after the front matter does not begin with a `# title` line. */
  Title: 'title',
  /** The front matter is not TOML. */
  Toml: 'toml',
  /** An OSV record is not JSON. */
  Json: 'json',
  /** A field that every advisory needs is not there. */
  MissingField: 'missing-field',
  /** A field holds another type of value than the format says. */
  FieldType: 'field-type',
  /** An advisory id, crate name, date or similar is not well-formed. */
  FieldValue: 'field-value',
  /** A version or version requirement that Cargo's semver would not read. */
  Requirement: 'requirement',
  /** Version ranges that RustSec does not allow: empty, overlapping, more than two comparators. */
  Range: 'range',
  /** The name of an affected function is not a path of at least two segments. */
  FunctionPath: 'function-path',
  /** The file does not lie where its id, package and collection say. */
  Location: 'location',
  /** Two advisories of one database have the same id. */
  DuplicateId: 'duplicate-id',
  /** An OSV record is about another ecosystem than crates.io. */
  Ecosystem: 'ecosystem',
  /** The shipped snapshot is damaged or of another format version. */
  Snapshot: 'snapshot',
  /** A duration such as the greatest age of a database cannot be read. */
  Duration: 'duration',
} as const;

/** A value of {@link AdvisoryErrorCode}. */
export type AdvisoryErrorCode = (typeof AdvisoryErrorCode)[keyof typeof AdvisoryErrorCode];

/** Input of this package that cannot be read; `line` is 1-based, 0 where no line can be named. */
export class AdvisoryError extends Error {
  override name = 'AdvisoryError';
  readonly code: AdvisoryErrorCode;
  readonly file: string;
  readonly line: number;
  readonly detail: string;

  constructor(code: AdvisoryErrorCode, file: string, line: number, detail: string) {
    super(`${file}${line > 0 ? `:${line}` : ''}: ${detail}`);
    this.code = code;
    this.file = file;
    this.line = line;
    this.detail = detail;
  }
}
