/** Something an analyser could not do or found odd, as data: analysers never throw for bad input. */
export interface Diagnostic {
  /** Stable kebab-case code, e.g. `file-not-found`, `macro-depth-limit`. */
  readonly code: string;
  readonly message: string;
  /** Path relative to the package root, if the thing has a place. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}
