/** Inference over the standard library's facts: every body of any text, with the same call sites each time. */
import { readFileSync } from 'node:fs';
import { callSites, STD_FACTS_URL, type StdLibrary, type StdLoader, stdLoader } from '@lazaret/analyzer';
import { type CrateNum, type LocalDef, World } from '@lazaret/facts';
import { createSourceCrate } from '@lazaret/rust-infer';
import { crateOf, ensure, type Target } from '../target.ts';

/** Crates added to one world before a new one is made: loading std takes longer than most inputs, and worlds only grow. */
const CRATES_PER_WORLD = 100;

class Bodies {
  readonly #load: StdLoader = stdLoader(readFileSync(STD_FACTS_URL));
  #world = new World();
  #std: StdLibrary = this.#load(this.#world);
  #crates = 0;

  sites(text: string): string {
    const { core, alloc, std } = this.#std;
    const stdCrates = { core: core!, alloc: alloc!, std: std! };
    const crate = createSourceCrate(this.#world, crateOf(text, stdCrates, new Map<string, CrateNum>()));
    for (let i = 0; i < crate.defCount(); i++) {
      const def = i as LocalDef;
      crate.generics(def);
      crate.predicates(def);
    }
    const sites = [...callSites(this.#world, crate.num)];
    return JSON.stringify(sites);
  }

  check(text: string): void {
    if (this.#crates >= CRATES_PER_WORLD) {
      this.#world = new World();
      this.#std = this.#load(this.#world);
      this.#crates = 0;
    }
    this.#crates += 2;
    const first = this.sites(text);
    ensure(this.sites(text) === first, 'other call sites the second time');
  }
}

const lazily: { bodies?: Bodies } = {};

export const target: Target = {
  seconds: 120,
  check: (text) => {
    lazily.bodies ??= new Bodies();
    lazily.bodies.check(text);
  },
};
