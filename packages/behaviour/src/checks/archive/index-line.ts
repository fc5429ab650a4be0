/**
 * Cargo resolves by the registry's line of a version and builds by the manifest in its archive. Where the two name different
 * dependencies, features or a different native library, somebody published another manifest than the one that gets built, and
 * tools that read only the index see nothing of it.
 */
import { type IndexLine, type ManifestDependency, manifestDependency } from '@lazaret/cargo';
import type { Check } from '../../check.ts';
import type { CratePackage } from '../../context.ts';
import type { Evidence } from '../../finding.ts';
import { identityOf, requirementOf, shownDependency } from './manifest-facts.ts';

export const indexLine: Check = {
  id: 'archive-index-differs',
  version: 1,
  group: 'archive',
  title: "the registry's line of the version says something else than Cargo.toml",
  severity: 'review',
  evidence: ['manifest', 'archive'],
  wrongWhen: 'an old registry wrote lines before it knew a field',
  run({ subject, registry }) {
    const line = registry.versions(subject.name)?.find(({ version }) => version === subject.version);
    if (line === undefined) return [];
    const evidence = [...dependencyDifferences(subject, line), ...otherDifferences(subject, line)];
    const { id, version, group, severity } = indexLine;
    const title = `the index differs from Cargo.toml: ${evidence[0]?.text ?? ''}`;
    return evidence.length === 0 ? [] : [{ check: id, version, group, severity, title, evidence }];
  },
};

/** What only tests of the crate itself need does not reach anybody: development dependencies are left out. */
function dependencyDifferences({ manifest }: CratePackage, line: IndexLine): Evidence[] {
  const own = Map.groupBy(manifest.dependencies.filter(isBuilt), identityOf);
  const listed = Map.groupBy(line.dependencies.map(manifestDependency).filter(isBuilt), identityOf);
  const out: Evidence[] = [];
  for (const [identity, entries] of own) {
    const there = listed.get(identity);
    if (there === undefined) out.push(difference(shownDependency(entries[0]!), 'not there', 'in Cargo.toml'));
    else {
      const other = entries.find((entry) => !there.some((it) => requirementOf(it) === requirementOf(entry)));
      if (other !== undefined)
        out.push(difference(`requirement of ${other.package}`, requirementOf(there[0]!), requirementOf(other)));
    }
  }
  for (const [identity, entries] of listed)
    if (!own.has(identity)) out.push(difference(shownDependency(entries[0]!), 'in the index', 'not there'));
  return out;
}

function isBuilt({ kind }: ManifestDependency): boolean {
  return kind !== 'dev';
}

function otherDifferences({ manifest }: CratePackage, line: IndexLine): Evidence[] {
  const out: Evidence[] = [];
  const links = manifest.package?.links;
  // Lines from before registries wrote `links` have none.
  if (line.links !== undefined && line.links !== links) out.push(difference('`links`', line.links, links ?? 'none'));
  for (const [name, values] of manifest.features) {
    const listed = line.features.get(name);
    const added = listed === undefined ? values : values.filter((value) => !listed.includes(value));
    if (listed === undefined || added.length > 0)
      out.push(difference(`feature ${name}`, listed?.join(', ') ?? 'not there', values.join(', ')));
  }
  return out;
}

function difference(text: string, before: string, after: string): Evidence {
  return { kind: 'archive', text, file: 'Cargo.toml', before: `index: ${before}`, after: `Cargo.toml: ${after}` };
}
