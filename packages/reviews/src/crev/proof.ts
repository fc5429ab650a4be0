/** Bodies of proofs: package reviews and statements of trust (crev-data's `review/package.rs` and `trust.rs`). */
import { type Diagnostic, isTable, type Table } from '@lazaret/base';
import { parse } from 'yaml';
import { Problems, text } from '../fields.ts';
import { type ReviewIssue, TRUST_LEVELS, type TrustLevel } from '../review.ts';
import { type ProofEnvelope, readEnvelopes } from './envelope.ts';
import { verifySignature } from './signature.ts';

const RATINGS = ['negative', 'neutral', 'positive', 'strong'] as const;
export type Rating = (typeof RATINGS)[number];
const EFFORTS = ['none', 'low', 'medium', 'high'] as const;
export type Effort = (typeof EFFORTS)[number];

interface ProofBase {
  /** The author's id: an Ed25519 public key, base64url. */
  readonly from: string;
  /** Where the author publishes proofs. */
  readonly url?: string;
  /** RFC 3339 */
  readonly date: string;
  readonly signed: boolean;
  readonly file: string;
}

export interface CrevReview extends ProofBase {
  readonly kind: 'review';
  /** Registry, as crev writes it. */
  readonly packageSource: string;
  readonly name: string;
  readonly version: string;
  /** Digest of the reviewed content (`packageDigest`). */
  readonly digest: string;
  /** The version from which the change was reviewed, where not the whole was. */
  readonly diffBase?: string;
  readonly thoroughness: Effort;
  readonly understanding: Effort;
  readonly rating: Rating;
  readonly issues: readonly ReviewIssue[];
  readonly unmaintained: boolean;
  readonly comment: string;
  /** Ids whose reviews of the same version the author asks to ignore. */
  readonly overrides: readonly string[];
  /** Model that reviewed, and whether a person led it. */
  readonly llmAgent?: { readonly model: string; readonly humanGuided: boolean };
}

export interface CrevTrust extends ProofBase {
  readonly kind: 'trust';
  readonly ids: readonly string[];
  readonly trust: TrustLevel;
  readonly overrides: readonly string[];
}

export type CrevProof = CrevReview | CrevTrust;

/** All proofs of a file, with their signatures checked; code reviews, which crev no longer makes, are passed over. */
export function readProofs(
  source: string,
  file: string,
): { readonly proofs: readonly CrevProof[]; readonly problems: readonly Diagnostic[] } {
  const { proofs, problems } = readEnvelopes(source, file);
  const own = new Problems(file);
  const read = proofs.flatMap((envelope): CrevProof[] => {
    const proof = proofOf(envelope, file);
    if (typeof proof !== 'string') return [proof];
    if (proof !== '') own.add('proof', `the proof of line ${envelope.line} is left out: ${proof}`);
    return [];
  });
  return { proofs: read, problems: [...problems, ...own.list] };
}

/** The proof, or why it is none; '' for kinds that say nothing here. */
function proofOf(envelope: ProofEnvelope, file: string): CrevProof | string {
  const body = bodyOf(envelope.body);
  if (typeof body === 'string') return body;
  const kind = text(body.kind) ?? envelope.legacyKind;
  const from = isTable(body.from) ? idOf(body.from) : undefined;
  if (from === undefined) return 'it does not say from whom it is';
  const date = text(body.date);
  if (date === undefined || Number.isNaN(Date.parse(date))) return 'it has no date';
  const url = isTable(body.from) ? text(body.from.url) : undefined;
  const base = {
    from,
    date,
    file,
    signed: verifySignature(from, envelope.body, envelope.signature),
    ...(url !== undefined && { url }),
  };
  if (kind === 'package review') return reviewOf(body, base);
  if (kind === 'trust') return trustOf(body, base);
  return kind === 'code review' ? '' : `its kind is ${kind ?? 'not given'}`;
}

/** YAML without anchors: proofs have none, and aliases are a way to blow up a reader. */
function bodyOf(body: string): Table | string {
  try {
    const value: unknown = parse(body, { maxAliasCount: 0, logLevel: 'silent', schema: 'core' });
    return isTable(value) ? value : 'its body is not a table';
  } catch {
    return 'its body is not YAML';
  }
}

function reviewOf(body: Table, base: ProofBase): CrevReview | string {
  const subject = isTable(body.package) ? body.package : {};
  const name = text(subject.name);
  const version = text(subject.version);
  if (name === undefined || version === undefined) return 'it does not say which package it is of';
  const review = isTable(body.review) ? body.review : {};
  const rating = text(review.rating) ?? 'neutral';
  const diffBase = isTable(body['package-diff-base']) ? text(body['package-diff-base'].version) : undefined;
  const agent = body['llm-agent'];
  return {
    ...base,
    kind: 'review',
    packageSource: text(subject.source) ?? '',
    name,
    version,
    digest: text(subject.digest) ?? '',
    thoroughness: oneOf(EFFORTS, text(review.thoroughness), 'none'),
    understanding: oneOf(EFFORTS, text(review.understanding), 'none'),
    // An older word.
    rating: rating === 'dangerous' ? 'negative' : oneOf(RATINGS, rating, 'neutral'),
    issues: [...issuesOf(body.issues, 'issue'), ...issuesOf(body.advisories, 'advisory')],
    unmaintained: isTable(body.flags) && body.flags.unmaintained === true,
    comment: text(body.comment) ?? '',
    overrides: idsOf(body.override),
    ...(diffBase !== undefined && { diffBase }),
    ...(isTable(agent) && {
      llmAgent: { model: text(agent.model) ?? 'unnamed', humanGuided: agent['human-guided'] === true },
    }),
  };
}

function trustOf(body: Table, base: ProofBase): CrevTrust | string {
  const given = text(body.trust) ?? 'medium';
  const trust = given === 'untrust' ? 'none' : TRUST_LEVELS.find((level) => level === given);
  if (trust === undefined) return `its trust is ${given}`;
  return { ...base, kind: 'trust', ids: idsOf(body.ids), trust, overrides: idsOf(body.override) };
}

function issuesOf(value: unknown, kind: ReviewIssue['kind']): ReviewIssue[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isTable).map((entry) => ({
    kind,
    ids: [...(Array.isArray(entry.ids) ? entry.ids : []), entry.id].filter(
      (id): id is string => typeof id === 'string',
    ),
    severity: text(entry.severity) ?? 'medium',
    comment: text(entry.comment) ?? '',
  }));
}

function idsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isTable).flatMap((entry) => idOf(entry) ?? []);
}

function idOf(table: Table): string | undefined {
  const id = text(table.id);
  return id !== undefined && (text(table['id-type']) ?? 'crev') === 'crev' ? id : undefined;
}

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined, otherwise: T): T {
  return allowed.find((each) => each === value) ?? otherwise;
}
