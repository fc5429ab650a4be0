import { describe, expect, it } from 'vitest';
import { history, registry } from '../../../test/registry.ts';
import type { ScanContext } from '../../context.ts';
import { METADATA_CHECKS } from './index.ts';

const NOW = '2026-08-20T07:15:00Z';
const OLD = '2020-01-01T00:00:00Z';

function said(context: ScanContext): Record<string, string> {
  return Object.fromEntries(METADATA_CHECKS.flatMap((it) => it.run(context)).map((it) => [it.check, it.severity]));
}

/** A subject `lz-fixture` in version `num`, after `versions`, with more of what is known of it. */
function subject(num: string, versions: readonly object[], more: object = {}, crates: object = {}): ScanContext {
  const own = { versions: [...versions, { num, pubtime: NOW }], ...more };
  return history({ name: 'lz-fixture', version: num }, { now: NOW, crates: { 'lz-fixture': own, ...crates } });
}

const V = (num: string, pubtime: string, more: object = {}) => ({ num, pubtime, ...more });
const SERIES = ['1.0.0', '1.0.1', '1.0.2'];

describe('metadata checks', () => {
  it('say nothing where nothing is known, and of an old crate by its old owner', () => {
    expect(said(history({ name: 'lz-fixture', version: '99.0.0' }, { now: NOW }, { metadata: undefined }))).toEqual({});
    const own = { created_at: OLD, owners: [{ login: 'lz-owner', since: OLD, account_created: OLD }] };
    expect(said(subject('1.0.1', [V('1.0.0', '2026-01-01T00:00:00Z')], own))).toEqual({});
  });

  it('record that crate and account are new', () => {
    const own = { created_at: NOW, owners: [{ login: 'lz-owner', account_created: '2026-08-19T00:00:00Z' }] };
    expect(said(subject('0.1.0', [], own))).toEqual({ 'account-age': 'info' });
  });

  it('ask when an owner came just before the release', () => {
    const before = [V('1.0.0', '2026-01-01T00:00:00Z', { published_by: 'lz-owner' })];
    const own = (at: string, by = 'lz-late') => ({
      created_at: OLD,
      owner_events: [{ at, action: 'invite', login: 'lz-late', by: 'lz-owner' }],
      versions: [...before, V('1.0.1', NOW, { published_by: by })],
    });
    expect(said(subject('1.0.1', before, own('2026-08-20T01:00:00Z')))).toEqual({ 'new-publisher': 'review' });
    expect(said(subject('1.0.1', before, own('2026-08-20T01:00:00Z', 'lz-owner')))).toEqual({
      'new-publisher': 'note',
    });
    expect(said(subject('1.0.1', before, own('2026-07-01T00:00:00Z', 'lz-owner')))).toEqual({});
    expect(said(subject('1.0.1', before, own('2026-07-01T00:00:00Z')))).toEqual({ 'new-publisher': 'note' });
  });

  it('ask when the usual workflow did not publish', () => {
    const flow = 'github:lz/fixture';
    const versions = [
      V('1.0.0', '2026-01-01T00:00:00Z', { published_by: flow }),
      V('1.0.1', '2026-02-01T00:00:00Z', { published_by: flow }),
      V('1.0.2', NOW, { published_by: 'lz-owner' }),
    ];
    expect(said(subject('1.0.2', [], { created_at: OLD, versions }))).toEqual({ 'new-publisher': 'review' });
    const usual = [...versions.slice(0, 2), V('1.0.2', NOW, { published_by: flow })];
    expect(said(subject('1.0.2', [], { created_at: OLD, versions: usual }))).toEqual({});
  });

  it('mention a long pause, more so with a new dependency', () => {
    const before = [V('1.0.0', '2024-01-01T00:00:00Z')];
    expect(said(subject('1.0.1', before, { created_at: OLD }))).toEqual({ dormancy: 'info' });
    const versions = [...before, V('1.0.1', NOW, { deps: [{ name: 'lz-fixture-new' }] })];
    expect(said(subject('1.0.1', [], { created_at: OLD, versions }))).toEqual({ dormancy: 'note' });
  });

  it('ask about a mass yank around the release, and less where the time is not known', () => {
    const yanked = (at?: string) =>
      SERIES.map((num) => V(num, '2026-01-01T00:00:00Z', { yanked: true, yanked_at: at ?? null }));
    const own = { created_at: OLD };
    expect(said(subject('1.0.3', yanked('2026-08-20T07:00:00Z'), own))).toEqual({ 'mass-yank': 'review' });
    expect(said(subject('1.0.3', yanked('2026-03-01T00:00:00Z'), own))).toEqual({});
    expect(said(subject('1.0.3', yanked(), own))).toEqual({ 'mass-yank': 'note' });
    // Not yet yanked at that moment.
    expect(said(subject('1.0.3', yanked('2026-08-20T08:00:00Z'), own))).toEqual({});
    const index = registry({ 'lz-fixture': SERIES.map((vers) => ({ vers, yanked: true, pubtime: OLD })) });
    const context = history(
      { name: 'lz-fixture', version: '1.0.3' },
      { now: '2020-01-02T00:00:00Z' },
      { registry: index },
    );
    expect(said(context)).toMatchObject({ 'mass-yank': 'note' });
  });

  it('ask about owners, authors and repositories of somebody else', () => {
    const crates = {
      'lz-famous': {
        created_at: OLD,
        downloads: 5e8,
        repository: 'https://example.org/lz/famous',
        owners: [{ login: 'lz-tolnay' }],
      },
    };
    const fresh = (owner: string, more: object = {}) => ({ created_at: NOW, owners: [{ login: owner }], ...more });
    const severity = (own: object, rest = '') => {
      const known = { now: NOW, crates: { ...crates, 'lz-fixture': own } };
      return said(history({ name: 'lz-fixture', version: '0.1.0', rest }, known))['imitation'];
    };
    expect(severity(fresh('lz-toolnay'))).toBe('review');
    expect(severity(fresh('lz-other'))).toBe(undefined);
    expect(severity(fresh('lz-tolnay'))).toBe(undefined);
    expect(severity(fresh('lz-other', { repository: 'https://example.org/lz/famous.git' }))).toBe('review');
    expect(severity(fresh('lz-tolnay', { repository: 'https://example.org/lz/famous' }))).toBe(undefined);
    const authors = 'authors = ["Lz Tolnay <lz@example.org>"]\n';
    expect(severity(fresh('lz-other'), authors)).toBe('review');
    expect(severity(fresh('lz-tolnay'), authors)).toBe(undefined);
  });

  it('note a first version that is high, and a jump', () => {
    const severity = (context: ScanContext) => said(context)['version-inflation'];
    expect(severity(subject('9.0.1', []))).toBe('note');
    expect(severity(subject('99.99.5', []))).toBe('review');
    expect(severity(subject('2026.1.0', []))).toBe(undefined);
    expect(severity(subject('3.0.0', []))).toBe(undefined);
    expect(severity(subject('99.0.0', [V('1.0.0', OLD)]))).toBe('review');
    expect(severity(subject('3.0.0', [V('1.0.0', OLD)]))).toBe(undefined);
  });

  it('note many crates of one account within an hour', () => {
    const made = (login: string, at = '2026-08-20T07:00:00Z') => ({ created_at: at, owners: [{ login }] });
    const crates = { b: made('lz-a'), c: made('lz-a'), d: made('lz-b') };
    expect(said(subject('0.1.0', [], made('lz-a'), crates))['crate-burst']).toBe('note');
    expect(said(subject('0.1.0', [], made('lz-b'), crates))['crate-burst']).toBe(undefined);
  });

  it('ask about the owner of malware, but not about the owner of a crate that was taken over', () => {
    const crates = {
      'lz-bad': { owners: [{ login: 'lz-a' }] },
      'lz-fixture': { created_at: NOW, owners: [{ login: 'lz-a' }] },
    };
    const severity = (versions: string[]) => {
      const advisories = [{ id: 'MAL-0000-1', package: 'lz-bad', versions }];
      return said(history({ name: 'lz-fixture', version: '0.1.0' }, { now: NOW, crates, advisories }))['bad-owner'];
    };
    expect(severity([])).toBe('review');
    expect(severity(['1.0.1'])).toBe(undefined);
  });
});
