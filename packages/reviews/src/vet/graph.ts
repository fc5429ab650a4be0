/**
 * The audits of one crate as a graph (cargo-vet's `AuditGraph`): nodes are versions, `ROOT` stands for knowing nothing, an
 * audit of a whole version is an edge from there, a delta audit an edge between versions. A criterion holds for a version if
 * a path leads to it whose every edge grants the criterion. Violations beat everything.
 */
import { matchesReq } from '@lazaret/cargo';
import { type AuditEntry, samePublisher } from './audits.ts';
import type { VetStore } from './store.ts';

/** The node from which whole-version audits start. */
export const ROOT = '';

export type EdgeKind = 'audit' | 'delta' | 'wildcard' | 'trusted' | 'unpublished' | 'exemption';

/** One step of a path: what grants criteria from one version to the next. */
export interface AuditEdge {
  readonly kind: EdgeKind;
  /** `ROOT` or a version. */
  readonly from: string;
  readonly to: string;
  readonly criteria: ReadonlySet<string>;
  /** `local`, or the import's name. */
  readonly source: string;
  readonly who: readonly string[];
}

/** A violation and the entry that says otherwise. */
export interface ViolationConflict {
  readonly violation: AuditEntry;
  readonly source: string;
  /** The audit or exemption it contradicts. */
  readonly contradicts: { readonly source: string; readonly what: string; readonly who: readonly string[] };
}

/** How a criterion stands for a version. */
export type SearchResult =
  | { readonly holds: true; readonly path: readonly AuditEdge[] }
  /** Versions from which, or to which, paths of the criterion lead: a delta from one to the other closes the gap. */
  | { readonly holds: false; readonly fromRoot: readonly string[]; readonly toTarget: readonly string[] };

export class AuditGraph {
  readonly edges: readonly AuditEdge[];
  readonly violations: readonly { readonly entry: AuditEntry; readonly source: string }[];
  readonly conflicts: readonly ViolationConflict[];
  readonly #forward = new Map<string, AuditEdge[]>();
  readonly #backward = new Map<string, AuditEdge[]>();

  constructor(store: VetStore, crate: string) {
    const edges: AuditEdge[] = [];
    const violations: { entry: AuditEntry; source: string }[] = [];
    for (const source of [...store.imports, store.own]) {
      for (const entry of source.audits.audits) {
        if (entry.crate !== crate) continue;
        if (entry.scope.kind === 'violation') violations.push({ entry, source: source.name });
        else edges.push(auditEdge(entry, source.name, store));
      }
    }
    edges.push(...publisherEdges(store, crate), ...standInEdges(store, crate));
    this.edges = edges;
    this.violations = violations;
    this.conflicts = conflictsOf(store, crate, violations);
    for (const edge of edges) {
      push(this.#forward, edge.from, edge);
      push(this.#backward, edge.to, edge);
    }
  }

  /** Searches a path that grants the criterion; exemptions are used only where nothing else leads there. */
  search(criterion: string, target: string): SearchResult {
    const path = this.#path(criterion, target, false) ?? this.#path(criterion, target, true);
    if (path !== undefined) return { holds: true, path };
    return {
      holds: false,
      fromRoot: reach(this.#forward, ROOT, criterion, (edge) => edge.to),
      toTarget: reach(this.#backward, target, criterion, (edge) => edge.from),
    };
  }

  /** Shortest path by number of steps. */
  #path(criterion: string, target: string, exemptions: boolean): readonly AuditEdge[] | undefined {
    const cameBy = new Map<string, AuditEdge | undefined>([[ROOT, undefined]]);
    for (const [node] of cameBy) {
      if (node === target) break;
      for (const edge of this.#forward.get(node) ?? []) {
        if (cameBy.has(edge.to) || !edge.criteria.has(criterion)) continue;
        if (edge.kind === 'exemption' && !exemptions) continue;
        cameBy.set(edge.to, edge);
      }
    }
    if (!cameBy.has(target)) return undefined;
    const path: AuditEdge[] = [];
    for (let edge = cameBy.get(target); edge !== undefined; edge = cameBy.get(edge.from)) path.unshift(edge);
    return path;
  }
}

function auditEdge(entry: AuditEntry, source: string, store: VetStore): AuditEdge {
  const { scope } = entry;
  const criteria = store.mapper.closureOf(entry.criteria);
  if (scope.kind === 'delta') {
    return { kind: 'delta', from: scope.from.text, to: scope.to.text, criteria, source, who: entry.who };
  }
  const to = scope.kind === 'full' ? scope.version.text : ROOT;
  return { kind: 'audit', from: ROOT, to, criteria, source, who: entry.who };
}

/** Wildcard audits and trusted publishers, for each version whose publisher and day the lock knows. */
function publisherEdges(store: VetStore, crate: string): AuditEdge[] {
  const edges: AuditEdge[] = [];
  for (const { version, when, publisher, crate: published } of store.publishers) {
    if (published !== crate) continue;
    const add = (kind: EdgeKind, source: VetStore['own'], list: 'wildcards' | 'trusted') => {
      for (const entry of source.audits[list]) {
        if (entry.crate !== crate || !samePublisher(entry.publisher, publisher)) continue;
        if (when < entry.start || when >= entry.end) continue;
        const criteria = store.mapper.closureOf(entry.criteria);
        edges.push({ kind, from: ROOT, to: version.text, criteria, source: source.name, who: entry.who });
      }
    };
    for (const source of [...store.imports, store.own]) add('wildcard', source, 'wildcards');
    add('trusted', store.own, 'trusted');
  }
  return edges;
}

function standInEdges(store: VetStore, crate: string): AuditEdge[] {
  const everything = new Set(store.mapper.names);
  const unpublished = store.unpublished.flatMap(({ crate: name, version, auditedAs }): AuditEdge[] =>
    name === crate
      ? [
          {
            kind: 'unpublished',
            from: auditedAs.text,
            to: version.text,
            criteria: everything,
            source: 'local',
            who: [],
          },
        ]
      : [],
  );
  const exempted = store.exemptions.flatMap(({ crate: name, version, criteria }): AuditEdge[] =>
    name === crate
      ? [
          {
            kind: 'exemption',
            from: ROOT,
            to: version.text,
            criteria: store.mapper.closureOf(criteria),
            source: 'local',
            who: [],
          },
        ]
      : [],
  );
  return [...unpublished, ...exempted];
}

/**
 * A violation of a criterion contradicts every audit and exemption of a version in its range that grants the criterion
 * (each name of the violation alone, with what it implies).
 */
function conflictsOf(
  store: VetStore,
  crate: string,
  violations: readonly { readonly entry: AuditEntry; readonly source: string }[],
): ViolationConflict[] {
  const conflicts: ViolationConflict[] = [];
  for (const { entry: violation, source } of violations) {
    if (violation.scope.kind !== 'violation') continue;
    const { req } = violation.scope;
    const denies = (criteria: readonly string[]) => {
      const granted = store.mapper.closureOf(criteria);
      return violation.criteria.some((name) => [...store.mapper.closure(name)].every((each) => granted.has(each)));
    };
    for (const { version, criteria, crate: name } of store.exemptions) {
      if (name !== crate || !denies(criteria) || !matchesReq(req, version.semver)) continue;
      conflicts.push({
        violation,
        source,
        contradicts: { source: 'local', what: `exemption of ${version.text}`, who: [] },
      });
    }
    for (const other of [...store.imports, store.own]) {
      for (const audit of other.audits.audits) {
        if (audit.crate !== crate || audit.scope.kind === 'violation' || !denies(audit.criteria)) continue;
        const { scope } = audit;
        const inside =
          scope.kind === 'full'
            ? matchesReq(req, scope.version.semver)
            : matchesReq(req, scope.from.semver) || matchesReq(req, scope.to.semver);
        const what =
          scope.kind === 'full' ? `audit of ${scope.version.text}` : `audit of ${scope.from.text} -> ${scope.to.text}`;
        if (inside) conflicts.push({ violation, source, contradicts: { source: other.name, what, who: audit.who } });
      }
    }
  }
  return conflicts;
}

function reach(
  edges: ReadonlyMap<string, readonly AuditEdge[]>,
  start: string,
  criterion: string,
  next: (edge: AuditEdge) => string,
): readonly string[] {
  const seen = new Set([start]);
  for (const node of seen)
    for (const edge of edges.get(node) ?? []) if (edge.criteria.has(criterion)) seen.add(next(edge));
  return [...seen];
}

function push(map: Map<string, AuditEdge[]>, key: string, edge: AuditEdge): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [edge]);
  else list.push(edge);
}
