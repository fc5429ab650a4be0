/** Truncated, hostile and absurd input through the commands: a clear error and exit code each time, never a stack trace. */
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { advisory, DATABASE, PROJECT, World } from './world.ts';

const world = new World({ ...DATABASE, ...PROJECT });
afterAll(() => world.remove());

/** What may never reach a terminal or a log: C0 and C1 controls but newline, bidirectional overrides. */
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

function expectClean(outcome: { out: string; err: string }, what: string): void {
  expect(outcome.out, what).not.toMatch(UNSAFE);
  expect(outcome.err, what).not.toMatch(UNSAFE);
  expect(outcome.err, what).not.toMatch(/^\s+at /m);
  expect(outcome.err, what).not.toContain('This is a bug');
}

const LOCKS: Readonly<Record<string, string | Uint8Array>> = {
  'is empty TOML of another kind': 'lock = true\n[package]\nname = "x"\n',
  'is cut short': PROJECT['app/Cargo.lock']!.slice(0, 120) as string,
  'is no TOML': '\u0000\u0001\u0002 = = [[',
  'is binary': new Uint8Array([0xff, 0xfe, 0x00, 0x80, 0x1f, 0x8b]),
  'has a conflict marker': `<<<<<<< HEAD\n${PROJECT['app/Cargo.lock']}\n=======\n>>>>>>> b\n`,
  'is of the future': 'version = 5\n',
  'lists a package twice':
    'version = 4\n[[package]]\nname = "a"\nversion = "1.0.0"\n[[package]]\nname = "a"\nversion = "1.0.0"\n',
  'has a version that is none': 'version = 4\n[[package]]\nname = "a"\nversion = "one"\n',
  'has hostile names in errors':
    'version = 4\n[[package]]\nname = "a\\u001b[31m\\u202e\\n::error::x"\nversion = "one"\n',
  'has numbers for names': 'version = 4\n[[package]]\nname = 3\nversion = "1.0.0"\n',
  'nests deeply': `x = ${'['.repeat(5000)}${']'.repeat(5000)}\n`,
};

describe('a lock file that', () => {
  it.each(Object.entries(LOCKS))('%s gives no answer', async (what, text) => {
    world.write({ 'bad/Cargo.lock': text });
    for (const args of [
      ['audit', 'bad'],
      ['why', 'a', 'bad'],
      ['fix', 'bad'],
    ]) {
      const outcome = await world.run([...args, '--offline', '--db', world.path('db')]);
      expectClean(outcome, what);
      if (what !== 'is empty TOML of another kind')
        expect([outcome.code, outcome.out], `${what}: ${args[0]}`).toEqual([2, '']);
    }
  });

  it('has hostile names never reaches the output raw', async () => {
    const name = 'leaf\\u001b]0;x\\u0007\\u202e\\u2066\\n::error file=a::pwned\\r';
    const db = 'hostile-db/crates/x/RUSTSEC-2026-9009.md';
    world.write({
      'hostile/Cargo.lock': `version = 4\n[[package]]\nname = "root"\nversion = "1.0.0"\ndependencies = ["leaf", "${name}"]\n[[package]]\nname = "leaf"\nversion = "0.1.0"\n[[package]]\nname = "${name}"\nversion = "1.0.0"\nsource = "git+https://evil/\\u001b[2J#abc"\n`,
      [db]: advisory('RUSTSEC-2026-9009', 'x'),
      'hostile-db/crates/leaf/RUSTSEC-2026-9010.md': advisory('RUSTSEC-2026-9010', 'leaf', {
        title: 'Title \u001b[31m\u202e ::error::x `<b>` | %0A',
      }),
    });
    for (const format of ['human', 'json', 'sarif', 'openvex', 'cyclonedx', 'markdown', 'github', 'cargo-audit']) {
      const outcome = await world.run([
        'audit',
        'hostile',
        '--offline',
        '--db',
        world.path('hostile-db'),
        '--format',
        format,
      ]);
      expectClean(outcome, format);
      expect(outcome.code, format).toBe(1);
      expect(
        outcome.out.split('\n').filter((line) => line.startsWith('::error file=a')),
        format,
      ).toEqual([]);
    }
    for (const args of [
      ['why', 'leaf'],
      ['explain', 'leaf'],
      ['fix', '--unknown'],
      ['paths', 'leaf', 'x'],
    ]) {
      const [command, ...rest] = args;
      const target = command === 'fix' ? [...rest, 'hostile'] : [...rest, 'hostile'];
      expectClean(await world.run([command!, ...target, '--offline', '--db', world.path('hostile-db')]), command!);
    }
    expectClean(await world.run(['exposed', 'leaf@0.1.0', 'hostile', '--db', world.path('hostile-db')]), 'exposed');
  });
});

const MANIFESTS: Readonly<Record<string, string>> = {
  'is empty': '',
  'is no TOML': '[package',
  'has a name that is none': '[package]\nname = 3\nversion = "0.1.0"\n',
  'is hostile': '[package]\nname = "\\u001b[31mapp"\nversion = "\\u202e"\n[dependencies]\n"\\u0007" = "::error::"\n',
  'points above itself':
    '[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\nx = { path = "../../../../../../etc" }\n[[bin]]\nname = "app"\npath = "../../../../etc/passwd"\n',
  'has members without end': `[workspace]\nmembers = [${'"*", "**/*", "a{b,c}", '.repeat(200)}]\n`,
  'is its own workspace root elsewhere': '[package]\nname = "app"\nversion = "0.1.0"\nworkspace = ".."\n',
};

describe('a manifest that', () => {
  it.each(Object.entries(MANIFESTS))('%s is an error or a notice', async (what, text) => {
    world.write({
      'odd/Cargo.toml': text,
      'odd/Cargo.lock': PROJECT['app/Cargo.lock']!,
      'odd/src/main.rs': 'fn main() {}',
    });
    const outcome = await world.run(['audit', 'odd', '--offline', '--db', world.path('db')]);
    expectClean(outcome, what);
    expect([0, 1, 2], what).toContain(outcome.code);
    if (outcome.code === 2) expect(outcome.err, what).toMatch(/^error: /);
  });
});

const tarOf = (name: string, text: string) => {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write(`${Buffer.byteLength(text).toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0ustar\u000000', 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
  body.write(text);
  return Buffer.concat([header, body, Buffer.alloc(1024)]);
};
const CRATE = gzipSync(tarOf('x-1.0.0/Cargo.toml', '[package]\nname = "x"\nversion = "1.0.0"\n'));

const ARCHIVES: Readonly<Record<string, Uint8Array>> = {
  'is empty': new Uint8Array(0),
  'is no gzip': Buffer.from('hello'),
  'is cut short': CRATE.subarray(0, CRATE.length - 20),
  'climbs out': gzipSync(tarOf('x-1.0.0/../../etc/passwd', 'root')),
  'has no manifest': gzipSync(tarOf('x-1.0.0/README.md', 'hi')),
  'has two gzip members': Buffer.concat([CRATE, CRATE]),
  'is a bomb': gzipSync(Buffer.alloc(64 << 20)),
  'has a hostile manifest': gzipSync(tarOf('x-1.0.0/Cargo.toml', '[package]\nname = "\u001b[31m"\nversion = "0"\n')),
  'ships no lock file': CRATE,
};

describe('an archive that', () => {
  it.each(Object.entries(ARCHIVES))('%s gives no answer', async (what, bytes) => {
    world.write({ 'x.crate': bytes });
    const outcome = await world.run(['audit', 'x.crate', '--offline', '--db', world.path('db')]);
    expectClean(outcome, what);
    expect([outcome.code, outcome.out], `${what}: ${outcome.err}`).toEqual([2, '']);
    expect(outcome.err).toMatch(/^error: /);
  });
});

describe('an archive that is scanned and', () => {
  const many = gzipSync(
    Buffer.concat(
      Array.from({ length: 20_000 }, (_, at) => tarOf(`x-1.0.0/${at}`, '').subarray(0, 512)).concat(Buffer.alloc(1024)),
    ),
  );
  it.each(Object.entries({ ...ARCHIVES, 'has entries without end': many }))(
    '%s is held or an error',
    async (what, bytes) => {
      world.write({ 'x-1.0.0.crate': bytes });
      const outcome = await world.run(['scan', 'x-1.0.0.crate', '--offline', '--no-cache', '--format', 'json']);
      expectClean({ ...outcome, out: '' }, what);
      if (outcome.code === 2) expect(outcome.err, what).toMatch(/^error: /);
      else expect([outcome.code, JSON.parse(outcome.out).level], what).toEqual([1, 'hold']);
    },
  );
});

const ADVISORIES: Readonly<Record<string, string>> = {
  'is empty': '',
  'has no front matter': '# Title only\n',
  'is cut short': advisory('RUSTSEC-2026-9001', 'leaf').slice(0, 60),
  'has an id of its own': advisory('RUSTSEC-2026-0042', 'leaf'),
  'requires nonsense': advisory('RUSTSEC-2026-9001', 'leaf', { patched: ['banana \u001b[31m'] }),
};

describe('an advisory that', () => {
  it.each(Object.entries(ADVISORIES))('%s is named, and the rest still counts', async (what, text) => {
    world.write({
      'odd-db/crates/leaf/RUSTSEC-2026-9001.md': text,
      'odd-db/crates/leaf/RUSTSEC-2026-9002.md': advisory('RUSTSEC-2026-9002', 'leaf'),
    });
    const outcome = await world.run(['audit', 'app', '--offline', '--db', world.path('odd-db')]);
    expectClean(outcome, what);
    expect(outcome.out, what).toContain('RUSTSEC-2026-9002');
    expect(outcome.out, what).toContain('RUSTSEC-2026-9001.md');
    expect([1, 2], what).toContain(outcome.code);
  });

  it('is not there at all gives no answer', async () => {
    world.write({ 'no-db/readme.md': 'x' });
    for (const db of ['no-db', 'nowhere', 'app/Cargo.lock'])
      expect((await world.run(['audit', 'app', '--offline', '--db', world.path(db)])).code, db).toBe(2);
  });
});

describe('sources that', () => {
  it.each([
    ['is cut short', 'fn main() { middle::'],
    ['is binary', '\u0000\u0001\u0002'],
    ['nests deeply', `fn main() { ${'('.repeat(20_000)} }`],
    ['includes itself', 'mod main; include!("main.rs"); fn main() {}'],
    ['expands without end', 'macro_rules! m { () => { m!() m!() } } fn main() { m!() }'],
    ['is hostile', 'fn main() { middle::go(); } // \u202e \u001b[31m'],
  ])('%s are analysed all the same', async (what, text) => {
    world.write({ ...PROJECT, 'app/src/main.rs': text });
    const outcome = await world.run(['audit', 'app', '--offline', '--db', world.path('db')]);
    world.write(PROJECT);
    expectClean(outcome, what);
    expect([0, 1], what).toContain(outcome.code);
  });
});

describe('a target that', () => {
  it('is not there is an error that says what to do', async () => {
    const missing = await world.run(['audit', 'nowhere', '--offline']);
    expect([missing.code, missing.out]).toEqual([2, '']);
    world.write({ 'empty/readme.md': '' });
    const empty = await world.run(['audit', 'empty', '--offline']);
    expect([empty.code, empty.err.startsWith('error: there is no Cargo.toml in ')]).toEqual([2, true]);
    world.write({ 'unlocked/Cargo.toml': '[package]\nname = "u"\nversion = "0.1.0"\n', 'unlocked/src/main.rs': '' });
    const unlocked = await world.run(['audit', 'unlocked', '--offline']);
    expect([unlocked.code, unlocked.err.includes('cargo generate-lockfile')]).toEqual([2, true]);
    const published = await world.run(['audit', 'ripgrep@14.0.0', '--offline']);
    expect([published.code, published.err.includes('offline')]).toEqual([2, true]);
  });
});
