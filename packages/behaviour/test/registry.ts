/** Contexts of checks that look at history: a metadata file, and index lines. */
import { parseIndexLine } from '@lazaret/cargo';
import type { CratePackage, RegistryView, ScanContext } from '../src/context.ts';
import { parseMetadata } from '../src/metadata-file.ts';
import { type Circumstances, context, crate } from './crate.ts';

export interface LineOf {
  readonly vers: string;
  readonly pubtime?: string;
  readonly yanked?: boolean;
  readonly deps?: readonly string[];
}

/** An index; packages are what there are files of. */
export function registry(
  crates: Readonly<Record<string, readonly LineOf[]>>,
  packages: readonly CratePackage[] = [],
): RegistryView {
  const lines = new Map(
    Object.entries(crates).map(([name, versions]) => [
      name,
      versions.map(({ vers, pubtime, yanked = false, deps = [] }) =>
        parseIndexLine(
          JSON.stringify({
            name,
            vers,
            cksum: '0'.repeat(64),
            features: {},
            yanked,
            pubtime,
            deps: deps.map((dep) => ({
              name: dep,
              req: '*',
              features: [],
              optional: false,
              default_features: true,
              target: null,
              kind: 'normal',
            })),
          }),
        ),
      ),
    ]),
  );
  return {
    versions: (name) => lines.get(name),
    package: (name, version) => packages.find((it) => it.name === name && it.version === version),
  };
}

/** A context of a version with this manifest, at the moment that the metadata says. */
export function history(
  manifest: { readonly name: string; readonly version: string; readonly rest?: string },
  metadata: Readonly<Record<string, unknown>> & { readonly now: string },
  given: Circumstances = {},
): ScanContext {
  const { name, version, rest = '' } = manifest;
  const subject = crate({ 'Cargo.toml': `[package]\nname = "${name}"\nversion = "${version}"\n${rest}` });
  const known = parseMetadata(JSON.stringify({ subject: { name, version }, ...metadata }), 'metadata.json');
  return context(subject, { now: known.now, metadata: known, ...given });
}
