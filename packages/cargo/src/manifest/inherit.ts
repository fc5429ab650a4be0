/** Inheritance from `[workspace.package]` and `[workspace.dependencies]` (cargo's `inner_dependency_inherit_with`). */
import type { Diagnostic } from '@lazaret/base';
import type { TomlTable } from '../toml.ts';
import type { ManifestDependency } from './dependencies.ts';
import { Fields } from './fields.ts';
import { EDITIONS, type Edition, type Manifest, type ManifestPackage } from './manifest.ts';

/**
 * A member's manifest with everything inherited filled in. What the workspace does not define stays as it is and is
 * reported; without a workspace all of it is.
 */
export function inheritManifest(member: Manifest, root: Manifest | undefined): Manifest {
  const inherits = member.package?.inherits ?? [];
  if (inherits.length === 0 && member.dependencies.every((d) => !d.inherited)) return member;
  const diagnostics: Diagnostic[] = [...member.diagnostics];
  const pkg = member.package === undefined ? undefined : inheritPackage(member.package, root, diagnostics);
  const edition = pkg?.edition ?? '2015';
  const dependencies = member.dependencies.map((d) => inheritDependency(d, edition, root, diagnostics));
  return { ...member, package: pkg, dependencies, diagnostics };
}

function missing(key: string, line: number): Diagnostic {
  return {
    code: 'manifest-inherit',
    message: `\`${key}\` is inherited, but the workspace does not define it`,
    ...(line > 0 ? { line } : {}),
  };
}

function inheritPackage(pkg: ManifestPackage, root: Manifest | undefined, diagnostics: Diagnostic[]): ManifestPackage {
  if (pkg.inherits.length === 0) return pkg;
  const table: TomlTable = root?.workspace?.package ?? {};
  const fields = new Fields(undefined, 'Cargo.toml');
  const path = ['workspace', 'package'];
  const result: { -readonly [K in keyof ManifestPackage]: ManifestPackage[K] } = { ...pkg, inherits: [] };
  for (const key of pkg.inherits) {
    const at = fields.spelled(table, key, path).key;
    if (table[at] === undefined) {
      diagnostics.push(missing(`package.${key}`, 0));
      continue;
    }
    if (key === 'authors' || key === 'keywords' || key === 'categories') {
      result[key] = fields.texts(table[at], [...path, at]) ?? [];
      continue;
    }
    const text = fields.text(table, at, path);
    if (text === undefined) continue;
    if (key === 'edition') result.edition = EDITIONS.find((e) => e === text) ?? '2024';
    else if (key === 'rust-version') result.rustVersion = text;
    else if (key === 'license-file') result.licenseFile = text;
    else setText(result, key, text);
  }
  diagnostics.push(...fields.diagnostics);
  return result;
}

function setText(
  result: { -readonly [K in keyof ManifestPackage]: ManifestPackage[K] },
  key: string,
  text: string,
): void {
  switch (key) {
    case 'version':
    case 'description':
    case 'license':
    case 'repository':
    case 'homepage':
    case 'documentation':
      result[key] = text;
  }
}

function inheritDependency(
  dependency: ManifestDependency,
  edition: Edition,
  root: Manifest | undefined,
  diagnostics: Diagnostic[],
): ManifestDependency {
  if (!dependency.inherited) return dependency;
  const base = root?.workspace?.dependencies.find((d) => d.key === dependency.key);
  if (base === undefined) {
    diagnostics.push(missing(`workspace.dependencies.${dependency.key}`, dependency.line));
    return dependency;
  }
  return {
    ...base,
    kind: dependency.kind,
    platform: dependency.platform,
    optional: dependency.optional,
    defaultFeatures: inheritedDefaultFeatures(dependency.defaultFeatures, base.defaultFeatures, edition),
    features: [...base.features, ...dependency.features],
    inherited: false,
    line: dependency.line,
  };
}

/**
 * RFC 3945: from edition 2024 on the member overrides the workspace. Before, a member can only turn default features
 * on that the workspace has turned off.
 */
function inheritedDefaultFeatures(
  member: boolean | undefined,
  workspace: boolean | undefined,
  edition: Edition,
): boolean | undefined {
  if (edition === '2024') return member ?? workspace;
  return member === true && workspace === false ? true : workspace;
}
