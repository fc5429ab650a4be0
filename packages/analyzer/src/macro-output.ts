/**
 * What the output of a procedural macro may name, from the text of the macro's crates: identifiers in the token templates
 * (`quote!` and its kin) that they emit, and in strings that look like code. A macro can name nothing else unless it takes
 * it from its input, which is counted where the macro is used. Nothing is run.
 */
import { Interner } from '@lazaret/base';
import { lexSource, TokenKind as T, type TokenBuffer } from '@lazaret/rust-syntax';

/** Macros whose tokens become output: those of quote, syn and proc-macro2's relatives. */
const TEMPLATE = /^(quote\w*|parse_quote\w*|\w*quote_spanned\w*|format_ident)$/;
/** Strings that are parsed as code later: paths and calls. */
const CODE = /::|\w\(/;

/** Identifiers that a macro crate's text may put into its output. Texts without any template count whole. */
export function macroOutputNames(texts: Iterable<string>): Set<string> {
  const names = new Set<string>();
  const rest = new Set<string>();
  let templates = 0;
  const interner = new Interner();
  for (const text of texts) {
    const tokens = lexSource(text, 0, interner);
    for (let at = 0; at < tokens.length; at++) {
      const kind = tokens.kind(at);
      if (kind === T.Str || kind === T.RawStr) addFromString(tokens.text(at), names);
      else if (kind === T.Ident) {
        const word = interner.text(tokens.sym(at));
        rest.add(word);
        if (!TEMPLATE.test(word) || tokens.kind(at + 1) !== T.Bang) continue;
        const close = tokens.match[at + 2] ?? -1;
        if (close < 0) continue;
        templates++;
        addIdents(tokens, at + 3, close, names);
      }
    }
  }
  if (templates === 0) for (const word of rest) names.add(word);
  return names;
}

function addIdents(tokens: TokenBuffer, start: number, end: number, names: Set<string>): void {
  for (let at = start; at < end; at++) {
    const kind = tokens.kind(at);
    if (kind === T.Ident) names.add(tokens.interner.text(tokens.sym(at)));
    else if (kind === T.Str || kind === T.RawStr) addFromString(tokens.text(at), names);
  }
}

function addFromString(literal: string, names: Set<string>): void {
  if (!CODE.test(literal)) return;
  for (const [word] of literal.matchAll(/[A-Za-z_]\w*/g)) names.add(word);
}
