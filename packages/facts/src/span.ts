/** Places in the text of crates. */
import type { CrateNum } from './ids.ts';

/** A place in a crate's text. Lines and columns from 1, columns in characters. */
export interface Span {
  /** Index into {@link CrateFacts.files} of crate `krate` (the text of a macro may lie in another crate than the fact). */
  readonly krate: CrateNum;
  readonly file: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
