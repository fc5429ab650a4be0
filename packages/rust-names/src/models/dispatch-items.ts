/** What `#[enum_dispatch]` keeps of one crate until it has seen both a trait and an enum: enum_dispatch's `cache.rs`. */
import type { NodeId, Tree } from '@lazaret/rust-syntax';

/** A trait or an enum. */
export interface DispatchItem {
  /** Its name with the number of type and constant parameters, by which others name it. */
  readonly key: string;
  readonly tree: Tree;
  readonly node: NodeId;
}

export class DispatchItems {
  readonly traits = new Map<string, DispatchItem>();
  readonly enums = new Map<string, DispatchItem>();
  /** Enums that have their conversions. */
  readonly converted = new Set<string>();
  readonly #links = new Map<string, string[]>();

  link(one: string, other: string): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const links = this.#links.get(from);
      if (links === undefined) this.#links.set(from, [to]);
      else links.push(to);
    }
  }

  /** What an item is linked to so far; it is asked once for each link. */
  takeLinks(key: string): readonly string[] {
    const links = this.#links.get(key) ?? [];
    this.#links.delete(key);
    return links;
  }
}
