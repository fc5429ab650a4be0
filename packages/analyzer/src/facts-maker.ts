/**
 * Makes the stored facts of the crates of a program, one at a time, each from its source and the stored facts of what it
 * depends on. Crates have the same numbers whatever is made first, and each is analysed with the impls of its own
 * dependencies only, so what comes out depends on nothing but the crate's key.
 */
import { absentCrate, type CrateNum, encodeCrate, World } from '@lazaret/facts';
import { createSourceCrate, sessionOf } from '@lazaret/rust-infer';
import { CrateInputs } from './crate-inputs.ts';
import { type CratePlan, dependencyClosure, visibleCrates } from './crate-plan.ts';
import type { ProgramInput } from './program-input.ts';
import { openStored, resolverOf } from './stored-crate.ts';

export class FactsMaker {
  readonly #world = new World();
  readonly #plan: CratePlan;
  readonly #keys: readonly (string | undefined)[];
  readonly #inputs: CrateInputs;
  /** Crates of the standard library, which come first. */
  readonly #stdCrates: number;
  readonly #present = new Set<number>();

  constructor(input: ProgramInput, plan: CratePlan, keys: readonly (string | undefined)[]) {
    this.#plan = plan;
    this.#keys = keys;
    const std = input.std(this.#world);
    this.#stdCrates = this.#world.crates.length;
    plan.crates.forEach((_, crate) => {
      this.#world.add(absentCrate(this.#world, this.#num(crate)));
    });
    this.#inputs = new CrateInputs(input, plan, std, (crate) => this.#num(crate));
  }

  /** Which crates' facts have to be given, in this order, before this one can be made. */
  needs(crate: number): number[] {
    return dependencyClosure(this.#plan, crate).filter((at) => !this.#present.has(at));
  }

  /** Takes stored facts of a crate whose dependencies are there; false if they are damaged. */
  give(crate: number, bytes: Uint8Array): boolean {
    const world = this.#world;
    const at = (index: number) => this.#num(index);
    const resolve = resolverOf(world, this.#plan, this.#keys, crate, this.#stdCrates, at);
    const facts = openStored(world, this.#num(crate), bytes, resolve);
    if (facts === undefined) return false;
    world.replace(facts);
    this.#present.add(crate);
    return true;
  }

  /** The facts of a crate, made from its source. It is there for others from then on, without its syntax trees. */
  make(crate: number): Uint8Array {
    const world = this.#world;
    const num = this.#num(crate);
    const visible = new Set<CrateNum>([num]);
    for (let at = 0; at < this.#stdCrates; at++) visible.add(at as CrateNum);
    for (const at of visibleCrates(this.#plan, crate)) visible.add(this.#num(at));
    const session = sessionOf(world);
    session.restrict(visible);
    const facts = createSourceCrate(world, this.#inputs.of(crate), num);
    const bytes = encodeCrate(world, facts, (other) => this.#keys[other - this.#stdCrates]);
    if (!this.give(crate, bytes)) world.replace(absentCrate(world, num));
    return bytes;
  }

  #num(crate: number): CrateNum {
    return (this.#stdCrates + crate) as CrateNum;
  }
}
