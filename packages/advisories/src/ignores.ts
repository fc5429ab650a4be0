/**
 * Findings that a project has decided to live with: one model for Lazaret's own list and for the lists of cargo-audit,
 * cargo-deny and osv-scanner. Which ignores were not needed and which have run out is part of the answer.
 */
import { isTable } from '@lazaret/base';
import { matchesReq, tryParseVersion, tryParseVersionReq } from '@lazaret/cargo';
import { parse as parseToml, TomlError } from 'smol-toml';
import type { AdvisoryFacts } from './advisory.ts';
import { canonicalName } from './advisory.ts';
import { dayOf } from './date.ts';
import { AdvisoryError, AdvisoryErrorCode } from './error.ts';
import type { LockedPackage } from './match.ts';
import { Fields } from './read/fields.ts';

/** Stands for an id in ignores of yanked versions, which no advisory is about. */
export const YANKED_ID = 'yanked';

/** One entry of an ignore list. */
export interface Ignore {
  /** Advisory id or alias; {@link YANKED_ID} for yanked versions. */
  readonly id: string;
  /** Only for this crate; `null` for every crate the advisory is about. */
  readonly crate: string | null;
  /** Only for this version, or those that a requirement with an operator matches; `null` for all. */
  readonly version: string | null;
  readonly reason: string | null;
  /** Last day (ISO) on which it holds. */
  readonly until: string | null;
  /** An OpenVEX justification, if the project states one. */
  readonly justification: string | null;
  /** File it is from. */
  readonly file: string;
  /** 1-based line, 0 if not known. */
  readonly line: number;
}

/** What an ignore list says of one finding. */
export interface IgnoreDecision {
  readonly ignore: Ignore;
  /** Has its last day passed? Then it does not apply, and the finding counts again. */
  readonly expired: boolean;
}

/** State of a whole list after a run. */
export interface IgnoreUse {
  /** Never matched a finding. */
  readonly unused: readonly Ignore[];
  /** Matched or not, their last day has passed. */
  readonly expired: readonly Ignore[];
}

/** Ignore lists are short and written by hand; more is not one. */
const MAX_CONFIG_CHARS = 1 << 20;
const MAX_TOML_DEPTH = 64;

function isExpired(ignore: Ignore, today: string): boolean {
  return ignore.until !== null && today.slice(0, 10) > ignore.until;
}

function applies(ignore: Ignore, advisory: Pick<AdvisoryFacts, 'id' | 'aliases'>, pkg: LockedPackage): boolean {
  const wanted = ignore.id.toUpperCase();
  const named = [advisory.id, ...advisory.aliases].some((id) => id.toUpperCase() === wanted);
  return (
    named &&
    (ignore.crate === null || canonicalName(ignore.crate) === canonicalName(pkg.name)) &&
    (ignore.version === null || coversVersion(ignore.version, pkg.version))
  );
}

/** A bare version is that version only; with an operator it is a requirement. One that cannot be read covers nothing. */
function coversVersion(text: string, version: string): boolean {
  if (/^\d/.test(text)) return text === version;
  const requirement = tryParseVersionReq(text);
  const parsed = tryParseVersion(version);
  return requirement !== undefined && parsed !== undefined && matchesReq(requirement, parsed);
}

/** The ignore that covers a finding: one that still holds before one that has run out; `null` if none does. */
export function findIgnore(
  ignores: readonly Ignore[],
  advisory: Pick<AdvisoryFacts, 'id' | 'aliases'>,
  pkg: LockedPackage,
  today: string,
): IgnoreDecision | null {
  const covering = ignores.filter((ignore) => applies(ignore, advisory, pkg));
  const valid = covering.find((ignore) => !isExpired(ignore, today));
  const ignore = valid ?? covering[0];
  return ignore === undefined ? null : { ignore, expired: valid === undefined };
}

/** Which ignores no finding needed, and which have run out. */
export function reviewIgnores(
  ignores: readonly Ignore[],
  findings: Iterable<{ readonly advisory: Pick<AdvisoryFacts, 'id' | 'aliases'>; readonly package: LockedPackage }>,
  today: string,
): IgnoreUse {
  const used = new Set<Ignore>();
  for (const { advisory, package: pkg } of findings) {
    for (const ignore of ignores) if (applies(ignore, advisory, pkg)) used.add(ignore);
  }
  return {
    unused: ignores.filter((ignore) => !used.has(ignore)),
    expired: ignores.filter((ignore) => isExpired(ignore, today)),
  };
}

function readToml(text: string, file: string): Fields {
  if (text.length > MAX_CONFIG_CHARS) throw new AdvisoryError(AdvisoryErrorCode.TooLarge, file, 0, 'too large');
  const lines = text.split('\n');
  const lineOf = (key: string): number => lines.findIndex((line) => line.includes(key)) + 1;
  try {
    return new Fields(parseToml(text, { maxDepth: MAX_TOML_DEPTH }), { file, lineOf });
  } catch (error) {
    const line = error instanceof TomlError ? error.line : 0;
    const detail = error instanceof Error ? error.message.split('\n', 1)[0]! : 'not TOML';
    throw new AdvisoryError(AdvisoryErrorCode.Toml, file, line, detail);
  }
}

function ignoreOf(fields: Fields, id: string, more: Partial<Ignore> = {}): Ignore {
  const { file, lineOf } = fields.origin;
  return {
    id,
    crate: null,
    version: null,
    reason: null,
    until: null,
    justification: null,
    file,
    line: lineOf(id === YANKED_ID ? (more.crate ?? id) : id),
    ...more,
  };
}

/** Entries of cargo-audit's `audit.toml`: `[advisories] ignore = ["RUSTSEC-…"]`. */
export function readAuditToml(text: string, file: string): Ignore[] {
  const advisories = readToml(text, file).child('advisories');
  return advisories ? advisories.texts('ignore').map((id) => ignoreOf(advisories, id)) : [];
}

/** An advisory id, as opposed to a package spec of cargo-deny. */
const ADVISORY_ID = /^[A-Z]+-[A-Za-z0-9-]+$/;

/** A package spec in cargo-deny's list (`name`, `name@1.2.3`, `name:<=0.1`): it ignores yanked versions, nothing else. */
function denySpec(fields: Fields, spec: string, reason: string | null): Ignore {
  if (ADVISORY_ID.test(spec)) return ignoreOf(fields, spec, { reason });
  const at = spec.search(/[@:]/);
  const name = (at < 0 ? spec : spec.slice(0, at)).trim();
  const version = at < 0 ? '' : spec.slice(at + 1).trim();
  return ignoreOf(fields, YANKED_ID, { crate: name, version: version === '' ? null : version, reason });
}

/** Entries of cargo-deny's `deny.toml`: ids, `{ id, reason }`, package specs and `{ crate, reason }`. */
export function readDenyToml(text: string, file: string): Ignore[] {
  const advisories = readToml(text, file).child('advisories');
  if (!advisories) return [];
  return advisories.list('ignore').map((entry) => {
    if (typeof entry === 'string') return denySpec(advisories, entry, null);
    if (!isTable(entry)) {
      return advisories.fail(AdvisoryErrorCode.FieldType, 'ignore', '`ignore` must hold strings or tables');
    }
    const fields = new Fields(entry, advisories.origin);
    const reason = fields.optionalText('reason');
    const id = fields.optionalText('id');
    if (id !== null) return ignoreOf(fields, id, { reason });
    return denySpec(fields, fields.optionalText('crate') ?? fields.text('name'), reason);
  });
}

/** A TOML date-time or an ISO text, as its day. */
function dayField(fields: Fields, key: string): string | null {
  const value = fields.get(key);
  if (value === undefined) return null;
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value;
  const day = typeof text === 'string' ? dayOf(text) : null;
  return day ?? fields.fail(AdvisoryErrorCode.FieldValue, key, `\`${key}\` is not a date`);
}

/** Entries of `osv-scanner.toml`: `[[IgnoredVulns]]` with `id`, `ignoreUntil`, `reason`. */
export function readOsvScannerToml(text: string, file: string): Ignore[] {
  return readToml(text, file)
    .tables('IgnoredVulns')
    .map((entry) =>
      ignoreOf(entry, entry.text('id'), {
        reason: entry.optionalText('reason'),
        until: dayField(entry, 'ignoreUntil'),
      }),
    );
}
