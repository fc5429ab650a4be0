import { expect, it } from 'vitest';
import { NameTable } from './name-table.ts';
import { hashOf } from './spelling.ts';

it('a table of names finds what was added, also after growing and with one hash for all', () => {
  const names: string[] = [];
  const table = new NameTable(names);
  for (let id = 0; id < 2000; id++) {
    names.push(`lz-${id}`);
    table.add(id, hashOf(names[id]!));
  }
  expect(names.every((name, id) => table.get(name) === id)).toBe(true);
  expect([table.get('lz-2000'), table.get('')]).toEqual([undefined, undefined]);
  const same = new NameTable(['a', 'b', 'c']);
  for (const id of [0, 1, 2]) same.add(id, 7);
  expect([same.get('b', 7), same.get('c', 7), same.get('d', 7)]).toEqual([1, 2, undefined]);
});
