import type { Check, Finding } from '@lazaret/behaviour';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { ScanReport } from '../report.ts';
import { scanHtml } from './html.ts';
import { hostAndPort, scanPackageAnalysis } from './package-analysis.ts';
import { scanSarif } from './sarif.ts';

const step = (pkg: string, name: string) => ({ package: pkg, function: name, file: 'src/lib.rs', line: 3, column: 5 });
const FINDING: Finding = {
  check: 'a-check',
  version: 2,
  severity: 'hold',
  group: 'build',
  title: '<script>alert("x")</script> \u202e',
  decisive: true,
  evidence: [
    {
      kind: 'code',
      text: "sends '&' \u0007",
      file: 'build.rs',
      line: 7,
      column: 2,
      path: [step('s@1.0.0', 's::f'), step('dep@2.0.0', 'dep::g')],
      decoded: { layers: ['base64'], preview: '<img src=x>' },
    },
  ],
};
const CHECK: Check = {
  id: 'a-check',
  version: 2,
  group: 'build',
  title: 'Something',
  severity: 'hold',
  evidence: ['code'],
  wrongWhen: 'never',
  run: () => [],
};
const REPORT: ScanReport = {
  target: 's',
  folder: 'crates/s',
  content: undefined,
  checks: [CHECK],
  result: {
    subject: { name: 's', version: '1.0.0', sha256: 'a'.repeat(64) },
    previous: undefined,
    now: '2026-08-20T07:15:00.000Z',
    verdict: {
      level: 'hold',
      score: 80,
      because: 'a-check is decisive by itself',
      parts: [{ group: 'build', points: 80, capped: false, checks: [{ check: 'a-check', points: 80 }] }],
    },
    findings: [FINDING],
    excepted: [{ finding: { ...FINDING, severity: 'note' }, reason: 'known <b>', until: undefined }],
    units: [],
    completeness: { units: 1, functions: 2, unresolvedCalls: 3, opaqueExpansions: 4, missing: ['<gone>'], limits: [] },
  },
};

describe('sarif', () => {
  it('has a rule for each check, code flows, and suppressions for what is excepted', () => {
    const log = JSON.parse(scanSarif([REPORT])) as Log;
    const { results = [], tool } = log.runs[0]!;
    expect(tool.driver.rules).toMatchObject([{ id: 'a-check', help: { text: 'Something. Wrong when: never' } }]);
    expect(results.map((it) => [it.level, it.suppressions?.length ?? 0])).toEqual([
      ['error', 0],
      ['note', 1],
    ]);
    expect(results[0]!.locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'crates/s/build.rs' },
      region: { startLine: 7 },
    });
    const steps = results[0]!.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(steps.map((it) => it.location?.physicalLocation?.artifactLocation?.uri)).toEqual([
      'crates/s/src/lib.rs',
      'dep-2.0.0/src/lib.rs',
    ]);
  });
});

describe('html', () => {
  it('is one page in which no text of a crate is markup', () => {
    const page = scanHtml([REPORT]);
    expect(page).not.toMatch(/<script|<img|<b>|<gone>|\u202e|\u0007/);
    expect(page).not.toMatch(/<[^>]*\b(?:src|href)=|url\(|@import/);
    expect(page).toContain('&#60;script&#62;alert');
    expect(page).toContain('a-check is decisive by itself');
    expect(page).toContain("default-src 'none'");
    for (const tag of ['header', 'article', 'table', 'ul', 'ol', 'pre', 'details'])
      expect(page.split(`<${tag}`).length, tag).toBe(page.split(`</${tag}>`).length);
  });
});

describe('package-analysis', () => {
  it('is marked as derived, at the moment of the scan', () => {
    expect(JSON.parse(scanPackageAnalysis(REPORT))).toMatchObject({
      Package: { Ecosystem: 'crates.io', Name: 's', Version: '1.0.0' },
      CreatedTimestamp: 1787210100,
      Analysis: { install: { Commands: [] }, import: {}, execute: {} },
      Lazaret: { observed: false, derivation: 'static' },
    });
  });

  it.each([
    ['https://u@example.com/x', 'example.com', 443],
    ['192.0.2.1:8080', '192.0.2.1', 8080],
    ['[2001:db8::1]:53', '[2001:db8::1]', 53],
    ['http://{env HOST}:81/p', '{env HOST}', 81],
    ['{?}', '{?}', 0],
  ])('takes host and port from %s', (text, host, port) => {
    expect(hostAndPort(text)).toEqual({ host, port });
  });
});
