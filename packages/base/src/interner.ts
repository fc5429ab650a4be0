/**
 * Strings as dense integers. One interner lives as long as one session; ids are never stored, only strings are. There is no
 * way to ask whether a text is known: stored facts intern their names when somebody reads them, so the answer would depend
 * on what was read before.
 */

declare const symBrand: unique symbol;
/** An interned string. Only an {@link Interner} makes one. */
export type Sym = number & { readonly [symBrand]: true };

export class Interner {
  readonly #ids = new Map<string, Sym>();
  readonly #texts: string[] = [];
  /** What readers of text keep for the session, by a symbol of each: room that the next file can use again. */
  readonly shared = new Map<symbol, unknown>();

  constructor() {
    // Id 0 is the empty string, so that a zeroed column reads as "no name".
    this.intern('');
  }

  intern(text: string): Sym {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length as Sym;
    this.#texts.push(text);
    this.#ids.set(text, id);
    return id;
  }

  text(id: Sym): string {
    return this.#texts[id] as string;
  }

  get size(): number {
    return this.#texts.length;
  }
}
