/**
 * From the units of a build and the files of their packages to a `World` in which every crate answers questions about
 * itself: the standard library's facts, then the crates of the plan. A crate that has stored facts is decoded; of the others
 * nothing is inferred here: signatures and bodies are computed when someone asks for them.
 */
import type { Diagnostic } from '@lazaret/base';
import type { CrateFacts, CrateNum, Solver, World } from '@lazaret/facts';
import { createSourceCrate, sessionOf } from '@lazaret/rust-infer';
import { CrateInputs } from './crate-inputs.ts';
import { crateKeys } from './crate-key.ts';
import { type CratePlan, type PlannedRoot, planCrates } from './crate-plan.ts';
import type { ProgramInput, StdLibrary } from './program-input.ts';
import { SharedWorld, sharedKeys } from './shared-world.ts';
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
  /** All of its crates, the standard library's too; others of the world are of other programs. */
  readonly crates: ReadonlySet<CrateNum>;
}

/** Loads a program into a world of its own, or into one that others were loaded into before. */
export function loadProgram(input: ProgramInput, given?: SharedWorld): Program {
  const shared = given ?? new SharedWorld(input.std, input.stages);
  const { world, std } = shared;
  const plan = planCrates(input);
  const numbers = loadCrates(input, plan, shared);
  const crates = new Set([...Array.from({ length: shared.stdCrates }, (_, at) => at as CrateNum), ...numbers]);
  if (given !== undefined) shared.enter(crates);
  const root = (it: PlannedRoot): Root => ({ ...it, crate: numbers[it.crate]! });
  return {
    world,
    solver: sessionOf(world).solver,
    std,
    libraries: plan.libraries.map((at) => (at === undefined ? undefined : numbers[at])),
    runRoots: plan.runRoots.map(root),
    buildRoots: plan.buildRoots.map(root),
    diagnostics: numbers.flatMap((num) => world.crate(num).diagnostics),
    crates,
  };
}

function loadCrates(input: ProgramInput, plan: CratePlan, shared: SharedWorld): CrateNum[] {
  const { world, std, stdCrates } = shared;
  const numbers: CrateNum[] = [];
  const inputs = new CrateInputs(input, plan, std, (at) => numbers[at]);
  const { stored } = input;
  const keys = stored === undefined ? [] : crateKeys(input, plan, stored);
  // Where values come from is not stored.
  const hasFlow = (crate: number) => input.flow?.has(input.units[plan.crates[crate]!.unit]!.package) === true;
  const known = sharedKeys(plan, keys, hasFlow);
  const load = (crate: number): CrateFacts => {
    const key = hasFlow(crate) ? undefined : keys[crate];
    const bytes = key === undefined ? undefined : stored!.read(key);
    if (bytes === undefined) return createSourceCrate(world, inputs.of(crate));
    const resolve = resolverOf(world, plan, keys, crate, stdCrates, (at) => numbers[at]);
    const facts = openStored(world, world.nextCrate(), bytes, resolve);
    if (facts !== undefined) world.add(facts);
    return facts ?? createSourceCrate(world, inputs.of(crate));
  };
  plan.crates.forEach((_, crate) => {
    const before = shared.find(known[crate]);
    if (before !== undefined) numbers.push(before);
    else {
      const { num } = load(crate);
      shared.note(num, known[crate]);
      numbers.push(num);
    }
  });
  return numbers;
}
