/**
 * Items inside macro calls and `macro_rules!` bodies, parsed as far as they look like items: a fix made in them is a fix
 * all the same. Nothing is expanded: `$x` stands for a name, a repetition for one of its rounds.
 */
import {
  type Edition,
  innerRange,
  macroBody,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseItems,
  type SourceTexts,
  type TokenBuffer,
  TokenBuilder,
  TokenKind,
  type TokenRange,
  type Tree,
} from '@lazaret/rust-syntax';

/** Groups within groups that are tried (`cfg_if!` needs two). */
const MAX_DEPTH = 4;

const WORTH: ReadonlySet<number> = new Set([
  NodeKind.Fn,
  NodeKind.Impl,
  NodeKind.Trait,
  NodeKind.Mod,
  NodeKind.Struct,
  NodeKind.Enum,
  NodeKind.MacroRules,
  NodeKind.MacroItem,
]);

/** Trees of items found among the tokens of a macro call in item position. */
export function itemsOfCall(tree: Tree, call: NodeId, edition: Edition): Tree[] {
  const body = macroBody(tree, call);
  return body === NO_NODE ? [] : itemTrees(tree.tokens, innerRange(tree, body), edition, 0);
}

/** Trees of items found in the right sides of a `macro_rules!` definition. */
export function itemsOfRules(tree: Tree, definition: NodeId, sources: SourceTexts, edition: Edition): Tree[] {
  const body = macroBody(tree, definition);
  if (body === NO_NODE) return [];
  const { tokens } = tree;
  const range = innerRange(tree, body);
  const found: Tree[] = [];
  for (let at = range.start; at < range.end; at = tokens.skipTree(at)) {
    if (tokens.kind(at) !== TokenKind.FatArrow) continue;
    const open = at + 1;
    const close = tokens.partnerOf(open);
    if (close <= open || close >= range.end) continue;
    const plain = withoutVariables(tokens, { start: open + 1, end: close }, sources);
    if (plain !== undefined) found.push(...itemTrees(plain, { start: 0, end: plain.length }, edition, 0));
  }
  return found;
}

function itemTrees(tokens: TokenBuffer, range: TokenRange, edition: Edition, depth: number): Tree[] {
  if (range.end <= range.start || depth > MAX_DEPTH) return [];
  const tree = parseItems(tokens, range, { edition });
  if (tree.errors.length === 0) {
    for (let at = tree.first(tree.root); at !== NO_NODE; at = tree.next(at))
      if (WORTH.has(tree.kind(at))) return [tree];
    return [];
  }
  const found: Tree[] = [];
  for (let at = range.start; at < range.end; at = tokens.skipTree(at)) {
    const close = tokens.partnerOf(at);
    if (tokens.kind(at) !== TokenKind.OpenBrace || close <= at || close >= range.end) continue;
    found.push(...itemTrees(tokens, { start: at + 1, end: close }, edition, depth + 1));
  }
  return found;
}

/** The right side of a rule as plain tokens: `$x` becomes one identifier of that spelling, `$(..),*` its inside once. */
function withoutVariables(tokens: TokenBuffer, range: TokenRange, sources: SourceTexts): TokenBuffer | undefined {
  const builder = new TokenBuilder();
  const ends = new Set<number>();
  for (let at = range.start; at < range.end; at++) {
    if (ends.has(at)) {
      at += isRepeat(tokens.kind(at + 1)) ? 1 : 2;
      continue;
    }
    if (tokens.kind(at) !== TokenKind.Dollar) {
      builder.pushFrom(tokens, at, 0);
      continue;
    }
    const next = at + 1;
    if (tokens.kind(next) === TokenKind.OpenParen && tokens.partnerOf(next) > next) ends.add(tokens.partnerOf(next));
    else if (tokens.kind(next) === TokenKind.Crate) builder.pushFrom(tokens, next, 0);
    else builder.push(TokenKind.Ident, tokens.fileOf(next), tokens.startOf(at), tokens.endOf(next), 0);
    at = next;
  }
  return builder.length === 0 ? undefined : builder.finish(sources, tokens.interner);
}

function isRepeat(kind: number): boolean {
  return kind === TokenKind.Star || kind === TokenKind.Plus || kind === TokenKind.Question;
}
