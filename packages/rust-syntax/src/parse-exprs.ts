/** Expressions: operators and postfix forms (reference: "Expressions"; precedences as in `rustc_ast::util::parser`). */
import { BINARY_BP, Bp, EXPR_START } from './grammar.ts';
import { Flag, NodeKind as N, OPERATOR_SHIFT } from './kinds.ts';
import { PathStyle } from './parse-paths.ts';
import { PatternParser } from './parse-patterns.ts';
import { AS_STMT, NO_STRUCT } from './parser.ts';
import { TokenKind as T } from './token-kinds.ts';

export abstract class OperatorParser extends PatternParser {
  /** An expression that begins with no operator, path included. */
  abstract primary(restrict: number): void;

  override expr(restrict: number): void {
    this.binary(Bp.Lowest, restrict);
  }

  canBeginExpr(kind: number): boolean {
    return EXPR_START[kind] === 1 || this.idents[kind] === 1;
  }

  binary(least: number, restrict: number): void {
    if (!this.enter()) return;
    const from = this.here();
    const base = this.base();
    if (BINARY_BP[this.cur] === Bp.Range) this.prefixRange(from, base, restrict);
    else this.unary(restrict);
    this.binaryRest(from, base, least, restrict);
    this.leave();
  }

  /** Operators after the operand on the stack, which began at `from`. */
  binaryRest(from: number, base: number, least: number, restrict: number): void {
    if ((restrict & AS_STMT) !== 0 && this.isBlockLikeTop()) return;
    const inner = restrict & ~AS_STMT;
    for (;;) {
      const kind = this.cur;
      const bp = BINARY_BP[kind]!;
      if (bp === 0 || bp <= least) return;
      const operator = this.pos;
      if (bp >= Bp.OrOr && bp < Bp.Cast) {
        this.binaryOperator(kind, bp, inner);
        const shown = kind === T.LArrow ? T.Lt : kind;
        this.finish(N.BinaryExpr, from, base, operator, shown << OPERATOR_SHIFT);
      } else if (bp === Bp.Cast) {
        this.bump();
        this.typeNoPlus();
        this.finish(N.CastExpr, from, base, operator, 0);
      } else if (bp === Bp.Range) {
        this.rangeRest(from, base, operator, inner);
      } else {
        this.bump();
        // Assignment is right associative.
        this.binary(Bp.Assign - 1, inner);
        if (kind === T.Eq) this.finish(N.AssignExpr, from, base, operator, 0);
        else this.finish(N.AssignOpExpr, from, base, operator, kind << OPERATOR_SHIFT);
      }
    }
  }

  binaryOperator(kind: number, bp: number, restrict: number): void {
    // `a<-b` lexes as an arrow.
    if (kind === T.LArrow) this.eatHead(T.Lt);
    else this.bump();
    this.binary(bp, restrict);
    if (bp === Bp.Compare && BINARY_BP[this.cur] === Bp.Compare) {
      this.issue('chained-comparison', 'comparison operators cannot be chained');
    }
  }

  rangeRest(from: number, base: number, operator: number, restrict: number): void {
    let flags: number = Flag.HasLow | (this.cur === T.DotDot ? 0 : Flag.Inclusive);
    this.bump();
    if (this.rangeHasEnd(restrict)) {
      this.binary(Bp.Range, restrict);
      flags |= Flag.HasHigh;
    }
    this.finish(N.RangeExpr, from, base, operator, flags);
  }

  prefixRange(from: number, base: number, restrict: number): void {
    const operator = this.pos;
    let flags: number = this.cur === T.DotDot ? 0 : Flag.Inclusive;
    this.bump();
    if (this.rangeHasEnd(restrict)) {
      this.binary(Bp.Range, restrict & ~AS_STMT);
      flags |= Flag.HasHigh;
    }
    this.finish(N.RangeExpr, from, base, operator, flags);
  }

  rangeHasEnd(restrict: number): boolean {
    if (this.cur === T.OpenBrace && (restrict & NO_STRUCT) !== 0) return false;
    return this.canBeginExpr(this.cur);
  }

  unary(restrict: number): void {
    const from = this.here();
    const base = this.base();
    switch (this.cur) {
      case T.Minus:
      case T.Bang:
      case T.Star:
        this.prefixOperator(from, base, restrict);
        return;
      case T.And:
      case T.AndAnd:
        this.reference(from, base, restrict);
        return;
      case T.Box:
        this.bump();
        this.binary(Bp.Prefix - 1, restrict & ~AS_STMT);
        this.finish(N.BoxExpr, from, base, -1, 0);
        return;
      case T.Pound:
        this.attributed(from, base, restrict);
        return;
      default:
        this.primary(restrict);
        this.postfix(from, base, restrict);
    }
  }

  prefixOperator(from: number, base: number, restrict: number): void {
    const kind = this.cur;
    const operator = this.pos;
    this.bump();
    this.binary(Bp.Prefix - 1, restrict & ~AS_STMT);
    this.finish(N.UnaryExpr, from, base, operator, kind << OPERATOR_SHIFT);
  }

  reference(from: number, base: number, restrict: number): void {
    const operator = this.pos;
    this.eatHead(T.And);
    let flags = 0;
    const next = this.nth(1);
    if (this.cur === T.Raw && (next === T.Const || next === T.Mut)) {
      flags = Flag.RawRef | (next === T.Mut ? Flag.Mut : 0);
      this.bump();
      this.bump();
    } else {
      if (this.split === 0) this.eatPin();
      if (this.eat(T.Mut)) flags = Flag.Mut;
    }
    this.binary(Bp.Prefix - 1, restrict & ~AS_STMT);
    this.finish(N.RefExpr, from, base, operator, flags);
  }

  attributed(from: number, base: number, restrict: number): void {
    this.outerAttributes();
    this.unary(restrict);
    this.finish(N.AttrExpr, from, base, -1, 0);
  }

  // Postfix.

  /** Field accesses, calls, indexing, `?`, `.await` after the operand on the stack. */
  postfix(from: number, base: number, restrict: number): void {
    // A block that stands as a statement takes `.method()` and `?`, but is not called or indexed.
    let closed = (restrict & AS_STMT) !== 0 && this.isBlockLikeTop();
    for (;;) {
      switch (this.cur) {
        case T.Dot:
          this.bump();
          while (this.afterDot(from, base));
          break;
        case T.Question:
          this.bump();
          this.finish(N.TryExpr, from, base, this.pos - 1, 0);
          break;
        case T.OpenParen:
          if (closed) return;
          this.call(from, base);
          break;
        case T.OpenBracket:
          if (closed) return;
          this.index(from, base);
          break;
        default:
          return;
      }
      closed = false;
    }
  }

  call(from: number, base: number): void {
    const open = this.pos;
    this.callArgs();
    this.finish(N.CallExpr, from, base, open, 0);
  }

  /** `(a, b)`, the arguments left on the stack. */
  callArgs(): void {
    const open = this.pos;
    this.bump();
    this.exprList(T.CloseParen);
    this.close(T.CloseParen, open);
  }

  exprList(end: number): void {
    while (this.cur !== end && this.cur !== T.Eof) {
      const before = this.pos;
      this.expr(0);
      if (this.eat(T.Comma)) continue;
      if (this.cur === end) return;
      if (this.pos !== before && this.cur !== T.Semi) this.issue('expected-comma', 'expected `,`');
      if (!this.recover('unexpected-token', 'unexpected token')) return;
    }
  }

  index(from: number, base: number): void {
    const open = this.pos;
    this.bump();
    this.expr(0);
    this.close(T.CloseBracket, open);
    this.finish(N.IndexExpr, from, base, open, 0);
  }

  /** What follows a dot; true if that ends with another dot (`t.0. x`). */
  afterDot(from: number, base: number): boolean {
    const kind = this.cur;
    if (kind === T.Await && !this.isIdent(kind)) {
      this.bump();
      this.finish(N.AwaitExpr, from, base, this.pos - 1, 0);
    } else if (this.isIdent(kind) || kind === T.SelfValue) {
      this.fieldOrMethod(from, base);
    } else if (kind === T.Int) {
      this.bump();
      this.finish(N.FieldExpr, from, base, this.pos - 1, 0);
    } else if (kind === T.Float) {
      return this.floatFields(from, base);
    } else {
      this.keywordAfterDot(from, base, kind);
    }
    return false;
  }

  /** `.yield`, `.use` and `.match` of nightly features; anything else is an error. */
  keywordAfterDot(from: number, base: number, kind: number): void {
    if (kind === T.Yield || kind === T.Use) {
      this.bump();
      this.finish(kind === T.Yield ? N.YieldExpr : N.ParenExpr, from, base, -1, 0);
      return;
    }
    if (kind === T.Match) {
      this.bump();
      this.matchBody(from, base, this.pos - 1);
      return;
    }
    this.issue('expected-field', 'expected a field or method name after `.`');
    // Half-written code: the rest of the expression goes on without it.
    this.finish(N.Error, from, base, -1, 0);
  }

  fieldOrMethod(from: number, base: number): void {
    const name = this.pos;
    this.bump();
    if (this.cur === T.OpenParen) {
      this.callArgs();
      this.finish(N.MethodCallExpr, from, base, name, 0);
    } else if (this.cur === T.PathSep) {
      this.bump();
      if (this.atHead(T.Lt)) this.genericArgs(Flag.Turbofish);
      else this.issue('expected-lt', 'expected `<`');
      if (this.nth(0) === T.OpenParen) this.callArgs();
      else this.issue('expected-arguments', 'expected `(` after the generic arguments of a method');
      this.finish(N.MethodCallExpr, from, base, name, 0);
    } else {
      this.finish(N.FieldExpr, from, base, name, 0);
    }
  }

  /** `t.0.1` and `t.0.x` written with space: the two indices came as one float token (rustc: `break_up_float`). */
  floatFields(from: number, base: number): boolean {
    const token = this.pos;
    const text = this.tokens.text(token);
    const dot = text.indexOf('.');
    if (dot <= 0 || !/^[0-9]+\.[0-9]*$/.test(text)) {
      this.issue('bad-tuple-index', 'unexpected token in tuple index');
      this.bump();
      this.finish(N.FieldExpr, from, base, token, 0);
      return false;
    }
    this.split = Math.min(dot, 3);
    this.finish(N.FieldExpr, from, base, token, Flag.Shorthand);
    this.bump();
    if (dot === text.length - 1) return true;
    this.finish(N.FieldExpr, from, base, token, 0);
    return false;
  }

  /** Is the node on top of the stack an expression that ends a statement without `;`? */
  isBlockLikeTop(): boolean {
    switch (this.topKind()) {
      case N.IfExpr:
      case N.MatchExpr:
      case N.WhileExpr:
      case N.LoopExpr:
      case N.ForExpr:
        return true;
      case N.BlockExpr:
        return !this.hasFlag(this.topNode(), Flag.Async | Flag.Gen);
      default:
        return false;
    }
  }

  abstract closure(restrict: number): void;
  abstract matchBody(from: number, base: number, keyword: number): void;

  /** `<T as Trait>::f`, or a path fragment. */
  qualifiedPath(): void {
    this.path(N.PathExpr, PathStyle.Expr);
  }
}
