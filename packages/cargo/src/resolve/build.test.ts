import { readdirSync, readFileSync } from 'node:fs';
import { stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { CargoError } from '../error.ts';
import { parseIndexLine } from '../index-line/index-line.ts';
import { parseLockFile } from '../lock/lock-file.ts';
import { inheritManifest } from '../manifest/inherit.ts';
import { parseManifest } from '../manifest/manifest.ts';
import type { ResolverVersion } from '../manifest/workspace.ts';
import { type Build, type BuildInput, type BuildOptions, findLockedPackage, resolveBuild } from './build.ts';
import { type PackageFacts, packageFacts, packageFactsFromIndex } from './package-facts.ts';

const LINUX = 'x86_64-unknown-linux-gnu';

/** Made by tools/cargo-truth/builds.ts from cargo's unit graph. */
interface Fixture {
  host: string;
  resolver: ResolverVersion;
  members: number[];
  lock: string;
  manifests: Record<string, object>;
  units: { id: string; features: string[]; targets: string[]; dependencies: string[] }[];
  scenarios: { options: BuildOptions; selected?: string[]; units: number[] }[];
}

function listed(input: BuildInput, build: Build): Fixture['units'] {
  const id = (n: number) => {
    const { name, version } = input.lock.packages[build.units[n]!.package]!;
    return `${name} ${version} ${build.units[n]!.kind}`;
  };
  return build.units
    .map((unit, n) => ({
      id: id(n),
      features: [...unit.features],
      targets: [...unit.targets].sort(),
      dependencies: [...new Set(unit.dependencies.map((d) => `${d.key} = ${id(d.unit)}`))].sort(),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('cargo’s unit graph', () => {
  const folder = new URL('../../fixtures/builds/', import.meta.url);
  const names = readdirSync(folder);
  expect(names.length).toBeGreaterThan(4);
  it.each(names)('is what resolveBuild finds for %s', (name) => {
    const fixture = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Fixture;
    const packages = new Map<number, PackageFacts>();
    for (const [index, table] of Object.entries(fixture.manifests)) {
      packages.set(Number(index), packageFacts(parseManifest(stringify(table))));
    }
    const lock = parseLockFile(fixture.lock);
    const input = { lock, packages, members: fixture.members, resolver: fixture.resolver };
    expect(fixture.scenarios.length).toBeGreaterThan(7);
    for (const scenario of fixture.scenarios) {
      const selected = fixture.members.filter((i) => scenario.selected?.includes(lock.packages[i]!.name) ?? true);
      const build = resolveBuild(input, { ...scenario.options, host: fixture.host, selected });
      expect(listed(input, build)).toEqual(scenario.units.map((n) => fixture.units[n]));
      expect(build.units.every((u) => u.known)).toBe(true);
    }
  });
});

/** A lock file and manifests written in a few lines: `name` to manifest text; edges as `from: to to`. */
function project(edges: string, manifests: Record<string, string>, members = ['app'], resolver: ResolverVersion = 2) {
  const rows = edges.trim().split('\n');
  const text = rows.map((row) => {
    const [name, to] = row.trim().split(':') as [string, string];
    const source = members.includes(name) ? '' : 'source = "registry+https://registry.example/index"\n';
    const list =
      to.trim() === ''
        ? ''
        : to
            .trim()
            .split(' ')
            .map((t) => `"${t}"`);
    return `[[package]]\nname = "${name}"\nversion = "1.0.0"\n${source}dependencies = [${list}]\n`;
  });
  const lock = parseLockFile(`version = 4\n${text.join('\n')}`);
  const packages = new Map<number, PackageFacts>();
  for (const [name, body] of Object.entries(manifests)) {
    const index = lock.packages.findIndex((p) => p.name === name);
    const head = `package.name = "${name}"\npackage.build = ${body.includes('build-dep') ? '"build.rs"' : 'false'}\n`;
    packages.set(index, packageFacts(parseManifest(head + body)));
  }
  const input: BuildInput = {
    lock,
    packages,
    resolver,
    members: members.map((name) => findLockedPackage(lock, name, '1.0.0')!),
  };
  return {
    input,
    reasons: (options: Partial<BuildOptions> = {}) => {
      const build = resolveBuild(input, { host: LINUX, targets: [LINUX], ...options });
      return Object.fromEntries(lock.packages.map((p, i) => [p.name, build.packages[i]!.reason]));
    },
    unit: (name: string, kind: string, options: Partial<BuildOptions> = {}) => {
      const build = resolveBuild(input, { host: LINUX, targets: [LINUX], ...options });
      return build.units.find((u) => lock.packages[u.package]!.name === name && u.kind === kind);
    },
  };
}

const APP = `
dependencies.linked = "1"
dependencies.macro = "1"
dependencies.maybe = { version = "1", optional = true }
dev-dependencies.tester = "1"
build-dependencies.builder = "1"
target.'cfg(windows)'.dependencies.win = "1"
target.'cfg(any())'.dependencies.never = "1"
target.'cfg(windows)'.dev-dependencies.wintest = "1"
`;
const EDGES = `
app: linked macro maybe tester builder win never wintest
linked: shared
macro: shared
maybe:
tester: deep
deep:
builder:
win:
never:
wintest:
shared:
other: own
own:
`;
const PACKAGES = {
  app: APP,
  linked: 'dependencies.shared = "1"',
  macro: 'lib.proc-macro = true\ndependencies.shared = { version = "1", features = ["x"] }',
  maybe: '',
  tester: 'dependencies.deep = "1"',
  deep: '',
  builder: '',
  win: '',
  never: '',
  wintest: '',
  shared: 'features.x = []',
  other: 'dependencies.own = "1"',
  own: '',
};

describe('reasons', () => {
  const { reasons, unit, input } = project(EDGES, PACKAGES, ['app', 'other']);
  const app = { selected: [input.members[0]!] };

  it('say why each locked package is or is not in the build', () => {
    expect(reasons(app)).toEqual({
      app: 'linked',
      linked: 'linked',
      macro: 'build-only',
      maybe: 'feature-off',
      tester: 'dev-only',
      deep: 'dev-only',
      builder: 'build-only',
      win: 'cfg-off',
      never: 'unused',
      wintest: 'dev-only',
      shared: 'linked',
      other: 'not-selected',
      own: 'not-selected',
    });
  });

  it('follow the options', () => {
    expect(reasons({ ...app, targets: 'all' })).toMatchObject({ win: 'linked', never: 'unused', wintest: 'dev-only' });
    expect(reasons({ ...app, dev: true })).toMatchObject({ tester: 'linked', deep: 'linked', wintest: 'cfg-off' });
    expect(reasons({ ...app, features: ['maybe'] })).toMatchObject({ maybe: 'linked' });
    expect(reasons({ ...app, allFeatures: true })).toMatchObject({ maybe: 'linked' });
    expect(reasons()).toMatchObject({ own: 'linked' });
    expect(reasons({ ...app, build: false })).toMatchObject({ builder: 'unused' });
    expect(reasons({ ...app, targets: [LINUX, 'x86_64-pc-windows-msvc'] })).toMatchObject({ win: 'linked' });
  });

  it('come with the targets of each unit', () => {
    const both = { ...app, targets: [LINUX, 'x86_64-pc-windows-msvc'] };
    expect(unit('win', 'target', both)!.targets).toEqual(['x86_64-pc-windows-msvc']);
    expect(unit('linked', 'target', both)!.targets).toEqual(both.targets);
    expect(unit('builder', 'host', both)!.targets).toEqual([LINUX]);
    expect(unit('win', 'target', { ...app, targets: 'all' })!.targets).toEqual(['all']);
  });

  it('keep features of host and target apart from resolver 2 on', () => {
    const v1 = project(EDGES, PACKAGES, ['app', 'other'], 1);
    expect([...unit('shared', 'target')!.features]).toEqual([]);
    expect([...unit('shared', 'host')!.features]).toEqual(['x']);
    expect([...v1.unit('shared', 'target')!.features]).toEqual(['x']);
  });

  it('refuse targets, members and features that do not exist', () => {
    const code = (options: Partial<BuildOptions>) => {
      try {
        reasons(options);
      } catch (error) {
        return error instanceof CargoError && error.code;
      }
      return 'none';
    };
    expect(code({ targets: ['z80-spectrum'] })).toBe('unknown-target');
    expect(code({ selected: [1] })).toBe('unknown-package');
    expect(code({ features: ['nope'] })).toBe('unknown-feature');
    expect(code({ features: ['linked/any', 'app/maybe'] })).toBe('none');
  });
});

describe('missing manifests', () => {
  it('leave a package and all its locked dependencies in the build, marked as unknown', () => {
    const { shared, own } = PACKAGES;
    const { input, unit } = project('app: linked other\nlinked:\nother: own shared\nown:\nshared:', {
      app: 'dependencies.linked = "1"\ndependencies.other = "1"',
      linked: 'features.x = []',
      shared,
      own,
    });
    const build = resolveBuild(input, { host: LINUX, targets: [LINUX] });
    expect(build.packages.map((p) => p.built)).toEqual([true, true, true, true, true]);
    expect(build.packages.map((p) => p.known)).toEqual([true, true, false, false, false]);
    // Whatever the unknown package may ask of it is on.
    expect([...unit('shared', 'target')!.features]).toEqual(['x']);
  });

  it('may be replaced by index lines', () => {
    const line = parseIndexLine(
      '{"name":"linked","vers":"1.0.0","cksum":"","features":{"default":["win"]},"features2":{"win":["dep:other"]},"deps":[' +
        '{"name":"other","package":"shared","req":"^1","features":["x"],"optional":true,"default_features":true,"target":"cfg(unix)","kind":"normal"}]}',
    );
    const { input, unit } = project('app: linked\nlinked: shared\nshared:', {
      app: 'dependencies.linked = "1"',
      shared: 'features.x = []\nlib.name = "sha_red"',
    });
    const packages = new Map(input.packages).set(1, packageFactsFromIndex(line));
    const build = resolveBuild({ ...input, packages }, { host: LINUX, targets: [LINUX] });
    expect(unit('linked', 'target')!.known).toBe(false);
    expect(build.units[1]!.known).toBe(true);
    expect(build.units[1]!.dependencies).toEqual([{ key: 'other', unit: 2, kind: 'normal', targets: [LINUX] }]);
    expect([...build.units[2]!.features]).toEqual(['x']);
  });
});

describe('names in code', () => {
  it('are the library’s, or the key of a renamed dependency', () => {
    const { unit } = project('app: md-5 shared\nmd-5:\nshared:', {
      app: 'dependencies.md-5 = "1"\ndependencies.re-named = { package = "shared", version = "1" }',
      'md-5': 'lib.name = "md5"',
      shared: 'lib.name = "sha_red"',
    });
    expect(unit('app', 'target')!.dependencies.map((d) => d.key)).toEqual(['md5', 're_named']);
  });
});

it('reports dependencies for which nothing is locked', () => {
  const { input } = project('app:', {
    app: 'dependencies.gone = "1"\ndependencies.maybe = { version = "1", optional = true }',
  });
  const build = resolveBuild(input, { host: LINUX, targets: [LINUX] });
  expect(build.diagnostics.map((d) => [d.code, d.line])).toEqual([['lock-dependency-missing', 3]]);
});

it('fills in what a member inherits before resolving', () => {
  const root = parseManifest(
    '[workspace.dependencies]\nshared = { version = "1", default-features = false, features = ["x"] }',
  );
  const member = parseManifest('package.name = "app"\ndependencies.shared = { workspace = true, features = ["y"] }');
  const { input } = project('app: shared\nshared:', {
    shared: 'features = { default = ["d"], d = [], x = [], y = [] }',
  });
  const packages = new Map(input.packages).set(0, packageFacts(inheritManifest(member, root)));
  const build = resolveBuild({ ...input, packages }, { host: LINUX, targets: [LINUX] });
  expect([...build.units[1]!.features]).toEqual(['x', 'y']);
});

it('walks a chain of twenty thousand packages without recursion', () => {
  const count = 20_000;
  const text = Array.from({ length: count }, (_, i) => {
    const next = i + 1 < count ? `dependencies = ["p${i + 1}"]\n` : '';
    return `[[package]]\nname = "p${i}"\nversion = "1.0.0"\n${next}`;
  });
  const lock = parseLockFile(`version = 4\n${text.join('\n')}`);
  const build = resolveBuild(
    { lock, members: [0], packages: new Map(), resolver: 2 },
    { host: LINUX, targets: [LINUX] },
  );
  expect(build.units.length).toBe(count);
});
