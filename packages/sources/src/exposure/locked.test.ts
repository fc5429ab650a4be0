import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lockedChecksums } from './locked.ts';

const entry = (name: string, version: string, checksum = '') =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "registry+https://h.invalid/i"\n${checksum === '' ? '' : `checksum = "${checksum}"\n`}`;
const sum = 'c'.repeat(64);

test('whole lock files, and broken ones by their entries', () => {
  const text = `version = 3\n${entry('bad', '1.0.1', sum)}${entry('bad', '2.0.0')}`;
  expect(lockedChecksums(text, 'bad', '1.0.1')).toEqual([sum]);
  expect(lockedChecksums(text, 'bad', '2.0.0')).toEqual([undefined]);
  expect(lockedChecksums(text, 'bad', '1.0.0')).toEqual([]);
  expect(lockedChecksums(text, 'ba', '1.0.1')).toEqual([]);
  expect(lockedChecksums(`<<<<<<< a\n${text}`, 'bad', '1.0.1')).toEqual([sum]);
  // Both sides of a conflict inside one entry: the version was there, its checksum cannot be told.
  const conflict = entry('bad', '1.0.1"\n=======\nversion = "1.0.0', sum);
  expect(lockedChecksums(`${conflict}>>>>>>> b\n`, 'bad', '1.0.0')).toEqual([undefined]);
});

test('any text', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('', 'version = 4\n', entry('a', '1.0.0')), (text, prefix) => {
      expect(Array.isArray(lockedChecksums(`${prefix}${text}`, 'a', '1.0.0'))).toBe(true);
    }),
  );
});
