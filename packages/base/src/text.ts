/**
 * Positions in text. Lines and columns count from 1; a column counts Unicode scalar values, as rustc's do,
 * while offsets count UTF-16 units of the JavaScript string.
 */

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets to lines and columns of one text. A line ends at "\n"; a "\r" before it belongs to the line. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: Int32Array;
  /** No character takes two units: columns are differences. Generated files have lines of a million characters. */
  readonly #plain: boolean;

  constructor(text: string) {
    this.#text = text;
    this.#plain = !/[\udc00-\udfff]/.test(text);
    const starts: number[] = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = Int32Array.from(starts);
  }

  get lines(): number {
    return this.#starts.length;
  }

  line(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  position(offset: number): Position {
    const line = this.line(offset);
    const start = this.#starts[line - 1] as number;
    if (this.#plain) return { line, column: offset - start + 1 };
    let column = 1;
    for (let at = start; at < offset; at++) {
      const unit = this.#text.charCodeAt(at);
      // The second half of a surrogate pair is not a character of its own.
      if (unit < 0xdc00 || unit > 0xdfff) column++;
    }
    return { line, column };
  }
}

/**
 * Makes text from crates, manifests and advisories safe to print: C0 and C1 controls, line and paragraph separators,
 * bidirectional overrides and isolates and zero-width characters become visible `\u{..}` escapes.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (c) => `\\u{${(c.codePointAt(0) as number).toString(16)}}`,
  );
}

/** A number with its noun: `1 file`, `3 files`, `2 entries`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
