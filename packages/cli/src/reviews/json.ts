/** `lazaret reviews --format json`, published as `schemas/reviews.schema.json`: fields are added, never changed or removed. */
import type { AuditEdge, Coverage, Grant, PackageCoverage, ReviewTable, SearchResult } from '@lazaret/reviews';
import { jsonText } from '../formats/format.ts';
import { VERSION } from '../version.ts';

const TOOL = { name: 'lazaret', version: VERSION } as const;

export function tableJson(table: ReviewTable, grant: Grant | undefined, problems: readonly string[]): string {
  return jsonText(
    {
      tool: TOOL,
      crate: table.crate,
      version: table.version,
      ...(table.digest !== undefined && { digest: table.digest }),
      conflicts: table.conflicts,
      criteria: Object.fromEntries([...table.criteria].map(([name, result]) => [name, standing(result)])),
      reviews: table.reviews,
      ...(grant !== undefined && { proven: proven(grant) }),
      problems,
    },
    2,
  );
}

export function coverageJson({ packages, counts }: Coverage, problems: readonly string[]): string {
  return jsonText({ tool: TOOL, counts, packages: packages.map(coverageEntry), problems }, 2);
}

function coverageEntry({ name, version, required, state, missing, conflicts }: PackageCoverage): object {
  return {
    name,
    version,
    required,
    state,
    ...(missing !== undefined && { missing }),
    ...(conflicts.length > 0 && {
      conflicts: conflicts.map(({ violation, source, contradicts }) => ({
        source,
        criteria: violation.criteria,
        range: violation.scope.kind === 'violation' ? violation.scope.range : '',
        contradicts: `${contradicts.source}: ${contradicts.what}`,
      })),
    }),
  };
}

function standing(result: SearchResult): object {
  return result.holds ? { holds: true, path: result.path.map(step) } : { holds: false };
}

function step({ kind, from, to, source, who }: AuditEdge): object {
  return { kind, ...(from !== '' && { from }), to, source, who };
}

function proven(grant: Grant): object {
  return grant.granted ? { criteria: grant.audit.criteria } : { criteria: [], reasons: grant.reasons };
}
