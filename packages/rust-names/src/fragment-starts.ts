/** Which tokens can begin a fragment of a kind: what a matcher decides by, before anything is parsed. */
import {
  type FragmentKind,
  isCloseDelim,
  isIdentLike,
  isLiteralToken,
  isOpenDelim,
  type TokenBuffer,
  TokenKind,
} from '@lazaret/rust-syntax';

/** Can a fragment start with this token? (rustc's `Parser::nonterminal_may_be_ident` and `check_ahead`.) */
export function canBegin(kind: FragmentKind, tokens: TokenBuffer, at: number): boolean {
  const token = tokens.kind(at);
  switch (kind) {
    case 'expr':
    case 'expr_2021':
      return canBeginExpr(token) && !(token === TokenKind.Let);
    case 'ty':
      return canBeginType(token);
    case 'ident':
      return isIdentLike(token) && token !== TokenKind.DollarCrate;
    case 'lifetime':
      return token === TokenKind.Lifetime;
    case 'literal':
      return isLiteralStart(tokens, at);
    case 'vis':
      // Also matches nothing. rustc asks for what may follow a `$vis`, but to it a missing one that an outer macro passes
      // on is a token: `[$vis:vis]` matches the `[$vis]` of such a macro.
      return true;
    case 'block':
      return token === TokenKind.OpenBrace || token === TokenKind.OpenExpr;
    case 'path':
    case 'meta':
      return (
        token === TokenKind.PathSep ||
        isIdentLike(token) ||
        token === TokenKind.Lt ||
        token === TokenKind.Shl ||
        token === TokenKind.OpenTy
      );
    case 'pat':
    case 'pat_param':
      return canBeginPat(token, kind);
    case 'item':
    case 'stmt':
    case 'tt':
      return !isCloseDelim(token);
  }
}

function isLiteralStart(tokens: TokenBuffer, at: number): boolean {
  const token = tokens.kind(at);
  if (token === TokenKind.OpenExpr) return isLiteralStart(tokens, at + 1);
  return token === TokenKind.Minus || token === TokenKind.True || token === TokenKind.False || isLiteralToken(token);
}

/** Reserved words that start no expression (rustc's `ident_can_begin_expr`). */
const NOT_EXPR: ReadonlySet<number> = new Set<number>([
  TokenKind.As,
  TokenKind.Else,
  TokenKind.Enum,
  TokenKind.Extern,
  TokenKind.Fn,
  TokenKind.Impl,
  TokenKind.In,
  TokenKind.Let,
  TokenKind.Mod,
  TokenKind.Mut,
  TokenKind.Pub,
  TokenKind.Ref,
  TokenKind.Struct,
  TokenKind.Trait,
  TokenKind.Type,
  TokenKind.Use,
  TokenKind.Where,
  TokenKind.Abstract,
  TokenKind.Final,
  TokenKind.Override,
  TokenKind.Priv,
  TokenKind.Typeof,
  TokenKind.Unsized,
  TokenKind.Virtual,
]);

function canBeginExpr(token: number): boolean {
  if (isIdentLike(token)) return !NOT_EXPR.has(token);
  if (isLiteralToken(token) || isOpenDelim(token)) return token !== TokenKind.OpenPat;
  switch (token) {
    case TokenKind.Underscore:
    case TokenKind.Bang:
    case TokenKind.Minus:
    case TokenKind.Star:
    case TokenKind.Or:
    case TokenKind.OrOr:
    case TokenKind.And:
    case TokenKind.AndAnd:
    case TokenKind.DotDot:
    case TokenKind.DotDotDot:
    case TokenKind.DotDotEq:
    case TokenKind.Lt:
    case TokenKind.Shl:
    case TokenKind.PathSep:
    case TokenKind.Lifetime:
    case TokenKind.Pound:
      return true;
    default:
      return false;
  }
}

/** Reserved words that start a type. */
const TYPE_WORDS: ReadonlySet<number> = new Set<number>([
  TokenKind.For,
  TokenKind.Impl,
  TokenKind.Fn,
  TokenKind.Unsafe,
  TokenKind.Extern,
  TokenKind.Typeof,
  TokenKind.Dyn,
  TokenKind.Crate,
  TokenKind.Super,
  TokenKind.SelfType,
  TokenKind.SelfValue,
  TokenKind.DollarCrate,
]);

function canBeginType(token: number): boolean {
  if (isIdentLike(token)) return token <= TokenKind.RawIdent || token >= TokenKind.Async || TYPE_WORDS.has(token);
  switch (token) {
    case TokenKind.OpenParen:
    case TokenKind.OpenBracket:
    case TokenKind.OpenTy:
    case TokenKind.Bang:
    case TokenKind.Star:
    case TokenKind.And:
    case TokenKind.AndAnd:
    case TokenKind.Question:
    case TokenKind.Lifetime:
    case TokenKind.Lt:
    case TokenKind.Shl:
    case TokenKind.PathSep:
    case TokenKind.Underscore:
      return true;
    default:
      return false;
  }
}

function canBeginPat(token: number, kind: FragmentKind): boolean {
  if (isIdentLike(token) || isLiteralToken(token)) return true;
  switch (token) {
    case TokenKind.OpenParen:
    case TokenKind.OpenBracket:
    case TokenKind.OpenPat:
    case TokenKind.OpenExpr:
    case TokenKind.OpenTy:
    case TokenKind.And:
    case TokenKind.AndAnd:
    case TokenKind.Minus:
    case TokenKind.DotDot:
    case TokenKind.DotDotDot:
    case TokenKind.DotDotEq:
    case TokenKind.PathSep:
    case TokenKind.Lt:
    case TokenKind.Shl:
    case TokenKind.Underscore:
    case TokenKind.Bang:
      return true;
    case TokenKind.Or:
      return kind === 'pat';
    default:
      return false;
  }
}
