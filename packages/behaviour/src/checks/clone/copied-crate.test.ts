import { describe, expect, it } from 'vitest';
import { context, crate } from '../../../test/crate.ts';
import { parseMetadata } from '../../metadata-file.ts';
import { copiedCrate } from './copied-crate.ts';

const manifest = (name: string) => `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n`;
/** Code that no two crates write alike. */
const SOURCE = Array.from(
  { length: 40 },
  (_, i) =>
    `pub fn step${i}(a: u64, b: &[u8]) -> u64 { let mut sum = a ${'+-^|&'[i % 5]} ${i}; for x in b { if *x as u64 > ${i} { sum ${'+-^|&'[(i * 3) % 5]}= ${'!'.repeat(i % 3)}sum; } ${'sum += 1; '.repeat(i % 7)}} ${'match sum { 0 => (), _ => sum -= 1 } '.repeat(i % 4)}sum }`,
).join('\n');
const ORIGINAL = crate({ 'Cargo.toml': manifest('lz-fixture-original'), 'src/lib.rs': SOURCE });
const RENAMED = SOURCE.replaceAll('sum', 'total').replaceAll('step', 'stage');

const copy = (more: string, original = ORIGINAL, metadata?: string) => {
  const subject = crate({ 'Cargo.toml': manifest('lz-fixture-copy'), 'src/lib.rs': `${RENAMED}\n${more}` });
  const given = { corpus: { packages: [original] } };
  const known = metadata === undefined ? given : { ...given, metadata: parseMetadata(metadata, 'm.json') };
  return copiedCrate.run(context(subject, known));
};
const RUNS = 'pub fn extra() { std::process::Command::new("lz-fixture-tool").spawn().unwrap(); }';

describe('a copy of another crate', () => {
  it('holds where what it adds runs programs, and says which function does', () => {
    const [finding] = copy(RUNS);
    expect(finding).toMatchObject({ severity: 'hold' });
    expect(new Set(finding!.evidence.map(({ kind }) => kind))).toEqual(new Set(['clone', 'code']));
    expect(finding!.evidence.map(({ text }) => text)).toContain('not in lz-fixture-original: fn extra');
    expect(finding!.evidence[0]!.text).toMatch(/1 functions are not$/);
  });

  it('is noted as a fork where the rest does nothing new', () => {
    expect(copy('pub fn extra() -> u8 { 7 }').map(({ severity }) => severity)).toEqual(['note']);
    const runs = crate({ 'Cargo.toml': manifest('lz-fixture-original'), 'src/lib.rs': `${SOURCE}\n${RUNS}` });
    expect(copy(RUNS.replace('-tool', '-other'), runs).map(({ severity }) => severity)).toEqual(['note']);
  });

  it('is nothing between crates of one owner, and of another crate', () => {
    const crates = Object.fromEntries(
      ['lz-fixture-original', 'lz-fixture-copy'].map((name) => [name, { owners: [{ login: 'a', kind: 'user' }] }]),
    );
    const metadata = { now: '2026-01-01T00:00:00Z', subject: { name: 'lz-fixture-copy', version: '1.0.0' }, crates };
    expect(copy(RUNS, ORIGINAL, JSON.stringify(metadata)).map(({ severity }) => severity)).toEqual(['info']);
    const other = crate({ 'Cargo.toml': manifest('lz-fixture-other'), 'src/lib.rs': 'pub fn f() {}' });
    expect(copy(RUNS, other)).toEqual([]);
  });
});
