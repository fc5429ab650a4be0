/**
 * Explores the program of one target and answers, for a package and the functions an advisory is about, whether they can
 * run. Run time and build time are two explorations of the same world, from different entry points.
 */
import { loadProgram, type Program, type Root } from '@lazaret/analyzer';
import { type Build, requireTargetCfgs, UnitKind } from '@lazaret/cargo';
import { type CrateNum, crateOf, type DefId } from '@lazaret/facts';
import {
  type Entry,
  type Exploration,
  entryPoints,
  explore,
  type Completeness as GraphCompleteness,
} from '@lazaret/graph';
import type { AuditInput } from './input.ts';

export type Time = 'run' | 'build';

/** One target's program with its explorations, made when first asked for. */
export class Reach {
  readonly program: Program;
  readonly target: string;
  readonly #input: AuditInput;
  readonly #build: Build;
  readonly #explorations = new Map<Time, Exploration>();

  constructor(input: AuditInput, build: Build, target: string) {
    this.#input = input;
    this.#build = build;
    this.target = target;
    input.progress?.('reading crates');
    this.program = loadProgram({
      std: input.std,
      units: build.units,
      packages: input.lock.packages,
      texts: input.packages,
      targetCfgs: requireTargetCfgs(target),
      hostCfgs: requireTargetCfgs(input.host),
      roots: input.roots,
    });
  }

  roots(time: Time): readonly Root[] {
    return time === 'run' ? this.program.runRoots : this.program.buildRoots;
  }

  exploration(time: Time): Exploration {
    let exploration = this.#explorations.get(time);
    if (exploration === undefined) {
      this.#input.progress?.(time === 'run' ? 'following calls' : 'following build scripts and macros');
      const { world, solver } = this.program;
      const entries: Entry[] = this.roots(time).flatMap((root) => entryPoints(world, root.crate));
      exploration = explore(world, entries, {}, solver);
      this.#explorations.set(time, exploration);
    }
    return exploration;
  }

  /** Whether a package's library is part of the program (run) or of its build scripts and macros (build). */
  isBuilt(index: number, time: Time): boolean {
    const kind = time === 'run' ? UnitKind.target : UnitKind.host;
    // A macro that is one of the project's own packages is still code of the build.
    return this.#build.units.some((unit) => unit.package === index && unit.kind === kind);
  }

  /** The package's library as the program, or its build, links it: once for each set of features. */
  libraries(index: number, time: Time): CrateNum[] {
    const kind = time === 'run' ? UnitKind.target : UnitKind.host;
    return this.#build.units.flatMap((unit, at) => {
      const crate = this.program.libraries[at];
      return unit.package === index && unit.kind === kind && crate !== undefined ? [crate] : [];
    });
  }

  /** Whether any code of these crates runs: surely, possibly, or not. With the first definition that does. */
  use(
    crates: readonly CrateNum[],
    time: Time,
  ): { readonly layer: 'certain' | 'possible' | 'none'; readonly def?: DefId } {
    const wanted = new Set(crates);
    const exploration = this.exploration(time);
    for (const layer of ['certain', 'possible'] as const) {
      const def = exploration.reached(layer).find((it) => wanted.has(crateOf(it)));
      if (def !== undefined) return { layer, def };
    }
    return { layer: 'none' };
  }

  completeness(): GraphCompleteness[] {
    return [...this.#explorations.values()].map((exploration) => exploration.completeness);
  }
}
