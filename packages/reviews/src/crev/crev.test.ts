import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reviewTable } from '../merge.ts';
import type { TrustLevel } from '../review.ts';
import { readVetStore } from '../vet/store.ts';
import { packageDigest } from './digest.ts';
import { readEnvelopes } from './envelope.ts';
import { readProofs } from './proof.ts';
import { webOfTrust } from './trust.ts';

interface Author {
  readonly id: string;
  readonly key: KeyObject;
}

function author(): Author {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { id: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url'), key: privateKey };
}

function proof(
  from: Author,
  kind: string,
  members: string,
  date = '2024-05-01T10:00:00+02:00',
  legacy = false,
): string {
  const head = legacy ? '' : `kind: ${kind}\n`;
  const body = `${head}version: -1\ndate: "${date}"\nfrom:\n  id-type: crev\n  id: ${from.id}\n  url: "https://example.com/proofs"\n${members}`;
  const signature = sign(null, Buffer.from(body), from.key).toString('base64url');
  const name = kind.toUpperCase();
  return legacy
    ? `-----BEGIN CREV ${name}-----\n${body}-----BEGIN CREV ${name} SIGNATURE-----\n${signature}\n-----END CREV ${name}-----\n`
    : `----- BEGIN CREV PROOF -----\n${body}----- SIGN CREV PROOF -----\n${signature}\n----- END CREV PROOF -----\n`;
}

function review(
  from: Author,
  rating: string,
  more = '',
  options: { digest?: string; date?: string; legacy?: boolean } = {},
): string {
  const members = `package:\n  source: "https://example.com"\n  name: thing\n  version: 1.0.0\n  digest: ${options.digest ?? 'AAAA'}\nreview:\n  thoroughness: medium\n  understanding: high\n  rating: ${rating}\n${more}`;
  return proof(from, 'package review', members, options.date, options.legacy);
}

function trust(from: Author, to: readonly Author[], level: string, more = '', date?: string): string {
  const ids = to.map(({ id }) => `  - id-type: crev\n    id: ${id}\n`).join('');
  return proof(from, 'trust', `ids:\n${ids}trust: ${level}\n${more}`, date);
}

function override(of: Author): string {
  return `override:\n  - id-type: crev\n    id: ${of.id}\n`;
}

const [me, anna, ben, carl] = [author(), author(), author(), author()] as [Author, Author, Author, Author];

function web(texts: string[], root = me) {
  const { proofs } = readProofs(texts.join(''), 'f');
  return webOfTrust(
    root.id,
    proofs.filter((each) => each.kind === 'trust'),
  );
}

function level(result: ReturnType<typeof web>, of: Author): TrustLevel | undefined {
  return result.trusted.get(of.id)?.level;
}

describe('proofs', () => {
  test('in both envelopes, several in a file, with valid signatures', () => {
    const { proofs, problems } = readProofs(
      `${review(anna, 'positive')}\n\n${review(ben, 'dangerous', '', { legacy: true })}`,
      'f',
    );
    expect(problems).toEqual([]);
    expect(proofs).toMatchObject([
      { kind: 'review', signed: true, rating: 'positive', thoroughness: 'medium', from: anna.id },
      { kind: 'review', signed: true, rating: 'negative', from: ben.id },
    ]);
  });

  test('that were changed or signed by somebody else are not valid', () => {
    const changed = review(anna, 'negative').replace('rating: negative', 'rating: positive');
    const other = review(anna, 'positive').replace(anna.id, ben.id);
    expect(readProofs(changed + other, 'f').proofs.map(({ signed }) => signed)).toEqual([false, false]);
  });

  test('carry issues, advisories, overrides and the model that made them', () => {
    const more = `issues:\n  - id: X-1\n    severity: high\n    comment: bad\nadvisories:\n  - ids: [RUSTSEC-1]\n    severity: low\n    range: major\n${override(carl)}llm-agent:\n  model: m\n`;
    expect(readProofs(review(anna, 'neutral', more), 'f').proofs[0]).toMatchObject({
      issues: [
        { kind: 'issue', ids: ['X-1'], severity: 'high' },
        { kind: 'advisory', ids: ['RUSTSEC-1'] },
      ],
      overrides: [carl.id],
      llmAgent: { model: 'm', humanGuided: false },
    });
  });

  test('that are broken are told; the next one is read', () => {
    const good = review(anna, 'positive');
    const cut = good.split('----- SIGN')[0]!;
    const { proofs, problems } = readProofs(
      `stray\n${cut}${good}${proof(anna, 'spell', '')}${proof(anna, 'trust', 'trust: absolute\n')}`,
      'f',
    );
    expect(proofs.length).toBe(1);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('outside of every proof'),
      expect.stringContaining('does not end'),
      expect.stringContaining('its kind is spell'),
      expect.stringContaining('its trust is absolute'),
    ]);
    const bomb = `a: &a [x]\nb: [${'*a, '.repeat(200)}*a]\n`;
    expect(readProofs(proof(anna, 'trust', bomb), 'f').problems[0]?.message).toContain('not YAML');
    expect(readProofs(proof(anna, 'trust', `x: ${'y'.repeat(40_000)}\n`), 'f').problems[0]?.message).toContain(
      'too long',
    );
  });

  test('of any bytes never throw', () => {
    const pieces = fc.constantFrom(
      '----- BEGIN CREV PROOF -----',
      '----- SIGN CREV PROOF -----',
      '----- END CREV PROOF -----',
      '-----BEGIN CREV TRUST-----',
      '-----END CREV TRUST-----',
      'kind: trust',
      'from: {id: x}',
      '? [',
      '\u0000',
      '*a',
      'ids: 3',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (lines) => {
        readProofs(lines.join('\n'), 'f');
        readEnvelopes(lines.join('\r\n'), 'f');
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe('the web of trust', () => {
  test('is as strong as the weakest statement of the best way', () => {
    const result = web([
      trust(me, [anna], 'high'),
      trust(anna, [carl], 'low'),
      trust(me, [ben], 'medium'),
      trust(ben, [carl], 'high'),
    ]);
    expect([level(result, anna), level(result, ben), level(result, carl)]).toEqual(['high', 'medium', 'medium']);
    expect(result.trusted.get(carl.id)?.by.toSorted()).toEqual([anna.id, ben.id].toSorted());
  });

  test('ends where the distance does', () => {
    const chain = Array.from({ length: 6 }, author);
    const result = web([
      trust(me, [chain[0]!], 'low'),
      ...chain.slice(1).map((to, index) => trust(chain[index]!, [to], 'low')),
    ]);
    expect(chain.map((each) => level(result, each))).toEqual(['low', 'low', 'low', 'low', undefined, undefined]);
  });

  test('drops whoever is distrusted, and what only he vouched for', () => {
    const result = web([trust(me, [anna, ben], 'high'), trust(anna, [ben], 'distrust'), trust(ben, [carl], 'high')]);
    expect(level(result, ben)).toBeUndefined();
    expect(level(result, carl)).toBeUndefined();
    expect(result.distrusted.get(ben.id)).toEqual([anna.id]);
  });

  test('takes the later of two statements, and none that is not signed', () => {
    const early = trust(me, [anna], 'high', '', '2020-01-01T00:00:00Z');
    const late = trust(me, [anna], 'low', '', '2024-01-01T00:00:00Z');
    expect(level(web([late, early]), anna)).toBe('low');
    expect(level(web([early.replace('trust: high', 'trust: medium')]), anna)).toBeUndefined();
  });

  test('ignores a statement that somebody trusted more asks to ignore', () => {
    const statements = [trust(me, [anna], 'high'), trust(me, [ben], 'low'), trust(ben, [carl], 'low')];
    expect(level(web(statements), carl)).toBe('low');
    const overriding = trust(anna, [carl], 'none', override(ben));
    expect(level(web([...statements, overriding]), carl)).toBeUndefined();
  });
});

describe('reviews in the table', () => {
  const trusted = trust(me, [anna], 'high') + trust(me, [ben], 'low');
  const of = (texts: string, digest?: string) => {
    const { proofs } = readProofs(trusted + texts, 'f');
    const found = webOfTrust(
      me.id,
      proofs.filter((each) => each.kind === 'trust'),
    );
    const question = { crate: 'thing', version: '1.0.0', ...(digest !== undefined && { digest }) };
    return reviewTable(question, readVetStore({}), { proofs, web: found, least: 'low' });
  };
  const holds = (result: ReturnType<typeof of>) =>
    [...result.criteria].flatMap(([name, each]) => (each.holds ? [name] : []));

  test('make a version safe to run at most', () => {
    expect(holds(of(review(anna, 'strong')))).toEqual(['safe-to-run']);
    expect(holds(of(review(anna, 'positive', 'llm-agent:\n  model: m\n')))).toEqual([]);
  });

  test.each([
    ['a stranger', review(carl, 'positive'), 'not in the web of trust'],
    ['other content', review(anna, 'positive', '', { digest: 'BBBB' }), 'other content'],
    ['a broken signature', review(anna, 'positive').replace('positive', 'strong'), 'signature'],
    ['one that is overridden', review(ben, 'positive') + review(anna, 'neutral', override(ben)), 'asks to ignore'],
  ])('do not count from %s', (_, text, reason) => {
    const result = of(text, 'AAAA');
    expect(holds(result)).toEqual([]);
    expect(result.reviews.find(({ counts }) => !counts)?.reason).toContain(reason);
  });

  test('that refuse come first and are a conflict', () => {
    const result = of(review(anna, 'negative') + review(ben, 'positive'));
    expect(result.reviews[0]).toMatchObject({ stance: 'negative', trust: 'high' });
    expect(result.conflicts[0]?.what).toContain('against 1 in favour');
    expect(holds(result)).toEqual([]);
  });

  test('of one author are the latest one', () => {
    const result = of(review(anna, 'negative', '', { date: '2020-01-01T00:00:00Z' }) + review(anna, 'positive'));
    expect(result.reviews.map(({ stance }) => stance)).toEqual(['positive']);
  });
});

test('the digest is that of crev-recursive-digest', () => {
  const file = (text: string) => new TextEncoder().encode(text);
  const files = new Map([
    ['Cargo.toml', file('[package]\n')],
    ['src/lib.rs', file('pub fn f() {}\n')],
    ['src/a/b.rs', file('')],
    ['.cargo-ok', file('ok')],
  ]);
  // Made with the crate itself, version 0.6.0, over BLAKE2b-256.
  expect(packageDigest(files)).toBe('ORgt1kiVXFrPeAPCficQrWmc9AfKSMar6iYvC3jQblY');
});
