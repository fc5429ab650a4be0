/**
 * Doc comments as the attributes that macros see: `/// text` is `#[doc = "text"]` to a matcher. The lexer keeps doc
 * comments aside, so tokens of a macro call (and of a transcriber) that has some are copied with them put in.
 */
import { type DocComment, type TokenBuffer, TokenBuilder, TokenKind, type TokenRange } from '@lazaret/rust-syntax';
import type { CrateContext } from './context.ts';

const FRAME = '#![doc=]';

/** Index of the first doc comment at or behind token `token`. */
function firstDoc(tokens: TokenBuffer, token: number): number {
  const { docs } = tokens;
  let low = 0;
  let high = docs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (docs.before(middle) < token) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function hasDocs(tokens: TokenBuffer, range: TokenRange): boolean {
  if (tokens.docs.length === 0) return false;
  const doc = firstDoc(tokens, range.start);
  return doc < tokens.docs.length && tokens.docs.before(doc) <= range.end;
}

/** The first doc comment directly before a token. */
export function docAt(tokens: TokenBuffer, token: number): DocComment | undefined {
  const doc = firstDoc(tokens, token);
  const found = doc < tokens.docs.length ? tokens.docs.get(doc) : undefined;
  return found?.before === token ? found : undefined;
}

/** Lines of the outer doc comments that stand before the tokens of a range. */
export function docsIn(tokens: TokenBuffer, range: TokenRange): string[] {
  const { docs } = tokens;
  const lines: string[] = [];
  for (let i = firstDoc(tokens, range.start); i < docs.length && docs.before(i) <= range.end; i++) {
    const { start, end, inner, before } = docs.get(i);
    if (inner) continue;
    const text = tokens.sources.text(tokens.fileOf(Math.min(before, tokens.length - 1))).slice(start, end);
    lines.push(...(text.startsWith('/**') ? blockLines(text) : [text.replace(/^\/\/\//, '')]));
  }
  return lines;
}

function blockLines(text: string): string[] {
  const inside = text.slice(3, text.endsWith('*/') ? -2 : undefined).split('\n');
  return inside.map((line, i) => (i === 0 ? line : line.replace(/^\s*\*?/, '')));
}

/**
 * A copy of a range with the doc comments before its tokens (and before `range.end`) that `wanted` lets through.
 * `frame`: file id of a text that starts with {@link FRAME}.
 */
export function withDocTokens(
  ctx: CrateContext,
  tokens: TokenBuffer,
  range: TokenRange,
  wanted: (token: number) => boolean,
): TokenBuffer {
  const out = new TokenBuilder();
  const frame = ctx.docFrame(FRAME);
  const { docs } = tokens;
  let doc = firstDoc(tokens, range.start);
  for (let i = range.start; i <= range.end; i++) {
    for (; doc < docs.length && docs.before(doc) <= i; doc++) {
      const { start, end, inner } = docs.get(doc);
      if (!wanted(i)) continue;
      out.push(TokenKind.Pound, frame, 0, 1, 0);
      if (inner) out.push(TokenKind.Bang, frame, 1, 2, 0);
      out.push(TokenKind.OpenBracket, frame, 2, 3, 0);
      out.push(TokenKind.Ident, frame, 3, 6, 0);
      out.push(TokenKind.Eq, frame, 6, 7, 0);
      out.push(TokenKind.Str, tokens.fileOf(Math.min(i, tokens.length - 1)), start, end, 0);
      out.push(TokenKind.CloseBracket, frame, 7, 8, 0);
    }
    if (i < range.end) out.pushFrom(tokens, i, tokens.contextOf(i));
  }
  return out.finish(ctx.sources, ctx.interner);
}

/** The raw string that a doc comment's text is to a matcher: `r" text"` (rustc_parse::Parser::desugar_doc_comments). */
export function docLiteral(comment: string): string {
  const text = comment.startsWith('/*') ? comment.slice(3, comment.endsWith('*/') ? -2 : undefined) : comment.slice(3);
  let hashes = 0;
  for (const [quote] of text.matchAll(/"#*/g)) hashes = Math.max(hashes, quote.length);
  return `r${'#'.repeat(hashes)}"${text}"${'#'.repeat(hashes)}`;
}
