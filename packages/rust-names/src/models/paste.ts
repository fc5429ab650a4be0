/** paste's `[< a b:snake >]`: identifiers made of pieces. */
import { isIdentLike, isOpenDelim, type TokenBuffer, TokenKind, type TokenRange } from '@lazaret/rust-syntax';
import type { BangModel, BangUse } from './macro-model.ts';

/** paste's `segment.rs`. */
const MODIFIERS: Readonly<Record<string, (text: string) => string>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  snake,
  camel,
  // pastey, its successor.
  upper_camel: camel,
  lower_camel: (text) => lowerFirst(camel(text)),
};

function isUpper(ch: string): boolean {
  return ch !== ch.toLowerCase() && ch === ch.toUpperCase();
}

function snake(text: string): string {
  let out = '';
  let previous = '_';
  for (const ch of text) {
    out += isUpper(ch) && previous !== '_' ? `_${ch}` : ch;
    previous = ch;
  }
  return out.toLowerCase();
}

function camel(text: string): string {
  let out = '';
  let previous = '_';
  for (const ch of text) {
    if (ch !== '_') out += previous === '_' ? ch.toUpperCase() : isUpper(previous) ? ch.toLowerCase() : ch;
    previous = ch;
  }
  return out;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function isInvisible(kind: number): boolean {
  return kind >= TokenKind.OpenExpr && kind <= TokenKind.CloseNone;
}

/** The inside of `[< .. >]` at an opening bracket; undefined for other brackets. */
function operation(tokens: TokenBuffer, open: number): TokenRange | undefined {
  const close = tokens.partnerOf(open);
  if (tokens.kind(open) !== TokenKind.OpenBracket || close < open + 4) return undefined;
  if (tokens.text(open + 1) !== '<' || tokens.text(close - 1) !== '>') return undefined;
  for (let i = open + 2; i < close - 1; i++) if (tokens.text(i) === '>') return undefined;
  return { start: open + 2, end: close - 1 };
}

/** Text of the identifier, lifetime or number that the pieces make; undefined for pieces that paste rejects. */
function pasted(tokens: TokenBuffer, range: TokenRange, env: (name: string) => string | undefined): string | undefined {
  const pieces: string[] = [];
  let lifetime = '';
  for (let at = range.start; at < range.end; at++) {
    const kind = tokens.kind(at);
    const text = tokens.text(at);
    if (isInvisible(kind)) continue;
    if (text === ':') {
      const modify = MODIFIERS[tokens.text(++at)];
      const last = pieces.pop();
      if (modify === undefined || last === undefined) return undefined;
      pieces.push(modify(last));
    } else if (text === 'env' && tokens.text(at + 1) === '!') {
      const value = env(tokens.text(at + 3).slice(1, -1));
      if (value === undefined) return undefined;
      pieces.push(value.replaceAll('-', '_'));
      at = tokens.skipTree(at + 2) - 1;
    } else if (kind === TokenKind.Lifetime) {
      lifetime = "'";
      pieces.push(text.slice(1));
    } else if (isIdentLike(kind) || kind === TokenKind.Underscore) {
      pieces.push(text.replace(/^r#/, ''));
    } else {
      const value = /^(?:r?"(.*)"|'(.*)'|(\w+))$/s.exec(text);
      if (value === null || /[#\\.+]/.test(text)) return undefined;
      pieces.push((value[1] ?? value[2] ?? value[3]!).replaceAll('-', '_'));
    }
  }
  const text = lifetime + pieces.join('');
  return /^(?:'?[\p{XID_Start}_]\p{XID_Continue}*|\d\w*)$/u.test(text) ? text : undefined;
}

function paste(use: BangUse): boolean {
  const { tokens, inner, writer, ctx } = use;
  const env = (name: string) =>
    ctx.input.env?.(name) ?? (name === 'CARGO_PKG_NAME' ? ctx.input.package.name : undefined);
  let done = inner.start;
  const flush = (end: number) => {
    writer.copy(tokens, { start: done, end });
    done = end;
  };
  for (let at = inner.start; at < inner.end; at++) {
    const kind = tokens.kind(at);
    if (isInvisible(kind) && isOpenDelim(kind) && isSingleName(tokens, at)) {
      // A captured name or path is as good as a written one (paste's `is_single_interpolation_group`).
      flush(at);
      const close = tokens.partnerOf(at);
      writer.copy(tokens, { start: at + 1, end: close });
      at = close;
      done = close + 1;
      continue;
    }
    const pieces = operation(tokens, at);
    if (pieces === undefined) continue;
    const text = pasted(tokens, pieces, env);
    if (text === undefined) return false;
    flush(at);
    const close = tokens.partnerOf(at);
    writer.word(text, ctx.tokenSpan(tokens, at, close + 1), tokens.contextOf(at));
    at = close;
    done = close + 1;
  }
  flush(inner.end);
  return true;
}

/** `a`, `a::b`, `1` or `'a` between invisible delimiters. */
function isSingleName(tokens: TokenBuffer, open: number): boolean {
  const close = tokens.partnerOf(open);
  if (close < 0) return false;
  for (let i = open + 1; i < close; i++) {
    const kind = tokens.kind(i);
    const name = isIdentLike(kind) || kind === TokenKind.Lifetime;
    if ((i - open) % 2 === 1 ? !name : kind !== TokenKind.PathSep) return false;
  }
  return (close - open) % 2 === 0;
}

export const PASTE_MODELS: readonly BangModel[] = [
  { krate: 'paste', macros: ['paste', 'item', 'expr'], versions: /^1\./, expand: paste },
  { krate: 'pastey', macros: ['paste', 'item', 'expr'], versions: /^0\./, expand: paste },
];
