/** Before an audit or a scan judges: the facts of its dependencies, from the cache, or made now and kept. */
import { availableParallelism } from 'node:os';
import { type CratePlan, crateKeys, type ProgramInput, planCrates } from '@lazaret/analyzer';
import { DependencyKind } from '@lazaret/cargo';
import type { Progress } from '../terminal/progress.ts';
import { sharePackage } from './messages.ts';
import { type MakerJobs, makeInThreads, type PoolOptions } from './pool.ts';
import type { FactsStore } from './store.ts';

/** When facts that are not stored are made: with processors to spare, or as the user says. */
export const MAKING = ['auto', 'always', 'never'] as const;
export type Making = (typeof MAKING)[number];

/**
 * All bodies of all crates are two to three times the work of those that one program reaches: with fewer threads the first
 * answer comes sooner without (measured on the examples and a project of 122 packages).
 */
const THREADS_MIN = 4;

/** Makes what facts of a program's crates are not stored. Whatever cannot be made is left to the analysis of the program. */
export async function prepareFacts(
  program: ProgramInput,
  store: FactsStore,
  filesOf: (pkg: number) => ReadonlyMap<string, Uint8Array>,
  progress: Progress,
  making: Making = 'auto',
  options: PoolOptions = {},
): Promise<void> {
  const plan = planCrates(program);
  const keys = crateKeys(program, plan, store);
  const wanted = missing(keys, store);
  if (wanted.length === 0 || making === 'never') return;
  if (making === 'auto' && (options.threads ?? availableParallelism()) < THREADS_MIN) return;
  let done = 0;
  const { units, packages, targetCfgs, hostCfgs, roots, models } = program;
  const packageOf = (crate: number) => units[plan.crates[crate]!.unit]!.package;
  const share = sharedOnce((pkg) => sharePackage(pkg, program.texts.get(pkg)!.manifest, filesOf(pkg)));
  const jobs: MakerJobs = {
    data: { units, packages, targetCfgs, hostCfgs, roots, models, plan, keys },
    wanted,
    cost: (crate) => share(packageOf(crate)).bytes.byteLength,
    packagesOf: (crate) => textsFor(program, plan, crate),
    share,
    packed: (crate) => store.packed(keys[crate]!),
    made: (crate, packed) => {
      store.write(keys[crate]!, packed);
      progress.step('analysing crates', ++done, wanted.length);
    },
  };
  progress.step('analysing crates', 0, wanted.length);
  await makeInThreads(jobs, options);
  store.prune();
}

/** One crate for each key: those of the same key have the same facts. */
function missing(keys: readonly (string | undefined)[], store: FactsStore): number[] {
  const seen = new Set<string>();
  return keys.flatMap((key, crate) => {
    if (key === undefined || seen.has(key)) return [];
    seen.add(key);
    return store.packed(key) === undefined ? [crate] : [];
  });
}

/** Packages whose text a crate is made from: its own, and what its build script is made of, which may add configuration. */
function textsFor(program: ProgramInput, plan: CratePlan, crate: number): number[] {
  const { kind, unit } = plan.crates[crate]!;
  const { units, texts } = program;
  const own = units[unit]!.package;
  const packages = new Set([own]);
  if (kind !== 'build-script' && (plan.targets.get(own)?.buildScripts.length ?? 0) > 0) {
    const seen = new Set(
      units[unit]!.dependencies.filter((it) => it.kind === DependencyKind.build).map((it) => it.unit),
    );
    for (const at of seen) {
      packages.add(units[at]!.package);
      for (const it of units[at]!.dependencies) if (it.kind === DependencyKind.normal) seen.add(it.unit);
    }
  }
  return [...packages].filter((pkg) => texts.has(pkg));
}

function sharedOnce<T>(make: (pkg: number) => T): (pkg: number) => T {
  const known = new Map<number, T>();
  return (pkg) => {
    let one = known.get(pkg);
    if (one === undefined) {
      one = make(pkg);
      known.set(pkg, one);
    }
    return one;
  };
}
