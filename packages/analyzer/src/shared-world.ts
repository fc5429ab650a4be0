/**
 * One world for many programs, one after the other: the standard library is opened once, and a library that several programs
 * depend on is one crate of it, whose signatures and bodies are worked out once. Each program sees the impls of its own crates
 * only, as if it were alone. The world grows; whoever loads programs decides when a new one is due (see {@link SharedWorld.size}).
 */
import { createHash } from 'node:crypto';
import { inStage, noStages, type Stages } from '@lazaret/base';
import { absentCrate, CRATES_MAX, type CrateNum, World } from '@lazaret/facts';
import { sessionOf } from '@lazaret/rust-infer';
import type { CratePlan } from './crate-plan.ts';
import type { StdLibrary, StdLoader } from './program-input.ts';

/** Crates of the largest programs known are some two thousand; the rest of a world's numbers is for the programs before. */
const CRATES_FULL = CRATES_MAX / 2;

export class SharedWorld {
  readonly world = new World();
  readonly std: StdLibrary;
  /** Crates of the standard library, which come first. */
  readonly stdCrates: number;
  readonly #byKey = new Map<string, CrateNum>();
  /** Crates of one program alone, since it was loaded. */
  #own: CrateNum[] = [];

  constructor(std: StdLoader, stages: Stages = noStages) {
    this.world.stages = stages;
    this.std = inStage(stages, 'load std', () => std(this.world));
    this.stdCrates = this.world.crates.length;
  }

  /** What it holds: crates of sources or stored facts, and types. */
  get size(): { readonly crates: number; readonly types: number } {
    return { crates: this.world.crates.length, types: this.world.types.size };
  }

  /** There are few numbers for crates left: time for a new world. */
  get isFull(): boolean {
    return this.world.crates.length > CRATES_FULL;
  }

  /** The crate of an earlier program that has this key. */
  find(key: string | undefined): CrateNum | undefined {
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  /** Notes a crate for later programs; without a key it is of this program alone. */
  note(num: CrateNum, key: string | undefined): void {
    if (key === undefined) this.#own.push(num);
    else this.#byKey.set(key, num);
  }

  /** From now on questions are answered as for a program of these crates. */
  enter(crates: ReadonlySet<CrateNum>): void {
    sessionOf(this.world).restrict(crates);
  }

  /** Lets go of the crates that only programs loaded so far have: nobody asks about them any more. */
  release(): void {
    for (const num of this.#own) this.world.replace(absentCrate(this.world, num));
    this.#own = [];
    sessionOf(this.world).solver.forget();
  }
}

/** Keys of the crates that programs may share: those of their stored facts where all below is analysed in the same way. */
export function sharedKeys(
  plan: CratePlan,
  keys: readonly (string | undefined)[],
  hasFlow: (crate: number) => boolean,
): (string | undefined)[] {
  const shared: (string | undefined)[] = [];
  plan.crates.forEach(({ externs }, crate) => {
    const below = [...externs.values()];
    const key = keys[crate];
    const differs = hasFlow(crate) || below.some((at) => shared[at] !== keys[at]);
    if (key === undefined || below.some((at) => shared[at] === undefined)) shared.push(undefined);
    else if (!differs) shared.push(key);
    else shared.push(digest([key, hasFlow(crate), below.map((at) => shared[at])]));
  });
  return shared;
}

function digest(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
