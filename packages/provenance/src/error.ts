/** The one error class of this package: what keeps a comparison from being made at all. */

/** Codes of {@link ProvenanceError}. */
export const ProvenanceErrorCode = {
  /** The `.crate` cannot be read. */
  Archive: 'archive',
  /** git failed, or what it printed is not what it prints. */
  Git: 'git',
  /** An object's content does not have the name it is stored under. */
  CorruptObject: 'corrupt-object',
  /** The repository borrows objects from elsewhere. */
  Alternates: 'alternates',
  /** A named limit was reached. */
  Limit: 'limit',
  /** A stored record is not one that this package wrote. */
  Record: 'record',
} as const;
export type ProvenanceErrorCode = (typeof ProvenanceErrorCode)[keyof typeof ProvenanceErrorCode];

/** A crate or a repository that cannot be examined. */
export class ProvenanceError extends Error {
  override name = 'ProvenanceError';
  readonly code: ProvenanceErrorCode;

  constructor(code: ProvenanceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
