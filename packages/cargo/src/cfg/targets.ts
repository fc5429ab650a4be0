/** The cfgs of the tier 1 and 2 targets; data made by tools/cargo-truth/targets.ts from `rustc --print cfg`. */
import table from '../../data/targets.json' with { type: 'json' };
import { CargoError } from '../error.ts';
import type { CfgSet } from './evaluate.ts';

const TARGETS: ReadonlyMap<string, readonly number[]> = new Map(Object.entries(table.targets));

/** Triples whose cfgs are known, sorted. */
export function knownTargets(): string[] {
  return [...TARGETS.keys()];
}

/** The cfgs of a triple, or undefined if it is not in the table. */
export function targetCfgs(triple: string): CfgSet | undefined {
  const indexes = TARGETS.get(triple);
  return indexes === undefined ? undefined : new Set(indexes.map((i) => table.cfgs[i]!));
}

/** As `targetCfgs`; throws `CargoError` (`unknown-target`) for a triple that is not in the table. */
export function requireTargetCfgs(triple: string): CfgSet {
  const cfgs = targetCfgs(triple);
  if (cfgs === undefined) throw new CargoError('unknown-target', `unknown target ${JSON.stringify(triple)}`);
  return cfgs;
}
