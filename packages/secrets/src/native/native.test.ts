import { describe, expect, test } from 'vitest';
import { examplesOf, seededRandom } from '../rules/examples.ts';
import { SECRET_RULES } from '../rules/index.ts';
import { githubChecksum, trustedPublishingChecksum } from './checks.ts';
import { looksRandom } from './judge.ts';
import { SecretScanner } from './scanner.ts';

const scanner = new SecretScanner();
const RANDOM = 'q7Wm2vKx90LpRtYz41aBcDeFgHiJ5k';
const GITHUB = `ghp_${RANDOM}${githubChecksum(RANDOM)}`;
const line = `let t = "${GITHUB}";\n`;

const scan = (path: string, bytes: string | Uint8Array) =>
  scanner.scanFile(path, Buffer.from(bytes)).map((one) => [one.rule, one.standing, one.place.line, one.place.column]);

describe('checksums', () => {
  test('known values fit', () => {
    expect(trustedPublishingChecksum('gGK6jurSwKyl9V3Az19z7YEFQI9aoOO')).toBe('d');
    expect(trustedPublishingChecksum('0'.repeat(31))).toBe('w');
    // The example of the announcement, in pieces.
    expect(githubChecksum('zQWBuTSOoRi4A9spHcVY5ncns'.concat('DkxkJ'))).toBe('0mLq17');
  });

  test('a checksum proves or disproves', () => {
    expect(scan('src/a.rs', line)).toEqual([['github-pat', 'proved', 1, 10]]);
    expect(scan('src/a.rs', line.replace('q7', 'q8'))).toEqual([['github-pat', 'disproved', 1, 10]]);
    const raw = 'gGK6jurSwKyl9V3Az19z7YEFQI9aoOO';
    expect(scan('.env', `T=cio_tp_${raw}d\n`)).toEqual([['crates-io-trusted-publishing-token', 'proved', 1, 3]]);
    expect(scan('.env', `T=cio_tp_${raw}e\n`)[0]![1]).toBe('disproved');
  });
});

describe('where a secret stands', () => {
  test.each<[string, string, string]>([
    ['src/a.rs', line, 'proved'],
    ['tests/a.rs', line, 'fixture'],
    ['src/a.rs', `/// ${line}`, 'fixture'],
    ['src/a.rs', `#[cfg(test)]\nmod tests { ${line} }`, 'fixture'],
    ['README.md', line, 'fixture'],
    ['src/attest.rs', line, 'proved'],
  ])('%s', (path, text, standing) => {
    expect(scan(path, text)[0]![1]).toBe(standing);
  });

  test('columns count characters; nothing in the file hides a finding', () => {
    expect(scan('src/a.rs', `\n/* é😀 */ "${GITHUB}" // gitleaks:allow\n`)).toEqual([['github-pat', 'proved', 2, 11]]);
  });
});

describe('forms', () => {
  test('UTF-16 with and without a mark', () => {
    expect(scan('a.txt', Buffer.from(`\ufeff${line}`, 'utf16le'))[0]![0]).toBe('github-pat');
    expect(scan('a.txt', Buffer.from(`some text\n${line}`, 'utf16le')).map((one) => one.slice(0, 3))).toEqual([
      ['github-pat', 'proved', 2],
    ]);
    expect(scan('a.txt', Buffer.from(line, 'utf16le').swap16())[0]![0]).toBe('github-pat');
  });

  test('texts in binaries, narrow and wide', () => {
    const wide = Buffer.from(GITHUB, 'utf16le');
    expect(
      scan('a.bin', Buffer.concat([Buffer.from('\x7fELF\0\0\x01'), Buffer.from(GITHUB), Buffer.alloc(3)])),
    ).toHaveLength(1);
    expect(
      scan('a.bin', Buffer.concat([Buffer.from('\x7fELF\0\0\x01\xff\xfe', 'latin1'), wide, Buffer.alloc(40, 1)])),
    ).toHaveLength(1);
  });

  test('encoded ones', () => {
    const encoded = Buffer.from(line).toString('base64');
    const [found] = scanner.scanText('src/a.rs', `let x = "${encoded}";`);
    expect(found).toMatchObject({
      rule: 'github-pat',
      secret: GITHUB,
      decoded: ['base64'],
      place: { line: 1, column: 10 },
    });
    expect(JSON.stringify({ ...found, secret: '' })).not.toContain(RANDOM);
  });

  test('a secret across the edge of a window is found once', () => {
    const text = `${'x'.repeat(1024 * 1024 - 8 * 1024 - 20)}\n${line}${'y'.repeat(40_000)}`;
    expect(scan('src/a.rs', text)).toHaveLength(1);
  });
});

test('what looks random', () => {
  for (const value of ['q7Wm2vKx90LpRt', '9f86d081884c7d659a2f', 'xK2-9dQ_4mZp0'])
    expect(looksRandom(value)).toBe(true);
  for (const value of [
    'some-long-name',
    'session_key_v2',
    '2026-11-22',
    'tokens.access_token1',
    'Curve25519PrivateKey',
  ])
    expect(looksRandom(value)).toBe(false);
});

test('examples of all rules in one file are found within its time', () => {
  const random = seededRandom(9);
  const text = SECRET_RULES.flatMap((rule) => examplesOf(rule, random)).join('\n');
  expect(new Set(scanner.scanText('x.rs', text).map((one) => one.rule)).size).toBeGreaterThan(190);
});

test.each(['key', 'okta ', 'token=', 'ey', 'curl -u ', '-----BEGIN PRIVATE'.concat(' KEY-----'), '%41', 'A='])(
  '%s over and over ends',
  (piece) => {
    expect(scanner.scanText('x.toml', piece.repeat(200_000 / piece.length)).length).toBeLessThanOrEqual(1000);
  },
);
