/**
 * `Cargo.toml` is what cargo builds, `Cargo.toml.orig` what the author wrote: cargo makes the one from the other. Reviewers and
 * repositories show the latter, so a dependency, build script or feature that only the former has was put there by hand. Cargo's
 * own rewriting is known: entries are sorted, paths and what has only a path are dropped, inheritance from the workspace
 * is filled in, targets that are found get written out.
 */
import { type Manifest, type ManifestDependency, parseManifest } from '@lazaret/cargo';
import type { Check } from '../../check.ts';
import type { Evidence } from '../../finding.ts';
import { identityOf, requirementOf, shownDependency } from './manifest-facts.ts';

const MANIFEST = 'Cargo.toml';
const ORIGINAL = 'Cargo.toml.orig';
/** Larger manifests are not compared; the largest published ones are some 200 KB. */
const BYTES_MAX = 4 * 1024 * 1024;

export const originalManifest: Check = {
  id: 'archive-manifest-rewritten',
  version: 1,
  group: 'archive',
  title: 'Cargo.toml has what Cargo.toml.orig does not say',
  severity: 'review',
  evidence: ['archive', 'manifest'],
  wrongWhen: 'a tool other than cargo made the package and rewrote only one of the two',
  run({ subject }) {
    const bytes = subject.files.get(ORIGINAL);
    const original = bytes === undefined || bytes.length > BYTES_MAX ? undefined : parsed(bytes);
    if (original === undefined) return [];
    const evidence = [
      ...packageDifferences(subject.manifest, original),
      ...dependencyDifferences(subject.manifest, original),
      ...featureDifferences(subject.manifest, original),
    ];
    const { id, version, group, severity } = originalManifest;
    const title = `Cargo.toml differs from Cargo.toml.orig: ${evidence[0]?.text ?? ''}`;
    return evidence.length === 0 ? [] : [{ check: id, version, group, severity, title, evidence }];
  },
};

function parsed(bytes: Uint8Array): Manifest | undefined {
  try {
    return parseManifest(Buffer.from(bytes).toString('utf8'), { file: ORIGINAL, lines: false });
  } catch {
    // Cargo read it once; what is no manifest now was never one, or uses what is newer than this parser.
    return undefined;
  }
}

function difference(text: string, before: string, after: string): Evidence {
  return { kind: 'manifest', text, file: MANIFEST, before, after };
}

function packageDifferences(manifest: Manifest, original: Manifest): Evidence[] {
  const own = manifest.package;
  const was = original.package;
  if (own === undefined || was === undefined) return [];
  const out: Evidence[] = [];
  if (own.name !== was.name) out.push(difference('the name of the package', was.name, own.name));
  const scripts = own.build === undefined || own.build === false ? [] : own.build;
  const written = was.build === undefined ? ['build.rs'] : was.build === false ? [] : was.build;
  const added = scripts.filter((path) => !written.some((it) => plainPath(it) === plainPath(path)));
  if (added.length > 0) out.push(difference('the build script', written.join(', ') || 'none', added.join(', ')));
  if (own.links !== was.links) out.push(difference('`links`', was.links ?? 'none', own.links ?? 'none'));
  const lib = manifest.targets.find(({ kind }) => kind === 'lib');
  const oldLib = original.targets.find(({ kind }) => kind === 'lib');
  if (lib?.procMacro === true && oldLib?.procMacro !== true)
    out.push(difference('the library is a procedural macro', 'no', 'yes'));
  const path = lib?.path;
  const oldPath = oldLib?.path ?? 'src/lib.rs';
  if (path !== undefined && plainPath(path) !== plainPath(oldPath))
    out.push(difference("the library's file", oldPath, path));
  return out;
}

/** Cargo writes paths without `./`, and with `/`. */
function plainPath(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/\.\//g, '/')
    .replace(/\/{2,}/g, '/');
}

/** Entries that only Cargo.toml has, or with another requirement. What cargo leaves out is not asked for. */
function dependencyDifferences(manifest: Manifest, original: Manifest): Evidence[] {
  const written = Map.groupBy(original.dependencies, identityOf);
  const inherited = new Set(
    original.dependencies.filter((it) => it.inherited).map(({ kind, key }) => `${kind} ${key}`),
  );
  return manifest.dependencies.flatMap((own) => {
    if (inherited.has(`${own.kind} ${own.key}`)) return [];
    const found = written.get(identityOf(own));
    if (found === undefined) return [difference(shownDependency(own), 'not there', shownDependency(own))];
    if (found.some((it) => sameRequirement(own, it))) return [];
    return [difference(`requirement of ${own.package}`, shownDependency(found[0]!), shownDependency(own))];
  });
}

/** Without a requirement there, cargo takes any that it likes. */
function sameRequirement(own: ManifestDependency, written: ManifestDependency): boolean {
  return written.requirement === undefined || requirementOf(own) === requirementOf(written);
}

function featureDifferences(manifest: Manifest, original: Manifest): Evidence[] {
  return [...manifest.features].flatMap(([name, values]) => {
    const written = original.features.get(name);
    if (written === undefined) return [difference(`feature ${name}`, 'not there', values.join(', '))];
    const added = values.filter((value) => !written.includes(value));
    if (added.length === 0) return [];
    return [difference(`feature ${name}`, written.join(', '), values.join(', '))];
  });
}
