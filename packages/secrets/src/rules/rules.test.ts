import { describe, expect, test } from 'vitest';
import { SecretScanner } from '../native/scanner.ts';
import { examplesOf, nearMissesOf, seededRandom } from './examples.ts';
import { SECRET_RULES } from './index.ts';

const scanner = new SecretScanner();

function rulesIn(path: string, text: string): string[] {
  return scanner.scanText(path, text).flatMap((one) => [one.rule, ...one.also]);
}

test('ids are distinct', () => {
  expect(new Set(SECRET_RULES.map((rule) => rule.id)).size).toBe(SECRET_RULES.length);
});

describe.each(SECRET_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const path = `src/x${rule.paths?.[0] ?? '.rs'}`.replace(/x(?=[a-z])/, 'x/');
  test('finds its examples and no near miss', () => {
    for (const seed of [1, 2, 3]) {
      for (const text of examplesOf(rule, seededRandom(seed)))
        expect({ text, rules: rulesIn(path, text) }).toEqual({ text, rules: expect.arrayContaining([id]) });
      for (const text of nearMissesOf(rule, seededRandom(seed)))
        expect({ text, rules: rulesIn(path, text) }).toEqual({ text, rules: expect.not.arrayContaining([id]) });
    }
  });
});
