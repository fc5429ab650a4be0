/**
 * The one error class of this package. Decoders of untrusted text throw it when no useful value can be made; anything
 * less becomes a diagnostic beside the value.
 */

/** Why a decoder gave up; a closed union so that callers can switch over it. */
export type CargoErrorCode =
  | 'toml-syntax'
  | 'too-large'
  | 'merge-conflict'
  | 'version-syntax'
  | 'requirement-syntax'
  | 'lock-version'
  | 'lock-shape'
  | 'lock-duplicate-package'
  | 'manifest-shape'
  | 'cfg-syntax'
  | 'index-line-syntax'
  | 'index-line-shape'
  | 'crate-name'
  | 'unknown-target'
  | 'unknown-package'
  | 'unknown-feature';

/** Untrusted input that cannot be decoded, with a stable code and, for text, the line. */
export class CargoError extends Error {
  override name = 'CargoError';
  readonly code: CargoErrorCode;
  readonly line: number | undefined;

  constructor(code: CargoErrorCode, message: string, line?: number) {
    super(message);
    this.code = code;
    this.line = line;
  }
}
