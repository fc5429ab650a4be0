import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { branchesOf, gatesOf } from './anchors.ts';
import { attemptCost, MAX_STEPS } from './cost.ts';
import { GoRegex, type Span } from './go-regex.ts';
import { parseGoRegex } from './parse.ts';

const texts = (pattern: string, text: string) => new GoRegex(pattern).findAll(text).map(([a, b]) => text.slice(a, b));

describe('what Go means', () => {
  test.each<[string, string, string[]]>([
    ['\\s+', 'a \v\u00a0\u2003\tb', [' ', '\t']],
    ['.', '\r\u2028\n', ['\r', '\u2028']],
    ['(?i)sk', 'sk SK ſK', ['sk', 'SK', 'ſK']],
    ['[[:alnum:]]+', 'ab1:_', ['ab1']],
    ['[[:^digit:]]', '1a', ['a']],
    ['b\\z', 'b\nb', ['b']],
    ['b$', 'b\nb', ['b']],
    ['(?m)^b$', 'b\r\nb', ['b']],
    ['a(?i)b|c', 'aB C', ['aB', 'C']],
    ['(?i:a)b', 'Ab AB', ['Ab']],
    ['(?U)a+', 'aaa', ['a', 'a', 'a']],
    ['(?s).+', 'a\nb', ['a\nb']],
    ['\\Qa.b\\E+', 'a.bb', ['a.bb']],
    ['x{,3}', 'x{,3}', ['x{,3}']],
    ['\\x{1F600}', 'a😀', ['😀']],
    ['^.$', '😀', ['😀']],
    ['[^a]', '😀', ['😀']],
    ['\\p{Greek}+', 'aβγ', ['βγ']],
    ['(?i)\\w', 'ſ', ['ſ']],
    ['[]a]+', ']a', [']a']],
    ['a|ab', 'ab', ['a']],
    ['a*', 'baa', ['', 'aa']],
    ['\\pL', '1é', ['é']],
    ['\\07', '\x07', ['\x07']],
  ])('%s', (pattern, text, expected) => {
    expect(texts(pattern, text)).toEqual(expected);
    expect(new GoRegex(pattern).findAllLinear(text)).toEqual(new GoRegex(pattern).findAll(text));
  });

  test('a broken byte is U+FFFD', () => {
    expect(texts('\\x{FFFD}', 'a\udc80')).toEqual(['\udc80']);
    expect(texts('[^\\x00-\\x7f]', 'a\udc80😀\udcff')).toHaveLength(3);
  });

  test.each([
    '(?=a)',
    '(?<!a)b',
    '(a)\\1',
    'a**',
    'a{1001}',
    '(?:a{100}){11}',
    'a{2,1}',
    '[b-a]',
    '[[:none:]]',
    '\\p{None}',
    '\\Z',
    '\\8',
    '(',
    ')',
    '[a',
    '*a',
    'a\\',
    '(?P<a>b)(?P<a>c)',
    '(?z)',
    '('.repeat(1100),
  ])('%s is refused', (pattern) => {
    expect(() => parseGoRegex(pattern)).toThrowError(expect.objectContaining({ code: 'regex' }));
  });

  test('groups: absent ones are empty, a repeated one keeps its last round', () => {
    expect(new GoRegex('(a)|(b)').groupsOf('b')).toEqual(['b', '', 'b']);
    expect(new GoRegex('(?:(a)|b)*').groupsOf('ab')).toEqual(['ab', 'a']);
    expect(new GoRegex('x').groupsOf('y')).toBeUndefined();
  });
});

describe('the words that begin a match', () => {
  test.each<[string, string[] | undefined]>([
    ['(?i)[\\w.-]{0,50}?(?:(?-i:[Aa]pi|API)|linked[_-]?in)', ['api', 'linkedin', 'linked_in', 'linked-in']],
    ['\\b((?:AK|AS)IA[A-Z]{2})', ['akia', 'asia']],
    ['[\\w]{0,50}?(?i:[\\w.]{0,9}?(?:okta))', ['okta']],
    ['[a-z]x', undefined],
    ['a?', undefined],
    ['(?:ab|c)', undefined],
  ])('%s', (pattern, words) => {
    expect(
      branchesOf(parseGoRegex(pattern).root)
        ?.flatMap((branch) => branch.words)
        .sort(),
    ).toEqual(words?.sort());
  });

  test('gates are in every match', () => {
    expect(gatesOf(parseGoRegex('\\d+curl.*(?:-u|--user)').root)).toEqual([['curl'], ['-u', '--user']]);
  });

  test('a match begins as far back as its runs reach, never inside the match before', () => {
    const regex = new GoRegex('[ab]{0,3}?(?:key)=\\d|\\bcd(x)');
    const text = 'abababkey=1abkey=2 cdx cd';
    const hits = [
      [6, 13],
      [19, 23],
    ];
    expect(regex.findAt(text, hits)).toEqual(regex.findAllLinear(text));
    expect(regex.findAt(text, hits).map(([a, b]) => text.slice(a, b))).toEqual(['babkey=1', 'abkey=2', 'cdx']);
  });
});

describe('time', () => {
  test.each([
    ['(a+)+$', `${'a'.repeat(5000)}b`],
    ['(?:a|a)*b', 'a'.repeat(5000)],
    ['(?:a?){30}a{30}', 'a'.repeat(30)],
    ['\\bx(?:.*|.*(?:[\\r\\n]{1,2}.*){1,5})y(?:\\s|\\z)', 'x'.repeat(300) + '\n'.repeat(300)],
  ])('%s ends', (pattern, text) => {
    const regex = new GoRegex(pattern);
    expect(regex.findAll(text)).toEqual(regex.findAllLinear(text));
  });

  test('nested repetitions are known to be dangerous, rows of runs are not', () => {
    expect(attemptCost(parseGoRegex('(?:a+)+').root, 1000)).toBe(Infinity);
    expect(attemptCost(parseGoRegex('[ \\w]{0,20}[\\s"]{0,3}=[a-z]{10,150}(?:"|$)').root, 125_000)).toBeLessThan(
      10_000,
    );
    expect(attemptCost(parseGoRegex(`${'(?:'.repeat(60)}a${')?'.repeat(60)}`).root, 100)).toBeLessThan(MAX_STEPS);
  });
});

/** Small patterns over few characters, so that they match often. */
function patterns(): fc.Arbitrary<string> {
  return fc.letrec<{ node: string; atom: string; item: string }>((tie) => ({
    atom: fc.oneof(
      fc.constantFrom(
        'a',
        'b',
        'k',
        's',
        '.',
        '\\w',
        '\\s',
        '\\b',
        '[ab]',
        '[^a]',
        '(?i:k)',
        '(?i:s)',
        '^',
        '$',
        '\\n',
        '\\d',
      ),
      tie('node').map((node) => `(${node})`),
      tie('node').map((node) => `(?:${node})`),
    ),
    item: fc
      .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{1,2}', '*?', '+?', '{0,3}?'))
      .map((pair) => (/^[\^$]|^\\b/.test(pair[0]) ? pair[0] : pair.join(''))),
    node: fc
      .array(fc.array(tie('item'), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
      .map((branches) => branches.map((items) => items.join('')).join('|')),
  })).node;
}

test('translated patterns find what the linear engine finds', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'k', 's', ' ', '\n', '\r', 'K', 'ſ', 'é', '😀', '1'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(patterns(), text, (pattern, subject) => {
      let regex: GoRegex;
      try {
        regex = new GoRegex(pattern);
      } catch {
        return;
      }
      expect(regex.findByWords(subject)).toEqual(regex.findAll(subject));
      expect({ pattern, subject, spans: regex.findAll(subject) }).toEqual({
        pattern,
        subject,
        spans: regex.findAllLinear(subject) as Span[],
      });
    }),
    { numRuns: 1000, seed: 6 },
  );
});

test('no pattern crashes the parser', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'()[]{}?*+|^$\\.-:<>PpiQEabx019,='), maxLength: 20 }),
      (pattern) => {
        try {
          new GoRegex(pattern).findAll('ab01\n');
        } catch (error) {
          expect(error).toMatchObject({ code: 'regex' });
        }
      },
    ),
    { numRuns: 2000, seed: 7 },
  );
});
