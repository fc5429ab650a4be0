import { describe, expect, it } from 'vitest';
import { macroOutputNames, spelledNames } from './macro-output.ts';

const names = (...texts: string[]) => [...macroOutputNames(texts.map((text) => spelledNames([text])))].sort();

describe('macroOutputNames', () => {
  it('takes identifiers of templates only', () => {
    expect(names('fn helper() { let x = quote! { ::krate::call(#arg) }; other(x) }')).toEqual(['arg', 'call', 'krate']);
  });

  it('looks into templates of all kinds and into strings that are code', () => {
    expect(names('quote_spanned!{s=> a.b()} parse_quote!(c) "d::e(1)" "just words"')).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      's',
    ]);
  });

  it('takes everything where there is no template', () => {
    expect(names('fn emit() { push_ident("x") }')).toEqual(['emit', 'push_ident']);
  });

  it('takes only strings of a package that has no template beside one that has', () => {
    expect(names('fn emit() { parse("made::up()") }', 'quote! { call }')).toEqual(['call', 'made', 'up']);
  });

  it('stands unclosed and odd text', () => {
    expect(() => names('quote! { ((( "', 'quote!', '\u0000\'"#r')).not.toThrow();
  });
});
