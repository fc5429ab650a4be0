import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { ALL_CHECKS } from '@lazaret/behaviour';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crate, tar } from '../../cargo/src/archive/tar-writer.fixture.ts';
import { indexLine } from './registry-folder.ts';
import { World } from './world.ts';

const manifest = (name: string, version: string, rest = '') =>
  `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n${rest}`;

/** A crate that leaves its file reading to a dependency and runs a program when it is built. */
const SUBJECT = crate(
  {
    'Cargo.toml': manifest('subject', '1.0.1', '[dependencies]\nreader = "1"\n'),
    'src/lib.rs': 'pub fn load(path: &str) -> String { reader::read(path) }',
    'build.rs': 'fn main() { std::process::Command::new("rustc").arg("--version").status().unwrap(); }',
  },
  'subject-1.0.1',
);
const PREVIOUS = crate(
  { 'Cargo.toml': manifest('subject', '1.0.0'), 'src/lib.rs': 'pub fn load(_: &str) {}' },
  'subject-1.0.0',
);
const READER = crate(
  {
    'Cargo.toml': manifest('reader', '1.0.0'),
    'src/lib.rs': 'pub fn read(p: &str) -> String { std::fs::read_to_string(p).unwrap() }',
  },
  'reader-1.0.0',
);
const LATE = crate(
  {
    'Cargo.toml': manifest('reader', '1.1.0'),
    'src/lib.rs': 'pub fn read(_: &str) -> String { std::net::TcpStream::connect("x").unwrap(); String::new() }',
  },
  'reader-1.1.0',
);

/** Cargo extracts no links. */
const LINKED = gzipSync(tar([{ path: 'linked-1.0.0/Cargo.toml', type: '2' }]));

const REG = ['--registry', 'reg', '--offline'];
const validate = new Ajv2020().compile(
  JSON.parse(readFileSync(new URL('../../../schemas/scan.schema.json', import.meta.url), 'utf8')),
);

describe('scan', () => {
  let world: World;

  beforeAll(() => {
    world = new World({
      'reg/index/su/bj/subject':
        indexLine('subject', '1.0.0', PREVIOUS, '2026-01-01T00:00:00Z') +
        indexLine('subject', '1.0.1', SUBJECT, '2026-02-01T00:00:00Z', ['reader']),
      'reg/index/re/ad/reader':
        indexLine('reader', '1.0.0', READER, '2026-01-01T00:00:00Z') +
        indexLine('reader', '1.1.0', LATE, '2026-03-01T00:00:00Z'),
      'reg/index/li/nk/linked': indexLine('linked', '1.0.0', LINKED, '2026-01-01T00:00:00Z'),
      'reg/crates/linked/linked-1.0.0.crate': LINKED,
      'linked-1.0.0.crate': LINKED,
      'reg/crates/subject/subject-1.0.0.crate': PREVIOUS,
      'reg/crates/subject/subject-1.0.1.crate': SUBJECT,
      'reg/crates/reader/reader-1.0.0.crate': READER,
      'reg/crates/reader/reader-1.1.0.crate': LATE,
      'subject.crate': SUBJECT,
      'two/Cargo.toml': manifest('two', '0.1.0'),
      'two/src/lib.rs':
        '#[cfg(windows)] pub fn go() { std::process::Command::new("x").arg("/c").status().unwrap(); }\n#[cfg(not(windows))] pub fn go() {}\n',
      'space/Cargo.toml': '[workspace]\nmembers = ["a", "b"]\n',
      'space/a/Cargo.toml': manifest('a', '0.1.0'),
      'space/a/src/lib.rs': '',
      'empty/Cargo.toml': '[workspace]\nmembers = []\n',
      'Cargo.lock': 'version = 4\n',
      'space/b/Cargo.toml': manifest('b', '0.1.0', '[dependencies]\nreader = "1"\n'),
      'space/b/src/main.rs': 'fn main() { reader::read("x"); }',
      'bad.toml': '[thresholds]\nhold = 900\n',
    });
  });
  afterAll(() => world.remove());

  const lines = () =>
    readFileSync(world.path('out'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((it) => JSON.parse(it));
  const scan = async (...args: string[]) => {
    const { code, out, err } = await world.run(['scan', ...args, '--registry', 'reg', '--offline']);
    return { code, err, report: out === '' ? undefined : JSON.parse(out) };
  };

  it('says what each unit can do, with the call path through a dependency', async () => {
    const { code, err, report } = await scan('subject@1.0.1', '--at', '2026-02-02T00:00:00Z', '--format', 'json');
    expect([code, err]).toEqual([0, '']);
    validate(report);
    expect(validate.errors).toBeNull();
    expect(report.subject).toMatchObject({ name: 'subject', version: '1.0.1' });
    expect(Object.keys(report.capabilities.lib)).toEqual(['FILES']);
    expect(report.capabilities.lib.FILES.type).toBe('TRANSITIVE');
    const { path } = report.capabilities.lib.FILES.sinks[0];
    expect(path.map((step: { function: string }) => step.function)).toEqual([
      'subject::load',
      'reader::read',
      'std::fs::read_to_string',
    ]);
    expect(path[0]).toMatchObject({ package: 'subject@1.0.1', file: 'src/lib.rs', line: 1 });
    expect(Object.keys(report.capabilities.build)).toEqual(['EXEC']);
    expect(report.capabilities.macro).toEqual({});
    expect(report.facts_completeness.missing_dependencies).toEqual([]);
  });

  it('takes the registry as it was at a moment', async () => {
    const { report } = await scan('subject.crate', '--at', '2026-04-01T00:00:00Z', '--format', 'json');
    expect(Object.keys(report.capabilities.lib)).toEqual(['NETWORK']);
    const early = await scan('subject.crate', '--at', '2025-01-01T00:00:00Z', '--format', 'json');
    expect(early.report.facts_completeness.missing_dependencies).toEqual(['reader 1']);
  });

  it.each(['linked@1.0.0', 'linked-1.0.0.crate'])('holds an archive that cargo would refuse: %s', async (target) => {
    const { code, report } = await scan(target, '--format', 'json');
    expect(code).toBe(1);
    expect(report).toMatchObject({ level: 'hold', findings: [{ check: 'archive-refused' }] });
    expect(report.findings[0].evidence[0].text).toContain('entry-type');
    for (const format of ['sarif', 'html', 'package-analysis', 'human'])
      expect((await world.run(['scan', target, '--format', format, ...REG])).code, format).toBe(1);
  });

  it('looks at the code that other targets have, unless a target is given', async () => {
    const { report } = await scan('two', '--format', 'json', '--target', 'x86_64-unknown-linux-gnu');
    expect(report.capabilities.lib).toEqual({});
    const both = await scan('two', '--format', 'json');
    expect(Object.keys(both.report.capabilities.lib)).toEqual(['EXEC']);
  });

  it('compares with the version before', async () => {
    const { report } = await scan('subject@1.0.1', '--previous', 'latest', '--format', 'json');
    expect(report.previous).toEqual({ name: 'subject', version: '1.0.0' });
  });

  it('prints for people, and as Capslock does', async () => {
    const { out } = await world.run(['scan', 'subject.crate', '--registry', 'reg', '--offline']);
    expect(out).toContain('subject 1.0.1');
    expect(out).toContain('→ std::process::Command::status');
    const { report } = await scan('subject.crate', '--format', 'capslock');
    const found = report.capabilityInfo.map((it: { capability: string }) => it.capability);
    expect(found).toContain('CAPABILITY_EXEC');
    expect(report.packageInfo).toContainEqual({ path: 'reader' });
  });

  it('scans the members of a workspace, with the versions of its lock file where it has one', async () => {
    const chosen = await scan('space', '--format', 'json');
    expect(validate(chosen.report)).toBe(true);
    expect(chosen.report.members.map((it: { folder: string }) => it.folder)).toEqual(['a', 'b']);
    expect(Object.keys(chosen.report.members[1].capabilities.bin)).toEqual(['NETWORK']);
    const source = 'source = "registry+https://github.com/rust-lang/crates.io-index"';
    world.write({
      'space/Cargo.lock': `version = 4\n[[package]]\nname = "a"\nversion = "0.1.0"\n[[package]]\nname = "b"\nversion = "0.1.0"\ndependencies = ["reader"]\n[[package]]\nname = "reader"\nversion = "1.0.0"\n${source}\n`,
    });
    const { report } = await scan('space/b', '--format', 'json');
    expect(report.subject.name).toBe('b');
    expect(Object.keys(report.capabilities.bin)).toEqual(['FILES']);
    expect(report.facts_completeness.missing_dependencies).toEqual([]);
  });

  it('goes on after what cannot be scanned, and where an earlier run ended', async () => {
    world.write({ list: '# two\nsubject.crate\nnothere@1.0.0\n', 'broken.crate': 'no archive' });
    const first = await world.run([
      'scan',
      '--list',
      'list',
      '--format',
      'ndjson',
      '-o',
      'out',
      ...REG,
      '--fail-on',
      'hold',
    ]);
    expect(first.code).toBe(2);
    expect(first.err).toContain('no crate named `nothere`');
    const before = lines();
    expect(before.map((it) => [it.target, it.level ?? it.error.exit])).toEqual([
      ['subject.crate', expect.any(String)],
      ['nothere@1.0.0', 2],
    ]);
    for (const line of before) expect(validate(line), JSON.stringify(validate.errors)).toBe(true);
    const text = readFileSync(world.path('out'), 'utf8');
    writeFileSync(world.path('out'), `${text}{"target":"cut o`);
    const again = ['scan', 'subject.crate', 'nothere@1.0.0', 'broken.crate', '--format', 'ndjson', '-o', 'out', ...REG];
    expect((await world.run(again)).err).not.toContain('nothere');
    expect(lines().map((it) => it.target)).toEqual(['subject.crate', 'nothere@1.0.0', 'broken.crate']);
    const other = await world.run(['scan', 'subject.crate', '--format', 'ndjson', '-o', 'bad.toml', ...REG]);
    expect([other.code, other.err]).toEqual([3, expect.stringContaining('holds something else')]);
  });

  it('says what one function can do', async () => {
    const { report } = await scan(
      'subject.crate',
      '--function',
      'subject::load',
      '--at',
      '2026-02-02T00:00:00Z',
      '--format',
      'json',
    );
    expect(report.functions).toEqual(['subject::load']);
    expect(Object.keys(report.capabilities)).toEqual(['FILES']);
    const { out } = await world.run(['scan', 'subject.crate', '--function', 'load', ...REG]);
    expect(out).toMatch(/^subject::load\n {2}NETWORK: /);
  });

  it('gives the same with stored facts of dependencies and without', async () => {
    const args = ['scan', 'subject.crate', '--format', 'json', ...REG];
    const { out } = await world.run([...args, '--no-cache']);
    expect((await world.run(args)).out).toBe(out);
    expect((await world.run(args)).out).toBe(out);
  });

  it('lists its checks', async () => {
    const { out } = await world.run(['scan', '--list-checks', '--format', 'json']);
    const { checks } = JSON.parse(out);
    expect(checks.length).toBe(ALL_CHECKS.length);
    const human = (await world.run(['scan', '--list-checks'])).out;
    for (const { id, wrong_when: wrong } of checks) {
      expect(human).toContain(`  ${id}  version `);
      expect(human).toContain(`wrong when: ${wrong}`);
    }
  });

  it('says what is wrong with its arguments', async () => {
    for (const [args, message] of [
      [['subject@9.9.9'], 'has no version 9.9.9; the last ones are 1.0.0, 1.0.1'],
      [['nothere@1.0.0'], 'no crate named `nothere`'],
      [['empty'], 'names no members that are there'],
      [['Cargo.lock'], 'not a lock file'],
      [['subject.crate', 'space', '--format', 'html'], 'several targets need --format ndjson'],
      [['--list', 'nowhere'], 'there is no list of targets'],
      [
        ['subject.crate', '--function', 'subject::laod'],
        'no function `subject::laod` in subject; there are subject::load',
      ],
      [['subject.crate', '--function', '1+1'], 'is no path of a function'],
      [['subject.crate', '--at', 'yesterday'], 'write it like 2026-08-20T07:15:00Z'],
      [['subject.crate', '--policy', 'bad.toml'], 'hold is a number from 0 to 100'],
      [['subject.crate', '--registry', 'space'], 'is no registry'],
    ] as const) {
      const { code, err, out } = await world.run(['scan', '--offline', '--registry', 'reg', ...args]);
      expect([out, err], args.join(' ')).toEqual(['', expect.stringContaining(message)]);
      expect(code).toBeGreaterThan(1);
    }
  });
});
