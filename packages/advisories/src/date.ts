/**
 * Calendar dates and spans of days as advisories and `--max-db-age` write them. "Now" is always an input.
 */
import { AdvisoryError, AdvisoryErrorCode } from './error.ts';

const MS_PER_DAY = 86_400_000;

/** RustSec accepts the years 2000 to 2100 only (advisory/date.rs); a typo in a year must not make a date in the future. */
const YEAR_MIN = 2000;
const YEAR_MAX = 2100;

/** Is it an existing day, written `YYYY-MM-DD`, in the years RustSec accepts? */
export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const year = Number(match[1]);
  if (year < YEAR_MIN || year > YEAR_MAX) return false;
  const date = new Date(Date.UTC(year, Number(match[2]) - 1, Number(match[3])));
  return date.toISOString().slice(0, 10) === text;
}

/** The day of an ISO date or date-time, `YYYY-MM-DD`; `null` if it is none. */
export function dayOf(text: string): string | null {
  const day = text.slice(0, 10);
  return isDate(day) && (text.length === 10 || text[10] === 'T' || text[10] === ' ') ? day : null;
}

/** Whole days from one ISO date (or date-time) to another; negative if the second is earlier, `null` if one is no date. */
export function daysBetween(from: string, to: string): number | null {
  const start = Date.parse(from);
  const end = Date.parse(to);
  return Number.isNaN(start) || Number.isNaN(end) ? null : Math.floor((end - start) / MS_PER_DAY);
}

/** Days in the units of a span; a month counts 30 and a year 365 days, as no start date is given. */
const UNIT_DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 30, y: 365 };

/** No span needs more; keeps sums exact. */
const MAX_SPAN_DAYS = 365_000;

/**
 * Reads a span of days: `90`, `90d`, `12w`, `3m`, `1y`, or ISO 8601 as cargo-deny takes it (`P90D`, `P3M`, `P1Y2W`).
 * Times of day are refused rather than rounded.
 */
export function parseSpanDays(text: string): number {
  const trimmed = text.trim().toLowerCase();
  const fail = (): never => {
    throw new AdvisoryError(AdvisoryErrorCode.Duration, 'duration', 0, `not a number of days such as 90d or P90D`);
  };
  if (/^\d{1,6}$/.test(trimmed)) return spanOf([[Number(trimmed), 'd']], fail);
  const iso = trimmed.startsWith('p');
  const body = iso ? trimmed.slice(1) : trimmed;
  if (!/^(?:\d{1,6}[dwmy])+$/.test(body) || (!iso && !/^\d+[dwmy]$/.test(body))) return fail();
  const parts = [...body.matchAll(/(\d+)([dwmy])/g)].map((part): [number, string] => [Number(part[1]), part[2]!]);
  if (new Set(parts.map((part) => part[1])).size !== parts.length) return fail();
  return spanOf(parts, fail);
}

function spanOf(parts: readonly (readonly [number, string])[], fail: () => never): number {
  let days = 0;
  for (const [count, unit] of parts) days += count * (UNIT_DAYS[unit] as number);
  return days <= MAX_SPAN_DAYS ? days : fail();
}
