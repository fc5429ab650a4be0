import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CRATES_IO_SOURCE, CRATES_IO_SPARSE_INDEX } from '../crates-io.ts';
import { loadConfig } from './load.ts';
import type { CargoEnvironment } from './place.ts';
import { placeOf, replaceSource } from './source.ts';

/** Configuration of a project in /w/p with CARGO_HOME /home. */
function load(files: Readonly<Record<string, string>>, env: CargoEnvironment = {}) {
  return loadConfig({
    directories: ['/w/p/.cargo', '/w/.cargo', '/home'],
    env,
    read: (path) => files[path],
    join: (directory, path) => (path.startsWith('/') ? path : `${directory}/${path}`),
  });
}

const codes = (config: { diagnostics: readonly { code: string }[] }) => config.diagnostics.map((d) => d.code);

describe('merging', () => {
  test('nearer files win, lists are joined with the nearer last, paths keep their place', () => {
    const config = load({
      '/home/config.toml': 'paths = ["h"]\n[net]\noffline = true\nretry = 1\n[build]\ntarget = "t1"',
      '/w/.cargo/config.toml': 'paths = ["w"]\n[net]\nretry = 5',
      '/w/p/.cargo/config.toml': 'paths = ["p"]\n[build]\ntarget = ["t2", "t3"]',
    });
    expect(config.paths.map((p) => [p.path, p.relativeTo])).toEqual([
      ['h', '/'],
      ['w', '/w'],
      ['p', '/w/p'],
    ]);
    expect(config).toMatchObject({ offline: true, retry: 5, targets: ['t2', 't3'] });
    expect(config.files).toEqual(['/home/config.toml', '/w/.cargo/config.toml', '/w/p/.cargo/config.toml']);
    expect(codes(config)).toEqual(['config-type']);
  });

  test('variables win over files', () => {
    const file =
      '[net]\noffline = false\n[build]\ntarget = "t"\nrustflags = "--cfg a"\n[registries.my-reg]\nindex = "i"';
    const config = load(
      { '/w/p/.cargo/config.toml': file },
      {
        CARGO_NET_OFFLINE: 'true',
        CARGO_BUILD_TARGET: 'u',
        RUSTFLAGS: '--cfg b',
        CARGO_REGISTRIES_MY_REG_INDEX: 'j',
        CARGO_REGISTRIES_OTHER_ONE_INDEX: 'k',
      },
    );
    expect(config).toMatchObject({ offline: true, targets: ['u'] });
    expect(config.rustflags).toEqual([{ scope: 'build', flags: ['--cfg', 'b'] }]);
    expect(config.registries.get('my-reg')).toBe('j');
    expect(config.registries.get('other-one')).toBe('k');
  });

  test('the legacy name wins over config.toml; broken files are a diagnostic', () => {
    const config = load({
      '/w/p/.cargo/config': '[net]\nretry = 7',
      '/w/p/.cargo/config.toml': '[net]\nretry = 8',
      '/home/config.toml': 'net = [',
    });
    expect(config.retry).toBe(7);
    expect(codes(config).sort()).toEqual(['config-both', 'config-toml-syntax']);
  });

  test('include: under the including file, later stronger, optional, circles and missing files said', () => {
    const config = load({
      '/w/p/.cargo/config.toml':
        'include = ["a.toml", { path = "b.toml" }, { path = "no.toml", optional = true }, "gone.toml"]\n[net]\nretry = 1',
      '/w/p/.cargo/a.toml': '[net]\nretry = 2\n[build]\ntarget = "a"',
      '/w/p/.cargo/b.toml': 'include = "config.toml"\n[net]\nretry = 3\n[build]\ntarget = "b"',
    });
    expect(config).toMatchObject({ retry: 1, targets: ['b'] });
    expect(codes(config)).toEqual(['config-include', 'config-include']);
  });

  test('includes that multiply stay bounded', () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 16; i++) {
      files[`/home/${i === 0 ? 'config' : i}.toml`] = `include = ["${i + 1}.toml", "${i + 1}.toml", "${i + 1}.toml"]`;
    }
    expect(codes(load(files))).toContain('config-include');
  });
});

test('patches, resolver, programs', () => {
  const config = load(
    {
      '/w/p/.cargo/config.toml': `
        [patch.crates-io]
        serde = { path = "../serde" }
        [resolver]
        incompatible-rust-versions = "fallback"
        lockfile-path = "other/Cargo.lock"
        [build]
        rustc-wrapper = "evil.sh"
        [target.x86_64-unknown-linux-gnu]
        runner = ["qemu", "-x"]
        linker = "ld"
        rustflags = ["--cfg", "tokio_unstable"]
        [registry]
        global-credential-providers = ["cargo:token"]`,
    },
    { RUSTC: 'myrustc' },
  );
  const patch = config.patch.get('crates-io')!.get('serde')!;
  expect(patch).toMatchObject({ dependency: { path: '../serde' }, relativeTo: '/w/p' });
  expect(config.resolver).toMatchObject({
    incompatibleRustVersions: 'fallback',
    lockfilePath: { path: 'other/Cargo.lock' },
  });
  expect(config.programs.map((program) => [program.key, program.command])).toEqual([
    ['build.rustc-wrapper', 'evil.sh'],
    ['target.x86_64-unknown-linux-gnu.runner', 'qemu -x'],
    ['target.x86_64-unknown-linux-gnu.linker', 'ld'],
    ['registry.global-credential-providers', 'cargo:token'],
    ['RUSTC', 'myrustc'],
  ]);
  expect(config.rustflags).toEqual([{ scope: 'x86_64-unknown-linux-gnu', flags: ['--cfg', 'tokio_unstable'] }]);
});

describe('source replacement', () => {
  const replace = (text: string, source = CRATES_IO_SOURCE) =>
    replaceSource(load({ '/home/config.toml': text }), source);

  test('crates.io by default, in every spelling', () => {
    for (const source of [CRATES_IO_SOURCE, CRATES_IO_SPARSE_INDEX]) {
      expect(replace('', source)).toMatchObject({
        ok: true,
        place: { kind: 'registry', index: CRATES_IO_SPARSE_INDEX },
      });
    }
  });

  test('a vendor folder, over a chain, a registry by name, a local registry', () => {
    expect(
      replace(
        '[source.crates-io]\nreplace-with = "m"\n[source.m]\nregistry = "sparse+https://m/"\nreplace-with = "v"\n[source.v]\ndirectory = "vendor"',
      ),
    ).toMatchObject({
      ok: true,
      place: { kind: 'directory', path: { path: 'vendor', relativeTo: '/' } },
      chain: ['crates-io', 'm', 'v'],
    });
    expect(
      replace('[source.crates-io]\nreplace-with = "laz"\n[registries.laz]\nindex = "sparse+https://l/"'),
    ).toMatchObject({ ok: true, place: { kind: 'registry', index: 'sparse+https://l/' } });
    expect(replace('[source.crates-io]\nreplace-with = "l"\n[source.l]\nlocal-registry = "/reg"')).toMatchObject({
      place: { kind: 'local-registry', path: { path: '/reg' } },
    });
  });

  test('git and other registries are found by their URL', () => {
    const config =
      '[source."g"]\ngit = "https://h/r.git"\nbranch = "b"\nreplace-with = "v"\n[source.v]\ndirectory = "vendor"';
    expect(replace(config, 'git+https://h/r?branch=b#abc')).toMatchObject({ place: { kind: 'directory' } });
    expect(replace(config, 'git+https://h/r?branch=c#abc')).toMatchObject({
      place: { kind: 'git', url: 'https://h/r', reference: { kind: 'branch', name: 'c' } },
    });
    expect(replace('', 'sparse+https://m/')).toMatchObject({ place: { kind: 'registry', index: 'sparse+https://m/' } });
    expect(replace('', 'registry+https://m/i')).toMatchObject({ place: { kind: 'registry', index: 'https://m/i' } });
    expect(replace('', 'ftp://x')).toMatchObject({ ok: false, code: 'source-unsupported' });
  });

  test('circles and missing names', () => {
    const circle = '[source.crates-io]\nreplace-with = "a"\n[source.a]\nregistry = "x"\nreplace-with = "crates-io"';
    expect(replace(circle)).toMatchObject({ ok: false, code: 'replacement-cycle' });
    expect(replace('[source.crates-io]\nreplace-with = "a"')).toMatchObject({ ok: false, code: 'replacement-missing' });
    const two = load({ '/home/config.toml': '[source.a]\nregistry = "x"\ndirectory = "y"' });
    expect(codes(two)).toEqual(['config-source']);
  });
});

test('any text is configuration or a diagnostic', () => {
  const keys = fc.constantFrom(
    'source',
    'registries',
    'net',
    'build',
    'patch',
    'paths',
    'include',
    'target',
    'resolver',
    'crates-io',
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(tie('any'), { maxLength: 2 }), tie('table')),
    table: fc.dictionary(keys, tie('any'), { maxKeys: 3 }),
  })).table;
  fc.assert(
    fc.property(value, (table) => {
      const lines = Object.entries(table as object).map(([key, item]) => `${key} = ${inline(item)}`);
      expect(
        load({ '/home/config.toml': lines.join('\n') }).diagnostics.every((d) => d.code !== 'config-toml-syntax'),
      ).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, source) => {
      load({ '/w/.cargo/config': text, '/w/p/.cargo/config.toml': '[source]\nx = 1' });
      placeOf(source);
      placeOf(`git+${source}`);
    }),
  );
});

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value).replaceAll('\x7f', '');
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key} = ${inline(item)}`)
    .join(', ')} }`;
}
