/** One table of all that is said about a crate version, contradictions and refusals first. */
import { matchesReq } from '@lazaret/cargo';
import type { CrevProof, CrevReview } from './crev/proof.ts';
import type { WebOfTrust } from './crev/trust.ts';
import { type Review, type ReviewScope, type TrustLevel, trustAtLeast } from './review.ts';
import { SAFE_TO_RUN } from './vet/criteria.ts';
import { AuditGraph, ROOT, type SearchResult, type ViolationConflict } from './vet/graph.ts';
import type { VetSource, VetStore } from './vet/store.ts';
import { parseVetVersion } from './vet/version.ts';

/** crev's side of the reader: proofs, and the web of trust from the reader's id. */
export interface CrevView {
  readonly proofs: readonly CrevProof[];
  /** Absent where the reader has no id: then nobody is trusted, and nothing but refusals is weighed. */
  readonly web?: WebOfTrust;
  /** Least effective trust of an author whose review counts. */
  readonly least: TrustLevel;
}

export interface ReviewQuestion {
  readonly crate: string;
  readonly version: string;
  /** Digest of the version's content (`packageDigest`), where it is at hand: reviews of other content do not count. */
  readonly digest?: string;
}

export interface ReviewTable extends ReviewQuestion {
  readonly reviews: readonly Review[];
  /** Criterion → how it stands, for every criterion that the store knows. */
  readonly criteria: ReadonlyMap<string, SearchResult>;
  readonly conflicts: readonly Conflict[];
}

/** Two statements that cannot both hold, or a refusal by somebody who is trusted. */
export interface Conflict {
  readonly what: string;
  readonly sources: readonly string[];
}

/** Merges everything known about a crate version. */
export function reviewTable(question: ReviewQuestion, store: VetStore, crev: CrevView): ReviewTable {
  const graph = new AuditGraph(store, question.crate);
  const proofs = crevReviews(question, crev);
  const denied = deniedCriteria(question, store, graph);
  const criteria = new Map<string, SearchResult>();
  for (const name of store.mapper.names) {
    const found = graph.search(name, question.version);
    criteria.set(name, found.holds && denied.has(name) ? { holds: false, fromRoot: [], toTarget: [] } : found);
  }
  const used = usedSteps(criteria);
  const reviews = [...vetReviews(question, store, graph, used), ...proofs].toSorted(byWeight);
  // crev says nothing of deployment: at most "safe to run", and only where no audit says it already.
  if (criteria.get(SAFE_TO_RUN)?.holds === false && !denied.has(SAFE_TO_RUN)) {
    const granting = proofs.find((review) => review.counts && review.criteria.includes(SAFE_TO_RUN));
    const refused = proofs.some((review) => review.counts && review.stance === 'negative');
    if (granting !== undefined && !refused) {
      const edge = {
        kind: 'audit',
        from: '',
        to: question.version,
        source: granting.source,
        who: granting.auditors,
      } as const;
      criteria.set(SAFE_TO_RUN, { holds: true, path: [{ ...edge, criteria: new Set([SAFE_TO_RUN]) }] });
    }
  }
  return { ...question, reviews, criteria, conflicts: conflicts(graph.conflicts, reviews) };
}

/** Criteria that a violation denies to this very version: with each denied one falls every one that implies it. */
function deniedCriteria(question: ReviewQuestion, store: VetStore, graph: AuditGraph): ReadonlySet<string> {
  const version = parseVetVersion(question.version);
  const denied = new Set<string>();
  for (const { entry } of version === undefined ? [] : graph.violations) {
    if (entry.scope.kind !== 'violation' || !matchesReq(entry.scope.req, version!.semver)) continue;
    for (const name of store.mapper.names) {
      const granted = store.mapper.closure(name);
      if (entry.criteria.some((each) => granted.has(each))) denied.add(name);
    }
  }
  return denied;
}

function conflicts(violations: readonly ViolationConflict[], reviews: readonly Review[]): Conflict[] {
  const found = violations.map(({ violation, source, contradicts }): Conflict => {
    const range = violation.scope.kind === 'violation' ? violation.scope.range : '';
    return {
      what: `${source} records a violation of ${violation.criteria.join(', ')} for ${range}, against the ${contradicts.what}`,
      sources: [source, contradicts.source],
    };
  });
  const counted = reviews.filter(({ counts }) => counts);
  const against = counted.filter(({ stance }) => stance === 'negative');
  const inFavour = counted.filter(({ stance, kind }) => stance === 'positive' && kind !== 'exemption');
  for (const review of against) {
    if (review.kind === 'violation' && found.length > 0) continue;
    const others = inFavour.map(({ source }) => source);
    const what = `${review.source} rejects it${others.length > 0 ? `, against ${others.length} in favour` : ''}`;
    found.push({ what, sources: [review.source, ...others] });
  }
  return found;
}

/** Steps of the paths that were found, as `stepKey` names them: a review of an earlier version counts if a path goes over it. */
function usedSteps(criteria: ReadonlyMap<string, SearchResult>): ReadonlySet<string> {
  const paths = [...criteria.values()].flatMap((result) => (result.holds ? result.path : []));
  return new Set(paths.map(({ source, from, to }) => stepKey(source, from, to)));
}

function stepKey(source: string, from: string, to: string): string {
  return `${source}\n${from}\n${to}`;
}

function vetReviews(question: ReviewQuestion, store: VetStore, graph: AuditGraph, used: ReadonlySet<string>): Review[] {
  const sources = [...store.imports, store.own];
  const audits = sources.flatMap((source) => auditRows(question, source, store, used));
  const stands = graph.edges.flatMap((edge): Review[] => {
    if (edge.kind === 'audit' || edge.kind === 'delta') return [];
    const applies = edge.to === question.version || used.has(stepKey(edge.source, edge.from, edge.to));
    return [
      {
        crate: question.crate,
        kind: edge.kind,
        scope: { kind: 'version', version: edge.to },
        source: edge.source,
        auditors: edge.who,
        criteria: store.mapper.minimal(edge.criteria),
        stance: 'positive',
        signature: 'unsigned',
        counts: applies,
        ...(!applies && { reason: 'another version' }),
        aggregatedFrom: [],
      },
    ];
  });
  return [...audits, ...stands];
}

function auditRows(
  question: ReviewQuestion,
  { name, audits }: VetSource,
  store: VetStore,
  used: ReadonlySet<string>,
): Review[] {
  const version = parseVetVersion(question.version);
  return audits.audits.flatMap((entry): Review[] => {
    if (entry.crate !== question.crate) return [];
    const { scope } = entry;
    const reaches =
      scope.kind === 'violation'
        ? version !== undefined && matchesReq(scope.req, version.semver)
        : scope.kind === 'full'
          ? scope.version.text === question.version || used.has(stepKey(name, ROOT, scope.version.text))
          : scope.to.text === question.version || used.has(stepKey(name, scope.from.text, scope.to.text));
    const of: ReviewScope =
      scope.kind === 'violation'
        ? { kind: 'range', range: scope.range }
        : scope.kind === 'full'
          ? { kind: 'version', version: scope.version.text }
          : { kind: 'delta', from: scope.from.text, to: scope.to.text };
    return [
      {
        crate: entry.crate,
        kind: scope.kind === 'full' ? 'audit' : scope.kind,
        scope: of,
        source: name,
        auditors: entry.who,
        criteria:
          scope.kind === 'violation' ? entry.criteria : store.mapper.minimal(store.mapper.closureOf(entry.criteria)),
        stance: scope.kind === 'violation' ? 'negative' : 'positive',
        signature: 'unsigned',
        counts: reaches,
        ...(!reaches && { reason: 'another version' }),
        aggregatedFrom: entry.aggregatedFrom,
        ...(entry.notes !== undefined && { notes: entry.notes }),
      },
    ];
  });
}

/** Of several reviews of one author of the same version the latest is taken, as crev does. */
function crevReviews(question: ReviewQuestion, crev: CrevView): Review[] {
  const latest = new Map<string, CrevReview>();
  for (const proof of crev.proofs) {
    if (proof.kind !== 'review' || proof.name !== question.crate) continue;
    const key = `${proof.from} ${proof.version}`;
    const known = latest.get(key);
    if (known === undefined || Date.parse(known.date) <= Date.parse(proof.date)) latest.set(key, proof);
  }
  const all = [...latest.values()];
  return all.map((proof) => crevRow(proof, question, crev, all));
}

function crevRow(proof: CrevReview, question: ReviewQuestion, crev: CrevView, all: readonly CrevReview[]): Review {
  const reason = whyNot(proof, question, crev, all);
  const { rating, thoroughness, understanding, llmAgent } = proof;
  const positive = rating === 'positive' || rating === 'strong';
  const thorough = thoroughness === 'medium' || thoroughness === 'high';
  const trust = trustIn(proof.from, crev);
  return {
    crate: proof.name,
    kind: 'crev',
    scope:
      proof.diffBase === undefined
        ? { kind: 'version', version: proof.version }
        : { kind: 'delta', from: proof.diffBase, to: proof.version },
    source: proof.file,
    auditors: [proof.url === undefined ? proof.from : `${proof.from} (${proof.url})`],
    criteria:
      positive && thorough && proof.diffBase === undefined && llmAgent?.humanGuided !== false ? [SAFE_TO_RUN] : [],
    stance: rating === 'negative' ? 'negative' : positive ? 'positive' : 'neutral',
    signature: proof.signed ? 'valid' : 'invalid',
    ...(trust !== undefined && { trust }),
    counts: reason === undefined,
    ...(reason !== undefined && { reason }),
    date: proof.date,
    ...(proof.comment !== '' && { notes: proof.comment }),
    rating: `${rating}, thoroughness ${thoroughness}, understanding ${understanding}${llmAgent === undefined ? '' : `, by the model ${llmAgent.model}`}`,
    issues: proof.issues,
    aggregatedFrom: [],
  };
}

/** Why a proof does not count, the strongest reason first. */
function whyNot(
  proof: CrevReview,
  question: ReviewQuestion,
  crev: CrevView,
  all: readonly CrevReview[],
): string | undefined {
  if (!proof.signed) return 'the signature is not valid';
  if (proof.version !== question.version) return 'another version';
  if (question.digest !== undefined && proof.digest !== '' && proof.digest !== question.digest) {
    return 'it is of other content than this version has';
  }
  const level = trustIn(proof.from, crev);
  if (level === undefined) return 'the author is not in the web of trust';
  if (!trustAtLeast(level, crev.least)) return `trust in the author is ${level}`;
  const overridden = all.find(
    (other) =>
      other.signed &&
      other.version === proof.version &&
      other.overrides.includes(proof.from) &&
      outranks(trustIn(other.from, crev), level),
  );
  return overridden === undefined ? undefined : `${overridden.from} asks to ignore it`;
}

function outranks(level: TrustLevel | undefined, other: TrustLevel): boolean {
  return level !== undefined && level !== other && trustAtLeast(level, other);
}

function trustIn(id: string, { web }: CrevView): TrustLevel | undefined {
  if (web?.distrusted.has(id)) return 'distrust';
  return web?.trusted.get(id)?.level;
}

/** What counts before what does not; refusals first, exemptions last. */
function byWeight(a: Review, b: Review): number {
  return weight(a) - weight(b) || (b.date ?? '').localeCompare(a.date ?? '');
}

function weight({ counts, stance, kind }: Review): number {
  return (counts ? 0 : 10) + (stance === 'negative' ? 0 : kind === 'exemption' ? 3 : stance === 'positive' ? 1 : 2);
}
