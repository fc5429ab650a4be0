/**
 * The pieces of version text shared by versions and requirements, as in dtolnay/semver's parse.rs: u64 numbers, dotted
 * identifiers, and that crate's own words for what is wrong.
 */
import { CargoError, type CargoErrorCode } from '../error.ts';

/** Which part of a version is being read; the text is what the Rust crate prints for it. */
export const Place = {
  major: 'major version number',
  minor: 'minor version number',
  patch: 'patch version number',
  pre: 'pre-release identifier',
  build: 'build metadata',
} as const;
export type Place = (typeof Place)[keyof typeof Place];

/** Longest version or requirement that is looked at; crates.io allows far less, and an error message repeats the text. */
const MAX_VERSION_LENGTH = 4096;

const U64_MAX = 18446744073709551615n;
/** u64::MAX has 20 digits; a longer run without leading zero always overflows. */
const U64_DIGITS = 20;

/** A reading position in version text that fails with the given code. */
export class Scanner {
  readonly text: string;
  at = 0;
  readonly #code: CargoErrorCode;

  constructor(text: string, code: CargoErrorCode) {
    this.text = text;
    this.#code = code;
    if (text.length > MAX_VERSION_LENGTH) this.fail(`longer than ${MAX_VERSION_LENGTH} characters`);
  }

  fail(message: string): never {
    throw new CargoError(this.#code, message);
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** The character at the position, as a Rust `char` (a whole scalar value). */
  get char(): string {
    return String.fromCodePoint(this.text.codePointAt(this.at)!);
  }

  skip(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  /** Only U+0020 is skipped, as `trim_start_matches(' ')` does: a tab is an error. */
  skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === 0x20) this.at++;
  }

  number(place: Place): bigint {
    const start = this.at;
    let end = start;
    while (isDigit(this.text.charCodeAt(end))) {
      if (end === start + 1 && this.text[start] === '0') this.fail(`invalid leading zero in ${place}`);
      // A longer run is settled already; reading on would only cost time.
      if (end - start > U64_DIGITS) break;
      end++;
    }
    if (end === start) {
      if (this.done) this.fail(`unexpected end of input while parsing ${place}`);
      this.fail(`unexpected character ${quotedChar(this.char)} while parsing ${place}`);
    }
    const value = BigInt(this.text.slice(start, end));
    if (value > U64_MAX) this.fail(`value of ${place} exceeds u64::MAX`);
    this.at = end;
    return value;
  }

  /** Dot-separated identifiers; empty text only where no identifier starts at all. */
  identifiers(place: Place): string {
    const start = this.at;
    for (;;) {
      const segment = this.at;
      let nondigit = false;
      while (isIdentifierUnit(this.text.charCodeAt(this.at))) {
        if (!isDigit(this.text.charCodeAt(this.at))) nondigit = true;
        this.at++;
      }
      const boundary = this.text[this.at];
      const length = this.at - segment;
      if (length === 0) {
        if (segment === start && boundary !== '.') return '';
        this.fail(`empty identifier segment in ${place}`);
      }
      if (place === Place.pre && length > 1 && !nondigit && this.text[segment] === '0') {
        this.fail(`invalid leading zero in ${place}`);
      }
      if (boundary !== '.') return this.text.slice(start, this.at);
      this.at++;
    }
  }

  /** `-pre`/`+build` after its sign, where at least one identifier must follow. */
  requiredIdentifiers(place: Place): string {
    const found = this.identifiers(place);
    if (found === '') this.fail(`empty identifier segment in ${place}`);
    return found;
  }
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isIdentifierUnit(unit: number): boolean {
  return isDigit(unit) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a) || unit === 0x2d;
}

const ESCAPES = new Map([
  ['\0', '\\0'],
  ['\t', '\\t'],
  ['\r', '\\r'],
  ['\n', '\\n'],
  ["'", "\\'"],
  ['\\', '\\\\'],
]);

/** A character as Rust's `{:?}` shows it; also keeps control characters out of error messages. */
export function quotedChar(char: string): string {
  const escaped = ESCAPES.get(char);
  if (escaped !== undefined) return `'${escaped}'`;
  if (char !== ' ' && /[\p{C}\p{Z}\p{M}]/u.test(char)) return `'\\u{${char.codePointAt(0)!.toString(16)}}'`;
  return `'${char}'`;
}
