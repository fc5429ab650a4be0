import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asText, byteLength, decodeText } from '../text/decode.ts';
import { chunksOf } from './chunks.ts';
import { coarse, decodePiece, encodedPieces } from './codec.ts';
import { isApplication, isArchiveName } from './file-type.ts';
import { entropyOf } from './finding.ts';
import { loadGitleaksConfig } from './load.ts';
import { GitleaksScanner } from './scanner.ts';

const found = (config: string, text: string, path = 'a.txt', options = {}) =>
  new GitleaksScanner(loadGitleaksConfig(config), options)
    .scanFile(path, Buffer.from(text))
    .map((one) => `${one.rule}:${one.startLine}:${one.startColumn}-${one.endLine}:${one.endColumn}:${one.secret}`);

const RULE = "[[rules]]\nid = 'r'\nregex = '''key=(\\w+)'''\n";

describe('configurations', () => {
  test.each<[string, string]>([
    ['not = toml =', 'not TOML'],
    ["[[rules]]\nid = 'r'", 'both |regex| and |path| are empty'],
    ["[[rules]]\nregex = 'a'", '|id| is missing'],
    ["[[rules]]\nid = 'r'\nregex = '('", 'missing closing )'],
    [`${RULE}secretGroup = 2`, 'invalid regex secret group 2'],
    [`${RULE}[[rules.allowlists]]\ndescription = 'x'`, 'must contain at least one check'],
    [`${RULE}[[rules.allowlists]]\ncondition = 'XOR'\npaths = ['a']`, 'unknown allowlist |condition|'],
    [`${RULE}[[rules.allowlists]]\nregexTarget = 'file'\npaths = ['a']`, 'unknown allowlist |regexTarget|'],
    [`${RULE}[[rules.required]]\nid = 'none'`, "rule ID 'none' does not exist"],
    [`${RULE}[[allowlists]]\ntargetRules = ['none']\npaths = ['a']`, "target rule ID 'none' does not exist"],
    ["[allowlist]\npaths = ['a']\n[[allowlists]]\npaths = ['b']", 'is deprecated'],
    ["[extend]\nuseDefault = true\npath = 'x'", 'extend.path and extend.useDefault'],
    ["[extend]\npath = 'x'", 'not at hand'],
    ["minVersion = 'none'", 'invalid minVersion'],
    ["[[rules]]\nid = 'r'\nregex = 'a'\nentropy = []", 'rules.entropy must be a number'],
  ])('%s is refused', (text, message) => {
    expect(() => loadGitleaksConfig(text)).toThrowError(message);
  });

  test('names in any case, numbers as text, a list as text', () => {
    const { rules } = loadGitleaksConfig("[[RULES]]\nID = 'r'\nRegex = '(a)'\nsecretgroup = '1'\nKeyWords = 'A,b'");
    expect(rules.get('r')).toMatchObject({ secretGroup: 1, keywords: ['a', 'b'] });
  });

  test('extending merges, disables and sorts; a circle ends', () => {
    const base = `${RULE}keywords = ['base']\n[[rules]]\nid = 'b'\nregex = 'b'\n[[rules]]\nid = 'a'\nregex = 'a'`;
    const config = loadGitleaksConfig(
      "[extend]\npath = 'x'\ndisabledRules = ['b', 'none']\n[[rules]]\nid = 'r'\nentropy = 2\nkeywords = ['own']",
      { read: () => base },
    );
    expect([...config.rules.keys()]).toEqual(['a', 'r']);
    expect(config.rules.get('r')).toMatchObject({ entropy: 2, keywords: ['base', 'own'] });
    expect(config.warnings).toHaveLength(1);
    const circle = "[extend]\npath = 'x'\n[[rules]]\nid = 'r'\nregex = 'a'";
    expect([...loadGitleaksConfig(circle, { read: () => circle }).rules.keys()]).toEqual(['r']);
  });
});

describe('findings', () => {
  test('columns are bytes, and one larger on later lines', () => {
    expect(found(RULE, 'é key=one\nkey=two\n')).toEqual(['r:1:4-1:10:one', 'r:2:2-2:8:two']);
  });

  test('an allow comment counts on its own line, unless it is to be ignored', () => {
    const text = 'key=one // gitleaks:allow\nkey=two\nx\n';
    expect(found(RULE, text)).toEqual(['r:2:2-2:8:two']);
    expect(found(RULE, text, 'a.txt', { ignoreAllowComments: true })).toHaveLength(2);
  });

  test('entropy must be exceeded', () => {
    expect(found(`${RULE}entropy = 2.0`, 'key=abcd\nkey=abcde\n')).toEqual(['r:2:2-2:10:abcde']);
    expect(entropyOf('é', byteLength('é'))).toBe(0.5);
  });

  test('encoded secrets are placed where they are encoded', () => {
    const encoded = Buffer.from(Buffer.from('the key=hidden1').toString('base64')).toString('hex');
    expect(found(RULE, `x ${encoded}\n`)).toEqual([`r:1:3-1:${encoded.length + 2}:hidden1`]);
    expect(found(RULE, `x ${encoded}\n`, 'a.txt', { maxDecodeDepth: 1 })).toEqual([]);
  });

  test('a rule by path alone tells of the file', () => {
    expect(found("[[rules]]\nid = 'p'\npath = '''\\.p12$'''", 'x', 'k.p12')).toEqual(['p:0:0-0:0:']);
  });

  test('a generic rule gives way on its line', () => {
    const both = `${RULE}[[rules]]\nid = 'generic-x'\nregex = '''=(\\w+)'''`;
    expect(found(both, 'key=one\n=two\n')).toEqual(['r:1:1-1:7:one', 'generic-x:2:2-2:5:two']);
  });

  test('required rules must be near', () => {
    const config = `${RULE}[[rules.required]]\nid = 'h'\nwithinLines = 1\n[[rules]]\nid = 'h'\nregex = 'here'\nskipReport = true`;
    expect(found(config, 'here\nkey=one\n\nkey=two\n')).toEqual(['r:2:2-2:8:one']);
  });

  test('what gitleaks does not open', () => {
    expect(isApplication(Buffer.from('%PDF-1.4'))).toBe(true);
    expect(isApplication(Buffer.from('#!/bin/sh'))).toBe(false);
    expect(isArchiveName('x/a.tar.gz')).toBe(true);
    expect(isArchiveName('a.crate')).toBe(false);
    expect(found(RULE, 'MZ key=one\n')).toEqual([]);
  });

  test('no bytes crash the scanner', () => {
    const scanner = new GitleaksScanner(
      loadGitleaksConfig(`${RULE}[[rules]]\nid = 'any'\nregex = '''[^\\s]{3,}?é?\\b'''`),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const one of scanner.scanFile('a', bytes)) expect(one.startLine).toBeGreaterThan(0);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

describe('encodings', () => {
  const PATTERN =
    /(%[0-9A-Fa-f]{2}(?:.*%[0-9A-Fa-f]{2})?)|((?:U\+[a-fA-F0-9]{4}(?:[\t\n\f\r ]|$))+|(?:\\{1,2}[uU][a-fA-F0-9]{4})+)|([0-9A-Fa-f]{32,})|([\w/+-]{16,}={0,2})/g;

  test('the scanner finds what the pattern finds', () => {
    const unit = fc.constantFrom(
      '%41',
      '%',
      'U+0041',
      'U+0041 ',
      '\\u0041',
      '\\\\U0042',
      '\\',
      'ab12',
      'Z_-/',
      '=',
      ' ',
      '\n',
      'é',
      '0'.repeat(31),
      'deadbeef',
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
        const text = units.join('');
        const all = [...text.matchAll(PATTERN)].map((one) => ({
          encoding: 2 ** one.slice(1).findIndex((group) => group !== undefined),
          start: one.index,
          end: one.index + one[0].length,
        }));
        const touches = (a: (typeof all)[0], b: (typeof all)[0] | undefined) =>
          b !== undefined && b.encoding < a.encoding && b.start <= a.end && b.end >= a.start;
        const expected = all.filter((one, i) => !touches(one, all[i - 1]) && !touches(one, all[i + 1]));
        expect({ text, pieces: encodedPieces(coarse(text)) }).toEqual({ text, pieces: expected });
      }),
      { seed: 3, numRuns: 3000 },
    );
  });

  test.each<[number, string, string]>([
    [1, 'a%3Db', 'a=b'],
    [1, 'a%00', ''],
    [2, 'U+0041 U+0042', 'AB'],
    [2, '\\u0041\\\\U00e9', 'Aé'],
    [4, Buffer.from('printable text 1').toString('hex'), 'printable text 1'],
    [4, 'f'.repeat(32), ''],
    [8, Buffer.from('printable? text>').toString('base64'), 'printable? text>'],
    [8, Buffer.from('printable? text~~').toString('base64url'), 'printable? text~~'],
    [8, 'AllLettersAndNothingElse', ''],
  ])('%i of %s', (encoding, text, value) => {
    expect(decodePiece(text, encoding)).toBe(value);
  });
});

test('chunks cover the file, and are cut after a blank line where there is one', () => {
  const bytes = Buffer.from(`${'x'.repeat(110_000)}\n\n${'y'.repeat(200_000)}`);
  const chunks = [...chunksOf(bytes)];
  expect(chunks[0]).toEqual([0, 110_002]);
  expect(chunks.at(-1)![1]).toBe(bytes.length);
  chunks.slice(1).forEach(([start], i) => {
    expect(start).toBe(chunks[i]![1]);
  });
});

test('text keeps the length of its bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const { text } = decodeText(bytes);
      expect(byteLength(text)).toBe(bytes.length);
      expect(asText(text).text).toBe(text);
    }),
    { seed: 4, numRuns: 1000 },
  );
});
