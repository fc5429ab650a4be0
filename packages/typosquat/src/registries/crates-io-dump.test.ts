import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packagesOfDump } from './crates-io-dump.ts';
import { csvRows } from './csv.ts';

const DUMP = {
  crates: [
    'created_at,id,name,readme,repository\n,1,lz-a,"several\nlines, ""quoted""",https://git.inv',
    'alid/a\n,2,lz-b,,\n',
  ],
  downloads: ['crate_id,downloads\n2,50\n1,7\n'],
  owners: ['crate_id,owner_id,owner_kind\n1,10,0\n1,5,1\n2,99,0\n'],
  users: ['gh_login,id\ndana,10\n'],
  teams: ['id,login\n5,github:org:team\n'],
};

describe("crates.io's dump", () => {
  it('has crates with downloads and owners, the most downloaded first', () => {
    expect(packagesOfDump(DUMP)).toEqual([
      { name: 'lz-b', downloads: 50, owners: ['user::99'], repository: undefined },
      { name: 'lz-a', downloads: 7, owners: ['github:dana', 'github:org:team'], repository: 'https://git.invalid/a' },
    ]);
    expect(packagesOfDump({ crates: ['id,name,repository\n1,a,'] })).toMatchObject([
      { name: 'a', downloads: undefined },
    ]);
  });

  it.each([['id,nom,repository\n1,a,b\n'], ['id,name,repository\n1,"a\n']])('that is none is refused: %j', (crates) => {
    expect(() => packagesOfDump({ crates: [crates] })).toThrow(expect.objectContaining({ code: 'corpus' }));
  });

  it('is read the same in whatever pieces it comes', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'ü', '\r') });
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
        fc.nat(7),
        (rows, size) => {
          const text = rows.map((row) => `${row.map((it) => `"${it.replaceAll('"', '""')}"`).join(',')}\n`).join('');
          const pieces = text.match(new RegExp(`[^]{1,${size + 1}}`, 'g')) ?? [];
          expect([...csvRows(pieces)]).toEqual(rows);
        },
      ),
      { numRuns: 200, seed: 6 },
    );
  });
});
