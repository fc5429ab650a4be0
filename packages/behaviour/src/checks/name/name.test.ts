import { describe, expect, it } from 'vitest';
import { history } from '../../../test/registry.ts';
import { NAME_CHECKS } from './index.ts';

const NOW = '2026-08-20T07:15:00Z';

function said(name: string, more: object, version = '0.1.0', rest = '') {
  const context = history({ name, version, rest }, { now: NOW, ...more });
  return Object.fromEntries(NAME_CHECKS.flatMap((it) => it.run(context)).map((it) => [it.check, it.severity]));
}

const owners = (a: string, b: string, created = NOW) => ({
  popular: ['lz-famous-client'],
  crates: {
    'lz-famous-client': { created_at: '2020-01-01T00:00:00Z', owners: [{ login: a }] },
    'lz-famous-clients': { created_at: created, owners: [{ login: b }] },
  },
});

describe('name checks', () => {
  it('ask about a new crate called nearly as a popular one of other owners', () => {
    expect(said('lz-famous-clients', owners('lz-a', 'lz-b'))).toEqual({ 'similar-name': 'review' });
    expect(said('lz-famous-clients', owners('lz-a', 'lz-a'))).toEqual({});
    expect(said('lz-famous-clients', owners('lz-a', 'lz-b', '2021-01-01T00:00:00Z'))).toEqual({});
    expect(said('lz-famous-clients', { popular: ['lz-famous-client'] })).toEqual({ 'similar-name': 'note' });
    expect(said('lz-famous-clients', {})).toEqual({});
  });

  it('look at new dependencies too', () => {
    const rest = '[dependencies]\nlz-famous-clients = "1"\n';
    expect(said('lz-fixture', owners('lz-a', 'lz-b'), '0.1.0', rest)).toEqual({ 'similar-name': 'review' });
  });

  it('look at new dependencies of an update however old they are, and tell of old ones', () => {
    const versions = [{ num: '0.0.9', pubtime: '2021-01-01T00:00:00Z', deps: [] }];
    const known = owners('lz-a', 'lz-b', '2021-01-01T00:00:00Z');
    const crates = { ...known.crates, 'lz-fixture': { created_at: '2020-01-01T00:00:00Z', versions } };
    const rest = '[dependencies]\nlz-famous-clients = "1"\n';
    expect(said('lz-fixture', { ...known, crates }, '0.1.0', rest)).toEqual({ 'similar-name': 'note' });
    const had = [{ ...versions[0]!, deps: [{ name: 'lz-famous-clients', req: '1', kind: 'normal' }] }];
    const before = { ...crates, 'lz-fixture': { ...crates['lz-fixture'], versions: had } };
    expect(said('lz-fixture', { ...known, crates: before }, '0.1.0', rest)).toEqual({});
  });

  it('know well-known crates without being told', () => {
    expect(said('proc-macro1', {})).toEqual({ 'similar-name': 'note' });
    expect(said('serde', {})).toEqual({});
    expect(said('lz-fixture', {}, '0.1.0', '[dependencies]\nproc-macro1 = "1"\n')).toEqual({ 'similar-name': 'note' });
  });

  it('know names of removed malware', () => {
    const advisories = [{ id: 'MAL-0000-1', package: 'lz-bad-client' }];
    expect(said('lz-bad-clients', { advisories })).toEqual({ 'similar-name': 'note' });
  });

  it('ask about names of unpublished workspace members and of the toolchain', () => {
    const workspace_members = ['lz-fixture_metrics'];
    expect(said('lz-fixture-metrics', { workspace_members }, '9.0.1')).toEqual({ 'internal-name': 'review' });
    expect(said('lz-fixture-metric', { workspace_members })).toEqual({});
    expect(said('proc_macro', {})).toMatchObject({ 'internal-name': 'review' });
  });
});
