/** The rows into which every source of reviews is merged: who says what about which version, and whether that counts. */

/** What a review speaks of. */
export type ReviewScope =
  | { readonly kind: 'version'; readonly version: string }
  /** The change between two versions, in this direction. */
  | { readonly kind: 'delta'; readonly from: string; readonly to: string }
  /** All versions that match a Cargo version requirement (cargo-vet's violations). */
  | { readonly kind: 'range'; readonly range: string };

/** Where an entry comes from. `exemption` and `trusted` stand for a decision, not for a review. */
export type ReviewKind =
  | 'audit'
  | 'delta'
  | 'wildcard'
  | 'trusted'
  | 'unpublished'
  | 'exemption'
  | 'violation'
  | 'crev';

export type Stance = 'positive' | 'neutral' | 'negative';

/** An issue or advisory that a crev review records. */
export interface ReviewIssue {
  readonly kind: 'issue' | 'advisory';
  readonly ids: readonly string[];
  /** none | low | medium | high */
  readonly severity: string;
  readonly comment: string;
}

export interface Review {
  readonly crate: string;
  readonly kind: ReviewKind;
  readonly scope: ReviewScope;
  /** Name of the store, import or proof file. */
  readonly source: string;
  readonly auditors: readonly string[];
  /** Criteria that the entry grants (a violation: that it denies), with those they imply, in the reader's own names. */
  readonly criteria: readonly string[];
  readonly stance: Stance;
  /** Only crev signs its reviews. */
  readonly signature: 'valid' | 'invalid' | 'unsigned';
  /** Effective trust from the reader's own identity (crev). */
  readonly trust?: TrustLevel;
  /** Whether it is weighed at all; `reason` says why not. */
  readonly counts: boolean;
  readonly reason?: string;
  /** RFC 3339 date or date and time, where the source has one. */
  readonly date?: string;
  readonly notes?: string;
  /** Thoroughness, understanding and rating of a crev review in its own words. */
  readonly rating?: string;
  readonly issues?: readonly ReviewIssue[];
  /** Chain of sources, most recent last (cargo-vet's `aggregated-from`). */
  readonly aggregatedFrom: readonly string[];
}

/** crev's levels of trust, lowest first. */
export const TRUST_LEVELS = ['distrust', 'none', 'low', 'medium', 'high'] as const;
export type TrustLevel = (typeof TRUST_LEVELS)[number];

/** Whether `level` is at least `least`. */
export function trustAtLeast(level: TrustLevel, least: TrustLevel): boolean {
  return TRUST_LEVELS.indexOf(level) >= TRUST_LEVELS.indexOf(least);
}
