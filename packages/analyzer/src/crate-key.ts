/**
 * Keys of stored facts: a digest of everything that the facts of a crate are made from. Two crates with the same key have the
 * same facts, in whatever project they are.
 */
import { createHash } from 'node:crypto';
import { DependencyKind } from '@lazaret/cargo';
import type { CratePlan, PlannedCrate } from './crate-plan.ts';
import { packageEnv } from './package-env.ts';
import type { ProgramInput, StoredFacts } from './program-input.ts';

/**
 * A key for each crate of a plan; undefined where the content of the package, or of one that it is built with, has no name.
 *
 * In the key: the engine; the user's models of derives; the package's content, name and version; the crate's kind, name, root and edition; its features; the
 * configuration it is compiled with; the keys of its dependencies under the names it has for them; and, where a build script
 * may add configuration, what that is read from: both configurations and the packages that the script is made of.
 */
export function crateKeys(input: ProgramInput, plan: CratePlan, stored: StoredFacts): (string | undefined)[] {
  const keys: (string | undefined)[] = [];
  const base = [stored.engine, input.models ?? []];
  const configurations = {
    target: [...input.targetCfgs].sort(),
    host: [...input.hostCfgs].sort(),
  };
  for (const crate of plan.crates) keys.push(keyOf(input, plan, stored, crate, keys, [base, configurations]));
  return keys;
}

function keyOf(
  input: ProgramInput,
  plan: CratePlan,
  stored: StoredFacts,
  crate: PlannedCrate,
  keys: readonly (string | undefined)[],
  shared: readonly unknown[],
): string | undefined {
  const unit = input.units[crate.unit]!;
  const content = stored.contentOf(unit.package);
  const script = scriptContents(input, plan, stored, crate);
  const externs = [...crate.externs].map(([alias, at]) => [alias, keys[at]] as const);
  if (content === undefined || script === undefined || externs.some(([, key]) => key === undefined)) return undefined;
  const locked = input.packages[unit.package]!;
  const parts = [
    ...shared,
    content,
    packageEnv(input.texts.get(unit.package)!.manifest, locked, crate.name),
    [crate.kind, crate.name, crate.path, crate.edition, crate.host, unit.kind],
    [...unit.features].sort(),
    externs,
    script,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Contents of the packages that decide what a unit's build script sets; empty if it has none. */
function scriptContents(
  input: ProgramInput,
  plan: CratePlan,
  stored: StoredFacts,
  crate: PlannedCrate,
): readonly (readonly [string, string, string])[] | undefined {
  const unit = input.units[crate.unit]!;
  const scripts = plan.targets.get(unit.package)?.buildScripts ?? [];
  if (crate.kind === 'build-script' || scripts.length === 0) return [];
  const seen = new Set(unit.dependencies.filter((it) => it.kind === DependencyKind.build).map((it) => it.unit));
  const contents: (readonly [string, string, string])[] = [];
  for (const at of seen) {
    const { package: pkg, dependencies } = input.units[at]!;
    const { name, version } = input.packages[pkg]!;
    // A package whose text is missing is known to be: that is content, too.
    const content = input.texts.has(pkg) ? stored.contentOf(pkg) : 'missing';
    if (content === undefined) return undefined;
    contents.push([name, version, content]);
    for (const dependency of dependencies) if (dependency.kind === DependencyKind.normal) seen.add(dependency.unit);
  }
  return contents;
}
