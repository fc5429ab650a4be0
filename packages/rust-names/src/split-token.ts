/**
 * Compound tokens taken apart. A fragment may end within one: in `$t:ty >` the type of `Vec<Vec<u8>>` leaves half of the
 * `>>`, and the matcher goes on with that half (rustc_parse::Parser::break_and_eat).
 */
import { lexSource, type TokenBuffer, TokenBuilder, type TokenRange } from '@lazaret/rust-syntax';
import type { CrateContext } from './context.ts';

/** A copy of a range in which the token `at` of it is two: its first `split` characters, and the rest. */
export function withSplitToken(
  ctx: CrateContext,
  tokens: TokenBuffer,
  range: TokenRange,
  at: number,
  split: number,
): TokenBuffer {
  const text = tokens.text(at);
  const out = new TokenBuilder();
  for (let i = range.start; i < range.end; i++) {
    if (i !== at) {
      out.pushFrom(tokens, i, tokens.contextOf(i));
      continue;
    }
    const start = tokens.startOf(at);
    const file = tokens.fileOf(at);
    const context = tokens.contextOf(at);
    out.push(partKind(ctx, text.slice(0, split)), file, start, start + split, context);
    out.push(partKind(ctx, text.slice(split)), file, start + split, tokens.endOf(at), context);
  }
  return out.finish(ctx.sources, ctx.interner);
}

/** Kind of the token that a part of a compound one is. */
export function partKind(ctx: CrateContext, part: string): number {
  return lexSource(part, 0, ctx.interner, { edition: 2021 }).kind(0);
}
