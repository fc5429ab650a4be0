import { readFileSync } from 'node:fs';
import { parseIndexLine, parseManifest } from '@lazaret/cargo';
import { describe, expect, it, test } from 'vitest';
import { badge } from './badge.ts';
import { WEIGHTS } from './check.ts';
import { PRACTICE_CHECKS } from './checks/index.ts';
import type { PracticeInput } from './input.ts';
import { scorecardJson } from './json.ts';
import { practices } from './score.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const filesOf = (files: Readonly<Record<string, string | Uint8Array>>) =>
  new Map(
    Object.entries(files).map(([path, content]) => [path, typeof content === 'string' ? bytes(content) : content]),
  );

function input(
  more: Partial<PracticeInput> = {},
  manifest = '',
  files: Readonly<Record<string, string | Uint8Array>> = {},
): PracticeInput {
  return {
    name: 'thing',
    version: '1.0.0',
    now: '2026-06-01T00:00:00Z',
    manifest: parseManifest(`[package]\nname = "thing"\nversion = "1.0.0"\n${manifest}`),
    files: filesOf(files),
    ...more,
  };
}

/** Score and reason of one check; `unknown` for no score. */
function run(name: string, given: PracticeInput): readonly [number | 'unknown', string] {
  const { outcome } = practices(given).results.find(({ check }) => check.name === name)!;
  return [outcome.score ?? 'unknown', outcome.reason];
}

function line(version: string, pubtime: string | undefined, yanked = false) {
  return parseIndexLine(
    JSON.stringify({
      name: 'thing',
      vers: version,
      deps: [],
      features: {},
      cksum: '0'.repeat(64),
      yanked,
      ...(pubtime && { pubtime }),
    }),
  );
}

function workflow(text: string): Partial<PracticeInput> {
  return { repository: filesOf({ '.github/workflows/ci.yml': text }) };
}

const habits = {
  forbidsUnsafe: false,
  unsafeBlocks: 0,
  explainedUnsafeBlocks: 0,
  publicItems: 4,
  documentedItems: 3,
  files: 1,
};
const ELF = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
const dependencies = (text: string) => input({}, `[dependencies]\n${text}`);

test.each<[string, number | 'unknown', PracticeInput]>([
  ['Binary-Artifacts', 10, input({}, '', { 'a.txt': 'MZ is no program', 'run.sh': '#!/bin/sh' })],
  ['Binary-Artifacts', 9, input({}, '', { 'tool.bin': ELF })],
  ['License', 10, input({}, 'license = "MIT/Apache-2.0"', { 'LICENSE-MIT': 'x' })],
  ['License', 9, input({}, 'license = "Mine"', { COPYING: 'x' })],
  ['License', 0, input()],
  ['Build-Script', 10, input()],
  ['Build-Script', 10, input({}, 'build = false', { 'build.rs': '' })],
  ['Build-Script', 7, input({}, '', { 'build.rs': '' })],
  ['Build-Script', 7, input({}, '[lib]\nproc-macro = true')],
  ['Build-Script', 5, input({}, '[build-dependencies]\ncc = "1"', { 'build.rs': '' })],
  ['Wildcard-Requirements', 10, dependencies('a = "1"\nb = "=2.0.0"\nc = ">=1, <3"\nd = { path = "../d" }')],
  ['Wildcard-Requirements', 3, dependencies('a = "1"\nb = "*"')],
  ['Wildcard-Requirements', 0, dependencies('a = ">=1"')],
  ['Rust-Version', 10, input({}, 'rust-version = "1.70"')],
  ['Rust-Version', 5, input({}, 'edition = "2021"')],
  ['Rust-Version', 0, input({}, 'edition = "2018"')],
  ['Fuzzing', 'unknown', input()],
  ['Fuzzing', 0, input({ repository: filesOf({ 'src/lib.rs': '' }) })],
  ['Fuzzing', 10, input({ repository: filesOf({ 'fuzz/fuzz_targets/a.rs': '' }) })],
  ['Security-Policy', 'unknown', input()],
  ['Security-Policy', 0, input({ repository: filesOf({ README: '' }) })],
  ['Security-Policy', 6, input({}, '', { 'SECURITY.md': 'mail a@example.com' })],
  [
    'Security-Policy',
    10,
    input({
      repository: filesOf({
        '.github/SECURITY.md': `Report vulnerabilities to a@example.com. We answer within 3 days. ${'x'.repeat(200)}`,
      }),
    }),
  ],
  [
    'Maintained',
    10,
    input({ versions: [line('0.9.0', '2020-01-01T00:00:00Z'), line('1.0.0', '2026-01-01T00:00:00Z')] }),
  ],
  [
    'Maintained',
    4,
    input({ versions: [line('1.0.0', '2024-01-01T00:00:00Z'), line('1.0.1', '2026-01-01T00:00:00Z', true)] }),
  ],
  ['Maintained', 0, input({ versions: [line('1.0.0', '2026-01-01T00:00:00Z', true)] })],
  ['Maintained', 0, input({ advisories: { vulnerabilities: [], unmaintained: 'RUSTSEC-2026-0001' } })],
  ['Maintained', 'unknown', input({ versions: [line('1.0.0', undefined)] })],
  ['Vulnerabilities', 'unknown', input()],
  ['Vulnerabilities', 10, input({ advisories: { vulnerabilities: [], unmaintained: undefined } })],
  ['Vulnerabilities', 8, input({ advisories: { vulnerabilities: ['A', 'B'], unmaintained: undefined } })],
  ['Owners', 'unknown', input()],
  ['Owners', 5, input({ owners: [{ login: 'a', kind: 'user' }] })],
  ['Owners', 10, input({ owners: [{ login: 't', kind: 'team' }] })],
  ['Trusted-Publishing', 0, input({ trustedPublishing: false })],
  ['Provenance', 'unknown', input({ provenance: { verdict: 'unverifiable', reason: 'no commit' } })],
  ['Provenance', 0, input({ provenance: { verdict: 'mismatch', reason: 'r' } })],
  ['Reviews', 'unknown', input({ reviews: { criteria: [], conflicts: [] } })],
  ['Reviews', 7, input({ reviews: { criteria: ['safe-to-run'], conflicts: [] } })],
  ['Reviews', 0, input({ reviews: { criteria: ['safe-to-deploy'], conflicts: ['x'] } })],
  ['Semver', 10, input({ semver: { previous: '0.9.0', compatible: false, removed: ['thing::f'] } })],
  ['Semver', 0, input({ semver: { previous: '0.9.0', compatible: true, removed: ['thing::f'] } })],
  ['Dependency-Count', 8, input({ dependencies: { count: 6, young: [] } })],
  ['Dependency-Count', 0, input({ dependencies: { count: 400, young: [] } })],
  ['Dependency-Age', 6, input({ dependencies: { count: 2, young: ['a 1.0.0', 'b 1.0.0'] } })],
  ['Unsafe-Code', 10, input({ habits: { ...habits, forbidsUnsafe: true } })],
  ['Unsafe-Code', 9, input({ habits })],
  ['Unsafe-Code', 5, input({ habits: { ...habits, unsafeBlocks: 11 } })],
  ['Safety-Comments', 'unknown', input({ habits })],
  ['Safety-Comments', 9, input({ habits: { ...habits, unsafeBlocks: 100, explainedUnsafeBlocks: 99 } })],
  ['Documentation', 7, input({ habits })],
  ['Dependency-Update-Tool', 10, input({ repository: filesOf({ '.github/dependabot.yml': '' }) })],
  ['Branch-Protection', 'unknown', input(workflow('on: push'))],
])('%s gives %s', (name, score, given) => {
  expect(run(name, given)[0]).toBe(score);
});

const step = (text: string, head = 'on: pull_request') =>
  workflow(`${head}\njobs:\n  a:\n    steps:\n      - ${text.replaceAll('@{{', '$' + '{{')}\n`);

test.each<[string, number | 'unknown', Partial<PracticeInput>]>([
  ['CI-Tests', 10, step('run: cargo +stable test --workspace')],
  ['CI-Tests', 5, step('run: cargo test', 'on: [push]')],
  ['CI-Tests', 0, step('run: cargo build')],
  ['CI-Tests', 'unknown', { repository: filesOf({}) }],
  ['CI-Tests', 'unknown', workflow('- [unclosed')],
  ['SAST', 10, step('run: cargo clippy')],
  ['Packaging', 10, step('run: cargo publish')],
  ['Packaging', 'unknown', step('run: true')],
  ['Pinned-Dependencies', 0, step('uses: actions/checkout@v4')],
  ['Pinned-Dependencies', 10, step(`uses: actions/checkout@${'a'.repeat(40)}`)],
  ['Pinned-Dependencies', 'unknown', step('uses: ./local')],
  ['Token-Permissions', 0, step('run: true')],
  ['Token-Permissions', 0, step('run: true', 'on: push\npermissions: write-all')],
  ['Token-Permissions', 8, step('run: true', 'on: push\npermissions:\n  contents: write')],
  ['Token-Permissions', 10, step('run: true', 'on: push\npermissions: {}')],
  ['Dangerous-Workflow', 10, step('run: echo @{{ github.event.pull_request.number }}')],
  ['Dangerous-Workflow', 0, step('run: echo "@{{ github.event.pull_request.title }}"')],
  [
    'Dangerous-Workflow',
    0,
    step(
      '{ uses: actions/checkout@v4, with: { ref: "@{{ github.event.pull_request.head.sha }}" } }',
      'on: pull_request_target',
    ),
  ],
  [
    'Dangerous-Workflow',
    10,
    step('{ uses: actions/checkout@v4, with: { ref: "@{{ github.event.pull_request.head.sha }}" } }'),
  ],
])('%s of a workflow gives %s', (name, score, repository) => {
  expect(run(name, input(repository))[0]).toBe(score);
});

describe('the score', () => {
  it('is the weighted mean of what is known; unknown is never 0', () => {
    const checks = PRACTICE_CHECKS.filter(({ name }) => ['Vulnerabilities', 'License', 'Owners'].includes(name));
    const given = input({ advisories: { vulnerabilities: [], unmaintained: undefined } });
    // 10 of risk high (7.5), 0 of risk low (2.5), owners unknown.
    expect(practices(given, checks)).toMatchObject({ score: 7.5, answered: 2 });
    expect(practices(given, []).score).toBeUndefined();
  });

  it('is written as Scorecard writes it, and as a badge', () => {
    const result = practices(input());
    const json = scorecardJson(result, {
      name: 'example.com/o/r',
      commit: 'c',
      date: '2026-06-01',
      version: '1',
      documentation: 'docs/practices.md',
    });
    expect(json).toMatchObject({ repo: { name: 'example.com/o/r' }, score: result.score, metadata: null });
    expect(json.checks.find(({ name }) => name === 'Owners')).toEqual({
      name: 'Owners',
      score: -1,
      reason: 'the owners are not known',
      details: null,
      documentation: { short: expect.any(String), url: 'docs/practices.md#owners' },
    });
    expect(badge(7.25)).toContain('7.3');
    expect(badge(undefined)).toContain('unknown');
  });

  it('has every check documented under a name of its own, as the documents say', () => {
    expect(new Set(PRACTICE_CHECKS.map(({ name }) => name)).size).toBe(PRACTICE_CHECKS.length);
    const documents = readFileSync(new URL('../../../docs/commands/practices.md', import.meta.url), 'utf8');
    for (const { name, risk, short, rule } of PRACTICE_CHECKS)
      expect(documents).toContain(`### ${name}\n\nRisk ${risk} (weight ${WEIGHTS[risk]}). ${short} ${rule}\n`);
    for (const { short, rule } of PRACTICE_CHECKS) expect([short, rule].every((text) => text.endsWith('.'))).toBe(true);
  });
});
