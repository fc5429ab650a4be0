/** Functions, structs, enums, traits, impls (reference: "Items"). The last layer of the parser. */
import { Flag, NodeKind as N } from './kinds.ts';
import { ItemParser } from './parse-items.ts';
import { TokenKind as T } from './token-kinds.ts';

export class RustParser extends ItemParser {
  override fnItem(from: number, base: number, flags: number): void {
    this.bump();
    const name = this.identToken();
    if (this.atHead(T.Lt)) this.genericParams();
    this.params();
    if (this.cur === T.Arrow) this.retType();
    if (this.cur === T.Where) this.whereClause();
    if (this.cur === T.OpenBrace) this.fnBody();
    else if (!this.eat(T.Semi)) this.issue('expected-body', 'expected `{` or `;`');
    this.finish(N.Fn, from, base, name, flags);
  }

  fnBody(): void {
    const outside = this.inTrait;
    this.inTrait = false;
    if (!this.lazy) {
      this.block(0, -1);
    } else {
      const from = this.here();
      const base = this.base();
      const end = this.closeOf(this.pos) + 1;
      if (end > this.limit) this.issue('expected-close', 'function body is not closed');
      const stop = Math.min(end, this.limit);
      const flags = this.itemFlags(this.pos, stop);
      this.jump(stop);
      this.finish(N.LazyBlock, from, base, -1, flags);
    }
    this.inTrait = outside;
  }

  params(): void {
    const from = this.here();
    const base = this.base();
    const open = this.pos;
    if (!this.expect(T.OpenParen, 'expected-params', 'expected `(`')) return;
    let first = true;
    while (this.cur !== T.CloseParen && this.cur !== T.Eof) {
      const before = this.pos;
      this.param(first);
      first = false;
      if (this.eat(T.Comma)) continue;
      if (this.cur === T.CloseParen) break;
      if (this.pos !== before) this.issue('expected-comma', 'expected `,` or `)`');
      if (!this.recover('unexpected-token', 'expected a parameter')) break;
    }
    this.close(T.CloseParen, open);
    this.finish(N.ParamList, from, base, -1, 0);
  }

  param(first: boolean): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    if (first && this.selfParam(from, base)) return;
    if (this.eat(T.DotDotDot)) {
      this.finish(N.Param, from, base, -1, Flag.Variadic);
      return;
    }
    if (this.inTrait && this.edition < 2018 && !this.isNamedParam()) {
      this.type();
      this.finish(N.Param, from, base, -1, 0);
      return;
    }
    this.patternNoAlt();
    let flags = 0;
    if (this.expect(T.Colon, 'expected-colon', 'expected `:` after a parameter')) {
      if (this.eat(T.DotDotDot)) flags = Flag.Variadic;
      else this.type();
    }
    this.finish(N.Param, from, base, -1, flags);
  }

  /** rustc: `is_named_param`. */
  isNamedParam(): boolean {
    const kind = this.cur;
    const at = kind === T.And || kind === T.AndAnd || kind === T.Mut ? 1 : 0;
    if (kind === T.OpenPat) return true;
    const name = this.nth(at);
    return (this.isIdent(name) || name === T.Underscore) && this.nth(at + 1) === T.Colon;
  }

  /** `self` in its forms: `self`, `mut self`, `&self`, `&'a mut self`, `self: T`. */
  selfParam(from: number, base: number): boolean {
    let at = 0;
    let flags = 0;
    if (this.nth(at) === T.And) {
      flags |= Flag.RefSelf;
      at++;
      if (this.nth(at) === T.Lifetime) at++;
      if (this.nth(at) === T.Ident && this.nth(at + 1) !== T.Colon) at = this.afterPin(at);
    }
    if (this.nth(at) === T.Mut) {
      flags |= Flag.Mut;
      at++;
    }
    if (this.nth(at) !== T.SelfValue || this.nth(at + 1) === T.PathSep) return false;
    if (this.nth(1) === T.Lifetime) {
      this.bump();
      this.lifetime();
    }
    const name = from / 4 >= 0 ? this.selfToken() : -1;
    if (this.eat(T.Colon)) this.type();
    this.finish(N.SelfParam, from, base, name, flags);
    return true;
  }

  afterPin(at: number): number {
    const next = this.nth(at + 1);
    return next === T.Mut ? at + 1 : next === T.Const ? at + 2 : at;
  }

  selfToken(): number {
    while (this.cur !== T.SelfValue) this.bump();
    this.bump();
    return this.pos - 1;
  }

  // Structs, unions, enums.

  override structItem(from: number, base: number, kind: number): void {
    this.bump();
    const name = this.identToken();
    if (this.atHead(T.Lt)) this.genericParams();
    if (this.cur === T.Where) this.whereClause();
    if (this.cur === T.OpenBrace) {
      this.recordFields();
    } else {
      if (this.cur === T.OpenParen) this.tupleFields();
      if (this.cur === T.Where) this.whereClause();
      this.itemSemi();
    }
    this.finish(kind, from, base, name, 0);
  }

  recordFields(): void {
    const from = this.here();
    const base = this.base();
    const open = this.pos;
    this.bump();
    while (this.cur !== T.CloseBrace && this.cur !== T.Eof) {
      const before = this.pos;
      this.recordField();
      if (this.eat(T.Comma)) continue;
      if (this.cur === T.CloseBrace) break;
      if (this.pos !== before) this.issue('expected-comma', 'expected `,` or `}`');
      if (!this.recover('unexpected-token', 'expected a field')) break;
    }
    this.close(T.CloseBrace, open);
    this.finish(N.RecordFields, from, base, -1, 0);
  }

  recordField(): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    this.fieldVisibility();
    const flags = this.cur === T.Unsafe && this.eat(T.Unsafe) ? Flag.Unsafe : 0;
    // `_: struct { .. }` and its like never came; `_` is tolerated as a name.
    const name = this.identOrUnderscore();
    if (name === -1) {
      if (this.base() > base) this.finish(N.Error, from, base, -1, 0);
      return;
    }
    if (this.expect(T.Colon, 'expected-colon', 'expected `:`')) this.type();
    if (this.eat(T.Eq)) this.itemValue();
    this.finish(N.RecordField, from, base, name, flags);
  }

  fieldVisibility(): void {
    if (this.cur === T.Pub || (this.cur === T.Crate && this.nth(1) !== T.PathSep)) this.visibility();
    if (this.cur === T.Mut) this.restriction();
  }

  tupleFields(): void {
    const from = this.here();
    const base = this.base();
    const open = this.pos;
    this.bump();
    while (this.cur !== T.CloseParen && this.cur !== T.Eof) {
      const at = this.here();
      const field = this.base();
      const before = this.pos;
      this.outerAttributes();
      this.fieldVisibility();
      this.type();
      if (this.eat(T.Eq)) this.itemValue();
      this.finish(N.TupleField, at, field, -1, 0);
      if (this.eat(T.Comma)) continue;
      if (this.cur === T.CloseParen) break;
      if (this.pos !== before) this.issue('expected-comma', 'expected `,` or `)`');
      if (!this.recover('unexpected-token', 'expected a field')) break;
    }
    this.close(T.CloseParen, open);
    this.finish(N.TupleFields, from, base, -1, 0);
  }

  /** A default or discriminant. It ends at a comma, so it must be parsed even if it is to stay lazy. */
  itemValue(): void {
    const start = this.pos;
    const nodes = this.count;
    const base = this.base();
    const from = this.here();
    const outside = this.inBody;
    this.inBody = true;
    this.expr(0);
    this.inBody = outside;
    if (!this.lazy || this.pos === start) return;
    this.count = nodes;
    this.top = base;
    this.finish(N.LazyExpr, from, base, -1, this.itemFlags(start, this.pos));
  }

  override enumItem(from: number, base: number): void {
    this.bump();
    const name = this.identToken();
    if (this.atHead(T.Lt)) this.genericParams();
    if (this.cur === T.Where) this.whereClause();
    const open = this.pos;
    if (this.expect(T.OpenBrace, 'expected-block', 'expected `{`')) {
      while (this.cur !== T.CloseBrace && this.cur !== T.Eof) {
        const before = this.pos;
        this.variant();
        if (this.eat(T.Comma)) continue;
        if (this.cur === T.CloseBrace) break;
        if (this.pos !== before) this.issue('expected-comma', 'expected `,` or `}`');
        if (!this.recover('unexpected-token', 'expected a variant')) break;
      }
      this.close(T.CloseBrace, open);
    }
    this.finish(N.Enum, from, base, name, 0);
  }

  variant(): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    this.fieldVisibility();
    const name = this.identToken();
    if (name === -1) {
      if (this.base() > base) this.finish(N.Error, from, base, -1, 0);
      return;
    }
    if (this.cur === T.OpenBrace) this.recordFields();
    else if (this.cur === T.OpenParen) this.tupleFields();
    if (this.eat(T.Eq)) this.itemValue();
    this.finish(N.Variant, from, base, name, 0);
  }

  // Traits and impls.

  override traitItem(from: number, base: number, flags: number): void {
    this.bump();
    const name = this.identToken();
    if (this.atHead(T.Lt)) this.genericParams();
    if (this.eat(T.Colon)) this.boundList();
    if (this.eat(T.Eq)) {
      this.boundList();
      if (this.cur === T.Where) this.whereClause();
      this.itemSemi();
      this.finish(N.TraitAlias, from, base, name, flags);
      return;
    }
    if (this.cur === T.Where) this.whereClause();
    const outside = this.inTrait;
    this.inTrait = true;
    this.itemList();
    this.inTrait = outside;
    this.finish(N.Trait, from, base, name, flags);
  }

  override implItem(from: number, base: number, modifiers: number): void {
    let flags = modifiers;
    this.bump();
    if (this.atHead(T.Lt) && this.isImplGenerics()) this.genericParams();
    if (this.cur === T.Const && this.eat(T.Const)) flags |= Flag.Const;
    if (this.cur === T.Bang && this.nth(1) !== T.OpenBrace && this.nth(1) !== T.For) {
      this.bump();
      flags |= Flag.Negative;
    }
    const at = this.here();
    const first = this.base();
    this.type();
    if (this.eat(T.For)) {
      if (this.topKind() === N.PathType) this.setTopKind(N.Path);
      this.finish(N.ImplTrait, at, first, -1, 0);
      if (this.cur === T.DotDot) this.autoImplTarget();
      else this.type();
    }
    if (this.cur === T.Where) this.whereClause();
    const outside = this.inTrait;
    this.inTrait = false;
    this.itemList();
    this.inTrait = outside;
    this.finish(N.Impl, from, base, -1, flags);
  }

  /** `impl Trait for .. {}`: auto traits as they were written before 2018. */
  autoImplTarget(): void {
    const from = this.here();
    this.bump();
    this.finish(N.InferType, from, this.base(), -1, 0);
  }

  /** `impl<T> ..`, against `impl <T as Trait>::Out { .. }` (rustc: `choose_generics_over_qpath`). */
  isImplGenerics(): boolean {
    if (this.cur !== T.Lt) return false;
    const first = this.nth(1);
    if (first === T.Gt || first === T.Pound || first === T.Const) return true;
    if (first !== T.Lifetime && !this.isIdent(first)) return false;
    const second = this.nth(2);
    return second === T.Gt || second === T.Comma || second === T.Colon || second === T.Eq;
  }
}
