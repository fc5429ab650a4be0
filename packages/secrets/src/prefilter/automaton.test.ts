import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Automaton } from './automaton.ts';

test('finds every occurrence of every word, in any case', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'k', 's'), minLength: 1, maxLength: 4 });
  const text = fc.string({ unit: fc.constantFrom('a', 'B', 'k', 'S', '-', 'é', 'K'), maxLength: 30 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 8 }), text, (words, subject) => {
      const automaton = new Automaton(words);
      const found: string[] = [];
      automaton.runText(subject, (number, end) => found.push(`${words[number]}@${end}`));
      const lower = subject.toLowerCase();
      const expected = words.flatMap((one) =>
        [...lower].flatMap((_, at) => (lower.startsWith(one, at) ? [`${one}@${at + one.length}`] : [])),
      );
      expect(found.sort()).toEqual(expected.sort());
      if (/^[\0-\x7f]*$/.test(subject)) {
        const again: string[] = [];
        automaton.runBytes(Buffer.from(subject), (number, end) => again.push(`${words[number]}@${end}`));
        expect(again.sort()).toEqual(found);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
