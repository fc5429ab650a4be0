/**
 * For each crate, the crates whose definitions its code can name: itself, its dependencies and theirs, the standard library.
 * A thing that is not known in a crate's code can only be something out of this set, or an impl that some type brings along.
 */
import { BitSet } from '@lazaret/base';
import type { CrateNum, World } from '@lazaret/facts';

const STD_NAMES: ReadonlySet<string> = new Set(['core', 'alloc', 'std']);

export class CrateSets {
  readonly #world: World;
  readonly #sets = new Map<CrateNum, BitSet>();
  #std: CrateNum[] | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  reachable(krate: CrateNum): BitSet {
    let found = this.#sets.get(krate);
    if (found === undefined) {
      found = this.#collect(krate);
      this.#sets.set(krate, found);
    }
    return found;
  }

  isStd(krate: CrateNum): boolean {
    return this.std().includes(krate);
  }

  std(): readonly CrateNum[] {
    this.#std ??= this.#world.crates.filter((krate) => STD_NAMES.has(krate.package.name)).map((krate) => krate.num);
    return this.#std;
  }

  #collect(krate: CrateNum): BitSet {
    const seen = new BitSet(this.#world.crates.length);
    const queue: CrateNum[] = [krate];
    seen.add(krate);
    const add = (num: CrateNum): void => {
      const dependency = this.#world.crates[num];
      // A macro crate runs in the compiler: what it offers are macros, its functions cannot be called.
      if (dependency !== undefined && dependency.unit !== 'proc-macro' && seen.add(num)) queue.push(num);
    };
    // core names nothing but itself; the others see what they are given and the facade.
    if (this.#world.crate(krate).package.name !== 'core') for (const std of this.std()) add(std);
    for (let at = 0; at < queue.length; at++) {
      for (const num of this.#world.crate(queue[at] as CrateNum).externs.values()) add(num);
    }
    return seen;
  }
}
