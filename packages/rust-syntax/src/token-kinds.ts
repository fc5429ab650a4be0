/**
 * Kinds of tokens. Rust's compound operators are one token each, as in rustc (`rustc_ast::token::TokenKind`), because
 * that is what `macro_rules!` matchers compare; the parser splits `>>`, `&&`, `||`, `<<` and the like where the
 * grammar wants a part of them. Keywords have kinds of their own whatever the edition; the parser decides by edition
 * and place whether they are identifiers there.
 */

/**
 * Token kinds. `1..=63` are identifier-like (see {@link isIdentLike}): what a `$x:ident` matcher accepts.
 * `OpenExpr`, `OpenTy`, `OpenPat` and `CloseNone` are invisible delimiters that only a macro expander writes: around a
 * substituted `expr` fragment, a `ty` or `path` fragment, a `pat` fragment. Other fragments are written as plain tokens.
 * `DollarCrate` is written by an expander too (its context column tells which crate). No source file holds these.
 */
export const TokenKind = {
  Eof: 0,
  Ident: 1,
  RawIdent: 2,
  As: 3,
  Break: 4,
  Const: 5,
  Continue: 6,
  Crate: 7,
  Else: 8,
  Enum: 9,
  Extern: 10,
  False: 11,
  Fn: 12,
  For: 13,
  If: 14,
  Impl: 15,
  In: 16,
  Let: 17,
  Loop: 18,
  Match: 19,
  Mod: 20,
  Move: 21,
  Mut: 22,
  Pub: 23,
  Ref: 24,
  Return: 25,
  SelfValue: 26,
  SelfType: 27,
  Static: 28,
  Struct: 29,
  Super: 30,
  Trait: 31,
  True: 32,
  Type: 33,
  Unsafe: 34,
  Use: 35,
  Where: 36,
  While: 37,
  Abstract: 38,
  Become: 39,
  Box: 40,
  Do: 41,
  Final: 42,
  Macro: 43,
  Override: 44,
  Priv: 45,
  Typeof: 46,
  Unsized: 47,
  Virtual: 48,
  Yield: 49,
  Async: 50,
  Await: 51,
  Dyn: 52,
  Try: 53,
  Gen: 54,
  Auto: 55,
  Builtin: 56,
  Default: 57,
  MacroRules: 58,
  Raw: 59,
  Safe: 60,
  Union: 61,
  Yeet: 62,
  DollarCrate: 63,
  Underscore: 64,
  Lifetime: 65,
  Int: 66,
  Float: 67,
  Char: 68,
  Byte: 69,
  Str: 70,
  RawStr: 71,
  ByteStr: 72,
  RawByteStr: 73,
  CStr: 74,
  RawCStr: 75,
  OpenParen: 76,
  CloseParen: 77,
  OpenBracket: 78,
  CloseBracket: 79,
  OpenBrace: 80,
  CloseBrace: 81,
  OpenExpr: 82,
  OpenTy: 83,
  OpenPat: 84,
  CloseNone: 85,
  Semi: 86,
  Comma: 87,
  Dot: 88,
  DotDot: 89,
  DotDotDot: 90,
  DotDotEq: 91,
  Colon: 92,
  PathSep: 93,
  Arrow: 94,
  FatArrow: 95,
  LArrow: 96,
  Pound: 97,
  Dollar: 98,
  Question: 99,
  At: 100,
  Tilde: 101,
  Bang: 102,
  Eq: 103,
  EqEq: 104,
  Ne: 105,
  Lt: 106,
  Le: 107,
  Gt: 108,
  Ge: 109,
  Plus: 110,
  Minus: 111,
  Star: 112,
  Slash: 113,
  Percent: 114,
  Caret: 115,
  And: 116,
  Or: 117,
  Shl: 118,
  Shr: 119,
  AndAnd: 120,
  OrOr: 121,
  PlusEq: 122,
  MinusEq: 123,
  StarEq: 124,
  SlashEq: 125,
  PercentEq: 126,
  CaretEq: 127,
  AndEq: 128,
  OrEq: 129,
  ShlEq: 130,
  ShrEq: 131,
  Unknown: 132,
} as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

/** Identifiers, raw identifiers and all keywords (not `_`): what `$x:ident` accepts in `macro_rules!`. */
export function isIdentLike(kind: number): boolean {
  return kind >= TokenKind.Ident && kind <= TokenKind.DollarCrate;
}

/** Numbers, characters and strings of all forms; not `true` and `false`. */
export function isLiteralToken(kind: number): boolean {
  return kind >= TokenKind.Int && kind <= TokenKind.RawCStr;
}

/** `(`, `[`, `{` and the invisible opening delimiters. */
export function isOpenDelim(kind: number): boolean {
  return (
    kind === TokenKind.OpenParen ||
    kind === TokenKind.OpenBracket ||
    kind === TokenKind.OpenBrace ||
    (kind >= TokenKind.OpenExpr && kind <= TokenKind.OpenPat)
  );
}

/** `)`, `]`, `}` and the invisible closing delimiter. */
export function isCloseDelim(kind: number): boolean {
  return (
    kind === TokenKind.CloseParen ||
    kind === TokenKind.CloseBracket ||
    kind === TokenKind.CloseBrace ||
    kind === TokenKind.CloseNone
  );
}
