/**
 * The operator's policy, a TOML file: thresholds, cool-down ages, exceptions with a reason and an end.
 *
 *     [thresholds]
 *     hold = 70
 *     review = 40
 *
 *     [ages]
 *     new-dependency-hours = 72
 *
 *     [[exception]]
 *     check = "build-spawn"
 *     crate = "ring"
 *     versions = "0.17"
 *     reason = "runs the assembler that it ships"
 *     until = "2027-01-01"
 */
import {
  isTable,
  matchesReq,
  parseToml,
  parseVersion,
  type TomlTable,
  tryParseVersionReq,
  type VersionReq,
} from '@lazaret/cargo';
import type { Finding } from '../finding.ts';

export interface Policy {
  /** Scores from which a version is held or put to review. */
  readonly thresholds: { readonly hold: number; readonly review: number };
  readonly ages: {
    /** A dependency whose first version is younger than this is new. */
    readonly newDependencyHours: number;
    /** Releases after a longer pause are worth a word. */
    readonly dormancyDays: number;
    /** An owner who came less than this before the release is new. */
    readonly newOwnerHours: number;
  };
  readonly exceptions: readonly PolicyException[];
}

export interface PolicyException {
  readonly check: string;
  readonly crate: string | undefined;
  readonly versions: VersionReq | undefined;
  readonly reason: string;
  /** ISO date, the last day on which it holds. */
  readonly until: string | undefined;
}

export const DEFAULT_POLICY: Policy = {
  thresholds: { hold: 70, review: 40 },
  ages: { newDependencyHours: 72, dormancyDays: 365, newOwnerHours: 72 },
  exceptions: [],
};

/** A policy that cannot be used; the message says where and what is expected. */
export class PolicyError extends Error {
  readonly code = 'policy';
}

/** Reads a policy file. What it does not say stays as in {@link DEFAULT_POLICY}. */
export function parsePolicy(text: string, file: string): Policy {
  const reader = new Reader(file);
  const table = reader.parse(text);
  reader.only(table, ['thresholds', 'ages', 'exception'], '');
  const thresholds = reader.table(table, 'thresholds');
  reader.only(thresholds, ['hold', 'review'], 'thresholds.');
  const ages = reader.table(table, 'ages');
  reader.only(ages, ['new-dependency-hours', 'dormancy-days', 'new-owner-hours'], 'ages.');
  const base = DEFAULT_POLICY;
  const policy: Policy = {
    thresholds: {
      hold: reader.number(thresholds, 'hold', base.thresholds.hold, 100),
      review: reader.number(thresholds, 'review', base.thresholds.review, 100),
    },
    ages: {
      newDependencyHours: reader.number(ages, 'new-dependency-hours', base.ages.newDependencyHours),
      dormancyDays: reader.number(ages, 'dormancy-days', base.ages.dormancyDays),
      newOwnerHours: reader.number(ages, 'new-owner-hours', base.ages.newOwnerHours),
    },
    exceptions: reader.list(table, 'exception').map((entry, at) => reader.exception(entry, `exception ${at + 1}`)),
  };
  if (policy.thresholds.review > policy.thresholds.hold)
    throw reader.error('thresholds.review is above thresholds.hold: nothing would only be reviewed');
  return policy;
}

class Reader {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  error(message: string): PolicyError {
    return new PolicyError(`${this.#file}: ${message}`);
  }

  parse(text: string): TomlTable {
    try {
      return parseToml(text, this.#file);
    } catch (error) {
      throw new PolicyError(error instanceof Error ? error.message : String(error));
    }
  }

  only(table: TomlTable, keys: readonly string[], prefix: string): void {
    for (const key of Object.keys(table))
      if (!keys.includes(key)) throw this.error(`there is no setting ${prefix}${key}; there are ${keys.join(', ')}`);
  }

  table(table: TomlTable, key: string): TomlTable {
    const value = table[key];
    if (value === undefined) return {};
    if (!isTable(value)) throw this.error(`${key} is a table: [${key}]`);
    return value;
  }

  list(table: TomlTable, key: string): TomlTable[] {
    const value = table[key] ?? [];
    if (!Array.isArray(value) || !value.every((it) => isTable(it)))
      throw this.error(`${key} is a list of tables: [[${key}]]`);
    return value as TomlTable[];
  }

  number(table: TomlTable, key: string, otherwise: number, most = Number.MAX_SAFE_INTEGER): number {
    const value = table[key] ?? otherwise;
    if (typeof value !== 'number' || !(value >= 0 && value <= most)) {
      throw this.error(`${key} is a number from 0${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`);
    }
    return value;
  }

  text(table: TomlTable, key: string, where: string): string | undefined {
    const value = table[key];
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throw this.error(`${where}: ${key} is a text`);
    return value;
  }

  exception(table: TomlTable, where: string): PolicyException {
    this.only(table, ['check', 'crate', 'versions', 'reason', 'until'], `${where}: `);
    const check = this.text(table, 'check', where);
    const reason = this.text(table, 'reason', where);
    if (check === undefined || reason === undefined)
      throw this.error(`${where} needs check and reason: whoever reads it later has to know why`);
    const versions = this.text(table, 'versions', where);
    const req = versions === undefined ? undefined : tryParseVersionReq(versions);
    if (versions !== undefined && req === undefined)
      throw this.error(`${where}: ${versions} is no version requirement`);
    const until = dateText(table['until']);
    if (until === null) throw this.error(`${where}: until is a date like 2027-01-01`);
    return { check, reason, crate: this.text(table, 'crate', where), versions: req, until };
  }
}

/** A TOML date or a text of that form; null for anything else. */
function dateText(value: unknown): string | undefined | null {
  if (value === undefined) return undefined;
  const text = value instanceof Date ? value.toISOString() : value;
  const date = typeof text === 'string' ? /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] : undefined;
  return date === undefined || Number.isNaN(Date.parse(date)) ? null : date;
}

/** The exception that covers a finding, if it has not ended; without a moment, none that ends. */
export function exceptionFor(
  finding: Finding,
  subject: { readonly name: string; readonly version: string },
  policy: Policy,
  now: string | undefined,
): PolicyException | undefined {
  return policy.exceptions.find(
    (it) =>
      it.check === finding.check &&
      (it.crate === undefined || it.crate === subject.name) &&
      (it.versions === undefined || matchesReq(it.versions, parseVersion(subject.version))) &&
      (it.until === undefined || (now !== undefined && now.slice(0, 10) <= it.until)),
  );
}
