/**
 * Version requirements as Cargo's `semver` crate parses and evaluates them (parse.rs and eval.rs). A prerelease only
 * matches where some comparator has the same major.minor.patch and a prerelease of its own.
 */
import { Place, quotedChar, Scanner } from './scan.ts';
import { comparePre, type Version } from './version.ts';

/** Operators; `wildcard` is `1.*`, which behaves as `exact` on a partial version. */
export const ReqOp = {
  exact: '=',
  greater: '>',
  greaterEq: '>=',
  less: '<',
  lessEq: '<=',
  tilde: '~',
  caret: '^',
  wildcard: '*',
} as const;
export type ReqOp = (typeof ReqOp)[keyof typeof ReqOp];

/** One operator with a partial version; `undefined` numbers are the ones left out. */
export interface Comparator {
  readonly op: ReqOp;
  readonly major: bigint;
  readonly minor: bigint | undefined;
  readonly patch: bigint | undefined;
  readonly pre: string;
}

/** All comparators must match; none at all is `*`, which still refuses prereleases. */
export interface VersionReq {
  readonly comparators: readonly Comparator[];
}

/** The Rust crate's own limit. */
const MAX_COMPARATORS = 32;

/** Parses a requirement as in `serde = "REQ"`; throws `CargoError` with the Rust crate's message. */
export function parseVersionReq(text: string): VersionReq {
  const scanner = new Scanner(text, 'requirement-syntax');
  scanner.skipSpaces();
  const star = wildcard(scanner);
  if (star !== undefined) {
    scanner.skipSpaces();
    if (scanner.done) return { comparators: [] };
    if (scanner.text[scanner.at] === ',') failWildcard(scanner, star);
    scanner.fail('unexpected character after wildcard in version req');
  }
  const comparators: Comparator[] = [];
  for (;;) {
    const { comparator, place } = comparatorOrWildcardError(scanner);
    comparators.push(comparator);
    if (scanner.done) return { comparators };
    if (!scanner.skip(',')) scanner.fail(`expected comma after ${place}, found ${quotedChar(scanner.char)}`);
    scanner.skipSpaces();
    if (comparators.length === MAX_COMPARATORS) scanner.fail('excessive number of version comparators');
  }
}

/** As `parseVersionReq`, undefined instead of an error. */
export function tryParseVersionReq(text: string): VersionReq | undefined {
  try {
    return parseVersionReq(text);
  } catch {
    return undefined;
  }
}

/** Canonical text, as the Rust crate's `Display`. */
export function versionReqText(req: VersionReq): string {
  return req.comparators.length === 0 ? '*' : req.comparators.map(comparatorText).join(', ');
}

function comparatorText(c: Comparator): string {
  const op = c.op === ReqOp.wildcard ? '' : c.op;
  const star = c.op === ReqOp.wildcard;
  if (c.minor === undefined) return `${op}${c.major}${star ? '.*' : ''}`;
  if (c.patch === undefined) return `${op}${c.major}.${c.minor}${star ? '.*' : ''}`;
  return `${op}${c.major}.${c.minor}.${c.patch}${c.pre === '' ? '' : `-${c.pre}`}`;
}

/** Whether a version satisfies a requirement (`VersionReq::matches`). */
export function matchesReq(req: VersionReq, version: Version): boolean {
  for (const comparator of req.comparators) {
    if (!matchesComparator(comparator, version)) return false;
  }
  if (version.pre === '') return true;
  return req.comparators.some((c) => allowsPrerelease(c, version));
}

function wildcard(scanner: Scanner): string | undefined {
  const char = scanner.text[scanner.at];
  if (char !== '*' && char !== 'x' && char !== 'X') return undefined;
  scanner.at++;
  return char;
}

function failWildcard(scanner: Scanner, char: string): never {
  scanner.fail(`wildcard req (${char}) must be the only comparator in the version req`);
}

function comparatorOrWildcardError(scanner: Scanner): { comparator: Comparator; place: Place } {
  const start = scanner.at;
  try {
    return parseComparator(scanner);
  } catch (error) {
    scanner.at = start;
    const star = wildcard(scanner);
    if (star !== undefined) {
      scanner.skipSpaces();
      if (scanner.done || scanner.text[scanner.at] === ',') failWildcard(scanner, star);
    }
    throw error;
  }
}

function parseOp(scanner: Scanner): ReqOp | undefined {
  for (const op of ['>=', '<=', '=', '>', '<', '~', '^'] as const) {
    if (scanner.text.startsWith(op, scanner.at)) {
      scanner.at += op.length;
      return op;
    }
  }
  return undefined;
}

function parseComparator(scanner: Scanner): { comparator: Comparator; place: Place } {
  const written = parseOp(scanner);
  let op = written ?? ReqOp.caret;
  scanner.skipSpaces();
  let place: Place = Place.major;
  const major = scanner.number(place);
  let minor: bigint | undefined;
  let patch: bigint | undefined;
  let starred = false;
  if (scanner.skip('.')) {
    place = Place.minor;
    if (wildcard(scanner) !== undefined) starred = true;
    else minor = scanner.number(place);
    if (starred && written === undefined) op = ReqOp.wildcard;
  }
  if (scanner.skip('.')) {
    place = Place.patch;
    if (wildcard(scanner) !== undefined) {
      if (written === undefined) op = ReqOp.wildcard;
    } else if (starred) {
      scanner.fail('unexpected character after wildcard in version req');
    } else {
      patch = scanner.number(place);
    }
  }
  let pre = '';
  if (patch !== undefined && scanner.skip('-')) pre = scanner.requiredIdentifiers((place = Place.pre));
  // Build metadata is legal and means nothing here.
  if (patch !== undefined && scanner.skip('+')) scanner.requiredIdentifiers((place = Place.build));
  scanner.skipSpaces();
  return { comparator: { op, major, minor, patch, pre }, place };
}

function matchesComparator(c: Comparator, v: Version): boolean {
  switch (c.op) {
    case ReqOp.exact:
    case ReqOp.wildcard:
      return matchesExact(c, v);
    case ReqOp.greater:
      return matchesOrdered(c, v, 1);
    case ReqOp.greaterEq:
      return matchesExact(c, v) || matchesOrdered(c, v, 1);
    case ReqOp.less:
      return matchesOrdered(c, v, -1);
    case ReqOp.lessEq:
      return matchesExact(c, v) || matchesOrdered(c, v, -1);
    case ReqOp.tilde:
      return matchesTilde(c, v);
    case ReqOp.caret:
      return matchesCaret(c, v);
  }
}

function matchesExact(c: Comparator, v: Version): boolean {
  if (v.major !== c.major) return false;
  if (c.minor !== undefined && v.minor !== c.minor) return false;
  if (c.patch !== undefined && v.patch !== c.patch) return false;
  return v.pre === c.pre;
}

/** Strictly above (`sign` 1) or below (-1); a partial version that agrees so far is neither. */
function matchesOrdered(c: Comparator, v: Version, sign: 1 | -1): boolean {
  if (v.major !== c.major) return v.major > c.major === sign > 0;
  if (c.minor === undefined) return false;
  if (v.minor !== c.minor) return v.minor > c.minor === sign > 0;
  if (c.patch === undefined) return false;
  if (v.patch !== c.patch) return v.patch > c.patch === sign > 0;
  return comparePre(v.pre, c.pre) * sign > 0;
}

function matchesTilde(c: Comparator, v: Version): boolean {
  if (v.major !== c.major) return false;
  if (c.minor !== undefined && v.minor !== c.minor) return false;
  if (c.patch !== undefined && v.patch !== c.patch) return v.patch > c.patch;
  return comparePre(v.pre, c.pre) >= 0;
}

function matchesCaret(c: Comparator, v: Version): boolean {
  if (v.major !== c.major) return false;
  if (c.minor === undefined) return true;
  if (c.patch === undefined) return c.major > 0n ? v.minor >= c.minor : v.minor === c.minor;
  if (c.major > 0n) {
    if (v.minor !== c.minor) return v.minor > c.minor;
    if (v.patch !== c.patch) return v.patch > c.patch;
  } else if (c.minor > 0n) {
    if (v.minor !== c.minor) return false;
    if (v.patch !== c.patch) return v.patch > c.patch;
  } else if (v.minor !== c.minor || v.patch !== c.patch) {
    return false;
  }
  return comparePre(v.pre, c.pre) >= 0;
}

function allowsPrerelease(c: Comparator, v: Version): boolean {
  return c.pre !== '' && c.major === v.major && c.minor === v.minor && c.patch === v.patch;
}
