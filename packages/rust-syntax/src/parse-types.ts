/** Paths, generic arguments, types and bounds (reference: "Paths", "Types", "Trait and lifetime bounds"). */
import { Flag, NodeKind as N } from './kinds.ts';
import { Parser } from './parser.ts';
import { isOpenDelim, TokenKind as T } from './token-kinds.ts';

/** How a path's generic arguments are written: `a::<T>`, `a<T>`, not at all. */
export const PathStyle = { Expr: 0, Type: 1, Mod: 2 } as const;

export abstract class TypeParser extends Parser {
  // Paths.

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

  // Types.

  override type(): void {
    this.typeWith(true);
  }

  override typeNoPlus(): void {
    this.typeWith(false);
  }

  typeWith(plus: boolean): void {
    const from = this.here();
    const base = this.base();
    // The common case first: a path.
    if (this.idents[this.cur] === 1 && this.nth(1) !== T.Bang && this.cur !== T.Dyn) {
      this.path(N.PathType, PathStyle.Type);
      if (this.cur === T.Plus && plus) this.bareDyn(from, base);
      else if (this.cur === T.Bang) this.macroTypeRest(from, base);
      return;
    }
    if (!this.enter()) return;
    this.typeAt(from, base, plus);
    this.leave();
  }

  typeAt(from: number, base: number, plus: boolean): void {
    switch (this.cur) {
      case T.And:
      case T.AndAnd:
        this.refType(from, base);
        return;
      case T.Star:
        this.ptrType(from, base);
        return;
      case T.OpenParen:
        this.parenType(from, base, plus);
        return;
      case T.OpenBracket:
        this.arrayType(from, base);
        return;
      case T.Bang:
        this.bump();
        this.finish(N.NeverType, from, base, -1, 0);
        return;
      case T.Underscore:
        this.bump();
        this.finish(N.InferType, from, base, -1, 0);
        return;
      case T.OpenTy:
        this.groupTypeOrPath(from, base, plus);
        return;
      case T.Impl:
        this.bump();
        this.boundsFor(plus);
        this.finish(N.ImplType, from, base, -1, 0);
        return;
      case T.Fn:
      case T.Unsafe:
      case T.Extern:
      case T.Safe:
        if (this.isFnPtr()) {
          this.fnPtrType(from, base);
          return;
        }
        break;
      case T.For:
        this.forType(from, base, plus);
        return;
      case T.Lifetime:
      case T.Question:
        this.boundsFor(plus);
        this.finish(N.DynType, from, base, -1, Flag.Bare);
        return;
      case T.Typeof:
        this.typeofType(from, base);
        return;
      default:
        break;
    }
    this.pathOrDynType(from, base, plus);
  }

  pathOrDynType(from: number, base: number, plus: boolean): void {
    if (this.cur === T.Dyn && this.isDyn()) {
      this.bump();
      this.boundsFor(plus);
      this.finish(N.DynType, from, base, -1, 0);
      return;
    }
    if (!this.isPathStart(this.cur)) {
      this.missing('expected-type', 'expected type');
      return;
    }
    this.path(N.PathType, PathStyle.Type);
    if (this.cur === T.Bang) this.macroTypeRest(from, base);
    else if (this.cur === T.Plus && plus) this.bareDyn(from, base);
  }

  /** `dyn` is a name in 2015 unless a bound follows (rustc: `is_explicit_dyn_type`). */
  isDyn(): boolean {
    if (this.edition >= 2018) return true;
    const next = this.nth(1);
    if (next === T.Lt || next === T.PathSep) return false;
    return (
      this.isPathStart(next) || next === T.Lifetime || next === T.Question || next === T.For || next === T.OpenParen
    );
  }

  boundsFor(plus: boolean): void {
    const from = this.here();
    const base = this.base();
    if (plus) {
      this.boundList();
      return;
    }
    if (this.canBeginBound()) this.bound();
    else this.issue('expected-bound', 'expected a trait');
    this.finish(N.BoundList, from, base, -1, 0);
  }

  /** `Trait + Send` without `dyn`: what was read as a type is the first bound. */
  bareDyn(from: number, base: number): void {
    const kind = this.topKind();
    if (kind !== N.PathType && kind !== N.ParenType) return;
    if (kind === N.ParenType) {
      const inner = this.firstOf(this.topNode());
      if (inner < 0 || this.kindOf(inner) !== N.PathType) return;
      this.unwrapTop();
    }
    this.setTopKind(N.Path);
    this.finish(N.TraitBound, from, base, -1, 0);
    this.moreBounds();
    this.finish(N.BoundList, from, base, -1, 0);
    this.finish(N.DynType, from, base, -1, Flag.Bare);
  }

  macroTypeRest(from: number, base: number): void {
    if (!isOpenDelim(this.nth(1))) return;
    this.setTopKind(N.Path);
    this.bump();
    this.tokenTree();
    this.finish(N.MacroType, from, base, -1, 0);
  }

  tokenTree(): void {
    const from = this.here();
    const base = this.base();
    if (!isOpenDelim(this.cur)) {
      this.missing('expected-token-tree', 'expected `(`, `[` or `{`');
      return;
    }
    this.jump(Math.min(this.tokens.skipTree(this.pos), this.limit));
    this.finish(N.TokenTree, from, base, -1, 0);
  }

  groupTypeOrPath(from: number, base: number, plus: boolean): void {
    const after = this.closeOf(this.pos) + 1;
    const follows = after < this.limit ? this.kinds[after]! : T.Eof;
    if (follows === T.PathSep) {
      this.path(N.PathType, PathStyle.Type);
      return;
    }
    this.groupType();
    if (this.topKind() !== N.PathType) return;
    if (this.atHead(T.Lt) && this.cur !== T.Le) this.groupWithArgs(from, base);
    else if (this.cur === T.Plus && plus) this.bareDyn(from, base);
    else if (this.cur === T.Bang) this.macroTypeRest(from, base);
  }

  /** `$path<T>`: arguments after a path fragment belong to its last segment; kept as a qualified path's tail. */
  groupWithArgs(from: number, base: number): void {
    const flags = this.hasFlag(this.topNode(), Flag.Global) ? Flag.Global : 0;
    this.unwrapTop();
    const segment = this.topNode();
    const name = this.auxOf(segment);
    const start = this.startOf(segment);
    this.dropTop();
    const at = this.base();
    this.genericArgs(0);
    this.finish(N.PathSegment, start, at, name, 0);
    if (this.eat(T.PathSep)) this.segments(PathStyle.Type);
    this.finish(N.PathType, from, base, -1, flags);
  }

  refType(from: number, base: number): void {
    this.eatHead(T.And);
    if (this.cur === T.Lifetime) this.lifetime();
    this.eatPin();
    const flags = this.eat(T.Mut) ? Flag.Mut : 0;
    this.typeNoPlus();
    this.finish(N.RefType, from, base, -1, flags);
  }

  /** `&pin mut T`, `&pin const T` (unstable). */
  eatPin(): void {
    const next = this.nth(1);
    if (this.cur !== T.Ident || (next !== T.Mut && next !== T.Const)) return;
    if (this.tokens.text(this.pos) !== 'pin') return;
    this.bump();
    this.eat(T.Const);
  }

  ptrType(from: number, base: number): void {
    this.bump();
    const mutable = this.eat(T.Mut);
    if (!mutable && !this.eat(T.Const)) this.issue('expected-mut-or-const', 'expected `mut` or `const`');
    this.typeNoPlus();
    this.finish(N.PtrType, from, base, -1, mutable ? Flag.Mut : 0);
  }

  parenType(from: number, base: number, plus: boolean): void {
    const open = this.pos;
    this.bump();
    let comma = true;
    let count = 0;
    while (this.cur !== T.CloseParen && this.cur !== T.Eof) {
      const before = this.pos;
      this.type();
      count++;
      comma = this.eat(T.Comma);
      if (!comma || this.pos === before) break;
    }
    this.close(T.CloseParen, open);
    if (count !== 1 || comma) {
      this.finish(N.TupleType, from, base, -1, 0);
      return;
    }
    this.finish(N.ParenType, from, base, -1, 0);
    if (this.cur === T.Plus && plus) this.bareDyn(from, base);
  }

  arrayType(from: number, base: number): void {
    const open = this.pos;
    this.bump();
    this.type();
    if (!this.eat(T.Semi)) {
      this.close(T.CloseBracket, open);
      this.finish(N.SliceType, from, base, -1, 0);
      return;
    }
    const close = this.closeOf(open);
    if (this.lazy && !this.inBody && close > this.pos + 1) this.lazyTo(close);
    else this.expr(0);
    this.close(T.CloseBracket, open);
    this.finish(N.ArrayType, from, base, -1, 0);
  }

  isFnPtr(): boolean {
    const next = this.nth(1);
    if (this.cur === T.Fn) return true;
    if (this.cur === T.Extern) return next === T.Fn || ((next === T.Str || next === T.RawStr) && this.nth(2) === T.Fn);
    if (this.cur === T.Unsafe) return next === T.Fn || next === T.Extern || next === T.Lt;
    return next === T.Fn || next === T.Extern;
  }

  fnPtrType(from: number, base: number): void {
    let flags = 0;
    if (this.cur === T.Unsafe && this.nth(1) === T.Lt) {
      this.bump();
      this.genericParams();
      this.typeNoPlus();
      this.finish(N.BinderType, from, base, -1, 0);
      return;
    }
    if (this.eat(T.Unsafe)) flags |= Flag.Unsafe;
    else if (this.cur === T.Safe && this.eat(T.Safe)) flags |= Flag.Safe;
    if (this.cur === T.Extern) {
      this.abi();
      flags |= Flag.Extern;
    }
    if (!this.expect(T.Fn, 'expected-fn', 'expected `fn`')) {
      this.finish(N.FnPtrType, from, base, -1, flags);
      return;
    }
    this.fnPtrParams();
    if (this.cur === T.Arrow) this.retTypeNoPlus();
    this.finish(N.FnPtrType, from, base, -1, flags);
  }

  abi(): void {
    const from = this.here();
    this.bump();
    const hasString = this.cur === T.Str || this.cur === T.RawStr;
    if (hasString) this.bump();
    this.finish(N.Abi, from, this.base(), hasString ? this.pos - 1 : -1, 0);
  }

  fnPtrParams(): void {
    const from = this.here();
    const base = this.base();
    const open = this.pos;
    if (!this.expect(T.OpenParen, 'expected-params', 'expected `(`')) return;
    while (this.cur !== T.CloseParen && this.cur !== T.Eof) {
      const before = this.pos;
      this.fnPtrParam();
      if (this.pos === before || !this.eat(T.Comma)) break;
    }
    this.close(T.CloseParen, open);
    this.finish(N.ParamList, from, base, -1, 0);
  }

  fnPtrParam(): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    let name = -1;
    this.eatMutBeforeName();
    if (this.nth(1) === T.Colon && (this.isIdent(this.cur) || this.cur === T.Underscore || this.cur === T.SelfValue)) {
      name = this.pos;
      this.bump();
      this.bump();
    }
    if (this.eat(T.DotDotDot)) {
      this.finish(N.Param, from, base, name, Flag.Variadic);
      return;
    }
    this.type();
    this.finish(N.Param, from, base, name, 0);
  }

  /** `fn(mut x: T)` is an error to rustc later, not to the parser. */
  eatMutBeforeName(): void {
    if (this.cur === T.Mut && this.isIdent(this.nth(1)) && this.nth(2) === T.Colon) this.bump();
  }

  outerAttributes(): void {
    while (this.cur === T.Pound) {
      const before = this.pos;
      this.attribute();
      if (this.pos === before) return;
    }
  }

  forType(from: number, base: number, plus: boolean): void {
    this.forBinder();
    if (
      this.cur === T.Fn ||
      this.cur === T.Unsafe ||
      this.cur === T.Extern ||
      (this.cur === T.Safe && this.isFnPtr())
    ) {
      this.fnPtrType(from, base);
      return;
    }
    this.path(N.Path, PathStyle.Type);
    this.finish(N.TraitBound, from, base, -1, 0);
    if (plus) this.moreBounds();
    this.finish(N.BoundList, from, base, -1, 0);
    this.finish(N.DynType, from, base, -1, Flag.Bare);
  }

  typeofType(from: number, base: number): void {
    this.bump();
    const open = this.pos;
    if (this.expect(T.OpenParen, 'expected-paren', 'expected `(`')) {
      this.expr(0);
      this.close(T.CloseParen, open);
    }
    this.finish(N.TypeofType, from, base, -1, 0);
  }

  // Bounds.

  boundList(): void {
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
