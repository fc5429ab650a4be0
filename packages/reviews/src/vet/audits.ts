/** cargo-vet's `audits.toml`, one's own or a foreign one (format: cargo-vet's `format.rs`, `serialization.rs`). */

import type { Diagnostic, Table } from '@lazaret/base';
import { parseToml, parseVersionReq, type VersionReq } from '@lazaret/cargo';
import { entries, Problems, tables, text, texts } from '../fields.ts';
import { parseDelta, parseVetVersion, type VetVersion } from './version.ts';

export interface CriteriaEntry {
  readonly description?: string;
  readonly descriptionUrl?: string;
  readonly implies: readonly string[];
  readonly aggregatedFrom: readonly string[];
}

/** What one audit entry speaks of. */
export type AuditScope =
  | { readonly kind: 'full'; readonly version: VetVersion }
  | { readonly kind: 'delta'; readonly from: VetVersion; readonly to: VetVersion }
  | { readonly kind: 'violation'; readonly range: string; readonly req: VersionReq };

export interface AuditEntry {
  readonly crate: string;
  readonly who: readonly string[];
  readonly criteria: readonly string[];
  readonly scope: AuditScope;
  /** Whether others may import it. */
  readonly importable: boolean;
  readonly notes?: string;
  readonly aggregatedFrom: readonly string[];
}

/** Whom a wildcard audit or a trusted entry names: a user of the registry by number, or a trusted publisher. */
export type PublisherId = { readonly userId: number } | { readonly trustedPublisher: string };

/** `[[wildcard-audits]]` and `[[trusted]]`: all that a publisher published between two days, the end left out. */
export interface PublisherEntry {
  readonly crate: string;
  readonly who: readonly string[];
  readonly criteria: readonly string[];
  readonly publisher: PublisherId;
  /** YYYY-MM-DD */
  readonly start: string;
  readonly end: string;
  readonly notes?: string;
  readonly aggregatedFrom: readonly string[];
}

export interface AuditsFile {
  readonly criteria: ReadonlyMap<string, CriteriaEntry>;
  readonly audits: readonly AuditEntry[];
  readonly wildcards: readonly PublisherEntry[];
  readonly trusted: readonly PublisherEntry[];
  /** Entries that were left out, with the reason: a lost violation must never go unnoticed. */
  readonly problems: readonly Diagnostic[];
}

/** Reads an `audits.toml`. Throws `CargoError` where it is no TOML at all; broken entries are told in `problems`. */
export function readAudits(source: string, name: string): AuditsFile {
  const problems = new Problems(name);
  return { ...auditsOf(parseToml(source, name), problems), problems: problems.list };
}

/** The tables of an audits file, which `imports.lock` holds for each import too. */
export function auditsOf(table: Table, problems: Problems): Omit<AuditsFile, 'problems'> {
  const criteria = new Map<string, CriteriaEntry>();
  for (const [name, entry] of tables(table.criteria, 'criteria', problems)) {
    const read = criteriaOf(entry);
    if (read === undefined) problems.add('criteria', `criteria.${name} is not understood`);
    else criteria.set(name, read);
  }
  const read = <T>(key: string, of: (crate: string, entry: Table) => T | string): T[] =>
    entries(table[key], key, problems).flatMap(([crate, entry]) => {
      const result = of(crate, entry);
      if (typeof result !== 'string') return [result];
      problems.add('entry', `an entry of ${key}.${crate} is left out: ${result}`);
      return [];
    });
  return {
    criteria,
    audits: read('audits', auditOf),
    wildcards: read('wildcard-audits', publisherEntryOf),
    trusted: read('trusted', publisherEntryOf),
  };
}

function criteriaOf(entry: Table): CriteriaEntry | undefined {
  const implies = texts(entry.implies);
  const aggregatedFrom = texts(entry['aggregated-from']);
  if (implies === undefined || aggregatedFrom === undefined) return undefined;
  const description = text(entry.description);
  const descriptionUrl = text(entry['description-url']);
  return {
    implies,
    aggregatedFrom,
    ...(description !== undefined && { description }),
    ...(descriptionUrl !== undefined && { descriptionUrl }),
  };
}

/** An entry of `[[audits.CRATE]]`, or why it is none. */
function auditOf(crate: string, entry: Table): AuditEntry | string {
  const common = commonOf(entry);
  if (typeof common === 'string') return common;
  const scope = scopeOf(entry);
  if (typeof scope === 'string') return scope;
  return { crate, ...common, scope, importable: entry.importable !== false };
}

function scopeOf(entry: Table): AuditScope | string {
  const given = ['version', 'delta', 'violation'].filter((key) => entry[key] !== undefined);
  if (given.length !== 1) return 'it needs exactly one of `version`, `delta` and `violation`';
  const value = text(entry[given[0]!]);
  if (value === undefined) return `\`${given[0]}\` is not a string`;
  if (given[0] === 'version') {
    const version = parseVetVersion(value);
    return version === undefined ? `${value} is not a version` : { kind: 'full', version };
  }
  if (given[0] === 'delta') {
    const delta = parseDelta(value);
    return delta === undefined ? `${value} is not of the form "VERSION -> VERSION"` : { kind: 'delta', ...delta };
  }
  try {
    return { kind: 'violation', range: value, req: parseVersionReq(value) };
  } catch {
    return `${value} is not a version requirement`;
  }
}

function publisherEntryOf(crate: string, entry: Table): PublisherEntry | string {
  const common = commonOf(entry);
  if (typeof common === 'string') return common;
  const publisher = publisherOf(entry);
  if (publisher === undefined) return 'it needs `user-id` or `trusted-publisher`';
  const start = day(entry.start);
  const end = day(entry.end);
  if (start === undefined || end === undefined) return '`start` and `end` have to be days (YYYY-MM-DD)';
  return { crate, ...common, publisher, start, end };
}

function commonOf(entry: Table) {
  const who = texts(entry.who);
  const criteria = texts(entry.criteria);
  const aggregatedFrom = texts(entry['aggregated-from']);
  if (who === undefined || aggregatedFrom === undefined) return '`who` and `aggregated-from` have to be strings';
  if (criteria === undefined || criteria.length === 0) return '`criteria` has to be a string or a list of strings';
  const notes = text(entry.notes);
  return { who, criteria, aggregatedFrom, ...(notes !== undefined && { notes }) };
}

/** `user-id` or `trusted-publisher` of an entry; `imports.lock` writes publishers in the same way. */
export function publisherOf(entry: Table): PublisherId | undefined {
  const id = entry['user-id'];
  if (typeof id === 'number' && Number.isSafeInteger(id)) return { userId: id };
  const signature = text(entry['trusted-publisher']);
  return signature === undefined ? undefined : { trustedPublisher: signature };
}

export function samePublisher(a: PublisherId, b: PublisherId): boolean {
  return 'userId' in a
    ? 'userId' in b && a.userId === b.userId
    : 'trustedPublisher' in b && a.trustedPublisher === b.trustedPublisher;
}

/** A day as YYYY-MM-DD, from a string or a TOML date. */
export function day(value: unknown): string | undefined {
  const found = text(value);
  return found !== undefined && /^\d{4}-\d{2}-\d{2}/.test(found) ? found.slice(0, 10) : undefined;
}
