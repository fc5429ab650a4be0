/** Fields of the manifest that say what a package is: whose, under which licence, built how. */
import { discoverTargets, type Manifest } from '@lazaret/cargo';
import type { CratePackage } from '../context.ts';
import { only } from './listed.ts';

export interface FieldChange {
  readonly field: string;
  /** Undefined where it is not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export interface FeatureChange {
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

export function fieldChanges(before: CratePackage, after: CratePackage): FieldChange[] {
  const old = fieldsOf(before);
  const now = fieldsOf(after);
  return [...now.keys()].flatMap((field) =>
    old.get(field) === now.get(field) ? [] : [{ field, before: old.get(field), after: now.get(field) }],
  );
}

function fieldsOf({ manifest, files }: CratePackage): Map<string, string | undefined> {
  const pkg = manifest.package;
  const list = (items: readonly string[] | undefined) =>
    items === undefined || items.length === 0 ? undefined : items.join(', ');
  const targets = pkg === undefined ? undefined : discoverTargets(manifest, new Set(files.keys()));
  return new Map([
    ['name', pkg?.name],
    ['authors', list(pkg?.authors)],
    ['license', pkg?.license],
    ['license-file', pkg?.licenseFile],
    ['repository', pkg?.repository],
    ['homepage', pkg?.homepage],
    ['documentation', pkg?.documentation],
    ['description', pkg?.description],
    ['edition', pkg?.edition],
    ['rust-version', pkg?.rustVersion],
    ['links', pkg?.links],
    ['build', list(targets?.buildScripts)],
    ['proc-macro', targets?.lib?.procMacro === true ? 'true' : undefined],
    ['library', targets?.lib?.path],
    ['crate-type', list(targets?.lib?.crateTypes.filter((it) => it !== 'lib' && it !== 'proc-macro'))],
    ['binaries', list(targets?.bins.map(({ name }) => name).sort())],
  ]);
}

/** Does the package give macros that run in the compiler? */
export function isProcMacro({ manifest, files }: Pick<CratePackage, 'manifest' | 'files'>): boolean {
  return manifest.package !== undefined && discoverTargets(manifest, new Set(files.keys())).lib?.procMacro === true;
}

/** Root files of its build scripts. */
export function buildScriptsOf({ manifest, files }: Pick<CratePackage, 'manifest' | 'files'>): readonly string[] {
  return manifest.package === undefined ? [] : discoverTargets(manifest, new Set(files.keys())).buildScripts;
}

export function featureChanges(before: Manifest, after: Manifest): FeatureChange[] {
  const names = new Set([...before.features.keys(), ...after.features.keys()]);
  return [...names].sort().flatMap((name): FeatureChange[] => {
    const old = before.features.get(name);
    const now = after.features.get(name);
    const gained = only(now ?? [], new Set(old));
    const lost = only(old ?? [], new Set(now));
    if (old !== undefined && now !== undefined && gained.length + lost.length === 0) return [];
    return [{ name, change: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed', gained, lost }];
  });
}
