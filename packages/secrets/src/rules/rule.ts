/** What a rule of our own says: data, from which the pattern, its tests and its documentation come. */
import { shapePattern } from './shape.ts';

/** Checks of structure that need no network (see `checks.ts`). */
export type CheckName = 'github' | 'trusted-publishing' | 'jwt' | 'pem' | 'base64-json' | 'credentials';

export interface SecretRule {
  /** As gitleaks names the same thing, where it does. */
  readonly id: string;
  readonly title: string;
  /** Where the provider documents the format. */
  readonly source: string;
  /** Shapes of the token (see `shape.ts`). */
  readonly shapes?: readonly string[];
  /**
   * Words of a name to which the value is given: a shape that tells nothing by itself (`{x32}`) is a secret only there.
   * In any case, unless they are written with a `^`: then as written, or in capitals.
   */
  readonly names?: readonly string[];
  /** A pattern of Go's syntax, group 1 the secret, where no shape can say it; with examples of its own. */
  readonly pattern?: string;
  readonly examples?: readonly string[];
  readonly nearMisses?: readonly string[];
  /** Whether letters of the shape count in any case. */
  readonly anyCase?: boolean;
  /** Least entropy, in bits a character. */
  readonly entropy?: number;
  readonly check?: CheckName;
  /** Only in files whose path ends in one of these, in any case. */
  readonly paths?: readonly string[];
  /** Words of which one must be somewhere in the text, for shapes without a prefix of their own. */
  readonly context?: readonly string[];
  /** Names someone, and opens nothing by itself. */
  readonly identifier?: true;
  /** Told by the name alone: anything that looks random. */
  readonly generic?: true;
}

/** Between a name and its value: the rest of the name, quotes, an operator of some language or format, quotes. */
const ASSIGNED = String.raw`[ \t\w.-]{0,20}[\s'"]{0,3}(?:=>|:{0,3}=|\?=|>|\|\||:|,)[\x60'"\s=]{0,5}`;

/** What cannot go on a value: then it would be a longer one. */
const END = String.raw`(?:[^\w]|$)`;

/** The rule's pattern in Go's syntax; the secret is group 1. */
export function rulePattern(rule: SecretRule): string {
  if (rule.pattern !== undefined) return rule.pattern;
  const value = `(${rule.shapes!.map(shapePattern).join('|')})`;
  const flags = rule.anyCase === true ? '(?i)' : '';
  if (rule.names === undefined) return `${flags}${startsWord(rule.shapes!) ? '\\b' : ''}${value}${END}`;
  const names = rule.names.map(namePattern).join('|');
  return `(?:${names})${ASSIGNED}${flags}${value}${END}`;
}

function namePattern(name: string): string {
  if (!name.startsWith('^')) return `(?i:${escapedName(name)})`;
  const [first, rest] = [name[1]!, name.slice(2)];
  return `[${first.toUpperCase()}${first}]${rest}|${name.slice(1).toUpperCase()}`;
}

/** `-` in a name stands for any or no joint. */
function escapedName(name: string): string {
  return name.replace(/\./g, '\\.').replace(/-/g, '[_.-]?');
}

function startsWord(shapes: readonly string[]): boolean {
  return shapes.every((shape) => /^(?:\w|\{[^=]|\()/.test(shape));
}
