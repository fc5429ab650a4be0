import { describe, expect, it } from 'vitest';
import { parseManifest } from './manifest.ts';
import { cleanPath, discoverTargets } from './targets.ts';

/** Targets as `kind name path`, for a package `my-pkg` of edition 2021 unless the body says otherwise. */
function targets(body: string, files: string[], edition = '2021') {
  const manifest = parseManifest(`${body}\n[package]\nname = "my-pkg"\nedition = "${edition}"\n`);
  const found = discoverTargets(manifest, new Set(files));
  const all = [found.lib, ...found.bins, ...found.examples, ...found.tests, ...found.benches].filter(
    (t) => t !== undefined,
  );
  return { ...found, all: all.map((t) => `${t.kind} ${t.name} ${t.path}`) };
}

function withPackage(fields: string, body: string, files: string[], edition = '2021') {
  const manifest = parseManifest(`[package]\nname = "my-pkg"\nedition = "${edition}"\n${fields}\n${body}`);
  const found = discoverTargets(manifest, new Set(files));
  return { bins: found.bins.map((b) => `${b.name} ${b.path}`), lib: found.lib, buildScripts: found.buildScripts };
}

const FILES = [
  'src/lib.rs',
  'src/main.rs',
  'src/other.rs',
  'src/bin/one.rs',
  'src/bin/two/main.rs',
  'src/bin/two/helper.rs',
  'src/bin/.hidden.rs',
  'src/bin/note.txt',
  'examples/ex.rs',
  'examples/big/main.rs',
  'tests/it.rs',
  'tests/common/mod.rs',
  'benches/b.rs',
  'build.rs',
];

describe('target discovery', () => {
  it('follows the conventional layout', () => {
    const { all, buildScripts, missing } = targets('', FILES);
    expect(all).toEqual([
      'lib my_pkg src/lib.rs',
      'bin my-pkg src/main.rs',
      'bin one src/bin/one.rs',
      'bin two src/bin/two/main.rs',
      'example big examples/big/main.rs',
      'example ex examples/ex.rs',
      'test it tests/it.rs',
      'bench b benches/b.rs',
    ]);
    expect([buildScripts, missing]).toEqual([['build.rs'], []]);
  });

  it('lets tables rename, place and gate targets', () => {
    const body = `lib = { path = "./src/../src/other.rs", name = "odd", proc-macro = true }
bin = [{ name = "uno", path = "src/bin/one.rs", required-features = ["cli"] }, { name = "two" }]`;
    const { all, lib, bins } = targets(body, FILES);
    expect(all.filter((t) => /^(lib|bin)/.test(t))).toEqual([
      'lib odd src/other.rs',
      'bin my-pkg src/main.rs',
      'bin two src/bin/two/main.rs',
      'bin uno src/bin/one.rs',
    ]);
    expect(lib!.procMacro).toBe(true);
    expect(bins.map((b) => b.requiredFeatures)).toEqual([[], [], ['cli']]);
  });

  it('is switched off by a flag, or in edition 2015 by any table of the kind', () => {
    const body = '[[bin]]\nname = "one"';
    expect(withPackage('autobins = false\nautolib = false', '', FILES)).toMatchObject({ bins: [], lib: undefined });
    expect(withPackage('autobins = false', body, FILES).bins).toEqual(['one src/bin/one.rs']);
    expect(withPackage('', body, FILES, '2015').bins).toEqual(['one src/bin/one.rs']);
    expect(withPackage('autobins = true', body, FILES, '2015').bins).toHaveLength(3);
    expect(withPackage('', body, FILES).bins).toHaveLength(3);
  });

  it('knows the old places of edition 2015', () => {
    const bin = (name: string, files: string[], edition = '2015') =>
      withPackage('', `[[bin]]\nname = "${name}"`, files, edition).bins;
    expect(bin('tool', ['src/tool.rs'])).toEqual(['tool src/tool.rs']);
    expect(bin('tool', ['src/tool.rs', 'src/lib.rs', 'src/main.rs'])).toEqual(['tool src/main.rs']);
    expect(bin('tool', ['src/bin/main.rs'])).toEqual(['tool src/bin/main.rs']);
    expect(bin('tool', ['src/tool.rs'], '2018')).toEqual([]);
    expect(withPackage('', '[lib]\nname = "old"', ['src/old.rs'], '2015').lib!.path).toBe('src/old.rs');
  });

  it('finds build scripts by name, flag or file', () => {
    const scripts = (field: string) => withPackage(field, '', FILES).buildScripts;
    expect(scripts('')).toEqual(['build.rs']);
    expect(scripts('build = false')).toEqual([]);
    expect(scripts('build = true')).toEqual(['build.rs']);
    expect(scripts('build = "./x/y.rs"')).toEqual(['x/y.rs']);
    expect(scripts('build = ["a.rs", "b.rs"]')).toEqual(['a.rs', 'b.rs']);
    expect(withPackage('', '', []).buildScripts).toEqual([]);
  });

  it('says which named targets have no file', () => {
    expect(targets('[[bin]]\nname = "gone"\n[[test]]\npath = "x.rs"', FILES).missing).toEqual([
      'bin `gone`',
      'test without a name',
    ]);
    expect(targets('[lib]\npath = "nope.rs"', []).missing).toEqual(['lib `my_pkg`']);
    expect(() => discoverTargets(parseManifest('[workspace]'), new Set())).toThrow(RangeError);
  });

  it('normalises paths', () => {
    expect(['a/./b/../c', '..\\x', './', '../../a/..', '/abs'].map(cleanPath)).toEqual([
      'a/c',
      '../x',
      '',
      '../..',
      'abs',
    ]);
  });
});
