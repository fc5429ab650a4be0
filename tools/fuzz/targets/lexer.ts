/** Lexer: tokens are ordered, delimiters pair, what lies between tokens holds none, and the same text gives the same tokens. */
import { Interner } from '@lazaret/base';
import { decodeSource, isCloseDelim, isOpenDelim, lexSource, type TokenBuffer } from '@lazaret/rust-syntax';
import { ensure, type Target } from '../target.ts';

function checkTokens(text: string, tokens: TokenBuffer): void {
  let last = 0;
  for (let i = 0; i < tokens.length; i++) {
    const start = tokens.startOf(i);
    const end = tokens.endOf(i);
    ensure(start >= last && end > start && end <= text.length, `token ${i} lies at ${start}..${end} after ${last}`);
    ensure(tokens.text(i) === text.slice(start, end), `token ${i} has another text`);
    // Before the first token there may be a line for the shell, or frontmatter.
    if (i > 0 && start > last) checkGap(text.slice(last, start));
    last = end;
    const partner = tokens.partnerOf(i);
    if (partner !== -1) {
      ensure(tokens.partnerOf(partner) === i, `delimiter ${i} has a partner with another`);
      ensure(isOpenDelim(tokens.kind(Math.min(i, partner))), `pair ${i} does not open`);
      ensure(isCloseDelim(tokens.kind(Math.max(i, partner))), `pair ${i} does not close`);
    }
  }
}

/** White space and comments only. */
function checkGap(gap: string): void {
  if (/^[\s\u200e\u200f]*$/.test(gap)) return;
  ensure(
    /\/[/*]/.test(gap) && lexSource(`;${gap}`, 0, new Interner()).length === 1,
    `tokens are lost in ${gap.slice(0, 80)}`,
  );
}

export const target: Target = {
  seconds: 20,
  check: (input) => {
    const { text } = decodeSource(Buffer.from(input));
    for (const edition of [2015, 2021, 2024] as const) {
      const tokens = lexSource(text, 0, new Interner(), { edition });
      checkTokens(text, tokens);
      const again = lexSource(text, 0, new Interner(), { edition });
      const same = again.length === tokens.length && tokens.kinds.every((kind, i) => kind === again.kinds[i]);
      ensure(same && again.errors.length === tokens.errors.length, 'other tokens the second time');
    }
  },
};
