/** Bounds, generic parameters, where-clauses (reference: "Trait and lifetime bounds", "Generic parameters"). */
import { Flag, NodeKind as N } from './kinds.ts';
import { PathParser, PathStyle } from './parse-paths.ts';
import { TokenKind as T } from './token-kinds.ts';

export abstract class BoundParser extends PathParser {
  override boundList(): void {
    const from = this.here();
    const base = this.base();
    if (this.canBeginBound()) {
      this.bound();
      this.moreBounds();
    }
    this.finish(N.BoundList, from, base, -1, 0);
  }

  moreBounds(): void {
    while (this.cur === T.Plus || this.cur === T.PlusEq) {
      this.eatHead(T.Plus);
      if (!this.canBeginBound()) return;
      this.bound();
    }
  }

  canBeginBound(): boolean {
    const kind = this.cur;
    switch (kind) {
      case T.Lifetime:
      case T.Question:
      case T.Tilde:
      case T.For:
      case T.OpenParen:
      case T.Const:
      case T.Bang:
      case T.Async:
      case T.Use:
        return true;
      case T.OpenBracket:
        return this.nth(1) === T.Const && this.nth(2) === T.CloseBracket;
      default:
        return this.isPathStart(kind);
    }
  }

  bound(): void {
    if (this.cur === T.Lifetime) {
      this.lifetime();
      return;
    }
    if (this.cur === T.Use) {
      this.useBound();
      return;
    }
    if (!this.enter()) return;
    const from = this.here();
    const base = this.base();
    const open = this.pos;
    if (this.eat(T.OpenParen)) {
      const flags = this.boundModifiers();
      if (this.cur === T.Lifetime) this.lifetime();
      else this.path(N.Path, PathStyle.Type);
      this.close(T.CloseParen, open);
      this.finish(N.TraitBound, from, base, -1, flags);
    } else {
      const flags = this.boundModifiers();
      this.path(N.Path, PathStyle.Type);
      this.finish(N.TraitBound, from, base, -1, flags);
    }
    this.leave();
  }

  boundModifiers(): number {
    let flags = 0;
    for (;;) {
      if (this.cur === T.For) this.forBinder();
      else if (this.eat(T.Question)) flags |= Flag.Maybe;
      else if (this.eat(T.Bang)) flags |= Flag.Negative;
      else if (this.cur === T.Async && this.isPathStart(this.nth(1)) && this.nth(1) !== T.PathSep && this.eat(T.Async))
        flags |= Flag.Async;
      else if (this.eat(T.Const)) flags |= Flag.Const;
      else if (this.cur === T.Tilde && this.nth(1) === T.Const) {
        this.bump();
        this.bump();
        flags |= Flag.TildeConst;
      } else if (this.cur === T.OpenBracket && this.nth(1) === T.Const) {
        this.jump(Math.min(this.tokens.skipTree(this.pos), this.limit));
        flags |= Flag.TildeConst;
      } else return flags;
    }
  }

  useBound(): void {
    const from = this.here();
    const base = this.base();
    this.bump();
    this.expect(T.Lt, 'expected-lt', 'expected `<`');
    while (!this.atHead(T.Gt) && this.cur !== T.Eof) {
      const before = this.pos;
      if (this.cur === T.Lifetime) this.lifetime();
      else this.path(N.Path, PathStyle.Mod);
      if (this.pos === before || !this.eat(T.Comma)) break;
    }
    this.expect(T.Gt, 'expected-gt', 'expected `>`');
    this.finish(N.UseBound, from, base, -1, 0);
  }

  forBinder(): void {
    const from = this.here();
    const base = this.base();
    this.bump();
    if (this.atHead(T.Lt)) this.genericParams();
    else this.issue('expected-lt', 'expected `<`');
    this.finish(N.ForBinder, from, base, -1, 0);
  }

  // Generic parameters and where-clauses.

  genericParams(): void {
    const from = this.here();
    const base = this.base();
    this.eatHead(T.Lt);
    while (!this.atHead(T.Gt) && this.cur !== T.Eof) {
      const before = this.pos;
      this.genericParam();
      if (this.pos === before || !this.eat(T.Comma)) break;
    }
    this.expect(T.Gt, 'expected-gt', 'expected `>` or `,`');
    this.finish(N.GenericParams, from, base, -1, 0);
  }

  genericParam(): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    if (this.cur === T.Lifetime) {
      const name = this.pos;
      this.bump();
      if (this.eat(T.Colon)) this.boundList();
      this.finish(N.LifetimeParam, from, base, name, 0);
    } else if (this.eat(T.Const)) {
      const name = this.identToken();
      if (this.expect(T.Colon, 'expected-colon', 'expected `:`')) this.type();
      if (this.eat(T.Eq)) this.constParamDefault();
      this.finish(N.ConstParam, from, base, name, 0);
    } else {
      const name = this.identToken();
      if (this.eat(T.Colon)) this.boundList();
      if (this.eat(T.Eq)) this.type();
      this.finish(N.TypeParam, from, base, name, 0);
    }
  }

  constParamDefault(): void {
    const kind = this.cur;
    if (this.isLiteral(kind) || kind === T.Minus || kind === T.OpenBrace || kind === T.OpenExpr) this.constArg();
    else if (this.isPathStart(kind)) this.path(N.PathExpr, PathStyle.Type);
    else this.missing('expected-expression', 'expected a constant');
  }

  whereClause(): void {
    const from = this.here();
    const base = this.base();
    this.bump();
    while (this.atWherePredicate()) {
      const before = this.pos;
      this.wherePredicate();
      if (this.pos === before || !this.eat(T.Comma)) break;
    }
    this.finish(N.WhereClause, from, base, -1, 0);
  }

  atWherePredicate(): boolean {
    const kind = this.cur;
    return !(kind === T.OpenBrace || kind === T.Semi || kind === T.Eq || kind === T.Eof || kind === T.CloseBrace);
  }

  wherePredicate(): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    if (this.cur === T.Lifetime && this.nth(1) === T.Colon) {
      this.lifetime();
      this.bump();
      this.boundList();
      this.finish(N.WhereLifetime, from, base, -1, 0);
      return;
    }
    if (this.cur === T.For && this.forBelongsToPredicate()) this.forBinder();
    this.typeNoPlus();
    if (this.eat(T.Colon)) this.boundList();
    else this.issue('expected-colon', 'expected `:`');
    this.finish(N.WhereType, from, base, -1, 0);
  }

  /** `for<'a> T: Bound`, against `for<'a> fn(&'a u8): Bound`, which is a type of its own. */
  forBelongsToPredicate(): boolean {
    let at = 1;
    let depth = 0;
    do {
      const kind = this.nth(at++);
      if (kind === T.Lt) depth++;
      else if (kind === T.Gt) depth--;
      else if (kind === T.Eof) return true;
    } while (depth > 0);
    const next = this.nth(at);
    return next !== T.Fn && next !== T.Unsafe && next !== T.Extern;
  }
}
