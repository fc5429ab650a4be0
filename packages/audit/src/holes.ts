/**
 * Packages that are built but whose source is not there. What they call is not known, so nothing that they depend on,
 * directly or not, can be cleared.
 */
import type { Build } from '@lazaret/cargo';
import type { AuditInput } from './input.ts';

export class Holes {
  /** Lock indexes of built packages without source. */
  readonly packages: readonly number[];
  /** For each package that a hole depends on: one such hole. */
  readonly #above = new Map<number, number>();

  constructor(input: AuditInput, build: Build) {
    this.packages = [...new Set(build.units.map((unit) => unit.package))]
      .filter((index) => !input.packages.has(index))
      .sort((a, b) => a - b);
    const queue = [...this.packages];
    const origin = new Map<number, number>(queue.map((index) => [index, index]));
    for (let at = 0; at < queue.length; at++) {
      const from = queue[at]!;
      // The lock's edges, not the build's: without its manifest nobody knows which of them the hole uses.
      for (const to of input.lock.packages[from]!.dependencies) {
        if (this.#above.has(to)) continue;
        this.#above.set(to, origin.get(from)!);
        if (origin.has(to)) continue;
        origin.set(to, origin.get(from)!);
        queue.push(to);
      }
    }
  }

  /** A package without source through which this one may be called. */
  above(index: number): number | undefined {
    return this.#above.get(index);
  }
}
