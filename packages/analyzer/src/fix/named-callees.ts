/**
 * Calls by their names alone: what a function's tokens call, linked to the crate's functions that may be meant. Too much
 * rather than too little, but no name that says nothing (`new`, `next` on an unknown receiver).
 */
import { isIdentLike, isOpenDelim, type TokenBuffer, TokenKind } from '@lazaret/rust-syntax';
import type { FoundFn } from './collect.ts';
import { skipAttribute } from './token-stream.ts';

/** A name that more functions share is no evidence of a call. */
const MAX_SAME_NAME = 20;
/** Tokens of generic arguments between a name and its parenthesis. */
const MAX_TURBOFISH = 200;

/** Modules of the standard library in front of a call: it leads out of the crate, whatever the name. */
const STD_MODULES = new Set(
  'std core alloc mem ptr io fs cmp fmt str slice iter thread env process ops hash char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 bool libc'.split(
    ' ',
  ),
);

export class NamedCallees {
  readonly #functions: readonly FoundFn[];
  readonly #free = new Map<string, number[]>();
  readonly #methods = new Map<string, number[]>();

  constructor(functions: readonly FoundFn[]) {
    this.#functions = functions;
    for (const [at, fn] of functions.entries()) {
      const map = fn.selfType === null && fn.trait === null ? this.#free : this.#methods;
      const list = map.get(fn.name);
      if (list) list.push(at);
      else map.set(fn.name, [at]);
    }
  }

  /** Indexes of functions that a function may call. */
  of(fn: FoundFn): Set<number> {
    const found = new Set<number>();
    const { tokens } = fn.tree;
    for (let at = fn.body.start; at < fn.body.end; ) {
      const after = skipAttribute(tokens, at);
      if (after > at) {
        at = after;
        continue;
      }
      if (isIdentLike(tokens.kind(at))) for (const target of this.#targets(fn, tokens, at)) found.add(target);
      at++;
    }
    return found;
  }

  #targets(fn: FoundFn, tokens: TokenBuffer, at: number): readonly number[] {
    const name = tokens.interner.text(tokens.sym(at));
    const next = tokens.kind(at + 1);
    if (next === TokenKind.Bang && isOpenDelim(tokens.kind(at + 2))) return few(this.#free.get(`${name}!`));
    if (!this.#free.has(name) && !this.#methods.has(name)) return [];
    const before = at > fn.body.start ? tokens.kind(at - 1) : TokenKind.Eof;
    const called = tokens.kind(afterTurbofish(tokens, at + 1)) === TokenKind.OpenParen;
    if (before === TokenKind.Dot) return called ? this.#method(fn, tokens, at, name) : [];
    if (before === TokenKind.PathSep) return this.#qualified(fn, tokens, at, name);
    // A function handed on: `map(decode)`.
    const handed = isArgumentEdge(before) && isArgumentEdge(next);
    return called || handed ? this.#unqualified(fn, name) : [];
  }

  #method(fn: FoundFn, tokens: TokenBuffer, at: number, name: string): readonly number[] {
    const all = this.#methods.get(name) ?? [];
    if (tokens.kind(at - 2) === TokenKind.SelfValue && tokens.kind(at - 3) !== TokenKind.Dot) {
      const own = all.filter((other) => this.#sameOwner(fn, this.#functions[other]!));
      if (own.length > 0) return own;
    }
    return few(all);
  }

  #sameOwner(fn: FoundFn, other: FoundFn): boolean {
    return fn.selfType === null ? other.trait === fn.trait : other.selfType === fn.selfType;
  }

  #qualified(fn: FoundFn, tokens: TokenBuffer, at: number, name: string): readonly number[] {
    const methods = this.#methods.get(name) ?? [];
    if (!isIdentLike(tokens.kind(at - 2))) return few(methods);
    const qualifier = tokens.interner.text(tokens.sym(at - 2));
    if (qualifier === 'Self') return methods.filter((other) => this.#sameOwner(fn, this.#functions[other]!));
    const owned = methods.filter((other) => {
      const { selfType, trait } = this.#functions[other]!;
      return selfType === qualifier || trait === qualifier;
    });
    if (owned.length > 0) return owned;
    const free = this.#free.get(name) ?? [];
    const inModule = free.filter((other) => `::${this.#functions[other]!.place.module}`.endsWith(`::${qualifier}`));
    if (inModule.length > 0) return inModule;
    return STD_MODULES.has(qualifier) || /^[A-Z]/.test(qualifier) ? [] : few(free);
  }

  #unqualified(fn: FoundFn, name: string): readonly number[] {
    const free = this.#free.get(name) ?? [];
    const near = free.filter((other) => this.#functions[other]!.place.module === fn.place.module);
    return near.length > 0 ? near : few(free);
  }
}

function few(list: readonly number[] | undefined): readonly number[] {
  return list !== undefined && list.length <= MAX_SAME_NAME ? list : [];
}

function isArgumentEdge(kind: number): boolean {
  return kind === TokenKind.OpenParen || kind === TokenKind.CloseParen || kind === TokenKind.Comma;
}

/** Index after `::<..>`, or the same index. */
function afterTurbofish(tokens: TokenBuffer, at: number): number {
  if (tokens.kind(at) !== TokenKind.PathSep || tokens.kind(at + 1) !== TokenKind.Lt) return at;
  let depth = 0;
  for (let i = at + 1; i < tokens.length && i < at + MAX_TURBOFISH; i++) {
    const kind = tokens.kind(i);
    if (kind === TokenKind.Lt) depth++;
    else if (kind === TokenKind.Gt) depth--;
    else if (kind === TokenKind.Shr) depth -= 2;
    if (depth <= 0) return i + 1;
  }
  return at;
}
