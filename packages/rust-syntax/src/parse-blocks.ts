/** Blocks, statements, attributes (reference: "Statements", "Attributes"). */
import { Bp } from './grammar.ts';
import { Flag, NodeKind as N } from './kinds.ts';
import { PathStyle } from './parse-paths.ts';
import { PrimaryParser } from './parse-primaries.ts';
import { AS_STMT } from './parser.ts';
import { isOpenDelim, TokenKind as T } from './token-kinds.ts';

export abstract class BlockParser extends PrimaryParser {
  override block(flags: number, label: number): void {
    this.blockFrom(this.here(), flags, label);
  }

  /** A block whose modifiers or label began at `from`. */
  override blockFrom(from: number, flags: number, label: number): void {
    if (this.cur !== T.OpenBrace) {
      this.missing('expected-block', 'expected `{`');
      return;
    }
    if (!this.enter()) return;
    const base = this.base();
    const open = this.pos;
    const outside = this.inBody;
    this.inBody = true;
    this.bump();
    this.innerAttributes();
    const tail = this.statements();
    this.close(T.CloseBrace, open);
    this.inBody = outside;
    this.finish(N.BlockExpr, from, base, label, tail | flags);
    this.leave();
  }

  /** Statements up to a closing brace or the end; gives Flag.HasTail if the last is an expression without `;`. */
  statements(): number {
    while (this.cur !== T.CloseBrace && this.cur !== T.Eof) {
      const before = this.here();
      if (this.statement()) return Flag.HasTail;
      if (this.here() === before && !this.recover('unexpected-token', 'expected a statement')) return 0;
    }
    return 0;
  }

  /** One statement; true if it is the value of the block. */
  statement(): boolean {
    if (this.eat(T.Semi)) return false;
    const from = this.here();
    const base = this.base();
    this.outerAttributes();
    if (this.cur === T.Let || (this.cur === T.Super && this.nth(1) === T.Let)) {
      this.letStatement(from, base);
      return false;
    }
    if (this.tryItem(from, base, true)) return false;
    if (this.isMacroStart()) return this.macroStatement(from, base);
    return this.exprStatement(from, base);
  }

  letStatement(from: number, base: number): void {
    const flags = this.letHead();
    this.expectSemi();
    this.finish(N.LetStmt, from, base, -1, flags);
  }

  /** A `let` up to its `;`, parts left on the stack; gives its flags. */
  letHead(): number {
    let flags = 0;
    // `super let` (unstable) differs in the lifetime of temporaries only.
    this.eat(T.Super);
    this.bump();
    this.pattern();
    if (this.eat(T.Colon)) this.type();
    if (this.eat(T.Eq)) {
      this.expr(0);
      flags |= Flag.HasInit;
    }
    if (this.eat(T.Else)) {
      this.block(0, -1);
      flags |= Flag.HasElse;
    }
    return flags;
  }

  /** An expression that stands as a statement, without what ends it: for `$s:stmt`. */
  stmtExpr(): void {
    if (!this.isMacroStart()) {
      this.expr(AS_STMT);
      return;
    }
    const from = this.here();
    const base = this.base();
    this.path(N.Path, PathStyle.Mod);
    const bang = this.pos;
    this.bump();
    const braces = this.cur === T.OpenBrace;
    this.tokenTree();
    this.finish(N.MacroExpr, from, base, bang, 0);
    if (braces && this.nth(0) !== T.Dot && this.nth(0) !== T.Question) return;
    this.postfix(from, base, 0);
    this.binaryRest(from, base, Bp.Lowest, 0);
  }

  expectSemi(): void {
    if (this.eat(T.Semi)) return;
    // The last statement of a macro fragment ends without one.
    if (this.cur !== T.Eof) this.issue('expected-semi', 'expected `;`');
  }

  exprStatement(from: number, base: number): boolean {
    if (this.cur === T.CloseBrace || this.cur === T.Eof) {
      this.issue('expected-statement', 'expected a statement after attributes');
      this.finish(N.Error, from, base, -1, 0);
      return false;
    }
    this.expr(AS_STMT);
    return this.endStatement(from, base);
  }

  /** Decides what the expression on the stack is: a statement with or without `;`, or the block's value. */
  endStatement(from: number, base: number): boolean {
    if (this.cur === T.Semi) {
      this.bump();
      this.finish(N.ExprStmt, from, base, -1, Flag.Semi);
      return false;
    }
    if (this.cur === T.CloseBrace || this.cur === T.Eof) {
      if (this.base() > base + 1) this.finish(N.AttrExpr, from, base, -1, 0);
      return true;
    }
    if (!this.isBlockLikeTop()) this.issue('expected-semi', 'expected `;` or `}`');
    this.finish(N.ExprStmt, from, base, -1, 0);
    return false;
  }

  // Macro calls as statements.

  /** A path, `!` and a delimiter from here on? */
  isMacroStart(): boolean {
    let at = 0;
    if (this.nth(at) === T.PathSep) at++;
    for (;;) {
      const kind = this.nth(at);
      if (!this.isIdent(kind) && !this.isPathKeyword(kind)) return false;
      const next = this.nth(at + 1);
      if (next === T.Bang) return isOpenDelim(this.nth(at + 2));
      if (next !== T.PathSep) return false;
      at += 2;
    }
  }

  macroStatement(from: number, base: number): boolean {
    const at = this.here();
    const operand = this.base();
    this.path(N.Path, PathStyle.Mod);
    const bang = this.pos;
    this.bump();
    const braces = this.cur === T.OpenBrace;
    this.tokenTree();
    if (this.cur === T.Semi || (braces && this.cur !== T.CloseBrace && this.cur !== T.Dot && this.cur !== T.Question)) {
      const flags = this.eat(T.Semi) ? Flag.Semi : 0;
      if (braces && flags === 0 && this.cur === T.Eof) return this.macroTail(from, base, at, operand, bang);
      this.finish(N.MacroStmt, from, base, bang, flags);
      return false;
    }
    return this.macroTail(from, base, at, operand, bang);
  }

  /** The macro call turns out to be (the beginning of) an expression. */
  macroTail(from: number, base: number, at: number, operand: number, bang: number): boolean {
    this.finish(N.MacroExpr, at, operand, bang, 0);
    this.postfix(at, operand, 0);
    this.binaryRest(at, operand, Bp.Lowest, 0);
    return this.endStatement(from, base);
  }

  // Attributes.

  innerAttributes(): void {
    while (this.cur === T.Pound && this.nth(1) === T.Bang) this.attribute();
  }

  override attribute(): void {
    const from = this.here();
    const base = this.base();
    let flags = 0;
    this.bump();
    if (this.eat(T.Bang)) flags |= Flag.Inner;
    const open = this.pos;
    if (this.cur !== T.OpenBracket) {
      this.issue('expected-attribute', 'expected `[`');
      this.finish(N.Error, from, base, -1, 0);
      return;
    }
    const close = this.closeOf(open);
    this.bump();
    if (this.nth(0) === T.Unsafe && this.nth(1) === T.OpenParen) {
      flags |= Flag.UnsafeAttr;
      this.bump();
      this.bump();
    }
    const after = this.attributePath();
    this.jump(close);
    if (!this.eat(T.CloseBracket)) this.issue('expected-close', 'expected `]`');
    this.finish(N.Attr, from, base, after, flags);
  }

  /** Walks over an attribute's path; gives the token after it. */
  attributePath(): number {
    this.eat(T.PathSep);
    for (;;) {
      // Any keyword may name a tool's attribute; the attribute is judged where it is used.
      if (this.cur < T.Ident || this.cur > T.DollarCrate) {
        this.issue('expected-path-segment', 'expected an attribute name');
        return this.pos;
      }
      this.bump();
      if (!this.eat(T.PathSep)) return this.pos;
    }
  }
}
