/** Nodes to expand, cheapest first; among equals in the order in which they came. */
import { IntVec } from '@lazaret/base';

/** Costs above share one queue: their order no longer matters to anybody. */
const COSTS = 256;

export class Worklist {
  readonly #queues: (IntVec | undefined)[] = new Array(COSTS).fill(undefined);
  readonly #heads = new Int32Array(COSTS);
  #lowest = COSTS;

  push(cost: number, node: number): void {
    const at = Math.min(cost, COSTS - 1);
    (this.#queues[at] ??= new IntVec(64)).push(node);
    if (at < this.#lowest) this.#lowest = at;
  }

  /** -1 if there is nothing left. */
  pop(): number {
    for (; this.#lowest < COSTS; this.#lowest++) {
      const queue = this.#queues[this.#lowest];
      if (queue === undefined) continue;
      const head = this.#heads[this.#lowest]!;
      if (head < queue.length) {
        this.#heads[this.#lowest] = head + 1;
        return queue.get(head);
      }
      this.#queues[this.#lowest] = undefined;
      this.#heads[this.#lowest] = 0;
    }
    return -1;
  }
}
