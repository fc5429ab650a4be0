/** Patterns (reference: "Patterns"). */
import { Flag, NodeKind as N } from './kinds.ts';
import { PathStyle } from './parse-paths.ts';
import { TypeParser } from './parse-types.ts';
import { isOpenDelim, TokenKind as T } from './token-kinds.ts';

export abstract class PatternParser extends TypeParser {
  /** A pattern with alternatives and an optional leading `|`. */
  override pattern(): void {
    const from = this.here();
    const base = this.base();
    this.eatAlternative();
    this.patternNoAlt();
    if (!this.atAlternative()) return;
    while (this.eatAlternative()) this.patternNoAlt();
    this.finish(N.OrPat, from, base, -1, 0);
  }

  atAlternative(): boolean {
    return this.cur === T.Or || this.cur === T.OrOr;
  }

  /** `|`; `||` is taken as one too (rustc reports it), but not where it closes a closure's parameters. */
  eatAlternative(): boolean {
    if (this.cur !== T.Or) {
      if (this.cur === T.OrOr) this.issue('unexpected-or', 'expected `|`, found `||`');
      return this.eat(T.OrOr);
    }
    this.bump();
    return true;
  }

  override patternNoAlt(): void {
    if (!this.enter()) return;
    const from = this.here();
    const base = this.base();
    const kind = this.cur;
    if (this.idents[kind] === 1) this.identPattern(from, base);
    else if (this.isLiteral(kind) || kind === T.Minus) this.literalPattern(from, base);
    else this.otherPattern(from, base, kind);
    this.leave();
  }

  /** A name alone, or the beginning of a path, macro call or range. */
  identPattern(from: number, base: number): void {
    switch (this.nth(1)) {
      case T.PathSep:
      case T.OpenParen:
      case T.OpenBrace:
      case T.DotDot:
      case T.DotDotDot:
      case T.DotDotEq:
      case T.Bang:
        this.pathPattern(from, base);
        return;
      default:
        this.bindingPattern(from, base, 0);
    }
  }

  bindingPattern(from: number, base: number, flags: number): void {
    const name = this.cur === T.SelfValue ? this.pos : this.identToken();
    if (name === this.pos) this.bump();
    if (this.eat(T.At)) this.patternNoAlt();
    this.finish(N.IdentPat, from, base, name, flags);
  }

  literalPattern(from: number, base: number): void {
    this.rangeEnd();
    if (this.atRange()) this.rangePattern(from, base, Flag.HasLow);
    else this.finish(N.LiteralPat, from, base, -1, 0);
  }

  otherPattern(from: number, base: number, kind: number): void {
    switch (kind) {
      case T.Underscore:
        this.bump();
        this.finish(N.WildPat, from, base, -1, 0);
        return;
      case T.DotDot:
      case T.DotDotEq:
      case T.DotDotDot:
        this.restOrRange(from, base);
        return;
      case T.And:
      case T.AndAnd:
        this.refPattern(from, base);
        return;
      case T.OpenParen:
        this.tuplePattern(from, base);
        return;
      case T.OpenBracket:
        this.patternList(T.CloseBracket);
        this.finish(N.SlicePat, from, base, -1, 0);
        return;
      case T.Ref:
        this.bump();
        this.bindingPattern(from, base, this.refMode());
        return;
      case T.Mut:
        this.mutPattern(from, base);
        return;
      case T.Bang:
        this.bump();
        this.finish(N.NeverPat, from, base, -1, 0);
        return;
      case T.Box:
        this.bump();
        this.patternNoAlt();
        this.finish(N.BoxPat, from, base, -1, 0);
        return;
      default:
        this.rarePattern(from, base, kind);
    }
  }

  rarePattern(from: number, base: number, kind: number): void {
    if (kind === T.Const && this.nth(1) === T.OpenBrace) {
      this.bump();
      this.block(Flag.Const, -1);
      if (this.atRange()) this.rangePattern(from, base, Flag.HasLow);
      else this.finish(N.ConstBlockPat, from, base, -1, 0);
    } else if (kind === T.OpenPat || kind === T.OpenExpr) {
      this.groupPattern(from, base);
    } else if (this.isPathStart(kind)) {
      this.pathPattern(from, base);
    } else {
      this.missing('expected-pattern', 'expected pattern');
    }
  }

  /** A `pat` or `expr` fragment that a macro put here. */
  groupPattern(from: number, base: number): void {
    const open = this.pos;
    this.bump();
    if (this.kinds[open] === T.OpenPat) {
      this.pattern();
    } else if (this.isPathStart(this.cur)) {
      this.path(N.PathPat, PathStyle.Expr);
    } else {
      this.rangeEnd();
      this.finish(N.LiteralPat, from, base, -1, 0);
    }
    this.close(T.CloseNone, open);
    if (!this.atRange()) return;
    // The fragment is the low end of a range: a literal or a path.
    if (this.topKind() === N.LiteralPat) this.unwrapTop();
    else if (this.topKind() === N.PathPat) this.setTopKind(N.PathExpr);
    this.rangePattern(from, base, Flag.HasLow);
  }

  mutPattern(from: number, base: number): void {
    this.bump();
    if (this.eat(T.Ref)) {
      this.bindingPattern(from, base, this.refMode() | Flag.Mut);
      return;
    }
    this.bindingPattern(from, base, Flag.Mut);
  }

  /** After `ref`: `mut`, `pin mut`, `pin const` or nothing. */
  refMode(): number {
    this.eatPin();
    return this.eat(T.Mut) ? Flag.RefMut : Flag.Ref;
  }

  /** A pattern inside another, which may have a guard of its own (`guard_patterns`, RFC 3637). */
  innerPattern(): void {
    const from = this.here();
    const base = this.base();
    this.pattern();
    if (this.cur !== T.If) return;
    const guard = this.here();
    const above = this.base();
    this.bump();
    this.expr(0);
    this.finish(N.MatchGuard, guard, above, -1, 0);
    this.finish(N.ParenPat, from, base, -1, 0);
  }

  refPattern(from: number, base: number): void {
    this.eatHead(T.And);
    this.eatPin();
    const flags = this.cur === T.Mut && this.nth(1) !== T.Ident ? Flag.Mut : 0;
    // `&mut x` is a mutable reference to the binding `x`, never a reference to `mut x`.
    const mutable = this.eat(T.Mut) ? Flag.Mut : flags;
    this.patternNoAlt();
    this.finish(N.RefPat, from, base, -1, mutable);
  }

  tuplePattern(from: number, base: number): void {
    const open = this.pos;
    this.bump();
    let comma = false;
    let count = 0;
    while (this.cur !== T.CloseParen && this.cur !== T.Eof) {
      const before = this.pos;
      this.outerAttributes();
      this.innerPattern();
      count++;
      comma = this.eat(T.Comma);
      if (!comma || this.pos === before) break;
    }
    this.close(T.CloseParen, open);
    const single = count === 1 && !comma && this.topKind() !== N.RestPat;
    this.finish(single ? N.ParenPat : N.TuplePat, from, base, -1, 0);
  }

  patternList(end: number): void {
    const open = this.pos;
    this.bump();
    while (this.cur !== end && this.cur !== T.Eof) {
      const before = this.pos;
      this.outerAttributes();
      this.innerPattern();
      if (this.pos === before || !this.eat(T.Comma)) break;
    }
    this.close(end, open);
  }

  pathPattern(from: number, base: number): void {
    this.path(N.PathPat, PathStyle.Expr);
    switch (this.cur) {
      case T.OpenParen:
        this.setTopKind(N.Path);
        this.patternList(T.CloseParen);
        this.finish(N.TupleStructPat, from, base, -1, 0);
        return;
      case T.OpenBrace:
        this.setTopKind(N.Path);
        this.structPatternFields();
        this.finish(N.StructPat, from, base, -1, 0);
        return;
      case T.Bang:
        if (!isOpenDelim(this.nth(1))) return;
        this.setTopKind(N.Path);
        this.bump();
        this.tokenTree();
        this.finish(N.MacroPat, from, base, -1, 0);
        return;
      default:
        if (!this.atRange()) return;
        this.setTopKind(N.PathExpr);
        this.rangePattern(from, base, Flag.HasLow);
    }
  }

  structPatternFields(): void {
    const open = this.pos;
    this.bump();
    while (this.cur !== T.CloseBrace && this.cur !== T.Eof) {
      const before = this.pos;
      this.fieldPattern();
      if (this.pos === before || !this.eat(T.Comma)) break;
    }
    this.close(T.CloseBrace, open);
  }

  fieldPattern(): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    const at = this.here();
    if (this.cur === T.DotDot) {
      this.bump();
      this.finish(N.RestPat, from, base, -1, 0);
      return;
    }
    if (this.nth(1) === T.Colon && (this.isIdent(this.cur) || this.cur === T.Int)) {
      const name = this.pos;
      this.bump();
      this.bump();
      this.innerPattern();
      this.finish(N.FieldPat, from, base, name, 0);
      return;
    }
    const name = this.shorthand(at, this.base());
    this.finish(N.FieldPat, from, base, name, Flag.Shorthand);
  }

  /** `box? mut? ref? mut? name` inside a struct pattern; gives the name's token. */
  shorthand(from: number, base: number): number {
    if (this.cur === T.Box && this.enter()) {
      this.bump();
      const name = this.shorthand(this.here(), this.base());
      this.finish(N.BoxPat, from, base, -1, 0);
      this.leave();
      return name;
    }
    let flags = this.eat(T.Mut) ? Flag.Mut : 0;
    if (this.eat(T.Ref)) flags |= this.refMode();
    const name = this.identToken();
    if (this.eat(T.At)) this.patternNoAlt();
    this.finish(N.IdentPat, from, base, name, flags);
    return name;
  }

  // Ranges.

  atRange(): boolean {
    return this.cur === T.DotDotEq || this.cur === T.DotDotDot || this.cur === T.DotDot;
  }

  restOrRange(from: number, base: number): void {
    const rest = this.cur === T.DotDot && !this.isRangeEnd(this.nth(1));
    if (rest) {
      this.bump();
      this.finish(N.RestPat, from, base, -1, 0);
    } else {
      this.rangePattern(from, base, 0);
    }
  }

  isRangeEnd(kind: number): boolean {
    return (
      this.isLiteral(kind) || kind === T.Minus || kind === T.Const || kind === T.OpenExpr || this.isPathStart(kind)
    );
  }

  rangePattern(from: number, base: number, low: number): void {
    const operator = this.pos;
    let flags = low | (this.cur === T.DotDot ? 0 : Flag.Inclusive);
    this.bump();
    if (this.isRangeEnd(this.cur)) {
      this.rangeEnd();
      flags |= Flag.HasHigh;
    }
    this.finish(N.RangePat, from, base, operator, flags);
  }

  rangeEnd(): void {
    if (this.cur === T.Const) {
      this.bump();
      this.block(Flag.Const, -1);
    } else if (this.cur === T.Minus || this.isLiteral(this.cur) || this.cur === T.OpenExpr) {
      this.constArg();
    } else {
      this.path(N.PathExpr, PathStyle.Expr);
    }
  }
}
