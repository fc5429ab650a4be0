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

/** Identifiers of one package's text. */
export interface SpelledNames {
  /** Those in templates, and in strings that look like code. */
  readonly output: ReadonlySet<string>;
  readonly hasTemplates: boolean;
  /** Those in code. */
  readonly code: ReadonlySet<string>;
}

export function spelledNames(texts: Iterable<string>): SpelledNames {
  const output = new Set<string>();
  const code = new Set<string>();
  let hasTemplates = false;
  const interner = new Interner();
  for (const text of texts) {
    const tokens = lexSource(text, 0, interner);
    for (let at = 0; at < tokens.length; at++) {
      const kind = tokens.kind(at);
      if (kind === T.Str || kind === T.RawStr) addFromString(tokens.text(at), output);
      else if (kind === T.Ident) {
        const word = interner.text(tokens.sym(at));
        code.add(word);
        if (!TEMPLATE.test(word) || tokens.kind(at + 1) !== T.Bang) continue;
        const close = tokens.partnerOf(at + 2) ?? -1;
        if (close < 0) continue;
        hasTemplates = true;
        addIdents(tokens, at + 3, close, output);
      }
    }
  }
  return { output, hasTemplates, code };
}

/** Identifiers that a macro may put into its output, from the packages it is made of. Without any template all count. */
export function macroOutputNames(packages: readonly SpelledNames[]): Set<string> {
  const hasTemplates = packages.some((names) => names.hasTemplates);
  const names = new Set<string>();
  for (const { output, code } of packages) {
    for (const word of output) names.add(word);
    if (!hasTemplates) for (const word of code) names.add(word);
  }
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
