/** Items: which one begins here, modules, uses, macros, types and constants (reference: "Items"). */
import { Flag, NodeKind as N } from './kinds.ts';
import { BlockParser } from './parse-blocks.ts';
import { PathStyle } from './parse-paths.ts';
import { isOpenDelim, TokenKind as T } from './token-kinds.ts';
import type { TokenBuffer } from './tokens.ts';

/** Words that may stand before `fn`, `trait`, `impl`, `extern {`, `mod`, and their flags. */
const MODIFIER: Int32Array = new Int32Array(256);
MODIFIER[T.Const] = Flag.Const;
MODIFIER[T.Async] = Flag.Async;
MODIFIER[T.Unsafe] = Flag.Unsafe;
MODIFIER[T.Safe] = Flag.Safe;
MODIFIER[T.Default] = Flag.Default;
MODIFIER[T.Gen] = Flag.Gen;
MODIFIER[T.Auto] = Flag.Auto;
MODIFIER[T.Final] = Flag.Final;

/** Modifiers in a row that are looked at; more than can be written rightly. */
const MAX_MODIFIERS = 6;

/** Tokens that tell that a body may hold items (a cheap, generous check). */
const ITEM_HINT: Uint8Array = new Uint8Array(256);
for (const kind of [
  T.Fn,
  T.Struct,
  T.Enum,
  T.Impl,
  T.Trait,
  T.Mod,
  T.Use,
  T.MacroRules,
  T.Macro,
  T.Static,
  T.Const,
  T.Extern,
  T.Type,
  T.Union,
]) {
  ITEM_HINT[kind] = 1;
}
ITEM_HINT[T.Unsafe] = 2;

export abstract class ItemParser extends BlockParser {
  abstract fnItem(from: number, base: number, flags: number): void;
  abstract structItem(from: number, base: number, kind: number): void;
  abstract enumItem(from: number, base: number): void;
  abstract traitItem(from: number, base: number, flags: number): void;
  abstract implItem(from: number, base: number, flags: number): void;

  /** Inside a trait of edition 2015, where parameters need no names. */
  inTrait = false;

  override restart(tokens: TokenBuffer, start: number, end: number): void {
    super.restart(tokens, start, end);
    this.inTrait = false;
  }

  /** Items up to a closing brace or the end. */
  items(): void {
    this.innerAttributes();
    while (this.cur !== T.CloseBrace && this.cur !== T.Eof) {
      if (this.eat(T.Semi)) continue;
      const before = this.pos;
      this.item();
      if (this.pos === before && !this.recover('unexpected-token', 'expected an item')) return;
    }
  }

  item(): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    if (this.tryItem(from, base, false)) return;
    if (this.base() > base) {
      this.issue('expected-item', 'expected an item after attributes');
      this.finish(N.Error, from, base, -1, 0);
    }
  }

  /** The item at the cursor, whose attributes began at `from` and lie above `base`; false if there is none. */
  override tryItem(from: number, base: number, inStmt: boolean): boolean {
    const kind = this.cur;
    if (inStmt && this.idents[kind] === 1 && kind === T.Ident) return false;
    if (kind === T.Use && (this.nth(1) === T.Or || this.nth(1) === T.OrOr)) return false;
    const hasVis = kind === T.Pub || (kind === T.Crate && this.nth(1) !== T.PathSep);
    if (hasVis) {
      if (inStmt && kind === T.Crate) return false;
      this.visibility();
    }
    if (!this.enter()) return true;
    if (this.cur === T.Impl) this.restriction();
    const known = this.itemAt(from, base, inStmt);
    this.leave();
    if (known || !hasVis) return known;
    this.issue('expected-item', 'expected an item after visibility');
    this.finish(N.Error, from, base, -1, 0);
    return true;
  }

  /** `impl(crate) trait`, `mut(in path) field` (RFC 3323): who may implement a trait or change a field changes nothing here. */
  restriction(): void {
    if (this.nth(1) !== T.OpenParen) return;
    const place = this.nth(2);
    const short = (place === T.Crate || place === T.SelfValue || place === T.Super) && this.nth(3) === T.CloseParen;
    if (!short && place !== T.In) return;
    const open = this.pos + 1;
    const close = this.tokens.partnerOf(open);
    if (close > open) this.jump(close + 1);
  }

  itemAt(from: number, base: number, inStmt: boolean): boolean {
    switch (this.cur) {
      case T.Fn:
        this.fnItem(from, base, 0);
        return true;
      case T.Use:
        this.useItem(from, base);
        return true;
      case T.Struct:
        this.structItem(from, base, N.Struct);
        return true;
      case T.Enum:
        this.enumItem(from, base);
        return true;
      case T.Mod:
        this.modItem(from, base, 0);
        return true;
      case T.Type:
        if (this.nth(1) === T.Const) {
          // `type const N: usize = 1;` (`min_generic_const_args`).
          this.bump();
          return this.constItem(from, base, 1, false);
        }
        this.typeAlias(from, base, 0);
        return true;
      case T.Trait:
        this.traitItem(from, base, 0);
        return true;
      case T.Impl:
        this.implItem(from, base, 0);
        return true;
      default:
        return this.modifiedItem(from, base, inStmt) || this.namedItem(from, base, inStmt);
    }
  }

  /** Items that begin with modifiers, `const`, `static` or `extern`. */
  modifiedItem(from: number, base: number, inStmt: boolean): boolean {
    let flags = 0;
    let at = 0;
    for (; at < MAX_MODIFIERS && MODIFIER[this.nth(at)] !== 0; at++) flags |= MODIFIER[this.nth(at)]!;
    const kind = this.nth(at);
    switch (kind) {
      case T.Fn:
        this.jump(this.pos + at);
        this.fnItem(from, base, flags);
        return true;
      case T.Extern:
        return this.externItem(from, base, flags, at);
      case T.Trait:
        this.jump(this.pos + at);
        this.traitItem(from, base, flags);
        return true;
      case T.Impl:
        this.jump(this.pos + at);
        this.implItem(from, base, flags);
        return true;
      case T.Mod:
        this.jump(this.pos + at);
        this.modItem(from, base, flags);
        return true;
      case T.Static:
        return this.staticItem(from, base, flags, at);
      case T.Type:
        if (at === 0 || flags !== Flag.Default) return false;
        this.jump(this.pos + at);
        this.typeAlias(from, base, flags);
        return true;
      default:
        return at > 0 && this.constItem(from, base, at, inStmt);
    }
  }

  constItem(from: number, base: number, modifiers: number, inStmt: boolean): boolean {
    // `const NAME`, `default const NAME`, `const _`, and names that are modifier words themselves: `const default: u8`.
    let at = 0;
    let flags = 0;
    if (this.cur === T.Default && modifiers > 1) {
      at = 1;
      flags = Flag.Default;
    }
    if (this.nth(at) !== T.Const) return false;
    const name = this.nth(at + 1);
    const named = this.isIdent(name) || name === T.Underscore || name === T.Mut;
    if (!named) {
      if (inStmt || name === T.OpenBrace || name === T.Or || name === T.OrOr || name === T.Move) return false;
    }
    if (inStmt && this.nth(at + 2) === T.Or) return false;
    this.jump(this.pos + at + 1);
    this.eat(T.Mut);
    const token = this.identOrUnderscore();
    if (this.atHead(T.Lt)) this.genericParams();
    if (this.eat(T.Colon)) this.type();
    if (this.cur === T.Where) this.whereClause();
    if (this.eat(T.Eq)) this.initialiser();
    if (this.cur === T.Where) this.whereClause();
    this.itemSemi();
    this.finish(N.Const, from, base, token, flags);
    return true;
  }

  staticItem(from: number, base: number, flags: number, at: number): boolean {
    const next = this.nth(at + 1);
    if (next === T.Or || next === T.OrOr || next === T.Move || next === T.Async) return false;
    this.jump(this.pos + at + 1);
    const mutable = this.eat(T.Mut) ? Flag.Mut : 0;
    const name = this.identOrUnderscore();
    if (this.atHead(T.Lt)) this.genericParams();
    if (this.eat(T.Colon)) this.type();
    if (this.eat(T.Eq)) this.initialiser();
    this.itemSemi();
    this.finish(N.Static, from, base, name, flags | mutable);
    return true;
  }

  /** The value of a constant, up to its `;`. */
  initialiser(): void {
    if (!this.lazy) {
      const outside = this.inBody;
      this.inBody = true;
      this.expr(0);
      this.inBody = outside;
      return;
    }
    let end = this.pos;
    while (end < this.limit && this.kinds[end] !== T.Semi && this.kinds[end] !== T.CloseBrace) {
      end = this.tokens.skipTree(end);
    }
    // `= expr where ..;` of associated constants is nowhere in use; the expression would end in an error then.
    if (end === this.pos) this.missing('expected-expression', 'expected expression');
    else this.lazyTo(end);
  }

  itemSemi(): void {
    if (this.eat(T.Semi)) return;
    // A `$i:item` fragment ends with its `;`, so that one is always there.
    this.issue('expected-semi', 'expected `;`');
  }

  externItem(from: number, base: number, flags: number, at: number): boolean {
    const next = this.nth(at + 1);
    const string = next === T.Str || next === T.RawStr;
    const after = string ? this.nth(at + 2) : next;
    if (after === T.Crate && !string) {
      this.jump(this.pos + at + 1);
      this.externCrate(from, base);
      return true;
    }
    const isFn = after === T.Fn || MODIFIER[after] !== 0;
    if (!isFn && after !== T.OpenBrace) return false;
    this.jump(this.pos + at);
    this.abi();
    if (isFn) {
      let all = flags;
      while (MODIFIER[this.cur] !== 0) {
        all |= MODIFIER[this.cur]!;
        this.bump();
      }
      this.fnItem(from, base, all | Flag.Extern);
    } else {
      this.itemList();
      this.finish(N.ExternBlock, from, base, -1, flags);
    }
    return true;
  }

  externCrate(from: number, base: number): void {
    this.bump();
    const name = this.cur === T.SelfValue ? this.pos : this.identToken();
    if (name === this.pos) this.bump();
    if (this.cur === T.As) this.rename();
    this.itemSemi();
    this.finish(N.ExternCrate, from, base, name, 0);
  }

  rename(): void {
    const from = this.here();
    this.bump();
    const name = this.identOrUnderscore();
    this.finish(N.Rename, from, this.base(), name, 0);
  }

  /** Items that begin with a word that is no keyword: macros and unions. */
  namedItem(from: number, base: number, inStmt: boolean): boolean {
    const next = this.nth(1);
    switch (this.cur) {
      case T.Union:
        if (!this.isIdent(next)) break;
        this.structItem(from, base, N.Union);
        return true;
      case T.Macro:
        this.macroDef(from, base);
        return true;
      case T.MacroRules:
        if (next !== T.Bang || (!this.isIdent(this.nth(2)) && !this.isMacroName(this.nth(2)))) break;
        this.macroRules(from, base);
        return true;
      default:
        break;
    }
    if (inStmt || !this.isMacroItem()) return false;
    this.macroItem(from, base);
    return true;
  }

  /** Names like `try!` were defined with keywords of later editions. */
  isMacroName(kind: number): boolean {
    return kind >= T.Ident && kind <= T.DollarCrate;
  }

  macroRules(from: number, base: number): void {
    this.bump();
    this.bump();
    const name = this.pos;
    this.bump();
    const braces = this.cur === T.OpenBrace;
    this.tokenTree();
    if (!braces && !this.eat(T.Semi) && this.cur !== T.Eof) this.issue('expected-semi', 'expected `;`');
    this.finish(N.MacroRules, from, base, name, 0);
  }

  macroDef(from: number, base: number): void {
    this.bump();
    const name = this.identToken();
    if (this.cur === T.OpenParen) this.tokenTree();
    this.tokenTree();
    this.finish(N.MacroDef, from, base, name, 0);
  }

  isMacroItem(): boolean {
    let at = 0;
    if (this.nth(at) === T.PathSep) at++;
    for (;;) {
      const kind = this.nth(at);
      if (!this.isMacroName(kind)) return false;
      const next = this.nth(at + 1);
      if (next === T.Bang) return isOpenDelim(this.nth(at + 2)) || this.isIdent(this.nth(at + 2));
      if (next !== T.PathSep) return false;
      at += 2;
    }
  }

  macroItem(from: number, base: number): void {
    this.macroPath();
    this.bump();
    let name = -1;
    if (this.isIdent(this.cur)) {
      name = this.pos;
      this.bump();
    }
    const braces = this.cur === T.OpenBrace;
    this.tokenTree();
    if (!braces && !this.eat(T.Semi) && this.cur !== T.Eof) this.issue('expected-semi', 'expected `;`');
    this.finish(N.MacroItem, from, base, name, 0);
  }

  /** A path whose segments may be keywords of other editions (`try!`). */
  macroPath(): void {
    const from = this.here();
    const base = this.base();
    const flags = this.eat(T.PathSep) ? Flag.Global : 0;
    do {
      const at = this.here();
      this.bump();
      this.finish(N.PathSegment, at, this.base(), this.pos - 1, 0);
    } while (this.eat(T.PathSep));
    this.finish(N.Path, from, base, -1, flags);
  }

  // Visibility, modules, uses.

  visibility(): void {
    const from = this.here();
    const base = this.base();
    let flags: number = Flag.Pub;
    if (this.eat(T.Crate)) {
      this.finish(N.Visibility, from, base, -1, Flag.VisCrate);
      return;
    }
    this.bump();
    if (this.cur === T.OpenParen) {
      const open = this.pos;
      const next = this.nth(1);
      if (next === T.In) {
        this.bump();
        this.bump();
        this.path(N.Path, PathStyle.Mod);
        this.close(T.CloseParen, open);
        flags = Flag.VisIn;
      } else if (this.nth(2) === T.CloseParen) {
        const which = next === T.Crate ? Flag.VisCrate : next === T.SelfValue ? Flag.VisSelf : Flag.VisSuper;
        if (next === T.Crate || next === T.SelfValue || next === T.Super) {
          flags = which;
          this.jump(this.pos + 3);
        }
      }
    }
    this.finish(N.Visibility, from, base, -1, flags);
  }

  itemList(): void {
    const from = this.here();
    const base = this.base();
    const open = this.pos;
    const outside = this.inBody;
    if (!this.expect(T.OpenBrace, 'expected-block', 'expected `{`')) return;
    this.inBody = false;
    this.items();
    this.inBody = outside;
    this.close(T.CloseBrace, open);
    this.finish(N.ItemList, from, base, -1, 0);
  }

  modItem(from: number, base: number, flags: number): void {
    this.bump();
    const name = this.identToken();
    const outside = this.inTrait;
    this.inTrait = false;
    if (this.cur === T.OpenBrace) this.itemList();
    else this.itemSemi();
    this.inTrait = outside;
    this.finish(N.Mod, from, base, name, flags);
  }

  useItem(from: number, base: number): void {
    this.bump();
    this.useTree();
    this.itemSemi();
    this.finish(N.Use, from, base, -1, 0);
  }

  useTree(): void {
    if (!this.enter()) return;
    const from = this.here();
    const base = this.base();
    let flags = 0;
    let rename = -1;
    if (this.cur !== T.OpenBrace && this.cur !== T.Star) {
      this.usePrefix();
      if (this.cur === T.PathSep) this.bump();
    }
    if (this.eat(T.Star)) flags = Flag.Glob;
    else if (this.cur === T.OpenBrace) {
      this.useGroup();
      flags = Flag.Group;
    } else if (this.eat(T.As)) rename = this.identOrUnderscore();
    this.finish(N.UseTree, from, base, rename, flags);
    this.leave();
  }

  /** The path before `::{`, `::*` or the end; `::` alone is a path without segments. */
  usePrefix(): void {
    const next = this.nth(1);
    if (this.cur === T.PathSep && (next === T.OpenBrace || next === T.Star)) {
      const from = this.here();
      this.finish(N.Path, from, this.base(), -1, Flag.Global);
      return;
    }
    this.path(N.Path, PathStyle.Mod);
  }

  useGroup(): void {
    const open = this.pos;
    this.bump();
    while (this.cur !== T.CloseBrace && this.cur !== T.Eof) {
      const before = this.pos;
      this.useTree();
      if (this.pos === before || !this.eat(T.Comma)) break;
    }
    this.close(T.CloseBrace, open);
  }

  typeAlias(from: number, base: number, flags: number): void {
    this.bump();
    const name = this.identToken();
    if (this.atHead(T.Lt)) this.genericParams();
    if (this.eat(T.Colon)) this.boundList();
    if (this.cur === T.Where) this.whereClause();
    if (this.eat(T.Eq)) this.type();
    if (this.cur === T.Where) this.whereClause();
    this.itemSemi();
    this.finish(N.TypeAlias, from, base, name, flags);
  }

  /** HasItems and HasUnsafe of tokens that stay unparsed. */
  override itemFlags(start: number, end: number): number {
    const kinds = this.kinds;
    let flags = 0;
    for (let i = start; i < end; i++) {
      const hint = ITEM_HINT[kinds[i]!]!;
      if (hint === 0) continue;
      if (hint === 2) flags |= Flag.HasUnsafe;
      else if (this.looksLikeItem(kinds[i]!, i)) flags |= Flag.HasItems;
    }
    return flags;
  }

  looksLikeItem(kind: number, at: number): boolean {
    const next = this.kinds[at + 1]!;
    if (kind === T.Fn) return next !== T.OpenParen;
    if (kind === T.Const) {
      return next !== T.OpenBrace && at > 0 && this.kinds[at - 1] !== T.Star && this.kinds[at - 1] !== T.Raw;
    }
    if (kind === T.Union) return this.isIdent(next);
    if (kind === T.Static) return next !== T.Or && next !== T.OrOr && next !== T.Move;
    return true;
  }
}
