/** Paths and generic arguments (reference: "Paths"). */
import { Flag, NodeKind as N } from './kinds.ts';
import { Parser } from './parser.ts';
import { TokenKind as T } from './token-kinds.ts';

/** How a path's generic arguments are written: `a::<T>`, `a<T>`, not at all. */
export const PathStyle = { Expr: 0, Type: 1, Mod: 2 } as const;

export abstract class PathParser extends Parser {
  abstract boundList(): void;

  /** A path in any place; the node is of kind `kind`. */
  path(kind: number, style: number): void {
    const from = this.here();
    const base = this.base();
    if (this.cur === T.OpenTy) {
      this.groupPath(kind, style);
      return;
    }
    let flags = 0;
    if (this.atHead(T.Lt) && style !== PathStyle.Mod) {
      this.qself();
      if (!this.expect(T.PathSep, 'expected-path-sep', 'expected `::`')) {
        this.finish(kind, from, base, -1, 0);
        return;
      }
    } else if (this.eat(T.PathSep)) {
      flags = Flag.Global;
    }
    this.segments(style);
    this.finish(kind, from, base, -1, flags);
  }

  segments(style: number): void {
    for (;;) {
      if (!this.segment(style)) return;
      if (this.cur !== T.PathSep) return;
      // `a::{b}`, `a::*` of use trees and `a::(` of nothing end before the separator.
      const next = this.nth(1);
      if (style === PathStyle.Mod && (next === T.OpenBrace || next === T.Star)) return;
      this.bump();
    }
  }

  segment(style: number): boolean {
    const kind = this.cur;
    if (this.idents[kind] !== 1 && !this.isPathKeyword(kind)) {
      this.issue('expected-path-segment', 'expected identifier');
      return false;
    }
    const from = this.here();
    const base = this.base();
    const name = this.pos;
    this.bump();
    if (style === PathStyle.Type) this.typeArgs();
    else if (style === PathStyle.Expr && this.cur === T.PathSep) this.turbofish();
    this.finish(N.PathSegment, from, base, name, 0);
    return true;
  }

  isPathKeyword(kind: number): boolean {
    return (
      kind === T.SelfValue || kind === T.SelfType || kind === T.Super || kind === T.Crate || kind === T.DollarCrate
    );
  }

  typeArgs(): void {
    if (this.cur === T.OpenParen) {
      this.parenArgs(0);
    } else if (this.cur === T.PathSep) {
      this.turbofish();
    } else if (this.atHead(T.Lt) && this.cur !== T.Le && this.cur !== T.ShlEq) {
      this.genericArgs(0);
    }
  }

  /** `::<..>` or `::(..)` after a segment, if there is one. */
  turbofish(): void {
    const next = this.nth(1);
    if (next === T.Lt || next === T.Shl || next === T.LArrow) {
      this.bump();
      this.genericArgs(Flag.Turbofish);
    } else if (next === T.OpenParen) {
      this.bump();
      this.parenArgs(Flag.Turbofish);
    }
  }

  /** A `ty` or `path` fragment that a macro put here, and what goes on after it: `$t::new`, `$path { .. }`. */
  groupPath(kind: number, style: number): void {
    const from = this.here();
    const base = this.base();
    this.groupType();
    if (this.cur === T.PathSep) {
      if (this.topKind() === N.PathType) {
        // `$p::x` of a plain path goes on as one path.
        const flags = this.hasFlag(this.topNode(), Flag.Global) ? Flag.Global : 0;
        this.unwrapTop();
        this.bump();
        this.segments(style);
        this.finish(kind, from, base, -1, flags);
        return;
      }
      this.finish(N.QSelf, from, base, -1, 0);
      this.bump();
      this.segments(style);
      this.finish(kind, from, base, -1, 0);
    } else if (this.topKind() === N.PathType) {
      this.setTopKind(kind);
    } else {
      this.finish(N.QSelf, from, base, -1, 0);
      this.finish(kind, from, base, -1, 0);
    }
  }

  /** The type inside invisible delimiters. */
  groupType(): void {
    const open = this.pos;
    this.bump();
    this.type();
    this.close(T.CloseNone, open);
  }

  qself(): void {
    const from = this.here();
    const base = this.base();
    this.eatHead(T.Lt);
    this.type();
    if (this.eat(T.As)) this.path(N.Path, PathStyle.Type);
    this.expect(T.Gt, 'expected-gt', 'expected `>`');
    this.finish(N.QSelf, from, base, -1, 0);
  }

  genericArgs(flags: number): void {
    if (!this.enter()) return;
    const from = this.here();
    const base = this.base();
    this.eatHead(T.Lt);
    while (!this.atHead(T.Gt) && this.cur !== T.Eof) {
      const before = this.here();
      this.genericArg();
      if (this.here() === before) break;
      if (!this.eat(T.Comma)) break;
    }
    this.expect(T.Gt, 'expected-gt', 'expected `>` or `,`');
    this.finish(N.GenericArgs, from, base, -1, flags);
    this.leave();
  }

  genericArg(): void {
    const kind = this.cur;
    if (kind === T.Lifetime && this.nth(1) !== T.Plus) {
      this.lifetime();
      return;
    }
    if (this.isLiteral(kind) || kind === T.Minus || kind === T.OpenBrace || kind === T.OpenExpr) {
      this.constArg();
      return;
    }
    const from = this.here();
    const base = this.base();
    this.type();
    const constraint = this.cur === T.Eq || this.cur === T.Colon;
    if (constraint && this.topKind() === N.PathType) this.assocArg(from, base);
  }

  /** What was read as a type is the name of `Name<..> = type` or `Name: bounds`. */
  assocArg(from: number, base: number): void {
    const segment = this.firstOf(this.topNode());
    if (segment < 0 || this.nextOf(segment) >= 0 || this.kindOf(segment) !== N.PathSegment) {
      this.issue('expected-identifier', 'expected a name before `=` or `:`');
      return;
    }
    const name = this.auxOf(segment);
    this.unwrapTop();
    this.unwrapTop();
    if (this.eat(T.Colon)) {
      this.boundList();
    } else {
      this.bump();
      const kind = this.cur;
      if (this.isLiteral(kind) || kind === T.Minus || kind === T.OpenBrace || kind === T.OpenExpr) this.constArg();
      else this.type();
    }
    this.finish(N.AssocArg, from, base, name, 0);
  }

  /** A constant as generic argument: a literal, its negative, a block. */
  constArg(): void {
    const from = this.here();
    const base = this.base();
    if (this.cur === T.OpenBrace) {
      if (this.lazy && !this.inBody) this.lazyTo(this.closeOf(this.pos) + 1);
      else this.block(0, -1);
    } else if (this.cur === T.OpenExpr) {
      const open = this.pos;
      this.bump();
      this.expr(0);
      this.close(T.CloseNone, open);
    } else if (this.eat(T.Minus)) {
      this.literal();
      this.finish(N.UnaryExpr, from, base, this.pos - 2, T.Minus << 14);
    } else {
      this.literal();
    }
  }

  literal(): void {
    if (!this.isLiteral(this.cur)) {
      this.missing('expected-literal', 'expected literal');
      return;
    }
    const from = this.here();
    this.bump();
    this.finish(N.LiteralExpr, from, this.base(), this.pos - 1, 0);
  }

  /** Leaves the tokens up to `end` for later as a LazyExpr. */
  lazyTo(end: number): void {
    const from = this.here();
    const stop = Math.min(end, this.limit);
    const flags = this.itemFlags(this.pos, stop);
    this.jump(stop);
    this.finish(N.LazyExpr, from, this.base(), -1, flags);
  }

  abstract itemFlags(start: number, end: number): number;

  parenArgs(flags: number): void {
    const from = this.here();
    const base = this.base();
    const open = this.pos;
    let all = flags;
    this.bump();
    if (this.cur === T.DotDot && this.nth(1) === T.CloseParen) {
      this.bump();
      all |= Flag.Rtn;
    }
    this.typeList(T.CloseParen);
    this.close(T.CloseParen, open);
    if (this.cur === T.Arrow) this.retTypeNoPlus();
    this.finish(N.ParenArgs, from, base, -1, all);
  }

  typeList(end: number): void {
    while (this.cur !== end && this.cur !== T.Eof) {
      const before = this.pos;
      this.type();
      if (this.pos === before || !this.eat(T.Comma)) break;
    }
  }

  retType(): void {
    const from = this.here();
    const base = this.base();
    this.bump();
    this.type();
    this.finish(N.RetType, from, base, -1, 0);
  }

  retTypeNoPlus(): void {
    const from = this.here();
    const base = this.base();
    this.bump();
    this.typeNoPlus();
    this.finish(N.RetType, from, base, -1, 0);
  }

  lifetime(): void {
    const from = this.here();
    this.bump();
    this.finish(N.Lifetime, from, this.base(), this.pos - 1, 0);
  }
}
