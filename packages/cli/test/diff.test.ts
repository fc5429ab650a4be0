import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crate } from '../../cargo/src/archive/tar-writer.fixture.ts';
import { indexLine } from './registry-folder.ts';
import { World } from './world.ts';

const NAME = 'lz-fixture-sub';
const manifest = (version: string, rest = '') =>
  `[package]\nname = "${NAME}"\nversion = "${version}"\nedition = "2021"\n${rest}`;
const LIB = `/// Adds.\npub fn add(a: u8, b: u8) -> u8 {\n    a + b\n}\n`;

const OLD = crate({ 'Cargo.toml': manifest('1.0.0'), 'src/lib.rs': LIB }, `${NAME}-1.0.0`);
const HONEST = crate(
  { 'Cargo.toml': manifest('1.0.1'), 'src/lib.rs': LIB.replace('a + b', 'a.wrapping_add(b)') },
  `${NAME}-1.0.1`,
);
/** What a takeover looks like: a build script that runs something, a dependency that is minutes old, odd names. */
const TAKEN = crate(
  {
    'Cargo.toml': manifest('1.0.2', '[dependencies]\nlz-fixture-young = "1"\n'),
    'src/lib.rs': `${LIB}pub fn evil() { let _ = "</td><script>alert(1)</script>\u202e"; }\n`,
    'src/<img src=x onerror=alert(1)>.rs': 'fn a() {}',
    'build.rs':
      'fn main() {\n    std::process::Command::new("sh").arg("-c").arg("lz-fixture-tool --inert").spawn().unwrap();\n}\n',
    'blob.bin': '\0'.repeat(20_000),
  },
  `${NAME}-1.0.2`,
);
const YOUNG = crate(
  { 'Cargo.toml': '[package]\nname = "lz-fixture-young"\nversion = "1.0.0"\n', 'src/lib.rs': '' },
  'lz-fixture-young-1.0.0',
);

describe('diff', () => {
  let world: World;

  beforeAll(() => {
    world = new World({
      [`reg/index/lz/-f/${NAME}`]:
        indexLine(NAME, '1.0.0', OLD, '2026-01-01T00:00:00Z') +
        indexLine(NAME, '1.0.1', HONEST, '2026-02-01T00:00:00Z') +
        indexLine(NAME, '1.0.2', TAKEN, '2026-03-01T07:15:00Z', ['lz-fixture-young']),
      'reg/index/lz/-f/lz-fixture-young': indexLine('lz-fixture-young', '1.0.0', YOUNG, '2026-03-01T07:11:00Z'),
      [`reg/crates/${NAME}/${NAME}-1.0.0.crate`]: OLD,
      [`reg/crates/${NAME}/${NAME}-1.0.1.crate`]: HONEST,
      [`reg/crates/${NAME}/${NAME}-1.0.2.crate`]: TAKEN,
      'reg/crates/lz-fixture-young/lz-fixture-young-1.0.0.crate': YOUNG,
      'old.crate': OLD,
      'honest.crate': HONEST,
      'folder/Cargo.toml': manifest('1.0.3'),
      'folder/src/lib.rs': LIB,
    });
  });
  afterAll(() => world.remove());

  const diff = (...args: string[]) => world.run(['diff', ...args, '--registry', 'reg', '--offline']);

  it('shows an honest patch release as one changed function, and passes', async () => {
    const { code, out, err } = await diff(NAME, '1.0.0', '1.0.1');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`${NAME} 1.0.0 → 1.0.1  patch step  CLEAN`);
    expect(out).toContain('~ fn add, +1 -1 lines  src/lib.rs:2');
    expect(out).not.toContain('Capabilities');
  });

  it('fails on a takeover, with the path, the young dependency and the binary', async () => {
    const { code, out } = await diff(NAME, '1.0.1', '1.0.2');
    expect(code).toBe(1);
    expect(out).toContain('REVIEW');
    expect(out).toContain('→ std::process::Command::spawn');
    expect(out).toContain('+ build script: run sh -c lz-fixture-tool --inert  build.rs:2');
    expect(out).toContain('+ lz-fixture-young 1');
    expect(out).toContain('first published 4 minutes before');
    expect(out).toContain('+ blob.bin (binary, 20000 bytes)');
    expect((await diff(NAME, '1.0.1', '1.0.2', '--fail-on', 'hold')).code).toBe(0);
  });

  it('compares files and folders', async () => {
    const { code, out } = await diff('old.crate', 'folder', '--format', 'json');
    const report = JSON.parse(out);
    expect([code, report.before.version, report.after.version, report.step]).toEqual([0, '1.0.0', '1.0.3', 'patch']);
    expect(report.source.items.count).toBe(0);
  });

  it('writes JSON as its schema says', async () => {
    const schema = JSON.parse(readFileSync(new URL('../../../schemas/diff.schema.json', import.meta.url), 'utf8'));
    const { out } = await diff(NAME, '1.0.1', '1.0.2', '--format', 'json');
    const report = JSON.parse(out);
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect([validate(report), validate.errors]).toEqual([true, null]);
    expect(report.dependencies[0]).toMatchObject({ name: 'lz-fixture-young', change: 'added', ageSeconds: 240 });
    const evil = report.source.items.items.find((it: { path: string }) => it.path === 'evil');
    expect(evil.source.lines[0]).toMatchObject({ kind: 'added', after: 5 });
    expect(out).not.toContain('\u202e');
  });

  it('writes a page without anything from elsewhere, in which nothing of a crate is markup', async () => {
    const { out } = await diff(NAME, '1.0.1', '1.0.2', '--format', 'html');
    expect(out).not.toMatch(/<script|<img|<link|<iframe|onerror=alert\(1\)>[^;]|https?:\/\/|url\(/);
    expect(out).toContain("default-src 'none'");
    expect(out).toContain('&#60;script&#62;alert(1)');
    expect(out).not.toContain('\u202e');
    const tags = [...out.matchAll(/<(\w+)/g)].map((match) => match[1]);
    const closed = [...out.matchAll(/<\/(\w+)/g)].map((match) => match[1]);
    const open = tags.filter((tag) => !['meta', 'br', 'col'].includes(tag!));
    expect(open.toSorted()).toEqual(closed.toSorted());
    expect(out.indexOf('id="findings"')).toBeLessThan(out.indexOf('id="code"'));
  });

  it('writes markdown and SARIF', async () => {
    const { out } = await diff(NAME, '1.0.1', '1.0.2', '--format', 'markdown');
    expect(out).toContain('### Findings');
    // In code spans text is text.
    expect(out.replace(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)</);
    const sarif = JSON.parse((await diff(NAME, '1.0.1', '1.0.2', '--format', 'sarif')).out);
    const [result] = sarif.runs[0].results;
    expect(result).toMatchObject({ ruleId: 'diff-capability-gained', level: 'warning' });
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toContain('build.rs');
  });

  it('says what is wrong with its arguments', async () => {
    for (const [args, message, exit] of [
      [['one'], 'CRATE OLD NEW', 3],
      [[NAME, '1.0.0'], 'is neither a folder, a file nor NAME@VERSION', 3],
      [[NAME, '1.0.0', '9.9.9'], 'has no version 9.9.9', 2],
    ] as const) {
      const { code, err } = await diff(...args);
      expect([code, err], args.join(' ')).toEqual([exit, expect.stringContaining(message)]);
    }
  });
});
