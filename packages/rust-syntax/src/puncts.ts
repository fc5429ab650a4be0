/** Punctuation: the longest operator at a place, as rustc's parser glues them. */
import { TokenKind } from './token-kinds.ts';

const LENGTHS: Uint8Array = lengths();

function lengths(): Uint8Array {
  const table = new Uint8Array(256).fill(1);
  const two = [
    TokenKind.DotDot,
    TokenKind.PathSep,
    TokenKind.Arrow,
    TokenKind.FatArrow,
    TokenKind.LArrow,
    TokenKind.EqEq,
    TokenKind.Ne,
    TokenKind.Le,
    TokenKind.Ge,
    TokenKind.Shl,
    TokenKind.Shr,
    TokenKind.AndAnd,
    TokenKind.OrOr,
    TokenKind.PlusEq,
    TokenKind.MinusEq,
    TokenKind.StarEq,
    TokenKind.SlashEq,
    TokenKind.PercentEq,
    TokenKind.CaretEq,
    TokenKind.AndEq,
    TokenKind.OrEq,
  ];
  for (const kind of two) table[kind] = 2;
  for (const kind of [TokenKind.DotDotDot, TokenKind.DotDotEq, TokenKind.ShlEq, TokenKind.ShrEq]) table[kind] = 3;
  return table;
}

/** Characters of an operator or delimiter. */
export function punctLength(kind: number): number {
  return LENGTHS[kind]!;
}

/** Kinds of the characters that are tokens whatever follows; 0 for the others. */
const SINGLE: Uint8Array = singles();

function singles(): Uint8Array {
  const table = new Uint8Array(128);
  const all: [string, number][] = [
    ['(', TokenKind.OpenParen],
    [')', TokenKind.CloseParen],
    ['[', TokenKind.OpenBracket],
    [']', TokenKind.CloseBracket],
    ['{', TokenKind.OpenBrace],
    ['}', TokenKind.CloseBrace],
    [';', TokenKind.Semi],
    [',', TokenKind.Comma],
    ['#', TokenKind.Pound],
    ['$', TokenKind.Dollar],
    ['?', TokenKind.Question],
    ['@', TokenKind.At],
    ['~', TokenKind.Tilde],
  ];
  for (const [char, kind] of all) table[char.charCodeAt(0)] = kind;
  return table;
}

const EQ = 61;
const GT = 62;

/** Kind of the punctuation at `at`, whose first character is `c` (a character of CharClass.Punct). */
export function punctKind(units: Uint16Array, at: number, c: number): number {
  const single = SINGLE[c]!;
  if (single !== 0) return single;
  const next = units[at + 1]!;
  switch (c) {
    case 46:
      return next === 46 ? dots(units[at + 2]!) : TokenKind.Dot;
    case 58:
      return next === 58 ? TokenKind.PathSep : TokenKind.Colon;
    case 61:
      return next === EQ ? TokenKind.EqEq : next === GT ? TokenKind.FatArrow : TokenKind.Eq;
    case 38:
      return next === 38 ? TokenKind.AndAnd : next === EQ ? TokenKind.AndEq : TokenKind.And;
    case 124:
      return next === 124 ? TokenKind.OrOr : next === EQ ? TokenKind.OrEq : TokenKind.Or;
    case 45:
      return next === GT ? TokenKind.Arrow : next === EQ ? TokenKind.MinusEq : TokenKind.Minus;
    case 60:
      return less(next, units[at + 2]!);
    case 62:
      if (next === GT) return units[at + 2]! === EQ ? TokenKind.ShrEq : TokenKind.Shr;
      return next === EQ ? TokenKind.Ge : TokenKind.Gt;
    default:
      return withEq(c, next === EQ);
  }
}

function dots(third: number): number {
  if (third === 46) return TokenKind.DotDotDot;
  return third === EQ ? TokenKind.DotDotEq : TokenKind.DotDot;
}

function less(next: number, third: number): number {
  if (next === 60) return third === EQ ? TokenKind.ShlEq : TokenKind.Shl;
  if (next === EQ) return TokenKind.Le;
  return next === 45 ? TokenKind.LArrow : TokenKind.Lt;
}

function withEq(c: number, eq: boolean): number {
  switch (c) {
    case 33:
      return eq ? TokenKind.Ne : TokenKind.Bang;
    case 43:
      return eq ? TokenKind.PlusEq : TokenKind.Plus;
    case 42:
      return eq ? TokenKind.StarEq : TokenKind.Star;
    case 37:
      return eq ? TokenKind.PercentEq : TokenKind.Percent;
    default:
      return eq ? TokenKind.CaretEq : TokenKind.Caret;
  }
}
