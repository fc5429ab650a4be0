import { Interner } from '@lazaret/base';
import { describe, expect, it } from 'vitest';
import {
  dumpTree,
  type FragmentKind,
  FragmentMatcher,
  lexSource,
  parseExpr,
  parseStmts,
  parseType,
  type TokenBuffer,
  TokenBuilder,
  TokenKind,
} from './index.ts';

/** What a fragment takes of a text, or undefined. */
function taken(kind: FragmentKind, text: string, edition: 2018 | 2021 | 2024 = 2021): string | undefined {
  const tokens = lexSource(text, 0, new Interner(), { edition });
  const end = new FragmentMatcher(edition).match(tokens, kind, 0, tokens.length);
  return end === -1 ? undefined : tokens.textOf({ start: 0, end });
}

describe('fragments', () => {
  it.each<[FragmentKind, string, string | undefined]>([
    ['expr', 'a + b, c', 'a + b'],
    ['expr', 'S { a: 1 } => x', 'S { a: 1 }'],
    ['expr', '; x', undefined],
    ['expr', 'let x = 1', undefined],
    ['expr', '_ , x', undefined],
    ['expr', 'a => b', 'a'],
    ['ty', 'Vec<Vec<u8>>, x', 'Vec<Vec<u8>>'],
    ['ty', 'dyn A + B = c', 'dyn A + B'],
    ['ty', '= c', undefined],
    ['pat', 'Some(_) | None => x', 'Some(_) | None'],
    ['pat_param', 'Some(_) | None => x', 'Some(_)'],
    ['stmt', 'let x = 1; y', 'let x = 1'],
    ['stmt', 'foo!(a) ; b', 'foo!(a)'],
    ['stmt', '; b', ';'],
    ['stmt', 'fn f() {} b', 'fn f() {}'],
    ['block', '{ a } b', '{ a }'],
    ['item', '#[a] pub struct S; fn f() {}', '#[a] pub struct S;'],
    ['item', 'a b', undefined],
    ['path', 'a::B<C>::D x', 'a::B<C>::D'],
    ['meta', 'derive(A, B)] x', 'derive(A, B)'],
    ['meta', 'doc = "x"] y', 'doc = "x"'],
    ['vis', 'pub(crate) fn', 'pub(crate)'],
    ['vis', 'pub (A, B)', 'pub'],
    ['vis', 'fn', ''],
    ['literal', '-1 x', '-1'],
    ['literal', 'true x', 'true'],
    ['literal', '- x', undefined],
    ['lifetime', "'a x", "'a"],
    ['ident', 'self x', 'self'],
    ['ident', '_ x', undefined],
    ['tt', '(a b) c', '(a b)'],
    ['tt', ') c', undefined],
    ['tt', '=> c', '=>'],
  ])('%s of %s', (kind, text, expected) => {
    expect(taken(kind, text)).toBe(expected);
  });

  it('follows the edition', () => {
    expect(taken('pat', 'A | B', 2018)).toBe('A');
    expect(taken('expr', '_', 2024)).toBe('_');
  });

  it('matches nothing as a visibility anywhere', () => {
    const tokens = lexSource('a pub b', 0, new Interner());
    const matcher = new FragmentMatcher(2021);
    expect(matcher.match(tokens, 'vis', 3, 3)).toBe(3);
    expect(matcher.match(tokens, 'vis', 1, 3)).toBe(2);
  });

  it('tells of a type that ends within a token', () => {
    const tokens = lexSource('Vec<u8>>', 0, new Interner());
    const matcher = new FragmentMatcher(2021);
    expect(matcher.matchSplit(tokens, 'ty', 0, tokens.length)).toEqual({ end: 4, split: 1 });
    expect(matcher.match(tokens, 'ty', 0, tokens.length)).toBe(-1);
  });
});

/** Tokens of a text in which `«e` .. `»`, `«t` .. `»` and `«p` .. `»` stand for invisible delimiters. */
function grouped(text: string): TokenBuffer {
  const interner = new Interner();
  const source = lexSource(text, 0, interner);
  const builder = new TokenBuilder();
  const opens = { e: TokenKind.OpenExpr, t: TokenKind.OpenTy, p: TokenKind.OpenPat } as const;
  for (let i = 0; i < source.length; i++) {
    const word = source.text(i);
    if (word === '«') builder.push(opens[source.text(++i) as 'e'], 0, 0, 0, 7);
    else if (word === '»') builder.push(TokenKind.CloseNone, 0, 0, 0, 7);
    else builder.pushFrom(source, i, 7);
  }
  return builder.finish({ text: () => text }, interner);
}

describe('tokens that a macro expander wrote', () => {
  const whole = (tokens: TokenBuffer) => ({ start: 0, end: tokens.length });
  const exprOf = (text: string): string => {
    const tokens = grouped(text);
    const tree = parseExpr(tokens, whole(tokens), { edition: 2021 });
    expect(tree.errors).toEqual([]);
    return dumpTree(tree).replace(/\n\s*/g, ' ');
  };

  it('keeps an expression fragment one operand', () => {
    expect(exprOf('«e a + b » * «e -c »')).toBe(
      'BinaryExpr Star * BinaryExpr Plus + PathExpr PathSegment a "a" PathExpr PathSegment b "b" UnaryExpr Minus - PathExpr PathSegment c "c"',
    );
    expect(exprOf('«e a + b ».c()')).toMatch(/^MethodCallExpr c BinaryExpr/);
  });

  it('continues a type or path fragment', () => {
    expect(exprOf('«t Vec<u8> »::new()')).toBe(
      'CallExpr ( PathExpr PathSegment Vec GenericArgs PathType PathSegment u8 "u8" PathSegment new "new"',
    );
    expect(exprOf('«t [u8] »::len(x)')).toMatch(/^CallExpr \( PathExpr QSelf SliceType/);
    expect(exprOf('<«t T » as U>::V')).toMatch(/^PathExpr QSelf PathType PathSegment T "T" Path PathSegment U/);
    expect(exprOf('«t a::B » { c: 1 }')).toMatch(/^StructExpr Path PathSegment a "a" PathSegment B "B" FieldInit c/);
    expect(exprOf('x as «t u8 » + 1')).toMatch(/^BinaryExpr Plus \+ CastExpr as/);
  });

  it('takes fragments in types and patterns', () => {
    const tokens = grouped('&«t dyn A + B »');
    expect(dumpTree(parseType(tokens, whole(tokens), { edition: 2021 }))).toMatch(/^RefType\n {2}DynType/);
    const pattern = grouped('let Some(«p a | b ») = «e x »; let «e 1 »..=«e 2 » = y;');
    const tree = parseStmts(pattern, whole(pattern), { edition: 2021 });
    expect(tree.errors).toEqual([]);
    expect(dumpTree(tree)).toContain('OrPat');
    expect(dumpTree(tree)).toContain('RangePat +HasLow +HasHigh +Inclusive');
    expect(pattern.contextOf(0)).toBe(7);
  });
});
