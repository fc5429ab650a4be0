/**
 * Expressions of templates: names, properties, attributes (`field[serde.with]`), calls, `! && || == != +`, and the
 * quantifiers `any(x in list, cond)`, `all(..)`, `find(..)`, `filter(..)`.
 */
import { FUNCTIONS, PROPERTIES, VARIABLES } from './template-names.ts';

export type Quantifier = 'any' | 'all' | 'find' | 'filter';

export type Expr =
  | { readonly kind: 'literal'; readonly value: string | boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'property'; readonly of: Expr; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expr; readonly path: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | {
      readonly kind: 'quantifier';
      readonly how: Quantifier;
      readonly name: string;
      readonly list: Expr;
      readonly test: Expr;
    }
  | { readonly kind: 'not'; readonly of: Expr }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr };

const QUANTIFIERS: ReadonlySet<string> = new Set(['any', 'all', 'find', 'filter']);
/** Operators by how tightly they bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!='], ['+']];
/** Deepest nesting of one expression: parsing descends with it. */
const EXPR_DEPTH_MAX = 64;
const NAME = /^[A-Za-z_]\w*$/;

/** Parses the words of an expression; throws a RangeError that says what is wrong. */
export class ExprParser {
  readonly #words: readonly string[];
  readonly #names: Set<string>;
  #at = 0;
  #depth = 0;

  constructor(words: readonly string[], names: ReadonlySet<string>) {
    this.#words = words;
    this.#names = new Set(names);
  }

  whole(): Expr {
    const expr = this.#binary(0);
    if (this.#at < this.#words.length) throw new RangeError(`unexpected \`${this.#words[this.#at]}\``);
    return expr;
  }

  #binary(level: number): Expr {
    if (level === LEVELS.length) return this.#unary();
    if (level === 0 && ++this.#depth > EXPR_DEPTH_MAX) throw new RangeError('an expression is nested too deeply');
    let left = this.#binary(level + 1);
    while (LEVELS[level]!.includes(this.#words[this.#at] ?? '')) {
      const op = this.#words[this.#at++]!;
      left = { kind: 'binary', op, left, right: this.#binary(level + 1) };
    }
    if (level === 0) this.#depth--;
    return left;
  }

  #unary(): Expr {
    let negations = 0;
    while (this.#take('!')) negations++;
    let expr = this.#postfix();
    for (; negations > 0; negations--) expr = { kind: 'not', of: expr };
    return expr;
  }

  #postfix(): Expr {
    let expr = this.#primary();
    for (;;) {
      if (this.#take('.')) {
        const name = this.#name();
        if (!PROPERTIES.has(name)) throw new RangeError(`there is no property \`${name}\``);
        expr = { kind: 'property', of: expr, name };
      } else if (this.#take('[')) {
        const path = [this.#name()];
        while (this.#take('.')) path.push(this.#name());
        this.#expect(']');
        expr = { kind: 'attribute', of: expr, path };
      } else {
        return expr;
      }
    }
  }

  #primary(): Expr {
    const word = this.#words[this.#at];
    if (word === undefined) throw new RangeError('an expression is missing');
    if (this.#take('(')) {
      const expr = this.#binary(0);
      this.#expect(')');
      return expr;
    }
    this.#at++;
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
    if (/^"(?:[^"\\]|\\.)*"$/.test(word)) return { kind: 'literal', value: word.slice(1, -1).replace(/\\(.)/g, '$1') };
    if (!NAME.test(word)) throw new RangeError(`unexpected \`${word}\``);
    if (!this.#take('(')) {
      if (this.#names.has(word) || VARIABLES.has(word)) return { kind: 'name', name: word };
      throw new RangeError(`nothing is called \`${word}\``);
    }
    return QUANTIFIERS.has(word) && this.#words[this.#at + 1] === 'in'
      ? this.#quantifier(word as Quantifier)
      : this.#call(word);
  }

  #call(name: string): Expr {
    if (!FUNCTIONS.has(name) && !this.#names.has(name)) throw new RangeError(`there is no function \`${name}\``);
    const args: Expr[] = [];
    while (!this.#take(')')) {
      args.push(this.#binary(0));
      if (this.#words[this.#at] !== ')') this.#expect(',');
    }
    return { kind: 'call', name, args };
  }

  #quantifier(how: Quantifier): Expr {
    const name = this.#name();
    this.#expect('in');
    const list = this.#binary(0);
    this.#expect(',');
    const known = this.#names.has(name);
    this.#names.add(name);
    const test = this.#binary(0);
    if (!known) this.#names.delete(name);
    this.#expect(')');
    return { kind: 'quantifier', how, name, list, test };
  }

  #name(): string {
    const word = this.#words[this.#at] ?? '';
    if (!NAME.test(word)) throw new RangeError(`expected a name, not \`${word}\``);
    this.#at++;
    return word;
  }

  #take(word: string): boolean {
    if (this.#words[this.#at] !== word) return false;
    this.#at++;
    return true;
  }

  #expect(word: string): void {
    if (!this.#take(word)) throw new RangeError(`expected \`${word}\``);
  }
}
