/** A gitleaks configuration as it is used: patterns compiled, allowlists checked, everything merged. */
import type { GoRegex } from '../regex/go-regex.ts';

export interface Allowlist {
  readonly description: string;
  /** All criteria must hold, or one of them. */
  readonly condition: 'and' | 'or';
  /** Lower-case commit hashes. */
  readonly commits: ReadonlySet<string>;
  /** The patterns of paths, joined as gitleaks joins them. */
  readonly paths: GoRegex | undefined;
  readonly regexTarget: 'secret' | 'match' | 'line';
  readonly regexes: GoRegex | undefined;
  /** In lower case. */
  readonly stopwords: readonly string[];
}

export interface RequiredRule {
  readonly rule: string;
  readonly withinLines: number | undefined;
  readonly withinColumns: number | undefined;
}

export interface Rule {
  readonly id: string;
  readonly description: string;
  readonly regex: GoRegex | undefined;
  readonly path: GoRegex | undefined;
  readonly secretGroup: number;
  /** Entropy that a secret must exceed; 0 asks for none. */
  readonly entropy: number;
  /** In lower case; one of them must be in the text, if there are any. */
  readonly keywords: readonly string[];
  readonly tags: readonly string[];
  readonly allowlists: readonly Allowlist[];
  readonly required: readonly RequiredRule[];
  /** Runs only as another rule's requirement. */
  readonly skipReport: boolean;
}

export interface GitleaksConfig {
  readonly title: string;
  readonly description: string;
  readonly minVersion: string;
  /** By id, in the order in which gitleaks reports them. */
  readonly rules: ReadonlyMap<string, Rule>;
  readonly allowlists: readonly Allowlist[];
  /** What gitleaks only warns of. */
  readonly warnings: readonly string[];
}
