import { describe, expect, it } from 'vitest';
import { sameRuns } from './edit-script.ts';
import { type Row, sideBySide } from './side-by-side.ts';

const runs = (a: string, b: string) =>
  sameRuns([...a], [...b]).map((run) => a.slice(run.before, run.before + run.length));

describe('edit script', () => {
  it('finds what both have', () => {
    expect(runs('abcabba', 'cbabac').join('')).toHaveLength(4);
    expect(runs('abc', 'abc')).toEqual(['abc']);
    expect(runs('abc', 'axc')).toEqual(['a', 'c']);
    expect(runs('', 'abc')).toEqual([]);
    expect(runs('abc', 'xyz')).toEqual([]);
    expect(runs('xab', 'ab')).toEqual(['ab']);
  });

  it('gives runs in order that are the same on both sides, the longest common sequence of small texts', () => {
    let state = 7;
    const next = (n: number) => (state = (state * 1103515245 + 12345) % 2147483648) % n;
    const lcs = (a: string, b: string): number => {
      const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
      for (let i = a.length - 1; i >= 0; i--)
        for (let j = b.length - 1; j >= 0; j--)
          table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
      return table[0]![0]!;
    };
    for (let round = 0; round < 300; round++) {
      const text = () => Array.from({ length: next(14) }, () => 'abc'[next(3)]).join('');
      const [a, b] = [text(), text()];
      const found = sameRuns([...a], [...b]);
      let [x, y, sum] = [0, 0, 0];
      for (const run of found) {
        expect(run.before >= x && run.after >= y && run.length > 0).toBe(true);
        expect(a.slice(run.before, run.before + run.length)).toBe(b.slice(run.after, run.after + run.length));
        [x, y, sum] = [run.before + run.length, run.after + run.length, sum + run.length];
      }
      expect(sum, `${a} ${b}`).toBe(lcs(a, b));
    }
  });

  it('gives up on texts that have nothing in common', () => {
    const many = (prefix: string) => Array.from({ length: 5_000 }, (_, i) => `${prefix}${i}`);
    expect(sameRuns(['same', ...many('a')], ['same', ...many('b')])).toEqual([{ before: 0, after: 0, length: 1 }]);
  });
});

describe('side by side', () => {
  const part = (text: string) => ({ lines: text.split('\n'), first: 1 });
  const shown = (row: Row): string => {
    const text = (cell: { parts: readonly { text: string; changed: boolean }[] }) =>
      cell.parts.map((it) => (it.changed ? `[${it.text}]` : it.text)).join('');
    switch (row.kind) {
      case 'skipped':
        return `...${row.lines}`;
      case 'removed':
        return `-${text(row.before)}`;
      case 'added':
        return `+${text(row.after)}`;
      default:
        return `${text(row.before)} | ${text(row.after)}`;
    }
  };
  const rows = (a: string, b: string, most = 100) => sideBySide(part(a), part(b), most).rows.map(shown);

  it('pairs lines that are alike and marks the words that differ', () => {
    expect(rows('fn f() {\n  a(1);\n  go();\n}', 'fn f() {\n  new_line!("x");\n  a(2);\n}')).toEqual([
      'fn f() { | fn f() {',
      '+  new_line!("x");',
      '  a([1]); |   a([2]);',
      '-  go();',
      '} | }',
    ]);
  });

  it('leaves out what is the same far from changes, and rows beyond the limit', () => {
    const same = Array.from({ length: 20 }, (_, i) => `s${i}`).join('\n');
    expect(rows(`a = 1\n${same}`, `a = 2\n${same}`)).toEqual(['a = [1] | a = [2]', 's0 | s0', 's1 | s1', 's2 | s2']);
    const both = rows(`a = 1\n${same}\nz`, `a = 2\n${same}\ny`);
    expect(both.slice(4)).toEqual(['...14', 's17 | s17', 's18 | s18', 's19 | s19', '-z', '+y']);
    const many = sideBySide(part(''), part(same), 5);
    expect(many.rows).toHaveLength(5);
    expect(many).toMatchObject({ added: 20, removed: 1, left: 16 });
  });

  it('cuts lines that are data', () => {
    expect(rows('', 'x'.repeat(1_000)).at(-1)).toContain('(600 characters more)');
  });
});
