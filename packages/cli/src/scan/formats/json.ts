/** `lazaret scan --format json`, published as `schemas/scan.schema.json`: fields are added, never changed or removed. */
import { CAPABILITIES, type CapabilityUse, LEVELS, type ScanResult, type UnitName } from '@lazaret/behaviour';
import { jsonText } from '../../formats/format.ts';
import { VERSION } from '../../version.ts';
import type { ScanReport } from '../report.ts';

const SCAN_SCHEMA = 'https://lazaret.invalid/schemas/scan-1.schema.json';

const TOOL = { name: 'lazaret', version: VERSION };
const UNITS: readonly UnitName[] = ['lib', 'bin', 'build', 'macro'];

/** One version. */
export function scanJson(result: ScanResult): string {
  return jsonText({ $schema: SCAN_SCHEMA, tool: TOOL, ...record(result) }, 2);
}

/** All members of a workspace; level and score are those of the worst. */
export function projectJson(reports: readonly ScanReport[]): string {
  const levels = reports.map(({ result }) => LEVELS.indexOf(result.verdict.level));
  return jsonText(
    {
      $schema: SCAN_SCHEMA,
      tool: TOOL,
      level: LEVELS[Math.max(...levels)],
      score: Math.max(...reports.map(({ result }) => result.verdict.score)),
      members: reports.map(({ folder, result }) => ({ folder, ...record(result) })),
    },
    2,
  );
}

/** One line of `--format ndjson`. */
export function scanLine({ target, folder, result }: ScanReport): string {
  return jsonText({ target, ...(folder === '' ? {} : { folder }), tool: TOOL, ...record(result) });
}

/** The line of a target that could not be scanned. */
export function errorLine(target: string, message: string, exit: number): string {
  return jsonText({ target, tool: TOOL, error: { message, exit } });
}

function record(result: ScanResult): Record<string, unknown> {
  const { verdict, completeness } = result;
  return {
    subject: { ...result.subject, sha256: result.subject.sha256 ?? null },
    previous: result.previous ?? null,
    now: result.now ?? null,
    level: verdict.level,
    score: verdict.score,
    because: verdict.because,
    score_parts: verdict.parts,
    findings: result.findings,
    excepted: result.excepted.map(({ finding, reason, until }) => ({ ...finding, reason, until: until ?? null })),
    capabilities: Object.fromEntries(UNITS.map((unit) => [unit, capabilitiesOf(result, unit)])),
    facts_completeness: {
      units: completeness.units,
      functions: completeness.functions,
      unresolved_calls: completeness.unresolvedCalls,
      opaque_expansions: completeness.opaqueExpansions,
      missing_dependencies: completeness.missing,
      limits: completeness.limits,
    },
  };
}

/** Of all targets of a kind together; binaries may be several. */
function capabilitiesOf(result: ScanResult, unit: UnitName): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const units = result.units.filter((it) => it.unit === unit);
  for (const capability of CAPABILITIES) {
    const uses = units.flatMap((it) => it.capabilities.get(capability) ?? []);
    if (uses.length > 0) out[capability] = capabilityEntry(uses);
  }
  return out;
}

export function capabilityEntry(uses: readonly CapabilityUse[]): unknown {
  return {
    type: uses.some((use) => use.type === 'DIRECT') ? 'DIRECT' : 'TRANSITIVE',
    functions: uses.reduce((count, use) => count + use.count, 0),
    sinks: uses.flatMap((use) =>
      use.sinks.map(({ function: name, direct, path }) => ({ function: name, direct, path })),
    ),
  };
}
