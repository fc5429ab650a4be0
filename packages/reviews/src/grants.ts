/**
 * Audits that facts prove, so that nobody has to make them. `ub-risk-0` of the crate audits that Google publishes: "no unsafe
 * code", which its standard allows to be granted by a program.
 */
import type { AuditEntry } from './vet/audits.ts';
import { parseVetVersion } from './vet/version.ts';

/** What is counted in a crate's own code, all files, tests among them. */
export interface UnsafeFacts {
  /** Blocks, functions, impls, traits and methods that are unsafe, `unsafe` inside of macros, and assembly. */
  readonly unsafeUses: number;
  /** Extern blocks. */
  readonly externBlocks: number;
  /** Items with `no_mangle`, `export_name`, `link_section`. */
  readonly exportedSymbols: number;
  /** Files that were not understood. */
  readonly unreadFiles: number;
}

export type Grant =
  | { readonly granted: true; readonly audit: AuditEntry }
  | { readonly granted: false; readonly reasons: readonly string[] };

export const UB_RISK_0 = 'ub-risk-0';

/** Grants `ub-risk-0` to a version whose facts leave no doubt; otherwise every reason against it. */
export function grantUbRisk0(crate: string, version: string, facts: UnsafeFacts, who: string): Grant {
  const parsed = parseVetVersion(version);
  const reasons = [
    ...(parsed === undefined ? [`${version} is not a version`] : []),
    ...reason(facts.unsafeUses, 'use of unsafe', 'uses of unsafe'),
    ...reason(facts.externBlocks, 'extern block', 'extern blocks'),
    ...reason(facts.exportedSymbols, 'exported symbol', 'exported symbols'),
    ...reason(facts.unreadFiles, 'file that was not understood', 'files that were not understood'),
  ];
  if (parsed === undefined || reasons.length > 0) return { granted: false, reasons };
  const audit: AuditEntry = {
    crate,
    who: [who],
    criteria: [UB_RISK_0],
    scope: { kind: 'full', version: parsed },
    importable: true,
    notes: 'Granted by a program: no unsafe code, no extern blocks, no exported symbols in any file.',
    aggregatedFrom: [],
  };
  return { granted: true, audit };
}

function reason(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}
