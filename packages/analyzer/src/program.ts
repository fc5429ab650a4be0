/**
 * From the units of a build and the files of their packages to a `World` in which every crate answers questions about
 * itself: the standard library's facts, then the crates of the plan. A crate that has stored facts is decoded; of the others
 * nothing is inferred here: signatures and bodies are computed when someone asks for them.
 */
import { type Diagnostic, inStage, noStages } from '@lazaret/base';
import { type CrateFacts, type CrateNum, type Solver, World } from '@lazaret/facts';
import { createSourceCrate, sessionOf } from '@lazaret/rust-infer';
import { CrateInputs } from './crate-inputs.ts';
import { crateKeys } from './crate-key.ts';
import { type CratePlan, type PlannedRoot, planCrates } from './crate-plan.ts';
import type { ProgramInput, StdLibrary } from './program-input.ts';
import { openStored, resolverOf } from './stored-crate.ts';

/** A crate from which the program can start. */
export interface Root extends Omit<PlannedRoot, 'crate'> {
  readonly crate: CrateNum;
}

export interface Program {
  readonly world: World;
  readonly solver: Solver;
  readonly std: StdLibrary;
  /** Library crate of each unit, where it has one and its text is there. */
  readonly libraries: readonly (CrateNum | undefined)[];
  /** What runs in the program. */
  readonly runRoots: readonly Root[];
  /** What runs while it is built. */
  readonly buildRoots: readonly Root[];
  readonly diagnostics: readonly Diagnostic[];
}

export function loadProgram(input: ProgramInput): Program {
  const world = new World();
  world.stages = input.stages ?? noStages;
  const std = inStage(input.stages, 'load std', () => input.std(world));
  const plan = planCrates(input);
  const numbers = loadCrates(input, plan, world, std);
  const root = (it: PlannedRoot): Root => ({ ...it, crate: numbers[it.crate]! });
  return {
    world,
    solver: sessionOf(world).solver,
    std,
    libraries: plan.libraries.map((at) => (at === undefined ? undefined : numbers[at])),
    runRoots: plan.runRoots.map(root),
    buildRoots: plan.buildRoots.map(root),
    diagnostics: numbers.flatMap((num) => world.crate(num).diagnostics),
  };
}

function loadCrates(input: ProgramInput, plan: CratePlan, world: World, std: StdLibrary): CrateNum[] {
  const numbers: CrateNum[] = [];
  const stdCrates = world.crates.length;
  const inputs = new CrateInputs(input, plan, std, (at) => numbers[at]);
  const { stored } = input;
  const keys = stored === undefined ? [] : crateKeys(input, plan, stored);
  plan.crates.forEach(({ unit }, crate) => {
    // Where values come from is not stored.
    const key = input.flow?.has(input.units[unit]!.package) === true ? undefined : keys[crate];
    const bytes = key === undefined ? undefined : stored!.read(key);
    let facts: CrateFacts | undefined;
    if (bytes !== undefined) {
      const resolve = resolverOf(world, plan, keys, crate, stdCrates, (at) => numbers[at]);
      facts = openStored(world, world.nextCrate(), bytes, resolve);
      if (facts !== undefined) world.add(facts);
    }
    numbers.push((facts ?? createSourceCrate(world, inputs.of(crate))).num);
  });
  return numbers;
}
