/**
 * For each procedural macro of the program: the identifiers that its output may hold, from the text of its crate and of the
 * libraries that crate is made with. The graph counts them wherever the macro is used and its output is not modelled.
 */
import { macroOutputNames, type Program, type SpelledNames, spelledNames } from '@lazaret/analyzer';
import type { Sym } from '@lazaret/base';
import { type Build, DependencyKind } from '@lazaret/cargo';
import { crateOf, type DefId } from '@lazaret/facts';
import type { AuditInput } from './input.ts';

/** Folders of a package whose code is no part of its library. */
const OTHER_TARGETS = /^(tests|benches|examples|fuzz)\/|^build\.rs$/;

export class MacroNames {
  readonly #input: AuditInput;
  readonly #build: Build;
  readonly #program: Program;
  readonly #names = new Map<number, readonly Sym[]>();
  /** By package: most macros are made with the same ones. */
  readonly #spelled = new Map<number, SpelledNames>();

  constructor(input: AuditInput, build: Build, program: Program) {
    this.#input = input;
    this.#build = build;
    this.#program = program;
  }

  /** Undefined where the macro's own crate is not known. */
  of(macro: DefId | undefined): readonly Sym[] | undefined {
    if (macro === undefined) return undefined;
    const unit = this.#program.libraries.indexOf(crateOf(macro));
    if (unit < 0) return undefined;
    let names = this.#names.get(unit);
    if (names === undefined) {
      const { names: interner } = this.#program.world;
      const packages = [...this.#packages(unit)].map((index) => this.#spelledBy(index));
      names = [...macroOutputNames(packages)].sort().map((name) => interner.intern(name));
      this.#names.set(unit, names);
    }
    return names;
  }

  #spelledBy(index: number): SpelledNames {
    let spelled = this.#spelled.get(index);
    if (spelled === undefined) {
      spelled = spelledNames(this.#texts(index));
      this.#spelled.set(index, spelled);
    }
    return spelled;
  }

  *#texts(index: number): Generator<string> {
    const decoder = new TextDecoder();
    const files = this.#input.packages.get(index);
    for (const path of files?.paths ?? []) {
      if (!path.endsWith('.rs') || OTHER_TARGETS.test(path)) continue;
      const bytes = files!.read(path);
      if (bytes !== undefined) yield decoder.decode(bytes);
    }
  }

  /** Packages of a unit and of all that its library is linked with. */
  #packages(start: number): Set<number> {
    const seen = new Set([start]);
    const queue = [start];
    for (const unit of queue) {
      for (const dependency of this.#build.units[unit]!.dependencies) {
        if (dependency.kind !== DependencyKind.normal || seen.has(dependency.unit)) continue;
        seen.add(dependency.unit);
        queue.push(dependency.unit);
      }
    }
    return new Set(queue.map((unit) => this.#build.units[unit]!.package));
  }
}
