/** Types (reference: "Types"). */
import { Flag, NodeKind as N } from './kinds.ts';
import { BoundParser } from './parse-bounds.ts';
import { PathStyle } from './parse-paths.ts';
import { isOpenDelim, TokenKind as T } from './token-kinds.ts';

export abstract class TypeParser extends BoundParser {
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
      // `dyn*`, which rustc knew for a while.
      this.eat(T.Star);
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
}
