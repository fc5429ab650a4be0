import { describe, expect, it } from 'vitest';
import { BitSet, buildCsr, Interner, IntVec, LineIndex, printable } from './index.ts';

describe('base', () => {
  it('interns strings once and knows the empty one as 0', () => {
    const names = new Interner();
    expect(names.intern('')).toBe(0);
    const a = names.intern('a');
    expect(names.intern('a')).toBe(a);
    expect(names.text(a)).toBe('a');
    expect(names.intern('b')).not.toBe(a);
  });

  it('grows columns', () => {
    const column = new IntVec(4);
    for (let i = 0; i < 100; i++) column.push(i * 3);
    expect(column.length).toBe(100);
    expect(column.get(99)).toBe(297);
    expect(column.toArray()).toHaveLength(100);
  });

  it('keeps bit sets over word borders, bit 31 included', () => {
    const set = new BitSet(1);
    for (const n of [0, 31, 32, 63, 5000]) expect(set.add(n)).toBe(true);
    expect(set.add(31)).toBe(false);
    expect([...set]).toEqual([0, 31, 32, 63, 5000]);
    expect(set.size).toBe(5);
    set.delete(31);
    expect(set.has(31)).toBe(false);
  });

  it('builds rows in edge order', () => {
    const graph = buildCsr(3, [2, 0, 2], [1, 2, 0], [7, 8, 9]);
    expect([...graph.offsets]).toEqual([0, 1, 1, 3]);
    expect([...graph.targets]).toEqual([2, 1, 0]);
    expect([...(graph.labels as Int32Array)]).toEqual([8, 7, 9]);
  });

  it('counts columns in characters, not UTF-16 units', () => {
    const index = new LineIndex('a\n😀x\r\n');
    expect(index.position(0)).toEqual({ line: 1, column: 1 });
    expect(index.position(4)).toEqual({ line: 2, column: 2 });
    expect(index.lines).toBe(3);
  });

  it('makes control and bidirectional characters visible', () => {
    expect(printable('a\u001b[31m\u202eb\n')).toBe('a\\u{1b}[31m\\u{202e}b\\u{a}');
  });
});
