/** `lazaret scan --format json`, published as `schemas/scan.schema.json`: fields are added, never changed or removed. */
import { CAPABILITIES, type CapabilityUse, type ScanResult, type UnitName } from '@lazaret/behaviour';
import { jsonText } from '../formats/format.ts';
import { VERSION } from '../version.ts';

export const SCAN_SCHEMA = 'https://lazaret.invalid/schemas/scan-1.schema.json';

const UNITS: readonly UnitName[] = ['lib', 'bin', 'build', 'macro'];

export function scanJson(result: ScanResult): string {
  const { verdict, completeness } = result;
  return jsonText(
    {
      $schema: SCAN_SCHEMA,
      tool: { name: 'lazaret', version: VERSION },
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
    },
    2,
  );
}

/** Of all targets of a kind together; binaries may be several. */
function capabilitiesOf(result: ScanResult, unit: UnitName): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const units = result.units.filter((it) => it.unit === unit);
  for (const capability of CAPABILITIES) {
    const uses = units.flatMap((it) => it.capabilities.get(capability) ?? []);
    if (uses.length > 0) out[capability] = entryOf(uses);
  }
  return out;
}

function entryOf(uses: readonly CapabilityUse[]): unknown {
  return {
    type: uses.some((use) => use.type === 'DIRECT') ? 'DIRECT' : 'TRANSITIVE',
    functions: uses.reduce((count, use) => count + use.count, 0),
    sinks: uses.flatMap((use) =>
      use.sinks.map(({ function: name, direct, path }) => ({ function: name, direct, path })),
    ),
  };
}
