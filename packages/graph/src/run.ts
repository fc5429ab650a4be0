/** The way in: explore a program from its entry points. */
import { Solver, type World } from '@lazaret/facts';
import type { Entry, ExploreOptions } from './api.ts';
import { Exploration } from './exploration.ts';
import { exploreNodes } from './explore.ts';
import { selectorOf } from './selector.ts';

/**
 * Explores everything that the entry points reach, in both layers. Give the solver that the analyser uses for this world,
 * so that its answers are shared; its crates must all have been added.
 */
export function explore(
  world: World,
  entries: readonly Entry[],
  options: ExploreOptions = {},
  solver: Solver = new Solver(world),
): Exploration {
  return new Exploration(exploreNodes(world, selectorOf(solver), entries, options));
}
