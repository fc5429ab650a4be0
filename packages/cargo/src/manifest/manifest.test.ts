import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CargoError } from '../error.ts';
import { buildFeatureMap, featureValueText } from './features.ts';
import { inheritManifest } from './inherit.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { defaultMembers, resolverVersion, workspaceMembers } from './workspace.ts';

const FULL = `
[package]
name = "full" # a comment with [brackets]
version.workspace = true
edition = { workspace = true }
authors = ["A <a@example.org>"]
description = """
[dependencies]
not = "a dependency"
"""
build = "scripts/build.rs"
links = 'zed'
rust_version = "1.70"

[lib]
name = "fully"
crate_type = ["proc-macro"]

[dependencies]
simple = "1.2"
"quoted-name" = { version = "^0.3", features = ["a", "b"], default-features = false }
old = { version = "1", default_features = false, optional = true }
renamed = { package = "real-name", version = "=1.0.0", registry = "mine" }
here = { path = "../here", version = "0.1" }
there = { git = "https://git.example/there", rev = "abc" }
shared = { workspace = true, features = ["extra"], optional = true }
dotted.version = "2"
dotted.optional = true

[dependencies.tabled]
version = "3"
registry-index = "sparse+https://other.example/"

[dev_dependencies]
tester = "*"

[target.'cfg(windows)'.dependencies]
win = "0.3"
[target."x86_64-unknown-linux-gnu".build-dependencies]
cc = "1"
[target.'cfg(unix']
dependencies.broken = "1"

[features]
default = ["old", "shared?/std"]
extra = ["dep:shared", "dotted/x"]

[profile.release]
lto = true
[lints]
workspace = true

[patch.crates-io]
simple = { path = "patched" }
[patch."https://git.example/there"]
there = { git = "https://git.example/fork", branch = "fix" }
[replace]
"foo:1.0.0" = { path = "foo" }
`;

const lineOf = (needle: string) => FULL.slice(0, FULL.indexOf(needle)).split('\n').length;

function failure(text: string): string {
  try {
    parseManifest(text);
  } catch (error) {
    if (error instanceof CargoError) return error.code;
    throw error;
  }
  return 'none';
}

describe('manifests', () => {
  const manifest = parseManifest(FULL);
  const dependency = (key: string) => manifest.dependencies.find((d) => d.key === key)!;

  it('hold the fields of a package', () => {
    expect(manifest.package).toMatchObject({
      name: 'full',
      inherits: ['version', 'edition'],
      build: ['scripts/build.rs'],
      links: 'zed',
      rustVersion: '1.70',
      authors: ['A <a@example.org>'],
    });
    expect(manifest.targets).toMatchObject([{ kind: 'lib', name: 'fully', procMacro: true }]);
    expect([...manifest.features.keys()]).toEqual(['default', 'extra']);
  });

  it('hold dependencies of all kinds and platforms with their sources', () => {
    expect(manifest.dependencies.map((d) => `${d.kind} ${d.key}`)).toEqual([
      ...['simple', 'quoted-name', 'old', 'renamed', 'here', 'there', 'shared', 'dotted', 'tabled'].map(
        (k) => `normal ${k}`,
      ),
      'dev tester',
      'normal win',
      'build cc',
      'normal broken',
    ]);
    expect(dependency('quoted-name')).toMatchObject({ defaultFeatures: false, features: ['a', 'b'], optional: false });
    expect(dependency('old')).toMatchObject({ defaultFeatures: false, optional: true });
    expect(dependency('renamed')).toMatchObject({
      package: 'real-name',
      source: { kind: 'registry', registry: 'mine' },
    });
    expect(dependency('here').source).toEqual({ kind: 'path', path: '../here' });
    expect(dependency('there').source).toMatchObject({ kind: 'git', reference: { kind: 'rev', name: 'abc' } });
    expect(dependency('tabled').source).toMatchObject({ index: 'sparse+https://other.example/' });
    expect(dependency('cc').platform).toEqual({ kind: 'triple', triple: 'x86_64-unknown-linux-gnu' });
    expect(manifest.patches.map((p) => [p.of, p.dependency.key])).toEqual([
      ['crates-io', 'simple'],
      ['https://git.example/there', 'there'],
    ]);
    expect(manifest.replacements.map((r) => r.of)).toEqual(['foo:1.0.0']);
  });

  it('tell the line of each dependency', () => {
    const places = {
      simple: 'simple =',
      'quoted-name': '"quoted-name"',
      dotted: 'dotted.version',
      tabled: '[dependencies.tabled]',
      tester: 'tester =',
      win: 'win =',
      cc: 'cc =',
      broken: 'dependencies.broken',
    };
    for (const [key, place] of Object.entries(places))
      expect([key, dependency(key).line]).toEqual([key, lineOf(place)]);
    expect(
      parseManifest('package = { name = "x" }\ndependencies = { a = "1",\n b = { version = "1" } }').dependencies.map(
        (d) => d.line,
      ),
    ).toEqual([2, 3]);
    expect(parseManifest(FULL, { lines: false }).dependencies[0]!.line).toBe(0);
  });

  it('take an unreadable platform for one that is always on', () => {
    expect(dependency('broken').platform).toBeUndefined();
    expect(manifest.diagnostics.map((d) => [d.code, d.line])).toEqual([
      ['manifest-platform', lineOf("[target.'cfg(unix']")],
    ]);
  });

  it('have implicit features for optional dependencies that no `dep:` names', () => {
    const map = buildFeatureMap(manifest.features, manifest.dependencies);
    expect([...map].map(([name, values]) => `${name} = ${values.map(featureValueText)}`)).toEqual([
      'default = old,shared?/std',
      'extra = dep:shared,dotted/x',
      'old = dep:old',
      'dotted = dep:dotted',
    ]);
  });
});

describe('inheritance', () => {
  const root = parseManifest(`
[workspace.package]
version = "3.1.4"
edition = "2021"
rust-version = "1.80"
keywords = ["k"]
[workspace.dependencies]
on = { version = "1", features = ["a"] }
off = { version = "1", default-features = false }
local = { path = "libs/local", package = "real" }
`);
  const member = (edition: string, body: string): Manifest =>
    inheritManifest(parseManifest(`package.name = "m"\npackage.edition = "${edition}"\n${body}`), root);

  it('fills in package fields', () => {
    const own = parseManifest(
      '[package]\nname = "m"\nversion.workspace = true\nedition.workspace = true\nrust-version.workspace = true\nkeywords.workspace = true\nlicense.workspace = true',
    );
    const full = inheritManifest(own, root);
    expect(full.package).toMatchObject({
      version: '3.1.4',
      edition: '2021',
      rustVersion: '1.80',
      keywords: ['k'],
      inherits: [],
    });
    expect(full.diagnostics.map((d) => d.code)).toEqual(['manifest-inherit']);
    expect(inheritManifest(own, undefined).diagnostics).toHaveLength(5);
  });

  it('merges dependencies, and default features by edition', () => {
    const body =
      'dependencies.on = { workspace = true, features = ["b"], optional = true, default-features = false }\ndependencies.off = { workspace = true, default-features = true }\nbuild-dependencies.local.workspace = true';
    const [on, off, local] = member('2021', body).dependencies;
    expect(on).toMatchObject({
      requirement: '1',
      features: ['a', 'b'],
      optional: true,
      defaultFeatures: undefined,
      inherited: false,
    });
    expect(off!.defaultFeatures).toBe(true);
    expect(local).toMatchObject({ kind: 'build', package: 'real', source: { kind: 'path', path: 'libs/local' } });
    expect(member('2024', body).dependencies[0]!.defaultFeatures).toBe(false);
    expect(member('2021', 'dependencies.gone.workspace = true').diagnostics).toMatchObject([
      { code: 'manifest-inherit', line: 3 },
    ]);
  });
});

describe('workspaces', () => {
  const pkg = (body = '') => parseManifest(`package.name = "p"\n${body}`);
  const manifests = new Map<string, Manifest>([
    ['crates/a', pkg('dependencies.x = { path = "../../extra/x" }\ndependencies.s.workspace = true')],
    ['crates/b', pkg('dependencies.out = { path = "../../../outside" }')],
    ['crates/deep/c', pkg()],
    ['crates/no', parseManifest('[workspace]')],
    ['crates/skip', pkg()],
    ['extra/x', pkg('dev-dependencies.y = { path = "../y" }')],
    ['extra/y', pkg()],
    ['extra/s', pkg()],
    ['lone', pkg()],
    ['tool-1', pkg()],
    ['tool-x', pkg()],
  ]);
  const members = (workspace: string) => workspaceMembers(parseManifest(workspace), manifests);

  it('gather members by pattern and by path dependency', () => {
    const shared = 'dependencies.s = { path = "extra/s" }';
    expect(
      members(`[workspace]\nmembers = ["crates/*", "./tool-[0-9]"]\nexclude = ["crates/skip"]\n${shared}`),
    ).toEqual(['crates/a', 'crates/b', 'extra/s', 'extra/x', 'extra/y', 'tool-1']);
    expect(
      members(`package.name = "root"\n[workspace]\nmembers = ["crates/**", "tool-?"]\nexclude = ["extra"]\n${shared}`),
    ).toEqual(['', 'crates/a', 'crates/b', 'crates/deep/c', 'crates/skip', 'tool-1', 'tool-x']);
    expect(members('package.name = "root"')).toEqual(['']);
    expect(members(`[workspace]\nmembers = ["${'*'.repeat(500)}z", "${'**/'.repeat(200)}z", "[", "[]"]`)).toEqual([]);
  });

  it('work on their default members', () => {
    const of = (text: string) => defaultMembers(parseManifest(text), ['', 'crates/a', 'crates/b']);
    expect(of('package.name = "r"\n[workspace]')).toEqual(['']);
    expect(of('[workspace]')).toEqual(['', 'crates/a', 'crates/b']);
    expect(of('[workspace]\ndefault-members = [".", "crates/b"]')).toEqual(['', 'crates/b']);
  });

  it('choose the resolver at the root', () => {
    const of = (text: string) => resolverVersion(parseManifest(text));
    expect(of('[workspace]')).toBe(1);
    expect(of('[workspace]\nresolver = "3"')).toBe(3);
    expect(of('package = { name = "p", edition = "2018" }')).toBe(1);
    expect(of('package = { name = "p", edition = "2021" }')).toBe(2);
    expect(of('package = { name = "p", edition = "2024" }\nworkspace.resolver = "1"')).toBe(1);
    expect(of('package = { name = "p", edition = "2018", resolver = "2" }')).toBe(2);
    expect(of('package.name = "p"\npackage.edition.workspace = true\nworkspace.package.edition = "2024"')).toBe(3);
  });
});

describe('what is not a manifest', () => {
  it('fails with a code', () => {
    expect(failure('')).toBe('manifest-shape');
    expect(failure('[package]')).toBe('manifest-shape');
    expect(failure('package = 1')).toBe('manifest-shape');
    expect(failure('package = []')).toBe('manifest-shape');
    expect(failure('package.name = ""')).toBe('manifest-shape');
    expect(failure('[package')).toBe('toml-syntax');
    expect(failure('a = 1\na = 2')).toBe('toml-syntax');
    expect(failure('<<<<<<< HEAD')).toBe('merge-conflict');
    expect(failure(`${'a.'.repeat(200_000)}b = 1\npackage.name = "x"`)).toBe('none');
  });

  it('reports values of wrong types and takes them for absent', () => {
    const values = [
      '1',
      '"x"',
      '[1]',
      '[[]]',
      'true',
      '{ a = 1 }',
      '1979-05-27',
      '9e400',
      '-99999999999999999999',
      '[{ name = 1 }]',
    ];
    const keys = [
      'package.version',
      'package.edition',
      'package.build',
      'package.links',
      'package.authors',
      'package.autobins',
      'package.workspace',
      'lib',
      'lib.path',
      'bin',
      'test',
      'dependencies',
      'dependencies.x',
      'dependencies.x.features',
      'dependencies.x.optional',
      'dependencies.x.git',
      'dependencies.x.workspace',
      'dependencies.x.artifact',
      'target',
      'target.y',
      'target.y.dependencies',
      'features',
      'features.f',
      'patch',
      'patch.z',
      'replace',
      'workspace',
      'workspace.members',
      'workspace.package',
      'workspace.dependencies',
    ];
    for (const key of keys) {
      const found = values.map((value) => {
        const text = `package.name = "x"\n${key} = ${value}`;
        const root = parseManifest(text);
        workspaceMembers(root, new Map([['a', root]]));
        return inheritManifest(root, root).diagnostics.length;
      });
      // At least one of those is of the wrong type for every key.
      expect([key, Math.max(...found) > 0]).toEqual([key, true]);
    }
  });

  it('never fails in another way, wherever it is cut or changed', () => {
    for (let end = 0; end < FULL.length; end += 2) failure(FULL.slice(0, end));
    const odd = fc.constantFrom(
      '\0',
      '"',
      '[[',
      ']]',
      '\n',
      '\ud800',
      '=',
      '{',
      '}',
      "'''",
      '"""',
      '.',
      '#',
      '\\',
      '__proto__',
      ',',
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(40), fc.oneof(odd, fc.string()), (at, cut, put) => {
        const start = at % FULL.length;
        failure(FULL.slice(0, start) + put + FULL.slice(start + cut));
      }),
      { numRuns: 500 },
    );
  });
});
