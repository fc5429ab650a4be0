/** What the scanner finds with its own rules. */

/** What a finding is worth, told from the value and its surroundings alone. */
export const Standing = {
  /** Structure or checksum fit: whoever made the value made a credential. */
  Proved: 'proved',
  /** Nothing speaks against it. */
  Likely: 'likely',
  /** A checksum that the format has does not fit: no provider made this value. */
  Disproved: 'disproved',
  /** In tests, benches, examples, documentation. */
  Fixture: 'fixture',
  /** A published example, or a placeholder. */
  Example: 'example',
  /** Names someone and opens nothing by itself. */
  Identifier: 'identifier',
} as const;
export type Standing = (typeof Standing)[keyof typeof Standing];

/** Places count from 1: lines end at `\n`, columns count characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Column after the last character. */
  readonly endColumn: number;
}

export interface SecretFinding {
  readonly rule: string;
  readonly title: string;
  /** Path of the file; within archives after a `!`. */
  readonly file: string;
  /** Of the secret; of the encoded text where it was encoded. Of binaries, lines count the texts found in them. */
  readonly place: Place;
  /** The secret itself. Reports show {@link redacted}. */
  readonly secret: string;
  readonly redacted: string;
  /** SHA-256 of the secret: equal in all versions and places. */
  readonly hash: string;
  readonly standing: Standing;
  /** Why it stands so, in words. */
  readonly reasons: readonly string[];
  readonly entropy: number;
  /** Encodings it was found through, the innermost last. */
  readonly decoded: readonly string[];
  /** How the bytes were read. */
  readonly form: 'text' | 'utf-16' | 'binary' | 'path';
  /** Other rules that the same value fits. */
  readonly also: readonly string[];
}

/** Standings that someone has to act on. */
export function isOpen(finding: { readonly standing: Standing }): boolean {
  return finding.standing === Standing.Proved || finding.standing === Standing.Likely;
}

/** First characters that are shown: enough to tell which prefix, too few to use. */
const SHOWN = 4;

export function redact(secret: string): string {
  const first = [...secret.replace(/\s+/g, ' ')].slice(0, Math.min(SHOWN, secret.length >> 2)).join('');
  return `${first}… (${secret.length} characters)`;
}
