/** What checks find: plain data, in which every claim has its evidence. */

/**
 * How much a finding weighs by itself, in rising order: `info` is for the record, `note` for whoever looks anyway, `review`
 * asks a person, `hold` should not be served before one has looked.
 */
export const SEVERITIES = ['info', 'note', 'review', 'hold'] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * Where evidence comes from. Two kinds are independent of each other where neither follows from the other: this is what
 * the rule "two independent kinds" counts.
 */
const EVIDENCE_KINDS = [
  /** A call path or the value of an argument in analysed code. */
  'code',
  /** Text or bytes of a literal, as written or after decoding. */
  'literal',
  /** Entries and headers of the archive. */
  'archive',
  /** Files in the package that are programs or archives. */
  'binary',
  /** Manifest of this version. */
  'manifest',
  /** Registry: publication times, yanks, owners, downloads. */
  'metadata',
  /** The difference from an earlier version. */
  'diff',
  /** What another crate, on which this one depends, is or does. */
  'dependency',
  /** Likeness of names. */
  'name',
  /** Likeness of code. */
  'clone',
  /** A list that says that something is bad. */
  'feed',
  /** The comparison with the repository. */
  'provenance',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** A step of a call path; files are relative to the package's root, lines and columns count from 1, 0 where unknown. */
export interface CallStep {
  readonly package: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One layer that was taken off a literal: `base64`, `hex`, `xor 0x5a`, `concat`. */
export interface DecodedText {
  readonly layers: readonly string[];
  /** What came out, defanged and cut to what a reader needs. */
  readonly preview: string;
}

export interface Evidence {
  readonly kind: EvidenceKind;
  /** One sentence for people. */
  readonly text: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** From an entry point to the function in question. */
  readonly path?: readonly CallStep[];
  readonly decoded?: DecodedText;
  readonly sha256?: string;
  /** Both sides of a difference. */
  readonly before?: string;
  readonly after?: string;
}

export interface Finding {
  /** Id of the check: `build-network`. */
  readonly check: string;
  /** Version of the check that found it: scores can be repeated. */
  readonly version: number;
  readonly severity: Severity;
  /** Group of the catalogue, whose findings share one cap of the score. */
  readonly group: CheckGroup;
  /** One line that names what was found, not the rule. */
  readonly title: string;
  readonly evidence: readonly Evidence[];
  /** A chain that decides by itself (download, write, run): one such finding is enough to hold. */
  readonly decisive?: boolean;
}

export const CHECK_GROUPS = [
  'archive',
  'build',
  'macro',
  'capability',
  'obfuscation',
  'binary',
  'metadata',
  'diff',
  'dependency',
  'name',
  'clone',
  'feed',
  'secret',
  'provenance',
] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];
