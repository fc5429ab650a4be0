/**
 * The crates that a crate is compiled with: itself, its dependencies and theirs, the standard library. While a body is
 * inferred rustc knows no impls but theirs, and one that is left is the one meant: `write!(..)?` in a crate that sees a single
 * `From<_> for fmt::Error` decides by it, whatever impls of other crates the program has besides.
 */
import { BitSet } from '@lazaret/base';
import type { CrateNum } from '../ids.ts';
import type { World } from '../world.ts';

const STD_NAMES: ReadonlySet<string> = new Set(['core', 'alloc', 'std']);

export class CrateClosures {
  readonly #world: World;
  readonly #closures = new Map<CrateNum, BitSet>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Undefined as long as the crate itself is not in the world. */
  of(krate: CrateNum): BitSet | undefined {
    if (this.#world.crates[krate] === undefined) return undefined;
    let closure = this.#closures.get(krate);
    if (closure === undefined) {
      closure = this.#collect(krate);
      this.#closures.set(krate, closure);
    }
    return closure;
  }

  #collect(krate: CrateNum): BitSet {
    const seen = new BitSet(this.#world.crates.length);
    const queue: CrateNum[] = [krate];
    seen.add(krate);
    const add = (num: CrateNum): void => {
      if (this.#world.crates[num] !== undefined && seen.add(num)) queue.push(num);
    };
    for (const { num, package: of } of this.#world.crates) if (STD_NAMES.has(of.name)) add(num);
    for (let at = 0; at < queue.length; at++) {
      for (const num of this.#world.crates[queue[at]!]?.externs.values() ?? []) add(num);
    }
    return seen;
  }
}
