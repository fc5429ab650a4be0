/** Which of the package's functions can lead to which: for steps that no data flow ties together. */
import type { DefId } from '@lazaret/facts';
import type { ProgramFlow } from '../values/program-flow.ts';

/** Functions looked at for one question. */
const FUNCTIONS_MAX = 4_000;

export class CallTree {
  readonly #program: ProgramFlow;
  readonly #above = new Map<DefId, ReadonlySet<DefId>>();

  constructor(program: ProgramFlow) {
    this.#program = program;
  }

  /** A function from which both are reached, itself one of them perhaps; the entry points of a program do not count. */
  isShared(a: DefId, b: DefId, except: ReadonlySet<DefId> = new Set()): boolean {
    const above = this.#callersOf(a);
    // Methods of one type share its fields.
    const types = new Set([...above].flatMap((def) => this.#program.typeOfMethod(def) ?? []));
    for (const def of this.#callersOf(b)) {
      const type = this.#program.typeOfMethod(def);
      if (type !== undefined && types.has(type)) return true;
    }
    for (const def of this.#callersOf(b)) if (above.has(def) && !except.has(def)) return true;
    return false;
  }

  /** Does `start` lead to this function? */
  isBelow(def: DefId, start: DefId): boolean {
    return this.#callersOf(def).has(start);
  }

  #callersOf(start: DefId): ReadonlySet<DefId> {
    let above = this.#above.get(start);
    if (above === undefined) {
      above = this.#walk(start);
      this.#above.set(start, above);
    }
    return above;
  }

  #walk(start: DefId): ReadonlySet<DefId> {
    const { world } = this.#program;
    const seen = new Set<DefId>([start]);
    const queue = [start];
    for (let at = 0; at < queue.length && at < FUNCTIONS_MAX; at++) {
      const def = queue[at]!;
      const callers = [
        ...this.#program.callersOf(def).map((ref) => ref.call.owner),
        ...this.#program.mentionersOf(def),
      ];
      // A closure or block runs for the function it stands in.
      const parent = this.#program.of(def) === undefined ? undefined : world.parent(def);
      for (const next of parent !== undefined && this.#program.of(parent) !== undefined
        ? [...callers, parent]
        : callers) {
        if (seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
      }
    }
    return seen;
  }
}
