import { Interner } from '@lazaret/base';
import { describe, expect, it } from 'vitest';
import { decodeSource, dumpTokens, type Edition, lexSource } from './index.ts';

function lex(text: string, edition: Edition = 2021): string {
  const tokens = lexSource(text, 0, new Interner(), { edition });
  return [
    dumpTokens(tokens).replaceAll('\n', ', '),
    ...tokens.errors.map((e) => `! ${e.code} ${e.start}..${e.end}`),
  ].join(' ');
}

describe('tokens', () => {
  it('tells lifetimes from characters', () => {
    expect(lex(`'a' 'a 'static '\\'' '"' 'é' '_ b'x' 'r#fn`)).toBe(
      `Char 'a', Lifetime 'a, Lifetime 'static, Char '\\'', Char '"', Char 'é', Lifetime '_, Byte b'x', Lifetime 'r#fn`,
    );
    expect(lex(`'r#fn`, 2018)).toBe(`Lifetime 'r, Pound #, Fn fn`);
  });

  it('reads numbers as rustc does', () => {
    expect(lex('1..2 1.foo() 1. 0.0.1 1e5 1.5E-3f32 2f64 0x1f_u8 0b1 1_000u64 1e x.0.1')).toBe(
      'Int 1, DotDot .., Int 2, Int 1, Dot ., Ident foo, OpenParen (, CloseParen ), Float 1., Float 0.0, Dot ., Int 1, ' +
        'Float 1e5, Float 1.5E-3f32, Float 2f64, Int 0x1f_u8, Int 0b1, Int 1_000u64, Int 1e, Ident x, Dot ., Float 0.1',
    );
  });

  it('reads strings of all forms', () => {
    expect(lex(`"a\\"b" r"\\" r#"a"b"# b"x" br##"y"#"## c"z" cr#"w"# r#match "s"suffix`)).toBe(
      `Str "a\\"b", RawStr r"\\", RawStr r#"a"b"#, ByteStr b"x", RawByteStr br##"y"#"##, CStr c"z", RawCStr cr#"w"#, ` +
        `RawIdent r#match, Str "s"suffix`,
    );
    expect(lex('c"z"', 2018)).toBe('Ident c, Str "z"');
  });

  it('glues operators', () => {
    expect(lex('>>= <<= ..= ... => -> <- :: && || == != <= >= += ^= ~ @ $x ?')).toBe(
      'ShrEq >>=, ShlEq <<=, DotDotEq ..=, DotDotDot ..., FatArrow =>, Arrow ->, LArrow <-, PathSep ::, AndAnd &&, OrOr ||, ' +
        'EqEq ==, Ne !=, Le <=, Ge >=, PlusEq +=, CaretEq ^=, Tilde ~, At @, Dollar $, Ident x, Question ?',
    );
  });

  it('skips comments and keeps doc comments aside', () => {
    const tokens = lexSource('/* a /* b */ */ //! x\n/// y\n//// z\n/** w */ /**/ fn é() {}', 0, new Interner());
    expect(dumpTokens(tokens)).toBe('Fn fn\nIdent é\nOpenParen (\nCloseParen )\nOpenBrace {\nCloseBrace }');
    expect(
      [...Array(tokens.docs.length).keys()].map((i) => [tokens.docs.get(i).start, tokens.docs.get(i).inner]),
    ).toEqual([
      [16, true],
      [22, false],
      [35, false],
    ]);
    expect([...Array(tokens.length + 1).keys()].map((token) => tokens.partnerOf(token))).toEqual([
      -1, -1, 3, 2, 5, 4, -1,
    ]);
  });

  it('skips shebang, byte order mark and frontmatter, but not inner attributes', () => {
    expect(lex('#!/bin/run\nx')).toBe('Ident x');
    expect(lex('\ufeffx')).toBe('Ident x');
    expect(lex('#! [a]')).toBe('Pound #, Bang !, OpenBracket [, Ident a, CloseBracket ]');
    expect(lex('---\n[deps]\n---\nx')).toBe('Ident x');
    expect(lex('---\n[deps]\nx')).toBe(' ! unterminated-frontmatter 0..4');
  });

  it('goes on after what rustc rejects', () => {
    expect(lex('"abc')).toBe('Str "abc ! unterminated-string 0..4');
    expect(lex('r#"abc"')).toBe('RawStr r#"abc" ! unterminated-string 0..7');
    expect(lex('/* x')).toBe(' ! unterminated-comment 0..4');
    expect(lex("'\\x\n y")).toBe(
      "Unknown ', Unknown \\, Ident x, Ident y ! unterminated-char 0..1 ! unknown-character 1..2",
    );
    expect(lex("'abc' 'a")).toBe("Char 'abc', Lifetime 'a ! long-char 0..5");
    expect(lex('a ` 😀')).toBe('Ident a, Unknown `, Unknown 😀 ! unknown-character 2..3 ! unknown-character 4..6');
    expect(lex('( ] )')).toBe('OpenParen (, CloseBracket ], CloseParen ) ! unbalanced-delimiter 2..3');
  });

  it('interns names without raw prefixes', () => {
    const interner = new Interner();
    const tokens = lexSource("r#match 'r#a x x", 0, interner, { edition: 2021 });
    expect([0, 1, 2].map((i) => interner.text(tokens.sym(i)))).toEqual(['match', "'a", 'x']);
    expect(tokens.sym(2)).toBe(tokens.sym(3));
  });
});

describe('decodeSource', () => {
  it('reads UTF-8 and says where it is none', () => {
    expect(decodeSource(new TextEncoder().encode('\ufeffé'))).toEqual({ text: 'é', issues: [] });
    const bad = decodeSource(Uint8Array.of(97, 0xff, 98));
    expect(bad.text).toBe('a\ufffdb');
    expect(bad.issues).toMatchObject([{ code: 'invalid-utf8', start: 1 }]);
  });
});
