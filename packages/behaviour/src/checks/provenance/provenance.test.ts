import type { Difference, ProvenanceReport } from '@lazaret/provenance';
import { describe, expect, it } from 'vitest';
import { context, crate } from '../../../test/crate.ts';
import { verdictOf } from '../../verdict/verdict.ts';
import { PROVENANCE_CHECKS } from './index.ts';

function reportOf(differences: readonly Difference[], more: Partial<ProvenanceReport> = {}): ProvenanceReport {
  return {
    crate: { name: 'lz-fixture', version: '0.1.0', sha256: '0'.repeat(64) },
    verdict: 'mismatch',
    summary: 's',
    repository: { from: 'given', url: 'https://git.example.org/a/b' },
    witnesses: [],
    fingerprint: { cargoFrom: undefined, cargoBefore: undefined, deviations: [] },
    differences,
    ...more,
  };
}

const difference = (more: Partial<Difference>): Difference => ({
  class: 'code-changed',
  severity: 'decisive',
  message: 'm',
  proof: 'p',
  ...more,
});

function judged(differences: readonly Difference[], more: Partial<ProvenanceReport> = {}) {
  const scanned = { ...context(crate({})), provenance: reportOf(differences, more) };
  const findings = PROVENANCE_CHECKS.flatMap((check) => check.run(scanned));
  return {
    findings: findings.map(({ check, severity, decisive }) => [check, severity, decisive]),
    level: verdictOf(findings).level,
  };
}

describe('provenance', () => {
  it('says nothing where nobody compared, or everything is explained', () => {
    expect(PROVENANCE_CHECKS.flatMap((check) => check.run(context(crate({}))))).toEqual([]);
    expect(judged([difference({ severity: 'innocuous' })])).toEqual({ findings: [], level: 'clean' });
  });

  it('holds a manifest that cargo would not have made', () => {
    const hidden = difference({ class: 'manifest-effective', path: 'Cargo.toml', key: ['dependencies', 'lz-helper'] });
    expect(judged([hidden])).toEqual({ findings: [['provenance-mismatch', 'hold', true]], level: 'hold' });
    const version = difference({ class: 'manifest-effective', path: 'Cargo.toml', key: ['package', 'version'] });
    expect(judged([version])).toEqual({ findings: [['provenance-mismatch', 'review', undefined]], level: 'review' });
  });

  it('asks a person about code that the repository does not have', () => {
    expect(judged([difference({ path: 'src/lib.rs' })]).level).toBe('review');
    expect(judged([difference({ class: 'wrong-repository' })])).toEqual({
      findings: [['provenance-mismatch', 'hold', undefined]],
      level: 'review',
    });
  });

  it('notes other differences, and asks about commits that no branch leads to', () => {
    const data = difference({ class: 'data-extra', severity: 'suspicious', path: 'a.bin' });
    expect(judged([data])).toEqual({ findings: [['provenance-doubt', 'note', undefined]], level: 'note' });
    const unreachable = difference({ class: 'commit-unreachable', severity: 'suspicious' });
    expect(judged([data, unreachable]).level).toBe('review');
    expect(judged([], { reason: 'no-commit', verdict: 'unverifiable' })).toEqual({
      findings: [['provenance-unknown', 'info', undefined]],
      level: 'clean',
    });
  });
});
