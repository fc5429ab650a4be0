/** The facts of core and alloc say what their sources say: run with LAZARET_STD_SRC = the `library` folder of Rust's sources. */
import { decodeCrate, encodeCrate, World } from '@lazaret/facts';
import { expect, test } from 'vitest';
import { answers } from '../../packages/facts/test/answers.ts';
import { loadStdSources } from './load.ts';

const library = process.env['LAZARET_STD_SRC'];

test.skipIf(library === undefined)('core and alloc through their stored form', { timeout: 600_000 }, () => {
  const source = new World();
  loadStdSources(source, library!, '1.96.0');
  const stored = new World();
  for (const krate of source.crates.slice(0, 2)) {
    const copy = decodeCrate(stored, stored.nextCrate(), encodeCrate(source, krate), (key) => {
      return stored.crates.find((known) => known.name === key.name)?.num;
    });
    stored.add(copy);
    const [expected, found] = [answers(source, krate), answers(stored, copy)];
    expect(found.length).toBe(expected.length);
    expect(found.filter((line, i) => line !== expected[i]).slice(0, 10)).toEqual([]);
  }
});
