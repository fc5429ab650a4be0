/**
 * Compound tokens taken apart. A fragment may end within one: in `$t:ty >` the type of `Vec<Vec<u8>>` leaves half of the
 * `>>`, and the matcher goes on with that half (rustc_parse::Parser::break_and_eat).
 */
import { lexSource, type TokenBuffer, TokenBuilder } from '@lazaret/rust-syntax';
import type { CrateContext } from './context.ts';

/** A copy of `tokens` in which the token `at` is two: its first `split` characters, and the rest. */
export function withSplitToken(ctx: CrateContext, tokens: TokenBuffer, at: number, split: number): TokenBuffer {
  const text = tokens.text(at);
  const kindOf = (part: string) => lexSource(part, 0, ctx.interner, { edition: 2021 }).kind(0);
  const out = new TokenBuilder(tokens.length + 1);
  for (let i = 0; i < tokens.length; i++) {
    if (i !== at) {
      out.pushFrom(tokens, i, tokens.contextOf(i));
      continue;
    }
    const start = tokens.starts[at]!;
    const file = tokens.fileOf(at);
    const context = tokens.contextOf(at);
    out.push(kindOf(text.slice(0, split)), file, start, start + split, context);
    out.push(kindOf(text.slice(split)), file, start + split, tokens.ends[at]!, context);
  }
  return out.finish(ctx.sources, ctx.interner);
}
