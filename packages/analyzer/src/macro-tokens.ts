/**
 * Tokens that stand in macro calls and in the arms of macro_rules, read from text: what a procedural macro may give to its
 * users. Nothing is expanded; whoever asks says which macros' tokens are code of the file itself.
 */
import { Interner } from '@lazaret/base';
import {
  decodeSource,
  isIdentLike,
  isOpenDelim,
  lexSource,
  stringValue,
  type TokenBuffer,
  TokenKind,
} from '@lazaret/rust-syntax';

export interface MacroTokens {
  /** Name of the macro, `macro_rules` for a declaration; empty for a text that is all tokens. */
  readonly macro: string;
  /** The tokens with single spaces between words: `std::process::Command::new("x")`. */
  readonly text: string;
  /** Values of the string literals among them. */
  readonly strings: readonly string[];
  /** Of the macro's name, from 1. */
  readonly line: number;
}

/** Every outermost macro call of a file for which `isData` holds. */
export function macroTokens(source: Uint8Array, isData: (macro: string) => boolean): MacroTokens[] {
  const { text } = decodeSource(source);
  const tokens = lexSource(text, 0, new Interner());
  const out: MacroTokens[] = [];
  for (let at = 0; at + 2 < tokens.length; at++) {
    if (!isIdentLike(tokens.kind(at)) || tokens.kind(at + 1) !== TokenKind.Bang) continue;
    const macro = tokens.text(at);
    const open = at + (macro === 'macro_rules' ? 3 : 2);
    if (open >= tokens.length || !isOpenDelim(tokens.kind(open)) || !isData(macro)) continue;
    const close = tokens.partnerOf(open);
    const end = close < 0 ? tokens.length : close;
    const line = text.slice(0, tokens.startOf(at)).split('\n').length;
    out.push({ macro, line, ...joined(tokens, open + 1, end) });
    at = end;
  }
  return out;
}

/** A text that is parsed into tokens. */
export function tokensOf(text: string): MacroTokens {
  const tokens = lexSource(text, 0, new Interner());
  return { macro: '', line: 1, ...joined(tokens, 0, tokens.length) };
}

function joined(tokens: TokenBuffer, from: number, to: number): Pick<MacroTokens, 'text' | 'strings'> {
  const parts: string[] = [];
  const strings: string[] = [];
  let word = false;
  for (let at = from; at < to; at++) {
    const token = tokens.text(at);
    if (word && /^\w/.test(token)) parts.push(' ');
    parts.push(token);
    word = /\w$/.test(token);
    const value = token.includes('"') ? stringValue(token) : undefined;
    if (value !== undefined) strings.push(value);
  }
  return { text: parts.join(''), strings };
}
