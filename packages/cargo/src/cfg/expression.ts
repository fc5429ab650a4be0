/** `cfg(...)` expressions as Cargo reads them in `[target.'cfg(...)']` tables (crate cargo-platform). */
import { CargoError } from '../error.ts';

/** A cfg expression. `true` and `false` are literals (RFC 3695), not names. */
export type CfgExpr =
  | { readonly kind: 'all' | 'any'; readonly of: readonly CfgExpr[] }
  | { readonly kind: 'not'; readonly of: CfgExpr }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'value'; readonly name: string; readonly value: string }
  | { readonly kind: 'literal'; readonly value: boolean };

/** What a `[target.X]` table is for: one triple, or all targets for which a cfg expression holds. */
export type Platform =
  | { readonly kind: 'triple'; readonly triple: string }
  | { readonly kind: 'cfg'; readonly expr: CfgExpr; readonly text: string };

/** Nesting of real expressions stays under 6; deeper ones are refused before the stack matters. */
const MAX_CFG_DEPTH = 64;

/** Longest expression that is read. */
const MAX_CFG_LENGTH = 65_536;

interface Token {
  readonly kind: 'identifier' | 'string' | 'sign' | 'end';
  readonly text: string;
  /** `r#name`: never an operator or a literal. */
  readonly raw: boolean;
}

/** Parses the key of a `[target.X]` table; throws `CargoError` (`cfg-syntax`). */
export function parsePlatform(text: string): Platform {
  if (text.startsWith('cfg(') && text.endsWith(')')) {
    return { kind: 'cfg', expr: parseCfgExpr(text.slice(4, -1)), text };
  }
  // A target spec file's name may hold more, but no triple holds these (cargo-platform `validate_named_platform`).
  const bad = /[^\p{L}\p{N}_.-]/u.exec(text);
  if (bad !== null) {
    const cfg = bad[0] === '(' ? ', cfg expressions must start with `cfg(`' : '';
    throw new CargoError('cfg-syntax', `unexpected character ${JSON.stringify(bad[0])} in target name${cfg}`);
  }
  if (text === '') throw new CargoError('cfg-syntax', 'empty target name');
  return { kind: 'triple', triple: text };
}

/** Parses what stands between the parentheses of `cfg(...)`; throws `CargoError` (`cfg-syntax`). */
export function parseCfgExpr(text: string): CfgExpr {
  if (text.length > MAX_CFG_LENGTH) throw new CargoError('too-large', 'cfg expression is too long');
  const parser = new CfgParser(tokens(text));
  const expr = parser.expr(0);
  parser.expectEnd();
  return expr;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*(?:(r#)?([\p{XID_Start}_][\p{XID_Continue}]*)|"([^"]*)"|([(),=])|(\S))/uy;
  for (;;) {
    const match = pattern.exec(text);
    if (match === null) break;
    const [, raw, identifier, string, sign, bad] = match;
    if (bad !== undefined) {
      const what = bad === '"' ? 'unterminated string' : `unexpected character ${JSON.stringify(bad)}`;
      throw new CargoError('cfg-syntax', `${what} in cfg expression`);
    }
    if (identifier !== undefined) found.push({ kind: 'identifier', text: identifier, raw: raw !== undefined });
    else if (string !== undefined) found.push({ kind: 'string', text: string, raw: false });
    else found.push({ kind: 'sign', text: sign!, raw: false });
  }
  return found;
}

const END: Token = { kind: 'end', text: 'end of expression', raw: false };

class CfgParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(list: readonly Token[]) {
    this.#tokens = list;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  #sign(text: string): boolean {
    const next = this.#next;
    if (next.kind !== 'sign' || next.text !== text) return false;
    this.#at++;
    return true;
  }

  #expected(what: string): never {
    throw new CargoError('cfg-syntax', `expected ${what} in cfg expression, found \`${this.#next.text}\``);
  }

  expectEnd(): void {
    if (this.#next.kind !== 'end') this.#expected('end of expression');
  }

  expr(depth: number): CfgExpr {
    if (depth > MAX_CFG_DEPTH) throw new CargoError('cfg-syntax', 'cfg expression is nested too deeply');
    const head = this.#next;
    if (head.kind !== 'identifier') this.#expected('a name');
    this.#at++;
    const operator = !head.raw && this.#next.kind === 'sign' && this.#next.text === '(';
    if (operator && (head.text === 'all' || head.text === 'any')) return { kind: head.text, of: this.#list(depth) };
    if (operator && head.text === 'not') {
      this.#at++;
      const of = this.expr(depth + 1);
      this.#sign(',');
      if (!this.#sign(')')) this.#expected('`)`');
      return { kind: 'not', of };
    }
    if (this.#sign('=')) {
      const value = this.#next;
      if (value.kind !== 'string') this.#expected('a string');
      this.#at++;
      return { kind: 'value', name: head.text, value: value.text };
    }
    if (!head.raw && (head.text === 'true' || head.text === 'false')) {
      return { kind: 'literal', value: head.text === 'true' };
    }
    return { kind: 'name', name: head.text };
  }

  #list(depth: number): CfgExpr[] {
    this.#at++;
    const of: CfgExpr[] = [];
    while (!this.#sign(')')) {
      of.push(this.expr(depth + 1));
      if (!this.#sign(',') && !(this.#next.kind === 'sign' && this.#next.text === ')')) this.#expected('`,` or `)`');
    }
    return of;
  }
}
