import { packageUrl } from '@lazaret/cargo';
import { describe, expect, it } from 'vitest';
import { cycloneDxAnalysis, openVexDocument, VEX_MAPPING, type VexFinding, VexVerdict } from './vex.ts';

const finding = (id: string, verdict: VexVerdict, detail = 'why'): VexFinding => ({
  id,
  aliases: ['CVE-2024-1'],
  package: { name: 'dep', version: '1.0.0+b' },
  verdict,
  action: 'Update dep to 1.0.1 or later.',
  detail,
});

const context = {
  id: 'https://example.com/vex/1',
  author: 'Example',
  timestamp: '2024-01-01T00:00:00Z',
  version: 1,
  tooling: 'lazaret 0.1.0',
  product: { name: 'app', version: '0.1.0' },
};

describe('VEX', () => {
  it('follows the specification: a justification where not affected, an action where affected', () => {
    for (const verdict of Object.values(VexVerdict)) {
      const { status, justification, needsAction } = VEX_MAPPING[verdict].openvex;
      expect(justification !== undefined).toBe(status === 'not_affected');
      expect(needsAction).toBe(status === 'affected');
    }
    expect(VEX_MAPPING[VexVerdict.Unknown].openvex.status).toBe('under_investigation');
  });

  it('writes an OpenVEX document', () => {
    const document = openVexDocument(context, [
      finding('RUSTSEC-2024-0002', VexVerdict.NotReachable),
      finding('RUSTSEC-2024-0001', VexVerdict.Reachable),
      finding('CVE-2024-9', VexVerdict.Unknown, ''),
    ]);
    expect(document['@context']).toBe('https://openvex.dev/ns/v0.2.0');
    const products = [{ '@id': 'pkg:cargo/app@0.1.0', subcomponents: [{ '@id': 'pkg:cargo/dep@1.0.0%2Bb' }] }];
    expect(document.statements).toEqual([
      { vulnerability: { name: 'CVE-2024-9', aliases: ['CVE-2024-1'] }, products, status: 'under_investigation' },
      {
        vulnerability: {
          '@id': 'https://rustsec.org/advisories/RUSTSEC-2024-0001.html',
          name: 'RUSTSEC-2024-0001',
          aliases: ['CVE-2024-1'],
        },
        products,
        status: 'affected',
        action_statement: 'Update dep to 1.0.1 or later.',
        status_notes: 'why',
      },
      {
        vulnerability: expect.objectContaining({ name: 'RUSTSEC-2024-0002' }),
        products,
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        impact_statement: 'why',
      },
    ]);
  });

  it('writes CycloneDX analyses', () => {
    expect(cycloneDxAnalysis(finding('A', VexVerdict.Reachable))).toEqual({
      state: 'exploitable',
      response: ['update'],
      detail: 'why',
    });
    expect(cycloneDxAnalysis(finding('A', VexVerdict.NotBuilt, ''))).toEqual({
      state: 'not_affected',
      justification: 'requires_configuration',
    });
    expect(packageUrl('a/b', '1.0.0')).toBe('pkg:cargo/a%2Fb@1.0.0');
  });
});
