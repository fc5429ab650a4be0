/** Expressions that begin with no operator: literals, paths, struct literals, control flow, closures. */
import { Bp } from './grammar.ts';
import { Flag, NodeKind as N } from './kinds.ts';
import { OperatorParser } from './parse-exprs.ts';
import { PathStyle } from './parse-paths.ts';
import { AS_STMT, NO_STRUCT } from './parser.ts';
import { isOpenDelim, TokenKind as T } from './token-kinds.ts';

export abstract class PrimaryParser extends OperatorParser {
  override primary(restrict: number): void {
    const kind = this.cur;
    if (this.idents[kind] === 1) {
      if (!this.contextual(kind, restrict)) this.pathExpr(restrict);
    } else if (this.isLiteral(kind)) {
      const from = this.here();
      this.bump();
      this.finish(N.LiteralExpr, from, this.base(), this.pos - 1, 0);
    } else {
      this.delimited(kind, restrict);
    }
  }

  /** Expressions that begin with a word that may be a name as well. */
  contextual(kind: number, restrict: number): boolean {
    const next = this.nth(1);
    switch (kind) {
      case T.Ident:
        return false;
      case T.Builtin:
        if (next !== T.Pound) return false;
        this.builtin();
        return true;
      case T.Union:
      case T.Auto:
        return false;
      case T.Async:
      case T.Gen:
        // As names these words are followed by neither.
        if (next !== T.OpenBrace && next !== T.Move) return false;
        if (next === T.OpenBrace && (restrict & NO_STRUCT) !== 0) return false;
        this.modifiedBlockOrClosure(restrict);
        return true;
      default:
        return false;
    }
  }

  delimited(kind: number, restrict: number): void {
    const from = this.here();
    const base = this.base();
    switch (kind) {
      case T.OpenParen:
        this.parenExpr(from, base);
        return;
      case T.OpenBracket:
        this.arrayExpr(from, base);
        return;
      case T.OpenBrace:
        this.block(0, -1);
        return;
      case T.Or:
      case T.OrOr:
        this.closure(restrict);
        return;
      case T.OpenExpr:
        this.groupExpr();
        return;
      case T.Underscore:
        this.bump();
        this.finish(N.UnderscoreExpr, from, base, -1, 0);
        return;
      default:
        if (this.isPathStart(kind)) this.pathExpr(restrict);
        else this.keywordExpr(kind, from, base, restrict);
    }
  }

  keywordExpr(kind: number, from: number, base: number, restrict: number): void {
    switch (kind) {
      case T.If:
        this.ifExpr();
        return;
      case T.Match:
        this.matchExpr(from, base);
        return;
      case T.While:
      case T.Loop:
      case T.Lifetime:
        this.labelled(from, base);
        return;
      case T.Unsafe:
        this.bump();
        this.block(Flag.Unsafe, -1);
        return;
      case T.Return:
        this.jumpExpr(N.ReturnExpr, from, base, restrict);
        return;
      case T.Break:
      case T.Continue:
        this.breakExpr(kind, from, base, restrict);
        return;
      case T.Let:
        this.letExpr(from, base, restrict);
        return;
      default:
        this.rareKeyword(kind, from, base, restrict);
    }
  }

  rareKeyword(kind: number, from: number, base: number, restrict: number): void {
    switch (kind) {
      case T.For:
        if (this.atHeadOfNext(T.Lt) && this.isClosureBinder()) this.closure(restrict);
        else this.labelled(from, base);
        return;
      case T.Move:
        if (this.nth(1) === T.OpenParen) this.moveExpr(from, base);
        else this.closure(restrict);
        return;
      case T.Use:
        this.closure(restrict);
        return;
      case T.Async:
      case T.Gen:
      case T.Static:
        this.modifiedBlockOrClosure(restrict);
        return;
      case T.Const:
        if (this.nth(1) === T.OpenBrace) {
          this.bump();
          this.block(Flag.Const, -1);
        } else this.closure(restrict);
        return;
      case T.Try:
        this.bump();
        this.tryType();
        this.block(Flag.Try, -1);
        return;
      case T.Yield:
        this.jumpExpr(N.YieldExpr, from, base, restrict);
        return;
      case T.Become:
        this.jumpExpr(N.BecomeExpr, from, base, restrict);
        return;
      case T.Do:
        this.bump();
        if (this.cur !== T.Yeet) this.issue('expected-yeet', 'expected `yeet`');
        this.jumpExpr(N.YeetExpr, from, base, restrict);
        return;
      default:
        this.missing('expected-expression', 'expected expression');
    }
  }

  /** `move(expr)` (`move_expr`): evaluated when the closure around it is made. */
  moveExpr(from: number, base: number): void {
    this.bump();
    const open = this.pos;
    this.bump();
    this.expr(0);
    this.close(T.CloseParen, open);
    this.finish(N.ParenExpr, from, base, -1, 0);
  }

  /** `try bikeshed T { .. }` (`try_blocks_heterogeneous`): the type is left out of the tree, where the block stands it is known. */
  tryType(): void {
    if (this.cur !== T.Ident || this.nth(1) === T.OpenBrace || this.tokens.text(this.pos) !== 'bikeshed') return;
    this.bump();
    this.type();
    this.dropTop();
  }

  atHeadOfNext(kind: number): boolean {
    return this.nth(1) === kind;
  }

  /** `for<'a> |x|`, against a `for` loop over a qualified pattern `for <T as X>::Y(..) in`. */
  isClosureBinder(): boolean {
    const kind = this.nth(2);
    return kind === T.Lifetime || kind === T.Gt || kind === T.Const || kind === T.Pound;
  }

  /** `async`, `gen`, `static` before a block or closure. */
  modifiedBlockOrClosure(restrict: number): void {
    let flags = 0;
    let at = 0;
    for (;;) {
      const kind = this.nth(at);
      if (kind === T.Async) flags |= Flag.Async;
      else if (kind === T.Gen) flags |= Flag.Gen;
      else if (kind === T.Move || kind === T.Use) flags |= Flag.Move;
      else break;
      at++;
    }
    if (this.nth(at) !== T.OpenBrace || at === 0) {
      this.closure(restrict);
      return;
    }
    const from = this.here();
    this.jump(this.pos + at);
    this.blockFrom(from, flags, -1);
  }

  abstract blockFrom(from: number, flags: number, label: number): void;

  builtin(): void {
    const from = this.here();
    const base = this.base();
    this.bump();
    this.bump();
    const name = this.identToken();
    this.tokenTree();
    this.finish(N.BuiltinExpr, from, base, name, 0);
  }

  /** An `expr` fragment that a macro put here; it binds as one operand and leaves no node of its own. */
  groupExpr(): void {
    const open = this.pos;
    if (this.tokens.partnerOf(open) < 0) {
      this.recover('unbalanced-delimiter', 'macro fragment without end');
      if (this.topKind() !== N.Error) this.missing('expected-expression', 'expected expression');
      return;
    }
    this.bump();
    this.expr(0);
    this.close(T.CloseNone, open);
  }

  pathExpr(restrict: number): void {
    const from = this.here();
    const base = this.base();
    this.path(N.PathExpr, PathStyle.Expr);
    if (this.cur === T.OpenBrace) {
      if ((restrict & NO_STRUCT) === 0) this.structExpr(from, base);
    } else if (this.cur === T.Bang && isOpenDelim(this.nth(1))) {
      const bang = this.pos;
      this.setTopKind(N.Path);
      this.bump();
      this.tokenTree();
      this.finish(N.MacroExpr, from, base, bang, 0);
    }
  }

  structExpr(from: number, base: number): void {
    const open = this.pos;
    this.setTopKind(N.Path);
    this.bump();
    while (this.cur !== T.CloseBrace && this.cur !== T.Eof) {
      const before = this.pos;
      this.fieldInit();
      if (this.eat(T.Comma)) continue;
      if (this.cur === T.CloseBrace) break;
      if (this.pos !== before) this.issue('expected-comma', 'expected `,`');
      if (!this.recover('unexpected-token', 'unexpected token in struct literal')) break;
    }
    this.close(T.CloseBrace, open);
    this.finish(N.StructExpr, from, base, -1, 0);
  }

  fieldInit(): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    if (this.eat(T.DotDot)) {
      if (this.cur !== T.CloseBrace) this.expr(0);
      this.finish(N.StructBase, from, base, -1, 0);
      return;
    }
    const name = this.pos;
    if (this.nth(1) === T.Colon && (this.isIdent(this.cur) || this.cur === T.Int)) {
      this.bump();
      this.bump();
      this.expr(0);
      this.finish(N.FieldInit, from, base, name, 0);
    } else if (this.isIdent(this.cur)) {
      this.path(N.PathExpr, PathStyle.Mod);
      this.finish(N.FieldInit, from, base, name, Flag.Shorthand);
    } else {
      this.issue('expected-field', 'expected a field');
    }
  }

  parenExpr(from: number, base: number): void {
    const open = this.pos;
    this.bump();
    let comma = true;
    let count = 0;
    while (this.cur !== T.CloseParen && this.cur !== T.Eof) {
      const before = this.pos;
      this.expr(0);
      count++;
      comma = this.eat(T.Comma);
      if (comma || this.cur === T.CloseParen) continue;
      if (this.pos !== before) this.issue('expected-comma', 'expected `,` or `)`');
      if (!this.recover('unexpected-token', 'unexpected token')) break;
    }
    this.close(T.CloseParen, open);
    this.finish(count === 1 && !comma ? N.ParenExpr : N.TupleExpr, from, base, -1, 0);
  }

  arrayExpr(from: number, base: number): void {
    const open = this.pos;
    this.bump();
    if (this.cur === T.CloseBracket) {
      this.bump();
      this.finish(N.ArrayExpr, from, base, -1, 0);
      return;
    }
    this.expr(0);
    if (this.eat(T.Semi)) {
      this.expr(0);
      this.close(T.CloseBracket, open);
      this.finish(N.RepeatExpr, from, base, -1, 0);
      return;
    }
    if (this.eat(T.Comma)) this.exprList(T.CloseBracket);
    this.close(T.CloseBracket, open);
    this.finish(N.ArrayExpr, from, base, -1, 0);
  }

  // Control flow.

  /** An `if` with all its `else if`s, without going deeper for each. */
  ifExpr(): void {
    const starts: number[] = [];
    const bases: number[] = [];
    for (;;) {
      starts.push(this.here());
      bases.push(this.base());
      this.bump();
      this.expr(NO_STRUCT);
      this.block(0, -1);
      if (!this.eat(T.Else)) break;
      if (this.cur !== T.If) {
        this.block(0, -1);
        break;
      }
    }
    for (let i = starts.length - 1; i >= 0; i--) this.finish(N.IfExpr, starts[i]!, bases[i]!, -1, 0);
  }

  letExpr(from: number, base: number, restrict: number): void {
    this.bump();
    this.pattern();
    if (this.expect(T.Eq, 'expected-eq', 'expected `=`')) {
      // `&&` after the scrutinee chains conditions (rustc: `prec_let_scrutinee_needs_par`).
      this.binary(Bp.AndAnd, (restrict & ~AS_STMT) | NO_STRUCT);
    }
    this.finish(N.LetExpr, from, base, -1, 0);
  }

  matchExpr(from: number, base: number): void {
    const keyword = this.pos;
    this.bump();
    this.expr(NO_STRUCT);
    this.matchBody(from, base, keyword);
  }

  /** The arms; what is matched is on the stack. */
  override matchBody(from: number, base: number, keyword: number): void {
    const open = this.pos;
    if (this.expect(T.OpenBrace, 'expected-block', 'expected `{`')) {
      while (this.cur !== T.CloseBrace && this.cur !== T.Eof) {
        if (this.cur === T.Pound && this.nth(1) === T.Bang) {
          this.attribute();
          continue;
        }
        const before = this.pos;
        this.matchArm();
        if (this.pos === before && !this.recover('unexpected-token', 'expected a match arm')) break;
      }
      this.close(T.CloseBrace, open);
    }
    this.finish(N.MatchExpr, from, base, keyword, 0);
  }

  matchArm(): void {
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    this.pattern();
    if (this.cur === T.If) {
      const at = this.here();
      const guard = this.base();
      this.bump();
      this.expr(0);
      this.finish(N.MatchGuard, at, guard, -1, 0);
    }
    // A pattern that never matches needs no body (`never_patterns`); rustc checks after parsing that it is one.
    if (this.cur === T.Comma || this.cur === T.CloseBrace) {
      this.finish(N.MatchArm, from, base, -1, 0);
      this.eat(T.Comma);
    } else if (this.expect(T.FatArrow, 'expected-fat-arrow', 'expected `=>`')) {
      this.expr(AS_STMT);
      const needsComma = !this.isBlockLikeTop();
      this.finish(N.MatchArm, from, base, -1, 0);
      if (!this.eat(T.Comma) && needsComma && this.cur !== T.CloseBrace) {
        this.issue('expected-comma', 'expected `,` after a match arm');
      }
    } else {
      this.finish(N.MatchArm, from, base, -1, 0);
    }
  }

  /** Loops and blocks, with or without a label. */
  labelled(from: number, base: number): void {
    let label = -1;
    if (this.cur === T.Lifetime) {
      label = this.pos;
      this.bump();
      this.expect(T.Colon, 'expected-colon', 'expected `:` after a label');
    }
    switch (this.cur) {
      case T.While:
        this.bump();
        this.expr(NO_STRUCT);
        this.block(0, -1);
        this.finish(N.WhileExpr, from, base, label, 0);
        return;
      case T.Loop:
        this.bump();
        this.block(0, -1);
        this.finish(N.LoopExpr, from, base, label, 0);
        return;
      case T.For:
        this.forExpr(from, base, label);
        return;
      case T.OpenBrace:
        this.blockFrom(from, 0, label);
        return;
      default:
        this.issue('expected-loop', 'expected a loop or block after a label');
        this.finish(N.Error, from, base, -1, 0);
    }
  }

  forExpr(from: number, base: number, label: number): void {
    this.bump();
    const flags = this.cur === T.Await && this.nth(1) !== T.In && this.eat(T.Await) ? Flag.Await : 0;
    this.pattern();
    this.expect(T.In, 'expected-in', 'expected `in`');
    this.expr(NO_STRUCT);
    this.block(0, -1);
    this.finish(N.ForExpr, from, base, label, flags);
  }

  /** `return`, `yield` and their like with an optional operand. */
  jumpExpr(node: number, from: number, base: number, restrict: number): void {
    this.bump();
    const blocked = this.cur === T.OpenBrace && (restrict & NO_STRUCT) !== 0;
    if (!blocked && this.canBeginExpr(this.cur)) this.expr(restrict & NO_STRUCT);
    this.finish(node, from, base, -1, 0);
  }

  breakExpr(kind: number, from: number, base: number, restrict: number): void {
    this.bump();
    let label = -1;
    if (this.cur === T.Lifetime && this.nth(1) !== T.Colon) {
      label = this.pos;
      this.bump();
    }
    if (kind === T.Continue) {
      this.finish(N.ContinueExpr, from, base, label, 0);
      return;
    }
    const blocked = this.cur === T.OpenBrace && (restrict & NO_STRUCT) !== 0;
    if (!blocked && this.canBeginExpr(this.cur)) this.expr(restrict & NO_STRUCT);
    this.finish(N.BreakExpr, from, base, label, 0);
  }

  // Closures.

  override closure(restrict: number): void {
    const from = this.here();
    const base = this.base();
    if (this.cur === T.For) this.forBinder();
    const flags = this.closureModifiers();
    const bar = this.pos;
    if (this.cur === T.OrOr) this.bump();
    else if (this.cur === T.Or) this.closureParams();
    else {
      this.missing('expected-expression', 'expected expression');
      this.finish(N.Error, from, base, -1, 0);
      return;
    }
    if (this.nth(0) === T.Arrow) {
      this.retType();
      this.block(0, -1);
    } else {
      this.expr(restrict & NO_STRUCT);
    }
    this.finish(N.ClosureExpr, from, base, bar, flags);
  }

  closureModifiers(): number {
    let flags = 0;
    for (;;) {
      if (this.eat(T.Const)) flags |= Flag.Const;
      else if (this.eat(T.Static)) flags |= Flag.Static;
      else if (this.eat(T.Async)) flags |= Flag.Async;
      else if (this.eat(T.Gen)) flags |= Flag.Gen;
      // `use ||` (ergonomic clones) takes its captures too, cloned.
      else if (this.eat(T.Move) || this.eat(T.Use)) flags |= Flag.Move;
      else return flags;
    }
  }

  closureParams(): void {
    this.bump();
    while (this.cur !== T.Or && this.cur !== T.Eof) {
      const from = this.here();
      const base = this.base();
      const before = this.pos;
      this.outerAttributes();
      this.patternNoAlt();
      if (this.eat(T.Colon)) this.type();
      this.finish(N.Param, from, base, -1, 0);
      if (this.pos === before || !this.eat(T.Comma)) break;
    }
    this.expect(T.Or, 'expected-or', 'expected `|`');
  }
}
