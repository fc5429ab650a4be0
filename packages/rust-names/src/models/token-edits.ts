/**
 * Changes to a run of tokens: what an attribute macro does to its item. What is not changed is copied, so that it keeps its
 * places and contexts, as tokens do that a procedural macro passes on.
 */
import type { Span } from '@lazaret/facts';
import type { TokenBuffer, TokenRange } from '@lazaret/rust-syntax';
import { Splices } from '../derive.ts';
import type { TokenWriter } from '../token-writer.ts';

interface Edit extends TokenRange {
  readonly text: string;
  /** Where the text is reported, if not at the macro's call. */
  readonly at: Span | undefined;
}

export class TokenEdits {
  readonly tokens: TokenBuffer;
  /** Placeholders for tokens that stand somewhere else in the result. */
  readonly splices: Splices;
  readonly #edits: Edit[] = [];

  constructor(tokens: TokenBuffer) {
    this.tokens = tokens;
    this.splices = new Splices(tokens);
  }

  /** Forgets all changes so far. */
  clear(): void {
    this.#edits.length = 0;
  }

  remove(range: TokenRange): void {
    this.replace(range, '');
  }

  /** Before the token `before`; texts at one place follow each other in the order of the calls. */
  insert(before: number, text: string, at?: Span): void {
    this.#edits.push({ start: before, end: before, text, at });
  }

  replace(range: TokenRange, text: string, at?: Span): void {
    this.#edits.push({ start: range.start, end: range.end, text, at });
  }

  /** Tokens of `range` with the changes; of changes that overlap the first counts. */
  write(writer: TokenWriter, range: TokenRange): void {
    const inOrder = [...this.#edits].sort((a, b) => a.start - b.start || a.end - b.end);
    let done = range.start;
    for (const edit of inOrder) {
      if (edit.start < done || edit.end > range.end) continue;
      writer.copy(this.tokens, { start: done, end: edit.start });
      if (edit.text !== '') writer.template(edit.text, this.splices.list, edit.at);
      done = edit.end;
    }
    writer.copy(this.tokens, { start: done, end: range.end });
  }
}
