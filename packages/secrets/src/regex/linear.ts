/** The linear-time engine (re2js), for what JavaScript's own engine cannot do, or not in time. */
import { RE2JS } from 're2js';
import { SecretsError } from '../error.ts';

/** One pattern of Go's syntax on an engine whose time grows with the text, never faster. */
export class LinearRegex {
  readonly #compiled: ReturnType<typeof RE2JS.compile>;
  readonly groups: number;

  constructor(source: string) {
    try {
      this.#compiled = RE2JS.compile(source);
    } catch (error) {
      throw new SecretsError('regex', `${(error as Error).message}`, { cause: error });
    }
    this.groups = this.#compiled.groupCount();
  }

  /** The first match from a place on, as start and end. */
  next(text: string, from: number): readonly [number, number] | undefined {
    const matcher = this.#compiled.matcher(replaced(text));
    return matcher.find(from) ? [matcher.start(), matcher.end()] : undefined;
  }

  /** Texts of all groups of the first match; absent groups are empty. */
  groupsOf(text: string): string[] | undefined {
    const matcher = this.#compiled.matcher(replaced(text));
    if (!matcher.find()) return undefined;
    const out: string[] = [];
    for (let i = 0; i <= this.groups; i++) {
      const start = matcher.start(i);
      out.push(start < 0 ? '' : text.slice(start, matcher.end(i)));
    }
    return out;
  }
}

/** Bytes that are no UTF-8 are lone surrogates in our texts and U+FFFD for Go. */
function replaced(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}
