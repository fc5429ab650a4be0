/** Crates of a plan from their stored form: how references to other crates find them. */
import { CodecError, type CrateFacts, type CrateKey, type CrateNum, decodeCrate, type World } from '@lazaret/facts';
import { type CratePlan, visibleCrates } from './crate-plan.ts';

/** Reads and checks stored facts; undefined if they are damaged, or of crates that are not there. */
export function openStored(
  world: World,
  num: CrateNum,
  bytes: Uint8Array,
  resolve: (key: CrateKey) => CrateNum | undefined,
): CrateFacts | undefined {
  try {
    return decodeCrate(world, num, bytes, resolve);
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

/**
 * For the crates that one crate of a plan may refer to: the standard library's by name, others by the key of their facts. `at` =
 * number of the crate with this index.
 */
export function resolverOf(
  world: World,
  plan: CratePlan,
  keys: readonly (string | undefined)[],
  crate: number,
  stdCrates: number,
  at: (crate: number) => CrateNum | undefined,
): (key: CrateKey) => CrateNum | undefined {
  let byKey: Map<string, CrateNum> | undefined;
  return ({ name, facts }) => {
    if (facts === undefined) {
      return world.crates.slice(0, stdCrates).find((krate) => krate.name === name)?.num;
    }
    if (byKey === undefined) {
      byKey = new Map();
      for (const index of visibleCrates(plan, crate)) {
        const [key, num] = [keys[index], at(index)];
        if (key !== undefined && num !== undefined && !byKey.has(key)) byKey.set(key, num);
      }
    }
    return byKey.get(facts);
  };
}
