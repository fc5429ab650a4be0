import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crate, tar } from '../../cargo/src/archive/tar-writer.fixture.ts';
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

function line(name: string, vers: string, archive: Buffer, pubtime: string, deps: readonly string[] = []): string {
  const cksum = createHash('sha256').update(archive).digest('hex');
  const entries = deps.map((dep) => ({
    name: dep,
    req: '^1',
    features: [],
    optional: false,
    default_features: true,
    target: null,
    kind: 'normal',
  }));
  return `${JSON.stringify({ name, vers, cksum, deps: entries, features: {}, yanked: false, pubtime })}\n`;
}

describe('scan', () => {
  let world: World;

  beforeAll(() => {
    world = new World({
      'reg/index/su/bj/subject':
        line('subject', '1.0.0', PREVIOUS, '2026-01-01T00:00:00Z') +
        line('subject', '1.0.1', SUBJECT, '2026-02-01T00:00:00Z', ['reader']),
      'reg/index/re/ad/reader':
        line('reader', '1.0.0', READER, '2026-01-01T00:00:00Z') + line('reader', '1.1.0', LATE, '2026-03-01T00:00:00Z'),
      'reg/crates/subject/subject-1.0.0.crate': PREVIOUS,
      'reg/crates/subject/subject-1.0.1.crate': SUBJECT,
      'reg/crates/reader/reader-1.0.0.crate': READER,
      'reg/crates/reader/reader-1.1.0.crate': LATE,
      'reg/index/li/nk/linked': line('linked', '1.0.0', LINKED, '2026-01-01T00:00:00Z'),
      'reg/crates/linked/linked-1.0.0.crate': LINKED,
      'linked-1.0.0.crate': LINKED,
      'subject.crate': SUBJECT,
      'space/Cargo.toml': '[workspace]\nmembers = ["a"]\n',
      'space/a/Cargo.toml': manifest('a', '0.1.0'),
      'space/a/src/lib.rs': '',
      'bad.toml': '[thresholds]\nhold = 900\n',
    });
  });
  afterAll(() => world.remove());

  const scan = async (...args: string[]) => {
    const { code, out, err } = await world.run(['scan', ...args, '--registry', 'reg', '--offline']);
    return { code, err, report: out === '' ? undefined : JSON.parse(out) };
  };

  it.each(['linked@1.0.0', 'linked-1.0.0.crate'])('holds an archive that cargo would refuse: %s', async (target) => {
    const { code, report } = await scan(target, '--format', 'json');
    expect(code).toBe(1);
    expect(report).toMatchObject({ level: 'hold', findings: [{ check: 'archive-refused' }] });
    expect(report.findings[0].evidence[0].text).toContain('entry-type');
  });

  it('says what each unit can do, with the call path through a dependency', async () => {
    const { code, err, report } = await scan('subject@1.0.1', '--at', '2026-02-02T00:00:00Z', '--format', 'json');
    expect([code, err]).toEqual([0, '']);
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

  it('says what is wrong with its arguments', async () => {
    for (const [args, message] of [
      [['subject@9.9.9'], 'has no version 9.9.9; the last ones are 1.0.0, 1.0.1'],
      [['nothere@1.0.0'], 'no crate named `nothere`'],
      [['space'], 'is a workspace; scan one of its members: space/a'],
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
