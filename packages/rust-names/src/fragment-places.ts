/**
 * Where the parts of an expansion stand that the macro was given. What reaches beyond such a part, `$e?` or `$f(x)`, stands
 * where the macro's text has the variable: both ends of a span must be of one text. Model: rustc_span, `Span::to` and
 * `prepare_to_combine`; rustc_expand::mbe::transcribe, metavariable spans.
 */
import type { IntVec } from '@lazaret/base';
import type { TokenBuffer } from '@lazaret/rust-syntax';

/**
 * Of each fragment: its first token and the one after it in the expansion, its first in the input, the `$` in the definition (-1
 * for those of `$($x)*`), how many invisible delimiters open it.
 */
const ROW = 5;

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
  readonly #rows: IntVec;
  readonly #first: number;
  #length = 0;

  /** `rows`: of all expansions of a crate; those of this one lie in one piece. */
  constructor(def: TokenBuffer, input: TokenBuffer, rows: IntVec) {
    this.def = def;
    this.input = input;
    this.#rows = rows;
    this.#first = rows.length;
  }

  /** Tokens `start .. end` of the expansion are those of the input from `from` on, between `delimiters` invisible ones. */
  add(start: number, end: number, from: number, dollar: number, delimiters: 0 | 1): void {
    if (end <= start) return;
    const rows = this.#rows;
    const last = this.#at(this.#length - 1);
    const { data } = rows;
    // Of a `$($x)*` that stands in the input in one piece, too.
    if (this.#length > 0 && dollar < 0 && delimiters === 0 && data[last + 3]! < 0 && data[last + 4] === 0) {
      if (data[last + 1] === start && data[last + 2]! + start - data[last]! === from) {
        data[last + 1] = end;
        return;
      }
    }
    rows.push(start);
    rows.push(end);
    rows.push(from);
    rows.push(dollar);
    rows.push(delimiters);
    this.#length++;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  #at(fragment: number): number {
    return this.#first + fragment * ROW;
  }

  /** Which fragment a token is of; -1 for those of the macro's own text. */
  at(token: number): number {
    const { data } = this.#rows;
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (data[this.#at(middle) + 1]! <= token) low = middle + 1;
      else high = middle;
    }
    return low < this.#length && data[this.#at(low)]! <= token ? low : -1;
  }

  /** The token of the input that a token of a fragment is; for an invisible delimiter the one beside it. */
  given(fragment: number, token: number): number {
    const { data } = this.#rows;
    const row = this.#at(fragment);
    const start = data[row]!;
    const delimiters = data[row + 4]!;
    const last = data[row + 1]! - start - 2 * delimiters - 1;
    return data[row + 2]! + Math.min(Math.max(token - start - delimiters, 0), Math.max(last, 0));
  }

  /** Is it one of `$($x)*`? The compiler leaves those where they were, for speed (`maybe_use_metavar_location`). */
  isPlain(fragment: number): boolean {
    return this.#rows.data[this.#at(fragment) + 3]! < 0;
  }

  variable(fragment: number): VariablePlace {
    const { def } = this;
    const dollar = this.#rows.data[this.#at(fragment) + 3]!;
    return { file: def.fileOf(dollar), start: def.startOf(dollar), end: def.endOf(dollar + 1) };
  }
}
