/**
 * The registry's index entry against the manifest in the archive. Cargo resolves by the index and builds by the manifest, so
 * a difference lets one thing be shown and another be done.
 */
import type { IndexLine, TomlTable } from '@lazaret/cargo';
import type { PublishedCrate } from '../archive/crate.ts';
import { type Difference, DifferenceClass, Severity } from '../report.ts';
import { compareTables } from './compare.ts';
import { canonicalManifest } from './publish.ts';
import { canonicalRequirement } from './requirement.ts';
import { newTable, tableOf, textOf, textsOf } from './table.ts';
import { shortText } from './weigh.ts';

export function judgeIndex(crate: PublishedCrate, line: IndexLine): Difference[] {
  const found: Difference[] = [];
  if (line.checksum !== crate.sha256) {
    found.push(
      differs(['cksum'], `the index says that the archive has SHA-256 ${line.checksum}`, `it has ${crate.sha256}`),
    );
  }
  const files = new Set(crate.files.keys());
  const manifest = canonicalManifest(crate.manifest, { files, sourceFiles: files, strip: false });
  const links = textOf(tableOf(manifest['package'])?.['links']);
  if (links !== line.links) {
    found.push(
      differs(
        ['links'],
        `links is ${shortText(links)}, and the index says ${shortText(line.links)}`,
        'cargo obeys the index when it resolves',
      ),
    );
  }
  for (const { key, expected, actual } of compareTables(indexTable(line), manifestTable(manifest))) {
    const message =
      expected === undefined
        ? `${key[0]} is ${shortText(actual)} in Cargo.toml, and the index has no such entry`
        : actual === undefined
          ? `${key[0]} is ${shortText(expected)} in the index, and Cargo.toml has no such entry`
          : `${key.join('.')} is ${shortText(actual)} in Cargo.toml and ${shortText(expected)} in the index`;
    found.push(differs(key, message, 'cargo resolves by the index and builds by Cargo.toml'));
  }
  return found;
}

function differs(key: readonly string[], message: string, proof: string): Difference {
  return { class: DifferenceClass.ManifestIndex, severity: Severity.Decisive, path: 'Cargo.toml', key, message, proof };
}

/** Dependencies and features of an index line by names that say what they are. Development is not in all old lines. */
function indexTable(line: IndexLine): TomlTable {
  const table = newTable();
  for (const dependency of line.dependencies) {
    if (dependency.kind === 'dev') continue;
    const { name, target, kind } = dependency;
    table[dependencyName(kind, target, name)] = dependencyTable(
      dependency.package ?? name,
      dependency.req,
      dependency.optional,
      dependency.defaultFeatures,
      dependency.features,
      dependency.registry,
    );
  }
  for (const [name, values] of line.features) table[`feature ${name}`] = [...values].sort();
  return table;
}

function manifestTable(manifest: TomlTable): TomlTable {
  const table = newTable();
  for (const [key, value] of Object.entries(manifest)) {
    const match = /^(?:target\.(.*)\.)?(dependencies|build-dependencies)$/.exec(key);
    if (match === null) continue;
    for (const [name, written] of Object.entries(tableOf(value) ?? {})) {
      const dependency = tableOf(written);
      if (dependency === undefined) continue;
      table[dependencyName(match[2] === 'dependencies' ? 'normal' : 'build', match[1], name)] = dependencyTable(
        textOf(dependency['package']) ?? name,
        textOf(dependency['version']) ?? '*',
        dependency['optional'] === true,
        dependency['default-features'] !== false,
        textsOf(dependency['features']),
        textOf(dependency['registry-index']),
      );
    }
  }
  for (const [name, values] of Object.entries(tableOf(manifest['features']) ?? {})) {
    table[`feature ${name}`] = [...textsOf(values)].sort();
  }
  return table;
}

function dependencyName(kind: string, target: string | undefined, name: string): string {
  return `${kind} dependency ${name}${target === undefined ? '' : ` for ${platformText(target)}`}`;
}

/** Cargo has written platforms to the index with and without spaces: outside of quotes they mean nothing. */
function platformText(target: string): string {
  const parts = target.split('"');
  const plain = parts.map((part, i) => (i % 2 === 0 ? part.replace(/\s+/g, '') : part));
  return plain.join('"').replaceAll(',)', ')');
}

function dependencyTable(
  name: string,
  req: string,
  optional: boolean,
  defaultFeatures: boolean,
  features: readonly string[],
  registry: string | undefined,
): TomlTable {
  return newTable({
    package: name,
    req: canonicalRequirement(req),
    optional,
    'default-features': defaultFeatures,
    features: [...new Set(features)].sort(),
    registry,
  });
}
