/** How the project comes to depend on a package: a shortest chain of packages from a member, along what is built if possible. */
import type { Build } from '@lazaret/cargo';
import type { AuditInput } from './input.ts';

export class DependencyPaths {
  readonly #parents = new Map<number, number>();
  readonly #input: AuditInput;

  constructor(input: AuditInput, build: Build) {
    this.#input = input;
    this.#walk(input.selected, builtEdges(build));
    // What is not built still has a chain in the lock file.
    this.#walk(
      [...input.selected, ...input.members, ...this.#parents.keys()],
      (index) => input.lock.packages[index]!.dependencies,
    );
  }

  /** Lock indexes from a member to the package, both included; only the package itself if nothing leads to it. */
  to(index: number): number[] {
    const chain = [index];
    for (
      let at = index, parent = this.#parents.get(at);
      parent !== undefined && parent !== at;
      parent = this.#parents.get(at)
    ) {
      chain.push(parent);
      at = parent;
    }
    return chain.reverse();
  }

  specs(index: number): string[] {
    return this.to(index).map((at) => {
      const { name, version } = this.#input.lock.packages[at]!;
      return `${name}@${version}`;
    });
  }

  #walk(starts: readonly number[], next: (index: number) => Iterable<number>): void {
    const queue = [...starts];
    for (const start of starts) if (!this.#parents.has(start)) this.#parents.set(start, start);
    for (let at = 0; at < queue.length; at++) {
      const from = queue[at]!;
      for (const to of next(from)) {
        if (this.#parents.has(to)) continue;
        this.#parents.set(to, from);
        queue.push(to);
      }
    }
  }
}

function builtEdges(build: Build): (index: number) => Set<number> {
  const edges = new Map<number, Set<number>>();
  for (const unit of build.units) {
    const set = edges.get(unit.package) ?? new Set<number>();
    edges.set(unit.package, set);
    for (const dependency of unit.dependencies) set.add(build.units[dependency.unit]!.package);
  }
  return (index) => edges.get(index) ?? new Set();
}
