/**
 * Strings as dense integers. One interner lives as long as one session; ids are never stored, only strings are.
 */

declare const symBrand: unique symbol;
/** An interned string. Only an {@link Interner} makes one. */
export type Sym = number & { readonly [symBrand]: true };

export class Interner {
  readonly #ids = new Map<string, Sym>();
  readonly #texts: string[] = [];

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

  /** The id of a text that was interned before, without interning it. */
  find(text: string): Sym | undefined {
    return this.#ids.get(text);
  }

  text(id: Sym): string {
    return this.#texts[id] as string;
  }

  get size(): number {
    return this.#texts.length;
  }
}
