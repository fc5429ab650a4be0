import { describe, expect, it } from 'vitest';
import { macroTokens, tokensOf } from './macro-tokens.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('macro tokens', () => {
  it('gives the tokens of calls and of macro_rules, without comments, nested calls being part of them', () => {
    const source =
      'fn f() {\n q!{ std /* x */ :: net::A; r!("s") } }\nmacro_rules! m { () => { a b } }\nprintln!("no");';
    expect(macroTokens(bytes(source), (name) => name !== 'println')).toEqual([
      { macro: 'q', text: 'std::net::A;r!("s")', strings: ['s'], line: 2 },
      { macro: 'macro_rules', text: '()=>{a b}', strings: [], line: 3 },
    ]);
  });

  it('reads a text, and ends where a delimiter does not', () => {
    expect(tokensOf('::std :: fs::read(r"a\\b")')).toMatchObject({
      text: '::std::fs::read(r"a\\b")',
      strings: ['a\\b'],
    });
    expect(macroTokens(bytes('q!( a'), () => true)).toMatchObject([{ text: 'a' }]);
  });
});
