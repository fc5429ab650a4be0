/**
 * Explores the program of one target and answers, for a package and the functions an advisory is about, whether they can
 * run. Run time and build time are two explorations of the same world, from different entry points.
 */
import { loadProgram, type Program, type Root } from '@lazaret/analyzer';
import { inStage } from '@lazaret/base';
import { type Build, UnitKind } from '@lazaret/cargo';
import { type CrateNum, crateOf } from '@lazaret/facts';
import {
  type Entry,
  type Exploration,
  entryPoints,
  explore,
  type Completeness as GraphCompleteness,
  type Reason as GraphReason,
  type PathFrame,
} from '@lazaret/graph';
import type { AuditInput } from './input.ts';
import { MacroNames } from './macro-names.ts';
import { programInput } from './program-input.ts';

export type Time = 'run' | 'build';

/** How far a package's code is used. */
export interface Use {
  readonly layer: 'certain' | 'possible' | 'none';
  readonly path: readonly PathFrame[];
  readonly reasons: readonly GraphReason[];
}

/** One target's program with its explorations, made when first asked for. */
export class Reach {
  readonly program: Program;
  readonly target: string;
  readonly #input: AuditInput;
  readonly #build: Build;
  readonly #explorations = new Map<Time, Exploration>();
  readonly #macros: MacroNames;

  constructor(input: AuditInput, build: Build, target: string) {
    this.#input = input;
    this.#build = build;
    this.target = target;
    input.progress?.('reading crates');
    this.program = loadProgram(programInput(input, build, target));
    this.#macros = new MacroNames(input, build, this.program);
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
      exploration = inStage(world.stages, 'follow calls', () =>
        explore(world, entries, { macroNames: (macro) => this.#macros.of(macro) }, solver),
      );
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

  /** Whether any code of these crates runs: surely, possibly, or not; with the shortest way there. */
  use(crates: readonly CrateNum[], time: Time): Use {
    const wanted = new Set(crates);
    const exploration = this.exploration(time);
    for (const layer of ['certain', 'possible'] as const) {
      const defs = exploration.reached(layer).filter((def) => wanted.has(crateOf(def)));
      if (defs.length === 0) continue;
      const { path, reasons } = exploration.verdictFor({ defs });
      return { layer, path, reasons };
    }
    // Nothing was found; limits that ended the exploration are reasons all the same.
    return { layer: 'none', path: [], reasons: exploration.verdictFor({ defs: [] }).reasons };
  }

  completeness(): GraphCompleteness[] {
    return [...this.#explorations.values()].map((exploration) => exploration.completeness);
  }
}
