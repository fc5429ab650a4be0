import { parseIndexLine } from '@lazaret/cargo';
import { describe, expect, it } from 'vitest';
import { context, crate, type Files, findings, lineOf } from '../../../test/crate.ts';
import { indexLine } from './index-line.ts';
import { originalManifest } from './original-manifest.ts';
import { readersDiffer } from './readers-differ.ts';
import { vcsInfo } from './vcs-info.ts';

const PACKAGE = '[package]\nname = "lz-fixture"\nversion = "0.1.0"\nedition = "2021"\n';

describe('entries that readers see differently', () => {
  const of = (files: Files, code: 'duplicate-path' | 'case-collision' | 'path-windows', path: string) =>
    readersDiffer
      .run(context(crate(files, { archive: [{ code, message: 'm', path }] })))
      .map(({ severity, decisive }) => [severity, decisive]);

  it('hold where one content hides another', () => {
    expect(of({ 'src/lib.rs': '' }, 'duplicate-path', 'src/lib.rs')).toEqual([['hold', true]]);
    expect(of({ 'a.rs': 'x', 'A.rs': 'y' }, 'case-collision', 'A.rs')).toEqual([['hold', true]]);
    expect(findings(readersDiffer, { 'cargo.toml': PACKAGE })).toMatchObject([{ decisive: true }]);
  });

  it('are noted where nothing depends on which is read', () => {
    expect(of({ 'a.rs': 'x', 'A.rs': 'x' }, 'case-collision', 'A.rs')).toEqual([['note', undefined]]);
    expect(of({ 'README.md': 'x' }, 'duplicate-path', 'README.md')).toEqual([['note', undefined]]);
    expect(of({ 'src/aux.rs': 'x' }, 'path-windows', 'src/aux.rs')).toEqual([['note', undefined]]);
    expect(findings(readersDiffer, {})).toEqual([]);
  });
});

describe('Cargo.toml and what it was made from', () => {
  const differs = (manifest: string, original: string) =>
    findings(originalManifest, { 'Cargo.toml': PACKAGE + manifest, 'Cargo.toml.orig': PACKAGE + original }).flatMap(
      ({ evidence }) => evidence.map(({ text }) => text),
    );

  it.each([
    ['[dependencies.lz-a]\nversion = "1"\n', '', ['dependency lz-a 1']],
    ['[build-dependencies]\nlz-a = "1"\n', '[dependencies]\nlz-a = "1"\n', ['build-dependency lz-a 1']],
    [
      '[dependencies]\na = { package = "lz-b", version = "1" }\n',
      '[dependencies]\na = "1"\n',
      ['dependency lz-b as a 1'],
    ],
    ['[dependencies]\nlz-a = "2"\n', '[dependencies]\nlz-a = "1"\n', ['requirement of lz-a']],
    ['build = "other.rs"\n', '', ['the build script']],
    ['build = "build.rs"\n', 'build = false\n', ['the build script']],
    ['[lib]\nproc-macro = true\n', '', ['the library is a procedural macro']],
    ['[features]\ndefault = ["x"]\nx = []\n', '[features]\ndefault = []\nx = []\n', ['feature default']],
  ])('says what only the former has: %s', (manifest, original, expected) => {
    expect(differs(manifest, original)).toEqual(expected);
  });

  it("knows cargo's own rewriting", () => {
    const original =
      'edition.workspace = true\n[dependencies]\nlz-b = { path = "../b", version = "1.0" }\nlz-a.workspace = true\n' +
      '[dev-dependencies]\nlz-c = { path = "../c" }\n[target."cfg(unix)".dependencies]\nlz-d = "^1"\n[features]\nx = ["lz-a/y", "lz-b/z"]\n';
    const manifest =
      'build = "build.rs"\nautobins = false\n[lib]\nname = "lz_fixture"\npath = "src/lib.rs"\n[dependencies.lz-a]\nversion = "1.2"\n' +
      '[dependencies.lz-b]\nversion = "^1.0"\n[target."cfg(unix)".dependencies.lz-d]\nversion = "1"\n[features]\nx = ["lz-b/z"]\n';
    expect(differs(manifest, original.replace('edition.workspace = true\n', ''))).toEqual([]);
    expect(differs('', '[[')).toEqual([]);
  });
});

describe("the registry's line", () => {
  const differs = (manifest: string, change: object) => {
    const subject = crate({ 'Cargo.toml': PACKAGE + manifest });
    const line = { ...lineOf(subject), ...change };
    const registry = { versions: () => [line], package: () => undefined };
    return indexLine.run(context(subject, { registry })).flatMap(({ evidence }) => evidence.map(({ text }) => text));
  };
  const dep = (text: string) => parseIndexLine(`{"name":"x","vers":"1.0.0","cksum":"","deps":[${text}]}`).dependencies;

  it('agrees with the manifest, or it is said where not', () => {
    const manifest = '[dependencies]\nlz-a = "1"\n[dev-dependencies]\nlz-t = "1"\n[features]\nx = []\n';
    expect(differs(manifest, {})).toEqual([]);
    expect(differs(manifest, { dependencies: dep('{"name":"lz-a","req":"^1","kind":"normal"}') })).toEqual([]);
    const old = dep('{"name":"lz-a","req":">=1.0.0, <2.0.0"}');
    expect(differs(manifest, { dependencies: old })).toEqual([]);
    expect(differs(manifest, { dependencies: [] })).toEqual(['dependency lz-a 1']);
    expect(differs(manifest, { dependencies: dep('{"name":"lz-a","req":"^2"}') })).toEqual(['requirement of lz-a']);
    expect(differs('', { dependencies: dep('{"name":"lz-b","req":"1"}') })).toEqual(['dependency lz-b 1']);
    expect(differs('', { links: 'z' })).toEqual(['`links`']);
    expect(differs(manifest, { features: new Map() })).toEqual(['feature x']);
  });
});

describe('the commit of a package', () => {
  const of = (files: Files) => vcsInfo.run(context(crate(files, { sha256: '0' }))).map(({ title }) => title);
  const file = '.cargo_vcs_info.json';
  const sha1 = 'a'.repeat(40);

  it('is for the record', () => {
    expect(of({ [file]: JSON.stringify({ git: { sha1 }, path_in_vcs: 'a/b' }) })).toEqual([]);
    expect(of({})).toEqual(['the package does not say of which commit it was made']);
    expect(findings(vcsInfo, {})).toEqual([]);
    expect(of({ [file]: JSON.stringify({ git: { sha1, dirty: true } }) })[0]).toContain('uncommitted');
    expect(of({ [file]: JSON.stringify({ git: { sha1 }, path_in_vcs: '../x' }) })[0]).toContain('odd');
    expect(of({ [file]: '{' })[0]).toContain('unreadable');
  });
});
