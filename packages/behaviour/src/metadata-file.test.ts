import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetadataError, parseMetadata } from './metadata-file.ts';

const LEAST = { now: '2026-08-20T07:15:00Z', subject: { name: 'a', version: '1.0.0' } };

describe('the metadata file', () => {
  it('needs a moment and a subject, and knows nothing else by itself', () => {
    const { crates, popular, workspaceMembers, advisories, now } = parseMetadata(JSON.stringify(LEAST), 'm.json');
    expect([crates, popular, workspaceMembers, advisories, now]).toEqual([{}, [], [], [], '2026-08-20T07:15:00.000Z']);
  });

  it('reads owners, events, versions and dependencies, and passes over what it does not know', () => {
    const text = JSON.stringify({
      ...LEAST,
      more: 1,
      crates: {
        a: {
          created_at: '2020-01-01T00:00:00Z',
          downloads: 5,
          owners: [{ login: 'x', kind: 'team', since: null, extra: true }],
          owner_events: [{ at: '2026-01-01T00:00:00Z', action: 'invite', login: 'y', by: 'x' }],
          versions: [
            { num: '1.0.0', pubtime: '2026-01-01T00:00:00Z', yanked: true, deps: [{ name: 'b', kind: 'build' }] },
          ],
        },
      },
      advisories: [{ id: 'MAL-1', package: 'b' }],
    });
    const { crates, advisories } = parseMetadata(text, 'm.json');
    expect(crates['a']).toMatchObject({
      downloads: 5,
      owners: [{ login: 'x', kind: 'team', since: undefined }],
      ownerEvents: [{ action: 'invite', by: 'x' }],
      versions: [{ num: '1.0.0', yanked: true, deps: [{ name: 'b', req: '*', kind: 'build', optional: false }] }],
    });
    expect(advisories).toEqual([{ id: 'MAL-1', package: 'b', versions: [], malicious: true }]);
  });

  it.each([
    ['{', 'm.json'],
    ['[]', 'the file has to be an object'],
    ['{"now":"x","subject":{}}', 'has to be'],
    [JSON.stringify({ ...LEAST, crates: { a: { owners: {} } } }), 'crates.a.owners has to be a list'],
    [JSON.stringify({ ...LEAST, crates: { a: { versions: [{}] } } }), 'crates.a.versions[0].num has to be a text'],
    [JSON.stringify({ ...LEAST, crates: { a: { downloads: -1 } } }), 'a number from 0'],
  ])('says what is wrong: %s', (text, message) => {
    expect(() => parseMetadata(text, 'm.json')).toThrow(message);
  });

  it('is what the published schema says', () => {
    const url = new URL('../../../schemas/scan-metadata.schema.json', import.meta.url);
    const validate = new Ajv2020().compile(JSON.parse(readFileSync(url, 'utf8')));
    const takes = (json: unknown): boolean => {
      try {
        parseMetadata(JSON.stringify(json), 'm.json');
        return true;
      } catch {
        return false;
      }
    };
    const crate = (it: unknown) => ({ ...LEAST, crates: { a: it } });
    const files: unknown[] = [
      LEAST,
      { ...LEAST, crates: null, more: {} },
      { now: LEAST.now },
      { ...LEAST, popular: ['a', 1] },
      { ...LEAST, workspace_members: 'a' },
      { ...LEAST, advisories: [{ id: 'MAL-1', package: 'b', versions: ['1.0.0'] }] },
      { ...LEAST, advisories: [{ id: 'MAL-1' }] },
      crate({}),
      crate([]),
      crate({ downloads: -1 }),
      crate({ downloads: '1' }),
      crate({ owners: [{ login: 'x', since: null, account_created: LEAST.now, extra: 1 }] }),
      crate({ owners: [{ kind: 'user' }] }),
      crate({ owner_events: [{ at: LEAST.now, action: 'add', login: 'x', by: null }] }),
      crate({ owner_events: [{ action: 'add', login: 'x' }] }),
      crate({ versions: [{ num: '1.0.0', yanked: true, yanked_at: LEAST.now, deps: [{ name: 'b', kind: 'build' }] }] }),
      crate({ versions: [{ num: 1 }] }),
      crate({ versions: [{ num: '1.0.0', deps: [{ req: '1' }] }] }),
    ];
    for (const file of files) expect([validate(file), file]).toEqual([takes(file), file]);
    expect(files.filter(takes)).toHaveLength(7);
  });

  it('takes or refuses any JSON, and does nothing else', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          parseMetadata(text, 'm.json');
        } catch (error) {
          if (!(error instanceof MetadataError)) throw error;
        }
      }),
    );
  });
});
