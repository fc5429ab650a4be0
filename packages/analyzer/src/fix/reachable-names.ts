/** What code outside of the crate can name: an approximation from visibility words and the names that `pub use` makes public. */
import type { Collector, FoundFn } from './collect.ts';

export class PublicNames {
  readonly #collected: Collector;
  readonly #modules = new Map<string, boolean>();
  /** By name; of several types of one name one public suffices. */
  readonly #types = new Map<string, boolean>();

  constructor(collected: Collector) {
    this.#collected = collected;
    for (const { name, module, pub } of collected.types) {
      this.#types.set(name, (this.#types.get(name) ?? false) || this.#item(pub, module, name));
    }
  }

  isPublic(fn: FoundFn): boolean {
    if (fn.macro) return fn.pub;
    if (fn.traitImpl) return this.#type(fn.selfType) && this.#type(fn.trait);
    if (fn.trait !== null) return this.#type(fn.trait);
    if (fn.selfType !== null) return fn.pub && this.#type(fn.selfType);
    return this.#item(fn.pub, fn.place.module, fn.name);
  }

  /** Types that the crate does not define are public. */
  #type(name: string | null): boolean {
    return name === null || (this.#types.get(name) ?? true);
  }

  #item(pub: boolean, module: string, name: string): boolean {
    return pub && (this.#module(module) || this.#collected.reexported.has(name) || this.#isGlobbed(module));
  }

  #isGlobbed(module: string): boolean {
    return module !== '' && this.#collected.globbed.has(module.slice(module.lastIndexOf(':') + 1));
  }

  #module(module: string): boolean {
    if (module === '') return true;
    const known = this.#modules.get(module);
    if (known !== undefined) return known;
    const cut = module.lastIndexOf('::');
    const parent = cut < 0 ? '' : module.slice(0, cut);
    const name = cut < 0 ? module : module.slice(cut + 2);
    const { modules, reexported } = this.#collected;
    const declared = modules.get(module) ?? true;
    const answer = reexported.has(name) || (declared && (this.#module(parent) || this.#isGlobbed(parent)));
    this.#modules.set(module, answer);
    return answer;
  }
}
