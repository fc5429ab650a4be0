/**
 * Macros that the compiler itself expands (rustc_builtin_macros): to tokens where that is natural, otherwise to a form that
 * says what they mean.
 */
import type { CrateNum, Span } from '@lazaret/facts';
import {
  isOpenDelim,
  NO_NODE,
  NodeKind,
  parseExprList,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
} from '@lazaret/rust-syntax';
import { splitCommas } from './attributes.ts';
import type { CrateContext } from './context.ts';
import { compilerOrigin, type Expander, type MacroCall } from './expand.ts';
import type { FormatArg, FormatArgs, FormatPiece } from './format-args.ts';
import { parseFormat } from './format-string.ts';
import { concatValue, stringValue } from './literal.ts';
import type { MacroDecl } from './macro-decls.ts';
import { dirOfFile, joinPath, normalisePath } from './module-files.ts';
import type { BuiltinCall, Expansion, NamePath } from './names.ts';
import type { TextualScope } from './scope.ts';
import { textualAt } from './textual.ts';
import { TokenWriter } from './token-writer.ts';

/** `concat!` in `concat!` and the like. */
const STRING_DEPTH_MAX = 32;

/** Stands for the folder where a build script puts files. */
const OUT_DIR = '$OUT_DIR';

/** Names that mean the compiler's macros also where the standard library is not loaded. */
const KNOWN: ReadonlySet<string> = new Set([
  'format_args',
  'concat',
  'stringify',
  'file',
  'module_path',
  'env',
  'option_env',
  'include',
  'include_str',
  'include_bytes',
  'line',
  'column',
  'cfg',
  'assert',
  'compile_error',
  'cfg_select',
]);

/** The string of a call, with whether anything in it is unknown. */
interface Text {
  readonly value: string | undefined;
  /** Token of the literal, if it is just one. */
  readonly literal: number;
  readonly ctx: number;
}

interface ExprArg {
  /** Token of `name = `, or -1. */
  readonly name: number;
  /** First token, name included. */
  readonly from: number;
  readonly range: TokenRange;
}

export class Builtins {
  readonly #ctx: CrateContext;
  readonly #expander: Expander;

  constructor(ctx: CrateContext, expander: Expander) {
    this.#ctx = ctx;
    this.#expander = expander;
  }

  /** A call whose name did not resolve because there is no standard library to find it in. */
  byName(call: MacroCall, stdLoaded: boolean): Expansion | undefined {
    const last = call.path.segments[call.path.segments.length - 1];
    if (stdLoaded || last === undefined) return undefined;
    const name = this.#ctx.interner.text(last.name);
    if (!KNOWN.has(name)) return undefined;
    return this.#expandNamed(call, name, compilerOrigin(this.#ctx).krate, this.#textualOf(call));
  }

  expand(call: MacroCall, decl: MacroDecl, textual: TextualScope | undefined): Expansion {
    return this.#expandNamed(call, decl.builtin!, decl.origin.krate, textual, decl);
  }

  #textualOf(call: MacroCall): TextualScope | undefined {
    return textualAt(call.tokens, call.start);
  }

  #expandNamed(
    call: MacroCall,
    name: string,
    krate: CrateNum,
    textual: TextualScope | undefined,
    decl?: MacroDecl,
  ): Expansion {
    const { tokens, inner } = call;
    const builtin = (kind: string, extra: Partial<BuiltinCall> = {}): BuiltinCall => {
      const args = extra.args ?? this.#exprArgs(tokens, inner).map((arg) => arg.range);
      return { kind: 'builtin', name: kind, macro: name, tokens, ...extra, args };
    };
    switch (name) {
      case 'format_args':
      case 'format_args_nl':
      case 'const_format_args':
        return builtin('format_args', { format: this.#format(call) });
      case 'concat':
      case 'stringify':
      case 'file':
      case 'module_path':
      case 'include_str':
        return builtin('str', { args: [], value: this.#string(call, name, 0) });
      case 'concat_bytes':
      case 'include_bytes':
        return builtin('bytes', { args: [] });
      case 'env':
        return builtin('str', { value: this.#string(call, name, 0) });
      case 'option_env':
        return builtin('option_str', { value: this.#string(call, 'env', 0) });
      case 'line':
      case 'column':
        return builtin('u32', { args: [] });
      case 'cfg':
        return builtin('bool', { args: [], value: String(this.#ctx.attributes.evalRange(tokens, inner)) });
      case 'cfg_select':
        return this.#cfgSelect(call, textual);
      case 'include':
        return this.#include(call, textual, decl);
      case 'assert':
        return this.#assert(call, textual);
      case 'core_panic':
      case 'std_panic':
        return this.#forward(call, krate, 'panic', 'panic', textual, decl);
      case 'unreachable':
        return this.#forward(call, krate, 'panic', 'unreachable', textual, decl);
      case 'asm':
      case 'naked_asm':
      case 'global_asm':
        return builtin(name === 'global_asm' ? 'global_asm' : 'asm', { args: asmOperands(tokens, inner) });
      case 'compile_error':
        this.#ctx.diagnose('compile-error', this.#string(call, 'concat', 0) ?? 'compile_error!', tokens, call.start);
        return builtin('compile_error', { args: [] });
      case 'log_syntax':
      case 'trace_macros':
        return builtin('unit', { args: [] });
      default:
        return builtin('other');
    }
  }

  /** Edition of the code that wrote the call's name. */
  #callEdition(path: NamePath): number {
    const ctx = path.segments[path.segments.length - 1]?.ctx ?? 0;
    return this.#ctx.hygiene.root(ctx)?.edition ?? this.#ctx.input.edition;
  }

  /** `panic!` is `$crate::panic::panic_2021!` or `panic_2015!`, by edition of the caller. */
  #forward(
    call: MacroCall,
    krate: CrateNum,
    module: string,
    name: string,
    textual: TextualScope | undefined,
    decl: MacroDecl | undefined,
  ): Expansion {
    const edition = this.#callEdition(call.path) >= 2021 ? '2021' : '2015';
    const writer = new TokenWriter(this.#ctx, this.#spanOf(call), { ...compilerOrigin(this.#ctx), krate });
    writer.text(`$crate::${module}::${name}_${edition}!(`).copy(call.tokens, call.inner).text(')');
    return this.#tokens(call, writer.finish(), textual, decl);
  }

  #assert(call: MacroCall, textual: TextualScope | undefined): Expansion {
    const { tokens, inner } = call;
    const parts = this.#exprArgs(tokens, inner);
    const condition = parts[0]?.range;
    if (condition === undefined) return this.#expander.opaque(call, 'macro-malformed', undefined);
    const writer = new TokenWriter(this.#ctx, this.#spanOf(call), compilerOrigin(this.#ctx));
    writer.text('match').copyExpr(tokens, condition).text('{ true => {}, _ => ');
    if (parts.length > 1) {
      const edition = this.#callEdition(call.path) >= 2021 ? '2021' : '2015';
      const message = { start: parts[1]!.from, end: inner.end };
      writer.text(`$crate::panic::panic_${edition}!(`).copy(tokens, message).text(')');
    } else {
      writer.text('$crate::panicking::panic("assertion failed")');
    }
    writer.text('}');
    return this.#tokens(call, writer.finish(), textual, undefined);
  }

  /** `cfg_select! { predicate => { tokens } .. _ => { tokens } }`. */
  #cfgSelect(call: MacroCall, textual: TextualScope | undefined): Expansion {
    const { tokens, inner } = call;
    let at = inner.start;
    const writer = new TokenWriter(this.#ctx, this.#spanOf(call), compilerOrigin(this.#ctx));
    while (at < inner.end) {
      const start = at;
      while (at < inner.end && tokens.kind(at) !== TokenKind.FatArrow) at = tokens.skipTree(at);
      const predicate = { start, end: at };
      at++;
      if (at >= inner.end) break;
      const braces = tokens.kind(at) === TokenKind.OpenBrace && tokens.partnerOf(at) >= 0;
      const body = { start: braces ? at + 1 : at, end: at };
      if (braces) at = tokens.skipTree(at);
      else while (at < inner.end && tokens.kind(at) !== TokenKind.Comma) at = tokens.skipTree(at);
      body.end = braces ? at - 1 : at;
      if (tokens.kind(at) === TokenKind.Comma) at++;
      const always = tokens.kind(start) === TokenKind.Underscore;
      if (!always && !this.#ctx.attributes.evalRange(tokens, predicate)) {
        this.#ctx.unknownCfgs.droppedArm(tokens, predicate, body, call.scope.owner);
        continue;
      }
      if (!always) this.#ctx.unknownCfgs.droppedArm(tokens, predicate, { start: at, end: inner.end }, call.scope.owner);
      return this.#tokens(call, writer.copy(tokens, body).finish(), textual, undefined);
    }
    return this.#tokens(call, writer.finish(), textual, undefined);
  }

  #include(call: MacroCall, textual: TextualScope | undefined, decl: MacroDecl | undefined): Expansion {
    const text = this.#evalString(call, call.inner, 0).value;
    if (text === undefined) return this.#expander.opaque(call, 'include-path-unknown', decl?.def);
    const own = this.#ctx.sources.pathOf(call.tokens.fileOf(call.start));
    if (own === undefined) return this.#expander.opaque(call, 'include-from-macro', decl?.def);
    const made = text.startsWith(`${OUT_DIR}/`);
    if (made && this.#ctx.input.outFile?.(text.slice(OUT_DIR.length + 1)) === undefined) {
      return this.#expander.opaque(call, 'include-path-unknown', decl?.def);
    }
    const relative = text.startsWith('/') || made ? text : joinPath(dirOfFile(own), text);
    const path = normalisePath(relative);
    const source =
      path === undefined
        ? undefined
        : made
          ? this.#ctx.input.outFile?.(text.slice(OUT_DIR.length + 1))
          : this.#ctx.input.readFile(path);
    if (path === undefined || source === undefined) {
      this.#ctx.diagnose('file-not-found', `included file \`${text}\` not found`, call.tokens, call.start);
      return this.#expander.opaque(call, 'file-not-found', decl?.def);
    }
    const file = this.#ctx.sources.addFile(path, source);
    return this.#tokens(call, this.#ctx.lex(source, file, this.#ctx.input.edition), textual, decl);
  }

  #tokens(
    call: MacroCall,
    tokens: TokenBuffer,
    textual: TextualScope | undefined,
    decl: MacroDecl | undefined,
  ): Expansion {
    if (!this.#expander.adopt(tokens, call.tokens, textual)) {
      return this.#expander.opaque(call, 'macro-token-limit', decl?.def);
    }
    return { kind: 'tokens', tokens, def: decl?.def };
  }

  /** Arguments as the parser sees them: commas in `a::<B, C>` and `|a, b|` separate nothing. */
  #exprArgs(tokens: TokenBuffer, inner: TokenRange): ExprArg[] {
    if (inner.end <= inner.start) return [];
    const tree = parseExprList(tokens, inner, { edition: this.#ctx.input.edition });
    return tree.childrenOf(tree.root, NodeKind.ExprArg).map((node) => {
      const expr = tree.first(node);
      const range = expr === NO_NODE ? tree.range(node) : tree.range(expr);
      return { name: tree.aux(node), from: tree.start(node), range };
    });
  }

  #spanOf(call: MacroCall): Span {
    return this.#ctx.tokenSpan(call.tokens, call.start, call.end);
  }

  /** The string that a part of a call's tokens is: a literal, or a macro call that gives one. */
  stringOf(call: MacroCall, part: TokenRange): string | undefined {
    return this.#evalString(call, part, 0).value;
  }

  /** Value of a string-like built-in. */
  #string(call: MacroCall, name: string, depth: number): string | undefined {
    const { tokens, inner } = call;
    switch (name) {
      case 'concat': {
        let text = '';
        for (const part of splitCommas(tokens, inner.start, inner.end)) {
          const value = this.#evalConcatPart(call, part, depth + 1);
          if (value === undefined) return undefined;
          text += value;
        }
        return text;
      }
      case 'stringify':
        return visibleText(tokens, inner);
      case 'env': {
        const first = splitCommas(tokens, inner.start, inner.end)[0];
        const key = first === undefined ? undefined : this.#evalString(call, first, depth + 1).value;
        return key === undefined ? undefined : this.#env(key);
      }
      default:
        return undefined;
    }
  }

  #env(name: string): string | undefined {
    const { input } = this.#ctx;
    const known = input.env?.(name);
    if (known !== undefined) return known;
    const { name: packageName, version } = input.package;
    const numbers = version.split(/[-+]/, 1)[0]!.split('.');
    switch (name) {
      case 'OUT_DIR':
        return input.outFile === undefined ? undefined : OUT_DIR;
      // The package root, to which all paths are relative.
      case 'CARGO_MANIFEST_DIR':
        return '';
      case 'CARGO_PKG_NAME':
        return packageName;
      case 'CARGO_PKG_VERSION':
        return version;
      case 'CARGO_PKG_VERSION_MAJOR':
        return numbers[0];
      case 'CARGO_PKG_VERSION_MINOR':
        return numbers[1];
      case 'CARGO_PKG_VERSION_PATCH':
        return numbers[2];
      case 'CARGO_CRATE_NAME':
        return input.name;
      default:
        return undefined;
    }
  }

  #evalConcatPart(call: MacroCall, part: TokenRange, depth: number): string | undefined {
    const range = unwrap(call.tokens, part);
    if (range.end === range.start + 1) return concatValue(call.tokens, range.start);
    if (range.end === range.start + 2 && call.tokens.kind(range.start) === TokenKind.Minus) {
      const value = concatValue(call.tokens, range.start + 1);
      return value === undefined ? undefined : `-${value}`;
    }
    return this.#evalString(call, range, depth).value;
  }

  /** A string literal, or a macro call that gives one. */
  #evalString(call: MacroCall, part: TokenRange, depth: number): Text {
    const { tokens } = call;
    const range = unwrap(tokens, part);
    const ctx = tokens.contextOf(range.start);
    if (range.end === range.start + 1) {
      const value = stringValue(tokens, range.start);
      return { value, literal: value === undefined ? -1 : range.start, ctx };
    }
    const nested = depth < STRING_DEPTH_MAX ? nestedCall(call, range) : undefined;
    if (nested === undefined) return { value: undefined, literal: -1, ctx };
    const expansion = this.#expander.expand(nested);
    if (expansion.kind === 'builtin') return { value: expansion.value, literal: -1, ctx };
    if (expansion.kind === 'opaque') return { value: undefined, literal: -1, ctx };
    const inner = { start: 0, end: expansion.tokens.length };
    const outer = { ...nested, tokens: expansion.tokens, inner, start: 0, end: inner.end };
    return { ...this.#evalString(outer, inner, depth + 1), literal: -1 };
  }

  #format(call: MacroCall): FormatArgs {
    const { tokens, inner } = call;
    const [first, ...rest] = this.#exprArgs(tokens, inner);
    const args: FormatArg[] = rest.map(({ name, range, from }) => ({
      name: name < 0 ? undefined : tokens.interner.text(tokens.sym(name)),
      expr: range,
      ctx: tokens.contextOf(from),
    }));
    const text = first === undefined ? undefined : this.#evalString(call, first.range, 0);
    if (text?.value === undefined) return { literal: -1, text: undefined, args, pieces: [], counts: [], unknown: true };
    const parsed = parseFormat(text.value);
    const indexOf = (ref: string | number): number => {
      if (typeof ref === 'number') return ref < args.length ? ref : -1;
      const known = args.findIndex((arg) => arg.name === ref);
      if (known >= 0) return known;
      args.push({ name: ref, expr: undefined, ctx: text.ctx });
      return args.length - 1;
    };
    const pieces: FormatPiece[] = [];
    const counts = new Set<number>();
    for (const piece of parsed.pieces) {
      const arg = indexOf(piece.arg);
      if (arg >= 0) pieces.push({ arg, trait: piece.trait });
      for (const count of piece.counts) {
        const index = indexOf(count);
        if (index >= 0) counts.add(index);
      }
    }
    return { literal: text.literal, text: text.value, args, pieces, counts: [...counts], unknown: parsed.bad };
  }
}

/** Without invisible delimiters around the whole, and parentheses that macros leave. */
function unwrap(tokens: TokenBuffer, range: TokenRange): TokenRange {
  let { start, end } = range;
  while (start < end && tokens.kind(start) >= TokenKind.OpenExpr && tokens.kind(start) <= TokenKind.OpenPat) {
    if (tokens.skipTree(start) !== end) break;
    start++;
    end--;
  }
  return { start, end };
}

/** `path!(..)` as a range of the tokens of another call. */
function nestedCall(outer: MacroCall, range: TokenRange): MacroCall | undefined {
  const { tokens } = outer;
  let at = range.start;
  const global = tokens.kind(at) === TokenKind.PathSep;
  if (global) at++;
  const segments = [];
  while (at < range.end && tokens.kind(at) < TokenKind.Underscore && tokens.kind(at) > TokenKind.Eof) {
    segments.push({ name: tokens.sym(at), kind: tokens.kind(at), ctx: tokens.contextOf(at) });
    at++;
    if (tokens.kind(at) !== TokenKind.PathSep) break;
    at++;
  }
  if (segments.length === 0 || tokens.kind(at) !== TokenKind.Bang || !isOpenDelim(tokens.kind(at + 1)))
    return undefined;
  const end = tokens.skipTree(at + 1);
  if (end > range.end || end < range.end) return undefined;
  const inner = { start: at + 2, end: end - 1 };
  return { scope: outer.scope, tokens, path: { global, segments }, start: range.start, end, inner };
}

/** As `stringify!` shows it, invisible delimiters left out. */
function visibleText(tokens: TokenBuffer, range: TokenRange): string {
  let text = '';
  let previous = -1;
  for (let i = range.start; i < range.end; i++) {
    const kind = tokens.kind(i);
    if (kind >= TokenKind.OpenExpr && kind <= TokenKind.CloseNone) continue;
    const apart =
      previous >= 0 && (tokens.endOf(previous) !== tokens.startOf(i) || tokens.fileOf(previous) !== tokens.fileOf(i));
    text += apart ? ` ${tokens.text(i)}` : tokens.text(i);
    previous = i;
  }
  return text;
}

/** Operand expressions of `asm!`: of `in(reg) x`, `name = out("eax") y`, `inout(reg) a => b`, `const C`, `sym f`. */
function asmOperands(tokens: TokenBuffer, inner: TokenRange): TokenRange[] {
  const operands: TokenRange[] = [];
  for (const part of splitCommas(tokens, inner.start, inner.end)) {
    let at = part.start;
    if (tokens.kind(at + 1) === TokenKind.Eq && at + 2 < part.end) at += 2;
    const word = tokens.text(at);
    if (word === 'const' || word === 'sym' || word === 'label') {
      operands.push({ start: at + 1, end: part.end });
    } else if (/^(?:in|out|lateout|inout|inlateout)$/.test(word) && tokens.kind(at + 1) === TokenKind.OpenParen) {
      let from = tokens.skipTree(at + 1);
      for (let i = from; i < part.end; i = tokens.skipTree(i)) {
        if (tokens.kind(i) !== TokenKind.FatArrow) continue;
        operands.push({ start: from, end: i });
        from = i + 1;
      }
      operands.push({ start: from, end: part.end });
    }
  }
  return operands.filter((part) => part.end > part.start && tokens.kind(part.start) !== TokenKind.Underscore);
}
