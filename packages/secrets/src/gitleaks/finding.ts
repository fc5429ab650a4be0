/** What gitleaks finds, in its own terms: places of the match, columns one larger on all lines but a fragment's first. */

export interface GitleaksFinding {
  readonly rule: string;
  readonly description: string;
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn: number;
  readonly endColumn: number;
  /** The whole line or lines. */
  readonly line: string;
  readonly match: string;
  readonly secret: string;
  /** As a 32-bit number, as gitleaks prints it. */
  readonly entropy: number;
  readonly tags: readonly string[];
}

/** Shannon's entropy as gitleaks reckons it: characters counted, bytes divided by. */
export function entropyOf(text: string, bytes: number): number {
  if (bytes === 0) return 0;
  const counts = new Map<number, number>();
  for (let at = 0; at < text.length; at++) {
    let code = text.codePointAt(at)!;
    if (code > 0xffff) at++;
    else if (code >= 0xdc00 && code <= 0xdfff) code = 0xfffd;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const inverse = 1 / bytes;
  let entropy = 0;
  for (const count of counts.values()) {
    const share = count * inverse;
    entropy -= share * Math.log2(share);
  }
  return entropy;
}
