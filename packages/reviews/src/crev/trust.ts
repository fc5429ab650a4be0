/**
 * The web of trust seen from one id (crev-wot's `trust_set.rs`). Trust flows along statements: the effective trust in somebody is
 * the highest, over all ways, of the lowest statement on the way. Every statement costs distance by its level, and ways longer
 * than the limit do not count. Who is distrusted by somebody reached is out, and with him all that only he vouched for.
 */
import { TRUST_LEVELS, type TrustLevel } from '../review.ts';
import type { CrevTrust } from './proof.ts';

/** Distance limit, and what a statement of each level costs. */
export interface TrustParams {
  readonly depth: number;
  readonly cost: Readonly<Record<TrustLevel, number>>;
}

/** What `cargo crev` uses when nothing is said. */
export const DEFAULT_TRUST: TrustParams = {
  depth: 20,
  cost: { high: 0, medium: 1, low: 5, none: 21, distrust: 21 },
};

export interface TrustedId {
  readonly level: TrustLevel;
  readonly distance: number;
  /** Who vouches, nearest first as found. */
  readonly by: readonly string[];
}

export interface WebOfTrust {
  readonly trusted: ReadonlyMap<string, TrustedId>;
  /** Ids and who distrusts them. */
  readonly distrusted: ReadonlyMap<string, readonly string[]>;
}

interface Statement {
  readonly to: string;
  readonly trust: TrustLevel;
  readonly overrides: readonly string[];
}

/** Computes the web from `root`; only signed statements count, and of two about the same id the later one. */
export function webOfTrust(
  root: string,
  proofs: readonly CrevTrust[],
  params: TrustParams = DEFAULT_TRUST,
): WebOfTrust {
  const statements = statementsBy(proofs);
  let distrusted = new Map<string, string[]>();
  // Whoever is found distrusted falls out from the start: again until nobody new is found. Each round finds at least one.
  for (;;) {
    const round = traverse(root, statements, params, distrusted);
    if (round.distrusted.size <= distrusted.size) return round;
    distrusted = new Map([...round.distrusted].map(([id, by]) => [id, [...by]]));
  }
}

function statementsBy(proofs: readonly CrevTrust[]): ReadonlyMap<string, readonly Statement[]> {
  const latest = new Map<string, Map<string, Statement>>();
  for (const { from, ids, trust, overrides, signed } of proofs.toSorted(
    (a, b) => Date.parse(a.date) - Date.parse(b.date),
  )) {
    if (!signed) continue;
    const own = latest.get(from) ?? new Map<string, Statement>();
    latest.set(from, own);
    for (const to of ids) own.set(to, { to, trust, overrides });
  }
  return new Map([...latest].map(([from, own]) => [from, [...own.values()]]));
}

interface Visit {
  readonly id: string;
  readonly level: TrustLevel;
  readonly distance: number;
}

/** One walk in order of effective trust, then of distance (a Dijkstra over the two). */
function traverse(
  root: string,
  statements: ReadonlyMap<string, readonly Statement[]>,
  params: TrustParams,
  before: ReadonlyMap<string, readonly string[]>,
): WebOfTrust {
  const trusted = new Map<string, { level: TrustLevel; distance: number; by: string[] }>();
  const distrusted = new Map([...before].map(([id, by]) => [id, [...by]]));
  /** "FROM TO": levels of those who ask to ignore FROM's word about TO. */
  const ignored = new Map<string, TrustLevel>();
  const pending: Visit[] = [{ id: root, level: 'high', distance: 0 }];
  trusted.set(root, { level: 'high', distance: 0, by: [root] });
  let previous: TrustLevel = 'high';
  while (pending.length > 0) {
    const visit = takeFirst(pending);
    if (visit.level !== previous && distrusted.size !== before.size) break;
    previous = visit.level;
    for (const { to, trust, overrides } of statements.get(visit.id) ?? []) {
      if (to === root || distrusted.has(to)) continue;
      const over = ignored.get(`${visit.id} ${to}`);
      if (over !== undefined && rank(visit.level) < rank(over)) continue;
      if (trust === 'distrust') {
        distrusted.set(to, [...(distrusted.get(to) ?? []), visit.id]);
        trusted.delete(to);
        continue;
      }
      for (const other of overrides) {
        const key = `${other} ${to}`;
        ignored.set(key, higher(ignored.get(key) ?? 'none', visit.level));
      }
      const level = lower(trust, visit.level);
      const distance = visit.distance + params.cost[level];
      if (distance > params.depth) continue;
      if (!record(trusted, to, visit.id, level, distance)) continue;
      const known = trusted.get(to)!;
      const waiting = pending.findIndex(({ id }) => id === to);
      if (waiting !== -1) pending.splice(waiting, 1);
      pending.push({ id: to, level: known.level, distance: known.distance });
    }
  }
  return { trusted, distrusted };
}

/** Notes who vouches; whether level or distance became better. */
function record(
  trusted: Map<string, { level: TrustLevel; distance: number; by: string[] }>,
  id: string,
  by: string,
  level: TrustLevel,
  distance: number,
): boolean {
  const known = trusted.get(id);
  if (known === undefined) {
    trusted.set(id, { level, distance, by: [by] });
    return true;
  }
  if (!known.by.includes(by)) known.by.push(by);
  const better = distance < known.distance || rank(level) > rank(known.level);
  known.distance = Math.min(known.distance, distance);
  known.level = higher(known.level, level);
  return better;
}

function takeFirst(pending: Visit[]): Visit {
  let best = 0;
  for (let index = 1; index < pending.length; index++) {
    const a = pending[index]!;
    const b = pending[best]!;
    if (rank(a.level) > rank(b.level) || (a.level === b.level && a.distance < b.distance)) best = index;
  }
  return pending.splice(best, 1)[0]!;
}

function rank(level: TrustLevel): number {
  return TRUST_LEVELS.indexOf(level);
}

function lower(a: TrustLevel, b: TrustLevel): TrustLevel {
  return rank(a) < rank(b) ? a : b;
}

function higher(a: TrustLevel, b: TrustLevel): TrustLevel {
  return rank(a) > rank(b) ? a : b;
}
