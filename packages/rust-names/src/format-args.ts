/**
 * Format strings of `format_args!` and its kin, parsed as `rustc_parse_format` does.
 */
import type { TokenRange } from '@lazaret/rust-syntax';

/** A `{..}` of a format string. */
export interface FormatPiece {
  /** Index into {@link FormatArgs.args}. */
  readonly arg: number;
  /** Trait by name: `Display`, `Debug`, `LowerHex`, `UpperHex`, `Octal`, `Binary`, `Pointer`, `LowerExp`, `UpperExp`. */
  readonly trait: string;
}

/** An argument: written behind the string, or captured by name from inside it. */
export interface FormatArg {
  readonly name: string | undefined;
  /** Expression in the call's tokens; undefined for a captured name. */
  readonly expr: TokenRange | undefined;
  /** For a captured name: the context in which the string stands, to find the local. */
  readonly ctx: number;
}

export interface FormatArgs {
  /** Token of the format string in the call's tokens; -1 if it is not a plain literal (`concat!(..)`). */
  readonly literal: number;
  /** The string's value, if known. */
  readonly text: string | undefined;
  readonly args: readonly FormatArg[];
  readonly pieces: readonly FormatPiece[];
  /** Arguments used as `width$` or `.precision$`: they are `usize`. */
  readonly counts: readonly number[];
  /** The string is not known (macro call that names cannot evaluate): pieces are not complete. */
  readonly unknown: boolean;
}
