/** Criteria and what they imply (cargo-vet's `CriteriaMapper`), and the way of a foreign file's criteria to one's own. */
import type { CriteriaEntry } from './audits.ts';

/** Both are built in; the first implies the second. */
export const SAFE_TO_DEPLOY = 'safe-to-deploy';
export const SAFE_TO_RUN = 'safe-to-run';

/** Names of one file's criteria with all they imply. */
export class CriteriaMapper {
  readonly #implies = new Map<string, readonly string[]>();
  readonly #closures = new Map<string, ReadonlySet<string>>();

  constructor(criteria: ReadonlyMap<string, CriteriaEntry>) {
    for (const [name, { implies }] of criteria) this.#implies.set(name, implies);
    this.#implies.set(SAFE_TO_RUN, []);
    this.#implies.set(SAFE_TO_DEPLOY, [SAFE_TO_RUN]);
  }

  get names(): readonly string[] {
    return [...this.#implies.keys()];
  }

  has(name: string): boolean {
    return this.#implies.has(name);
  }

  /** A criterion and all that it implies, itself first; circles are walked once. Unknown names imply nothing. */
  closure(name: string): ReadonlySet<string> {
    const known = this.#closures.get(name);
    if (known !== undefined) return known;
    const closure = new Set<string>([name]);
    for (const each of closure) for (const implied of this.#implies.get(each) ?? []) closure.add(implied);
    this.#closures.set(name, closure);
    return closure;
  }

  closureOf(names: Iterable<string>): ReadonlySet<string> {
    const all = new Set<string>();
    for (const name of names) for (const each of this.closure(name)) all.add(each);
    return all;
  }

  /** The set without the members that another member implies: what a person would write. */
  minimal(names: Iterable<string>): readonly string[] {
    const all = [...new Set(names)];
    return all
      .filter(
        (name) =>
          !all.some((other) => other !== name && this.closure(other).has(name) && !this.closure(name).has(other)),
      )
      .sort();
  }
}

/**
 * From a foreign file's criteria to local ones: the foreign names are closed in their own namespace, then each goes where
 * `criteria-map` says. The built-in two mean the same everywhere unless the map says otherwise.
 */
export function mapForeign(
  names: readonly string[],
  foreign: CriteriaMapper,
  map: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const local = new Set<string>();
  for (const name of foreign.closureOf(names)) {
    const mapped = map.get(name) ?? (name === SAFE_TO_DEPLOY || name === SAFE_TO_RUN ? [name] : []);
    for (const each of mapped) local.add(each);
  }
  return [...local];
}
