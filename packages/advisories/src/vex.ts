/**
 * What Lazaret's verdicts mean in VEX: OpenVEX 0.2.0 (whose words CSAF and SPDX 3 share) and CycloneDX 1.6 analysis
 * states, and OpenVEX documents as plain data.
 */

import { compareText } from '@lazaret/base';
import { packageUrl } from '@lazaret/cargo';

/** The verdicts of an audit, as VEX tells them apart. */
export const VexVerdict = {
  /** A call path from the program was found. */
  Reachable: 'reachable',
  /** No call path, and the exploration was complete. */
  NotReachable: 'not_reachable',
  /** Locked, but not part of the resolved build. */
  NotBuilt: 'not_built',
  /** Built, but the vulnerable code is cut out by `cfg` or a feature. */
  NotCompiled: 'not_compiled',
  /** Cannot be told: no function data, an opaque call, an incomplete exploration. */
  Unknown: 'unknown',
} as const;

/** A value of {@link VexVerdict}. */
export type VexVerdict = (typeof VexVerdict)[keyof typeof VexVerdict];

/** How one verdict is written in each format. */
export interface VexMapping {
  readonly openvex: {
    readonly status: 'affected' | 'not_affected' | 'under_investigation' | 'fixed';
    readonly justification?:
      | 'component_not_present'
      | 'vulnerable_code_not_present'
      | 'vulnerable_code_not_in_execute_path';
    /** OpenVEX wants an `action_statement` with every `affected`. */
    readonly needsAction: boolean;
  };
  readonly cyclonedx: {
    readonly state: 'exploitable' | 'not_affected' | 'in_triage';
    readonly justification?: 'requires_configuration' | 'code_not_present' | 'code_not_reachable';
    readonly response?: readonly ['update'];
  };
}

/** The table of `VexVerdict` to both formats. */
export const VEX_MAPPING: Readonly<Record<VexVerdict, VexMapping>> = {
  [VexVerdict.Reachable]: {
    openvex: { status: 'affected', needsAction: true },
    cyclonedx: { state: 'exploitable', response: ['update'] },
  },
  [VexVerdict.NotReachable]: {
    openvex: { status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path', needsAction: false },
    cyclonedx: { state: 'not_affected', justification: 'code_not_reachable' },
  },
  [VexVerdict.NotBuilt]: {
    openvex: { status: 'not_affected', justification: 'component_not_present', needsAction: false },
    cyclonedx: { state: 'not_affected', justification: 'requires_configuration' },
  },
  [VexVerdict.NotCompiled]: {
    openvex: { status: 'not_affected', justification: 'vulnerable_code_not_present', needsAction: false },
    cyclonedx: { state: 'not_affected', justification: 'code_not_present' },
  },
  [VexVerdict.Unknown]: {
    openvex: { status: 'under_investigation', needsAction: false },
    cyclonedx: { state: 'in_triage' },
  },
};

/** One finding as a VEX statement needs it. */
export interface VexFinding {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly package: { readonly name: string; readonly version: string };
  readonly verdict: VexVerdict;
  /** What to do, for `affected`; e.g. "Update foo to 1.2.3 or later". */
  readonly action: string;
  /** Why, in a sentence. */
  readonly detail: string;
}

/** What is the same in all statements of a document. Time and author are inputs. */
export interface VexContext {
  /** IRI of the document. */
  readonly id: string;
  readonly author: string;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly version: number;
  readonly tooling: string;
  /** The audited program. */
  readonly product: { readonly name: string; readonly version: string };
}

/** A statement of OpenVEX 0.2.0. */
export interface OpenVexStatement {
  readonly vulnerability: { readonly '@id'?: string; readonly name: string; readonly aliases?: readonly string[] };
  readonly products: readonly {
    readonly '@id': string;
    readonly subcomponents: readonly { readonly '@id': string }[];
  }[];
  readonly status: VexMapping['openvex']['status'];
  readonly justification?: string;
  readonly impact_statement?: string;
  readonly action_statement?: string;
  readonly status_notes?: string;
}

/** A document of OpenVEX 0.2.0. */
export interface OpenVexDocument {
  readonly '@context': 'https://openvex.dev/ns/v0.2.0';
  readonly '@id': string;
  readonly author: string;
  readonly timestamp: string;
  readonly version: number;
  readonly tooling: string;
  readonly statements: readonly OpenVexStatement[];
}

function statementOf(finding: VexFinding, context: VexContext): OpenVexStatement {
  const { status, justification, needsAction } = VEX_MAPPING[finding.verdict].openvex;
  const rustsec = finding.id.startsWith('RUSTSEC-');
  return {
    vulnerability: {
      ...(rustsec ? { '@id': `https://rustsec.org/advisories/${finding.id}.html` } : {}),
      name: finding.id,
      ...(finding.aliases.length > 0 ? { aliases: finding.aliases } : {}),
    },
    products: [
      {
        '@id': packageUrl(context.product.name, context.product.version),
        subcomponents: [{ '@id': packageUrl(finding.package.name, finding.package.version) }],
      },
    ],
    status,
    ...(justification === undefined ? {} : { justification }),
    ...(status === 'not_affected' && finding.detail !== '' ? { impact_statement: finding.detail } : {}),
    ...(needsAction ? { action_statement: finding.action } : {}),
    ...(status !== 'not_affected' && finding.detail !== '' ? { status_notes: finding.detail } : {}),
  };
}

/** An OpenVEX document about one program; statements are sorted by advisory and package. */
export function openVexDocument(context: VexContext, findings: readonly VexFinding[]): OpenVexDocument {
  const sorted = findings.toSorted(
    (a, b) =>
      compareText(a.id, b.id) ||
      compareText(a.package.name, b.package.name) ||
      compareText(a.package.version, b.package.version),
  );
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': context.id,
    author: context.author,
    timestamp: context.timestamp,
    version: context.version,
    tooling: context.tooling,
    statements: sorted.map((finding) => statementOf(finding, context)),
  };
}

/** The `analysis` of a CycloneDX vulnerability. */
export interface CycloneDxAnalysis {
  readonly state: string;
  readonly justification?: string;
  readonly response?: readonly string[];
  readonly detail?: string;
}

/** The CycloneDX analysis of a finding. */
export function cycloneDxAnalysis(finding: Pick<VexFinding, 'verdict' | 'detail'>): CycloneDxAnalysis {
  const mapping = VEX_MAPPING[finding.verdict].cyclonedx;
  return { ...mapping, ...(finding.detail === '' ? {} : { detail: finding.detail }) };
}
