/**
 * The language of model templates: Rust text in which `@` begins a hole or a directive. Parsed once into nodes; every name
 * is checked here, so that a template that parses can only fail by its size.
 *
 *   @{expr}                          the value of an expression
 *   @for x in expr { .. }            once for each element
 *   @if expr { .. } @else if expr { .. } @else { .. }
 *   @let x = expr;   @let x { .. }   names a value, or text
 *   @def f(a, b) { .. }              text with parameters, written by @{f(x, y)}
 *   @at expr { .. }                  reported at the place of a field, variant, type or attribute
 *   @opaque;                         something is not modelled: the derive stays recorded as opaque, too
 *   @reject;                         the macro does not accept such an item
 */
import { Interner } from '@lazaret/base';
import { isOpenDelim, lexSource, type TokenBuffer, TokenKind } from '@lazaret/rust-syntax';
import { type Expr, ExprParser } from './template-expr.ts';

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hole'; readonly value: Expr }
  | { readonly kind: 'for'; readonly name: string; readonly list: Expr; readonly body: Template }
  | { readonly kind: 'if'; readonly condition: Expr; readonly body: Template; readonly otherwise: Template }
  | { readonly kind: 'let'; readonly name: string; readonly value: Expr | Template }
  | { readonly kind: 'def'; readonly name: string; readonly params: readonly string[]; readonly body: Template }
  | { readonly kind: 'at'; readonly place: Expr; readonly body: Template }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'reject' };

export type Template = readonly TemplateNode[];

/** What is wrong with a template, and where. */
export class TemplateError extends Error {
  /** 1-based line within the template. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** Longest template; those of this package stay under 10,000 characters. */
const TEMPLATE_LENGTH_MAX = 200_000;
/** Deepest nesting of directives: parsing descends with it. */
const TEMPLATE_DEPTH_MAX = 64;

/** Parses a template; throws {@link TemplateError}. */
export function parseTemplate(text: string): Template {
  if (text.length > TEMPLATE_LENGTH_MAX) {
    throw new TemplateError(`a template has at most ${TEMPLATE_LENGTH_MAX} characters`, 1);
  }
  const tokens = lexSource(text, 0, new Interner(), { edition: 2021 });
  return new TemplateParser(text, tokens).block(0, tokens.length, 0, text.length, new Set(), 0);
}

class TemplateParser {
  readonly #text: string;
  readonly #tokens: TokenBuffer;

  constructor(text: string, tokens: TokenBuffer) {
    this.#text = text;
    this.#tokens = tokens;
    const [first] = tokens.errors;
    if (first !== undefined) throw new TemplateError(first.message, this.#lineAt(first.start));
  }

  /** Tokens `start..end`, whose text is `from..to`. `outer`: names that are known. */
  block(start: number, end: number, from: number, to: number, outer: ReadonlySet<string>, depth: number): Template {
    if (depth > TEMPLATE_DEPTH_MAX) this.#fail('directives are nested too deeply', start);
    const tokens = this.#tokens;
    const nodes: TemplateNode[] = [];
    const names = new Set(outer);
    let written = from;
    for (let at = start; at < end; at++) {
      if (tokens.kind(at) !== TokenKind.At) continue;
      const upTo = tokens.startOf(at);
      if (upTo > written) nodes.push({ kind: 'text', text: this.#text.slice(written, upTo) });
      const behind = this.#directive(at + 1, end, names, nodes, depth);
      written = tokens.endOf(behind - 1);
      at = behind - 1;
    }
    if (to > written) nodes.push({ kind: 'text', text: this.#text.slice(written, to) });
    return nodes;
  }

  /** What stands behind an `@`; gives the token behind it. */
  #directive(at: number, end: number, names: Set<string>, nodes: TemplateNode[], depth: number): number {
    const tokens = this.#tokens;
    if (tokens.kind(at) === TokenKind.OpenBrace) {
      const close = this.#closing(at, end);
      nodes.push({ kind: 'hole', value: this.#expr(at + 1, close, names) });
      return close + 1;
    }
    switch (this.#word(at)) {
      case 'for':
        return this.#for(at, end, names, nodes, depth);
      case 'if':
        return this.#if(at, end, names, nodes, depth);
      case 'let':
        return this.#let(at, end, names, nodes, depth);
      case 'def':
        return this.#def(at, end, names, nodes, depth);
      case 'at': {
        const { open, close } = this.#body(at + 1, end);
        const place = this.#expr(at + 1, open, names);
        nodes.push({ kind: 'at', place, body: this.#inside(open, close, names, depth) });
        return close + 1;
      }
      case 'opaque':
      case 'reject': {
        nodes.push({ kind: this.#word(at) as 'opaque' | 'reject' });
        return this.#semi(at + 1, end);
      }
      default:
        return this.#fail(`there is no directive \`@${this.#word(at)}\``, at);
    }
  }

  #for(at: number, end: number, names: Set<string>, nodes: TemplateNode[], depth: number): number {
    const name = this.#name(at + 1);
    if (this.#word(at + 2) !== 'in') this.#fail('expected `in`', at + 2);
    const { open, close } = this.#body(at + 3, end);
    const list = this.#expr(at + 3, open, names);
    nodes.push({ kind: 'for', name, list, body: this.#inside(open, close, new Set([...names, name]), depth) });
    return close + 1;
  }

  #if(at: number, end: number, names: Set<string>, nodes: TemplateNode[], depth: number): number {
    const { open, close } = this.#body(at + 1, end);
    const condition = this.#expr(at + 1, open, names);
    const otherwise: TemplateNode[] = [];
    let behind = close + 1;
    if (this.#tokens.kind(behind) === TokenKind.At && this.#word(behind + 1) === 'else' && behind + 1 < end) {
      if (this.#word(behind + 2) === 'if') {
        if (depth >= TEMPLATE_DEPTH_MAX) this.#fail('directives are nested too deeply', behind);
        behind = this.#if(behind + 2, end, names, otherwise, depth + 1);
      } else {
        const last = this.#body(behind + 2, end);
        if (last.open !== behind + 2) this.#fail('expected `{`', behind + 2);
        otherwise.push(...this.#inside(last.open, last.close, names, depth));
        behind = last.close + 1;
      }
    }
    nodes.push({ kind: 'if', condition, body: this.#inside(open, close, names, depth), otherwise });
    return behind;
  }

  #let(at: number, end: number, names: Set<string>, nodes: TemplateNode[], depth: number): number {
    const name = this.#name(at + 1);
    if (this.#tokens.kind(at + 2) === TokenKind.OpenBrace) {
      const close = this.#closing(at + 2, end);
      nodes.push({ kind: 'let', name, value: this.#inside(at + 2, close, names, depth) });
      names.add(name);
      return close + 1;
    }
    if (this.#tokens.kind(at + 2) !== TokenKind.Eq) this.#fail('expected `=` or `{`', at + 2);
    let stop = at + 3;
    while (stop < end && this.#tokens.kind(stop) !== TokenKind.Semi) stop = this.#tokens.skipTree(stop);
    nodes.push({ kind: 'let', name, value: this.#expr(at + 3, Math.min(stop, end), names) });
    names.add(name);
    return this.#semi(stop, end);
  }

  #def(at: number, end: number, names: Set<string>, nodes: TemplateNode[], depth: number): number {
    const name = this.#name(at + 1);
    const tokens = this.#tokens;
    if (tokens.kind(at + 2) !== TokenKind.OpenParen) this.#fail('expected `(`', at + 2);
    const closeParams = this.#closing(at + 2, end);
    const params: string[] = [];
    for (let i = at + 3; i < closeParams; i++) {
      params.push(this.#name(i));
      i++;
      if (i < closeParams && tokens.kind(i) !== TokenKind.Comma) this.#fail('expected `,`', i);
    }
    const { open, close } = this.#body(closeParams + 1, end);
    if (open !== closeParams + 1) this.#fail('expected `{`', closeParams + 1);
    names.add(name);
    const body = this.#inside(open, close, new Set([...names, ...params]), depth);
    nodes.push({ kind: 'def', name, params, body });
    return close + 1;
  }

  /** The next braces at this level. */
  #body(at: number, end: number): { readonly open: number; readonly close: number } {
    const tokens = this.#tokens;
    let open = at;
    while (open < end && tokens.kind(open) !== TokenKind.OpenBrace) open = tokens.skipTree(open);
    if (open >= end) this.#fail('expected `{`', at);
    return { open, close: this.#closing(open, end) };
  }

  #inside(open: number, close: number, names: ReadonlySet<string>, depth: number): Template {
    const tokens = this.#tokens;
    return this.block(open + 1, close, tokens.endOf(open), tokens.startOf(close), names, depth + 1);
  }

  #closing(open: number, end: number): number {
    const tokens = this.#tokens;
    const close = isOpenDelim(tokens.kind(open)) ? tokens.partnerOf(open) : -1;
    if (close < 0 || close >= end) this.#fail('a bracket is not closed', open);
    return close;
  }

  #semi(at: number, end: number): number {
    if (at >= end || this.#tokens.kind(at) !== TokenKind.Semi) this.#fail('expected `;`', at);
    return at + 1;
  }

  #expr(start: number, end: number, names: ReadonlySet<string>): Expr {
    const words = [];
    for (let i = start; i < end; i++) words.push(this.#word(i));
    try {
      return new ExprParser(words, names).whole();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.#fail(error.message, start);
    }
  }

  #word(at: number): string {
    return this.#text.slice(this.#tokens.startOf(at), this.#tokens.endOf(at));
  }

  #name(at: number): string {
    const word = this.#word(at);
    return /^[A-Za-z_]\w*$/.test(word) ? word : this.#fail('expected a name', at);
  }

  #lineAt(offset: number): number {
    let line = 1;
    for (let i = this.#text.indexOf('\n'); i >= 0 && i < offset; i = this.#text.indexOf('\n', i + 1)) line++;
    return line;
  }

  #fail(message: string, at: number): never {
    const offset = this.#tokens.startOf(Math.min(at, this.#tokens.length)) ?? 0;
    throw new TemplateError(message, this.#lineAt(offset));
  }
}
