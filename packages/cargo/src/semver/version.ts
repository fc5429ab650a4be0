/** Versions as dtolnay/semver reads and orders them; node's `semver` differs (u64 numbers, build metadata). */
import { Place, quotedChar, Scanner } from './scan.ts';

/** A semantic version; the numbers are u64. `pre` and `build` are without their sign and empty when absent. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: string;
  readonly build: string;
}

/** Parses a full version; throws `CargoError` with the Rust crate's message. */
export function parseVersion(text: string): Version {
  const scanner = new Scanner(text, 'version-syntax');
  if (text === '') scanner.fail('empty string, expected a semver version');
  const major = scanner.number(Place.major);
  expectDot(scanner, Place.major);
  const minor = scanner.number(Place.minor);
  expectDot(scanner, Place.minor);
  const patch = scanner.number(Place.patch);
  let place: Place = Place.patch;
  let pre = '';
  let build = '';
  if (scanner.skip('-')) pre = scanner.requiredIdentifiers((place = Place.pre));
  if (scanner.skip('+')) build = scanner.requiredIdentifiers((place = Place.build));
  if (!scanner.done) scanner.fail(`unexpected character ${quotedChar(scanner.char)} after ${place}`);
  return { major, minor, patch, pre, build };
}

/** As `parseVersion`, undefined instead of an error. */
export function tryParseVersion(text: string): Version | undefined {
  try {
    return parseVersion(text);
  } catch {
    return undefined;
  }
}

function expectDot(scanner: Scanner, place: Place): void {
  if (scanner.skip('.')) return;
  if (scanner.done) scanner.fail(`unexpected end of input while parsing ${place}`);
  scanner.fail(`unexpected character ${quotedChar(scanner.char)} after ${place}`);
}

/** The text a version was parsed from. */
export function versionText(version: Version): string {
  const pre = version.pre === '' ? '' : `-${version.pre}`;
  const build = version.build === '' ? '' : `+${version.build}`;
  return `${version.major}.${version.minor}.${version.patch}${pre}${build}`;
}

/** Total order of the Rust crate's `Ord`: precedence first, then build metadata. */
export function compareVersions(a: Version, b: Version): number {
  return comparePrecedence(a, b) || compareBuild(a.build, b.build);
}

/** SemVer precedence: build metadata does not count (`cmp_precedence`). */
export function comparePrecedence(a: Version, b: Version): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePre(a.pre, b.pre)
  );
}

/** Whether Cargo and crates.io take both for the same version: 1.0.7 and 1.0.7+x cannot be published side by side. */
export function sameVersionForCargo(a: Version, b: Version): boolean {
  return comparePrecedence(a, b) === 0;
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Pre-releases order before the release, numeric identifiers before others, fewer before more. */
export function comparePre(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  // Numeric identifiers have no leading zeros here, so the longer is the larger.
  return compareSegments(a, b, (x, y) => x.length - y.length || compareAscii(x, y));
}

/** Build metadata: as pre-releases, but leading zeros are legal: 0 < 00 < 1 < 01 < 001 < 2. */
function compareBuild(a: string, b: string): number {
  if (a === b) return 0;
  // `"".split('.')` is one empty identifier in Rust as here; all digits vacuously, so it sorts first.
  return compareSegments(a, b, (x, y) => {
    const xValue = x.replace(/^0+/, '');
    const yValue = y.replace(/^0+/, '');
    return xValue.length - yValue.length || compareAscii(xValue, yValue) || x.length - y.length;
  });
}

function compareSegments(a: string, b: string, numeric: (a: string, b: string) => number): number {
  const left = a.split('.');
  const right = b.split('.');
  for (let i = 0; i < left.length; i++) {
    const y = right[i];
    if (y === undefined) return 1;
    const x = left[i]!;
    const xDigits = /^[0-9]*$/.test(x);
    const yDigits = /^[0-9]*$/.test(y);
    if (xDigits !== yDigits) return xDigits ? -1 : 1;
    const order = xDigits ? numeric(x, y) : compareAscii(x, y);
    if (order !== 0) return order < 0 ? -1 : 1;
  }
  return left.length < right.length ? -1 : 0;
}

function compareAscii(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
