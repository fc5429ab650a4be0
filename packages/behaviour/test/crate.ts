/** A crate written in a test, analysed as a scan would: with the shipped facts of the standard library. */
import { readFileSync } from 'node:fs';
import { STD_FACTS_URL, type StdLoader, stdLoader } from '@lazaret/analyzer';
import { type IndexLine, parseManifest, parseVersion, selectVersions } from '@lazaret/cargo';
import { type AnalyseInput, analysePackage } from '../src/analyse.ts';
import type { Check } from '../src/check.ts';
import type { CodeFacts } from '../src/code.ts';
import type { CratePackage, RegistryView, ScanContext } from '../src/context.ts';
import type { Finding } from '../src/finding.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

const MANIFEST = '[package]\nname = "lz-fixture"\nversion = "0.1.0"\nedition = "2021"\n';

/** A package of these files; without a manifest it gets a plain one, without a library an empty one. */
export function crate(files: Files, more: Partial<CratePackage> = {}): CratePackage {
  const all = { 'Cargo.toml': MANIFEST, 'src/lib.rs': '', ...files };
  const bytes = new Map(
    Object.entries(all).map(([path, data]) => [path, typeof data === 'string' ? new TextEncoder().encode(data) : data]),
  );
  const manifest = parseManifest(Buffer.from(bytes.get('Cargo.toml')!).toString());
  const { name, version } = manifest.package!;
  return { name, version, manifest, files: bytes, archive: [], sha256: undefined, ...more };
}

let std: StdLoader | undefined;

/** Code of a crate whose dependencies are these packages. */
export function analyse(subject: CratePackage, dependencies: readonly CratePackage[] = [], watch = false): CodeFacts {
  return analysePackage(inputOf(subject, dependencies, watch));
}

/** What a scan analyses: versions are chosen among these packages. */
export function inputOf(
  subject: CratePackage,
  dependencies: readonly CratePackage[] = [],
  watch = false,
): AnalyseInput {
  std ??= stdLoader(readFileSync(STD_FACTS_URL));
  const packages = [subject, ...dependencies];
  const { lock, missing } = selectVersions(subject.manifest, {
    versions: (name) => dependencies.filter((it) => it.name === name).map(lineOf),
    source: 'registry+https://registry.invalid/index',
  });
  const texts = new Map(
    lock.packages.flatMap((locked, index) => {
      const found = packages.find((it) => it.name === locked.name && it.version === locked.version);
      if (found === undefined) return [];
      const { manifest, files } = found;
      return [[index, { manifest, paths: new Set(files.keys()), read: (path: string) => files.get(path) }] as const];
    }),
  );
  return {
    lock,
    member: 0,
    texts,
    lines: new Map(),
    resolver: 2,
    target: 'x86_64-unknown-linux-gnu',
    std,
    watched: watch ? [...texts.keys()].filter((index) => index !== 0) : [],
    missing: missing.map(({ name, requirement }) => `${name} ${requirement}`),
  };
}

/** An index line as the manifest has it. */
export function lineOf({ name, version, manifest }: CratePackage): IndexLine {
  const dependencies = manifest.dependencies.map((it) => ({
    name: it.key,
    package: it.package === it.key ? undefined : it.package,
    req: it.requirement ?? '*',
    features: it.features,
    optional: it.optional,
    defaultFeatures: it.defaultFeatures !== false,
    target: undefined,
    kind: it.kind,
    registry: undefined,
  }));
  return {
    name,
    version,
    semver: parseVersion(version),
    dependencies,
    features: manifest.features,
    checksum: '0'.repeat(64),
    yanked: false,
    links: undefined,
    rustVersion: undefined,
    pubtime: undefined,
    schema: 2,
    unknown: new Map(),
  };
}

export interface Circumstances extends Partial<Omit<ScanContext, 'subject' | 'code'>> {
  readonly dependencies?: readonly CratePackage[];
  /** The dependencies' code is looked at as far as the subject's. */
  readonly watch?: boolean;
}

/** A scan's context, with nothing known but what is given. */
export function context(subject: CratePackage, given: Circumstances = {}): ScanContext {
  const { dependencies = [], watch, ...more } = given;
  const registry: RegistryView = { versions: () => undefined, package: () => undefined };
  return {
    subject,
    previous: undefined,
    now: undefined,
    registry,
    metadata: undefined,
    corpus: undefined,
    code: analyse(subject, dependencies, watch),
    previousCode: given.previous === undefined ? undefined : analyse(given.previous, dependencies),
    ...more,
  };
}

/** What one check says of a crate. */
export function findings(check: Check, files: Files, given: Circumstances = {}): readonly Finding[] {
  return check.run(context(crate(files), given));
}
