/** Tables of the grammar: what may begin what, how operators bind, how compound tokens split. */
import type { Edition } from './edition.ts';
import { TokenKind as T } from './token-kinds.ts';

function tableOf(kinds: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const kind of kinds) table[kind] = 1;
  return table;
}

const ALWAYS_IDENTS = [T.Ident, T.RawIdent, T.Auto, T.Builtin, T.Default, T.MacroRules, T.Raw, T.Safe, T.Union, T.Yeet];

const IDENTS_2015 = tableOf([...ALWAYS_IDENTS, T.Async, T.Await, T.Dyn, T.Try, T.Gen]);
const IDENTS_2018 = tableOf([...ALWAYS_IDENTS, T.Gen]);
const IDENTS_2024 = tableOf(ALWAYS_IDENTS);

/** Which token kinds are identifiers in an edition. */
export function identTable(edition: Edition): Uint8Array {
  return edition === 2015 ? IDENTS_2015 : edition < 2024 ? IDENTS_2018 : IDENTS_2024;
}

const PATH_KEYWORDS = [T.SelfValue, T.SelfType, T.Super, T.Crate, T.DollarCrate];

/** Keywords that may be a path segment. */
export const PATH_KEYWORD: Uint8Array = tableOf(PATH_KEYWORDS);

const LITERALS = [
  T.Int,
  T.Float,
  T.Char,
  T.Byte,
  T.Str,
  T.RawStr,
  T.ByteStr,
  T.RawByteStr,
  T.CStr,
  T.RawCStr,
  T.True,
  T.False,
];

/** Tokens that are a literal expression. */
export const LITERAL: Uint8Array = tableOf(LITERALS);

/** Tokens besides identifiers that may begin an expression (rustc: `Token::can_begin_expr`). */
export const EXPR_START: Uint8Array = tableOf([
  ...LITERALS,
  ...PATH_KEYWORDS,
  T.OpenBrace,
  T.OpenParen,
  T.OpenBracket,
  T.OpenExpr,
  T.OpenTy,
  T.Bang,
  T.Minus,
  T.Star,
  T.Or,
  T.OrOr,
  T.And,
  T.AndAnd,
  T.DotDot,
  T.DotDotDot,
  T.DotDotEq,
  T.Lt,
  T.Shl,
  T.PathSep,
  T.Lifetime,
  T.Pound,
  T.Underscore,
  T.Async,
  T.Do,
  T.Box,
  T.Become,
  T.Break,
  T.Const,
  T.Continue,
  T.For,
  T.Gen,
  T.If,
  T.Let,
  T.Loop,
  T.Match,
  T.Move,
  T.Return,
  T.Static,
  T.Try,
  T.Unsafe,
  T.While,
  T.Yield,
]);

/** Binding powers, from loose to tight (rustc: `ExprPrecedence`). */
export const Bp = {
  Lowest: 0,
  Assign: 2,
  Range: 4,
  OrOr: 6,
  AndAnd: 8,
  Compare: 10,
  BitOr: 12,
  BitXor: 14,
  BitAnd: 16,
  Shift: 18,
  Sum: 20,
  Product: 22,
  Cast: 24,
  Prefix: 26,
} as const;

/** Binding power of binary operators, assignment, ranges and `as` by token kind; 0 for other tokens. */
export const BINARY_BP: Uint8Array = binaryTable();

function binaryTable(): Uint8Array {
  const table = new Uint8Array(256);
  const set = (bp: number, kinds: readonly number[]): void => {
    for (const kind of kinds) table[kind] = bp;
  };
  const assignOps = [
    T.PlusEq,
    T.MinusEq,
    T.StarEq,
    T.SlashEq,
    T.PercentEq,
    T.CaretEq,
    T.AndEq,
    T.OrEq,
    T.ShlEq,
    T.ShrEq,
  ];
  set(Bp.Assign, [T.Eq, ...assignOps]);
  set(Bp.Range, [T.DotDot, T.DotDotDot, T.DotDotEq]);
  set(Bp.OrOr, [T.OrOr]);
  set(Bp.AndAnd, [T.AndAnd]);
  set(Bp.Compare, [T.EqEq, T.Ne, T.Lt, T.Le, T.Gt, T.Ge, T.LArrow]);
  set(Bp.BitOr, [T.Or]);
  set(Bp.BitXor, [T.Caret]);
  set(Bp.BitAnd, [T.And]);
  set(Bp.Shift, [T.Shl, T.Shr]);
  set(Bp.Sum, [T.Plus, T.Minus]);
  set(Bp.Product, [T.Star, T.Slash, T.Percent]);
  set(Bp.Cast, [T.As]);
  return table;
}

/** First part and rest of tokens that the parser may split; 0 for the others. */
export const SPLIT_HEAD: Uint8Array = new Uint8Array(256);
export const SPLIT_REST: Uint8Array = new Uint8Array(256);

for (const [whole, head, rest] of [
  [T.Shl, T.Lt, T.Lt],
  [T.Le, T.Lt, T.Eq],
  [T.ShlEq, T.Lt, T.Le],
  [T.LArrow, T.Lt, T.Minus],
  [T.Shr, T.Gt, T.Gt],
  [T.Ge, T.Gt, T.Eq],
  [T.ShrEq, T.Gt, T.Ge],
  [T.AndAnd, T.And, T.And],
  [T.AndEq, T.And, T.Eq],
  [T.OrOr, T.Or, T.Or],
  [T.OrEq, T.Or, T.Eq],
  [T.PlusEq, T.Plus, T.Eq],
] as const) {
  SPLIT_HEAD[whole] = head;
  SPLIT_REST[whole] = rest;
}
