/** `cfg_aliases! { name: { predicate }, .. }` of the crate of that name; predicates may name aliases before them. */
import { Attributes } from '@lazaret/rust-names';
import { type TokenBuffer, TokenKind, type TokenRange } from '@lazaret/rust-syntax';
import type { Interpreter } from './interpret.ts';

export function setAliases(run: Interpreter, tokens: TokenBuffer, range: TokenRange): void {
  const { features, targetCfgs } = run.env;
  const known = new Map<string, boolean>();
  const target = new Attributes((name, value) => {
    if (name === 'feature') return value !== undefined && features.has(value);
    const alias = value === undefined ? known.get(name) : undefined;
    return alias ?? targetCfgs.has(value === undefined ? name : `${name}="${value}"`);
  });
  for (let at = range.start; at + 2 < range.end; at++) {
    if (tokens.kind(at + 1) !== TokenKind.Colon || tokens.kind(at + 2) !== TokenKind.OpenBrace) continue;
    const end = tokens.skipTree(at + 2);
    const holds = target.evalRange(tokens, { start: at + 3, end: end - 1 });
    known.set(tokens.text(at), holds);
    if (holds) run.emitted.set(tokens.text(at), run.certain);
    at = end - 1;
  }
}
