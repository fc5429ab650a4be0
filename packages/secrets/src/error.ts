/** The one error class of this package: misuse and unreadable input, each with a code that callers can tell apart. */

/** Codes of {@link SecretsError}. */
export const SecretsErrorCode = {
  /** A regular expression is not one of Go's syntax, or is beyond its limits. */
  Regex: 'regex',
  /** A gitleaks configuration is no TOML, or does not mean anything. */
  Config: 'config',
  /** An archive cannot be read. */
  Archive: 'archive',
  /** A document (report, alert, incident record) has not the shape it must have. */
  Document: 'document',
  /** A signature does not fit, or its key is not known. */
  Signature: 'signature',
} as const;
export type SecretsErrorCode = (typeof SecretsErrorCode)[keyof typeof SecretsErrorCode];

/** What this package throws. */
export class SecretsError extends Error {
  override name = 'SecretsError';
  readonly code: SecretsErrorCode;

  constructor(code: SecretsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
