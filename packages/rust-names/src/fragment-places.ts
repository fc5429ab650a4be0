/**
 * Where the parts of an expansion stand that the macro was given. What reaches beyond such a part, `$e?` or `$f(x)`, stands
 * where the macro's text has the variable: both ends of a span must be of one text. Model: rustc_span, `Span::to` and
 * `prepare_to_combine`; rustc_expand::mbe::transcribe, metavariable spans.
 */
import type { TokenBuffer } from '@lazaret/rust-syntax';

/**
 * Of each fragment: its first token and the one after it in the expansion, its first in the input, the `$` in the definition (-1
 * for those of `$($x)*`), how many invisible delimiters open it.
 */
const ROW = 5;

type Row = [start: number, end: number, from: number, dollar: number, delimiters: number];

/** A place in a text: of the variable `$e` in the definition. */
export interface VariablePlace {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** The fragments of one expansion, in order. */
export class FragmentPlaces {
  readonly def: TokenBuffer;
  readonly input: TokenBuffer;
  readonly #rows: number[] = [];

  constructor(def: TokenBuffer, input: TokenBuffer) {
    this.def = def;
    this.input = input;
  }

  /** Tokens `start .. end` of the expansion are those of the input from `from` on, between `delimiters` invisible ones. */
  add(start: number, end: number, from: number, dollar: number, delimiters: 0 | 1): void {
    if (end > start) this.#rows.push(start, end, from, dollar, delimiters);
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  /** Which fragment a token is of; -1 for those of the macro's own text. */
  at(token: number): number {
    const rows = this.#rows;
    let low = 0;
    let high = rows.length / ROW;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rows[middle * ROW + 1]! <= token) low = middle + 1;
      else high = middle;
    }
    return low * ROW < rows.length && rows[low * ROW]! <= token ? low : -1;
  }

  /** The token of the input that a token of a fragment is; for an invisible delimiter the one beside it. */
  given(fragment: number, token: number): number {
    const [start, end, from, , delimiters] = this.#rows.slice(fragment * ROW, fragment * ROW + ROW) as Row;
    const last = end - start - 2 * delimiters - 1;
    return from + Math.min(Math.max(token - start - delimiters, 0), Math.max(last, 0));
  }

  /** Is it one of `$($x)*`? The compiler leaves those where they were, for speed (`maybe_use_metavar_location`). */
  isPlain(fragment: number): boolean {
    return this.#rows[fragment * ROW + 3]! < 0;
  }

  variable(fragment: number): VariablePlace {
    const { def } = this;
    const dollar = this.#rows[fragment * ROW + 3]!;
    return { file: def.fileOf(dollar), start: def.startOf(dollar), end: def.endOf(dollar + 1) };
  }
}
