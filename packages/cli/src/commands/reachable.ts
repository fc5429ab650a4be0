/** `lazaret audit --format reachable`: every function that the program reaches, by package, whether advisories match or not. */
import { Reach } from '@lazaret/audit';
import type { Io } from '../io.ts';
import { loadRun, type RunSettings } from '../load/run.ts';
import type { BuildFlags } from './options.ts';

/** `name version` → definition paths. Several targets give the union. */
export async function reachableFunctions(
  target: string,
  flags: BuildFlags,
  settings: RunSettings,
  io: Io,
): Promise<Record<string, string[]>> {
  const run = await loadRun(target, flags, { ...settings, yanked: false }, io);
  const { build } = run.plan;
  await run.loaded.open([...new Set(build.units.map((unit) => unit.package))]);
  const functions = new Map<string, Set<string>>();
  for (const triple of run.input.targets) {
    const reach = new Reach(run.input, build, triple);
    for (const [spec, paths] of reach.exploration('run').functionsByPackage({ closures: true })) {
      const known = functions.get(spec) ?? new Set<string>();
      functions.set(spec, known);
      for (const path of paths) known.add(path);
    }
  }
  run.progress.end();
  run.session.close();
  return Object.fromEntries(
    [...functions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([spec, paths]) => [spec, [...paths].sort()]),
  );
}
