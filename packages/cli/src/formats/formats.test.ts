import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { sampleReport } from '../../test/sample-report.ts';
import { cargoAudit } from './cargo-audit.ts';
import { cyclonedx } from './cyclonedx.ts';
import type { Format, FormatContext } from './format.ts';
import { github } from './github.ts';
import { human } from './human.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { openvex } from './openvex.ts';
import { sarif } from './sarif.ts';

const context: FormatContext = {
  now: new Date('2026-08-24T00:00:00Z'),
  color: false,
  width: undefined,
  verbose: false,
  showAll: false,
  folder: '',
};
const run = (format: Format) => format(sampleReport, context);
const parsed = (format: Format) => JSON.parse(run(format));

describe('every format', () => {
  it.each(Object.entries({ cargoAudit, cyclonedx, github, human, json, markdown, openvex, sarif }))(
    '%s lets no control character of a crate through',
    (_name, format) => {
      const text = run(format);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(run(format)).toBe(text);
    },
  );
});

describe('json', () => {
  it('is what the published schema says', () => {
    const schema = JSON.parse(readFileSync(new URL('../../../../schemas/audit.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ allErrors: true }).compile(schema);
    validate(parsed(json));
    expect(validate.errors).toBeNull();
    validate({ ...parsed(json), findings: [{}] });
    expect(validate.errors).not.toBeNull();
  });
});

describe('updates since the baseline', () => {
  it('are shown with what they gained and what the checks say, the gravest first', () => {
    const text = run(human);
    const [head, ...lines] = text.slice(text.indexOf('Updated since the baseline')).split('\n');
    expect(head).toBe('Updated since the baseline');
    expect(lines[0]).toBe('  logbook 0.3.0 → 0.3.1  REVIEW');
    expect(lines[1]).toMatch(/^ {6}review: the build script is new .*\(build\.rs:3\) diff-capability-gained$/);
    expect(lines.slice(2, 4)).toEqual([
      '      + build script (new): NETWORK',
      '          main logbook@0.3.1 build.rs:3',
    ]);
    expect(text).toContain('      + dependency fresh 0.1.0, 5 hours old, brings a build script');
    expect(text).toContain('  fresh 0.1.0 (new), published 2026-08-23');
  });

  it('are results at the lock file in SARIF, by rules of their own', () => {
    const [first] = (parsed(sarif) as Log).runs;
    const found = first!.results!.find(({ ruleId }) => ruleId === 'update/diff-capability-gained');
    expect(found).toMatchObject({ level: 'warning' });
    expect(first!.tool.driver.rules![found!.ruleIndex!]!.id).toBe('update/diff-capability-gained');
    expect(found!.locations![0]!.physicalLocation!.artifactLocation!.uri).toMatch(/Cargo\.lock$/);
  });
});

describe('human', () => {
  it('shows the path, the reason and the counts', () => {
    const text = run(human);
    expect(text).toContain('chrono@0.4.19 chrono::offset::local::Local::now src/offset/local.rs:99:9');
    expect(text).toContain('Not reachable: RUSTSEC-2026-0190 anyhow@1.0.40');
    expect(text).toContain('1 advisory reaches this program, 1 unknown, 1 not reachable, 1 not in the build.');
    expect(text).toContain('Nothing was executed');
  });

  it('keeps to the width of the terminal', () => {
    const text = human(sampleReport, { ...context, width: 60 });
    for (const line of text.split('\n'))
      if (line.includes(' ') && !line.includes('http')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('github', () => {
  it('writes one command a line and lets a title start none', () => {
    const lines = run(github).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    // The runner takes what follows the second `::` as text, whatever it holds.
    for (const line of lines) expect(line).toMatch(/^::(error|warning) file=[^:,]*,line=\d+,title=[^:,]*::/);
    expect(lines[0]).toContain('The program reaches time::now.');
  });

  it('gives paths from the top of the repository', () => {
    const below = { ...context, folder: 'apps/logbook' };
    expect(github(sampleReport, below)).toContain('::error file=apps/logbook/src/main.rs,');
    expect(sarif(sampleReport, below)).toContain('"apps/logbook/src/main.rs"');
  });
});

describe('markdown', () => {
  it('escapes what would be markup', () => {
    expect(run(markdown)).toContain('\\<b\\>\\`');
    expect(run(markdown)).toContain('### Reachable (1)');
  });
});

describe('sarif', () => {
  it('points into the repository and keeps dependency frames in the flow', () => {
    const log = parsed(sarif) as Log;
    const results = log.runs[0]?.results ?? [];
    expect(results.map((r) => r.level)).toEqual(['error', 'warning', 'note', 'warning']);
    expect(results[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('src/main.rs');
    expect(results[0]?.codeFlows?.[0]?.threadFlows[0]?.locations).toHaveLength(3);
    expect(results[0]?.partialFingerprints?.['primaryLocationLineHash']).toMatch(/^[0-9a-f]{16}:1$/);
    expect(log.runs[0]?.tool.driver.rules?.[0]?.properties?.['security-severity']).toBe('6.2');
    for (const rule of log.runs[0]?.tool.driver.rules ?? []) expect(rule.help?.text.length).toBeLessThanOrEqual(1024);
  });
});

describe('openvex', () => {
  it('maps verdicts to statuses and says what to do where affected', () => {
    const { statements } = parsed(openvex) as { statements: Record<string, unknown>[] };
    expect(statements.map((s) => s['status'])).toEqual([
      'affected',
      'under_investigation',
      'not_affected',
      'not_affected',
    ]);
    expect(statements[0]?.['action_statement']).toContain('update time to >=0.2.23');
    expect(statements.slice(2).map((s) => s['justification'])).toEqual([
      'vulnerable_code_not_in_execute_path',
      'component_not_present',
    ]);
  });
});

describe('cyclonedx', () => {
  it('is valid CycloneDX 1.6', () => {
    const require = createRequire(import.meta.url);
    const folder = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
    const load = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    for (const name of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json']) {
      const { $id: _, ...schema } = load(name);
      ajv.addSchema(schema, `http://cyclonedx.org/schema/${name}`);
    }
    const validate = ajv.compile(load('bom-1.6.SNAPSHOT.schema.json'));
    validate(parsed(cyclonedx));
    expect(validate.errors).toBeNull();
  });
});

describe('cargo-audit', () => {
  it('lists what cargo-audit would, verdicts aside', () => {
    const report = parsed(cargoAudit);
    expect(report.vulnerabilities.count).toBe(2);
    expect(Object.keys(report.warnings)).toEqual(['unsound']);
    expect(report.lockfile['dependency-count']).toBe(46);
  });
});
