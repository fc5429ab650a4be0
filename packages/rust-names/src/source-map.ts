/**
 * All texts whose tokens a crate's buffers hold: its own files, definitions of macros of other crates, and texts that the
 * expander writes (derives, assertions). Turns places in them into spans.
 */
import { LineIndex } from '@lazaret/base';
import type { CrateNum, Span } from '@lazaret/facts';
import type { SourceTexts } from '@lazaret/rust-syntax';

/** A place, or what tells it when someone asks: of most generated text nobody does, and lines have to be counted for it. */
export type LateSpan = Span | (() => Span);

interface Entry {
  readonly text: string;
  /** Index into the crate's file list; -1 for text that is no file of this crate. */
  readonly file: number;
  /** Where the text stands: its first character (`fixed` false), or the place reported for all of it (`fixed` true). */
  at: LateSpan | undefined;
  readonly fixed: boolean;
  lines: LineIndex | undefined;
}

export class SourceMap implements SourceTexts {
  readonly files: string[] = [];
  readonly #entries: Entry[] = [];
  readonly #ids = new Map<string, number>();
  readonly #krate: CrateNum;

  constructor(krate: CrateNum) {
    this.#krate = krate;
  }

  text(file: number): string {
    return this.#entries[file]?.text ?? '';
  }

  /** Id of a file that was added. */
  idOf(path: string): number | undefined {
    return this.#ids.get(path);
  }

  /** Path of a file of this crate; undefined for other texts. */
  pathOf(file: number): string | undefined {
    const index = this.#entries[file]?.file ?? -1;
    return index < 0 ? undefined : this.files[index];
  }

  /** The same path twice (two modules reading one file) gives the same id. */
  addFile(path: string, text: string): number {
    const known = this.#ids.get(path);
    if (known !== undefined) return known;
    const id = this.#push({ text, file: this.files.length, at: undefined, fixed: false, lines: undefined });
    this.files.push(path);
    this.#ids.set(path, id);
    return id;
  }

  /** Text of a macro of another crate, verbatim from place `at`. */
  addForeign(text: string, at: Span): number {
    return this.#push({ text, file: -1, at, fixed: false, lines: undefined });
  }

  /** Text nobody wrote; every place in it is reported as `at`. */
  addSynthetic(text: string, at: LateSpan): number {
    return this.#push({ text, file: -1, at, fixed: true, lines: undefined });
  }

  span(file: number, start: number, end: number): Span {
    const entry = this.#entries[file];
    if (entry === undefined) return { krate: this.#krate, file: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
    if (typeof entry.at === 'function') entry.at = entry.at();
    if (entry.fixed) return entry.at!;
    entry.lines ??= new LineIndex(entry.text);
    const from = entry.lines.position(start);
    const to = entry.lines.position(end);
    const at = entry.at;
    if (at === undefined) {
      return {
        krate: this.#krate,
        file: entry.file,
        line: from.line,
        column: from.column,
        endLine: to.line,
        endColumn: to.column,
      };
    }
    return {
      krate: at.krate,
      file: at.file,
      line: at.line + from.line - 1,
      column: from.line === 1 ? at.column + from.column - 1 : from.column,
      endLine: at.line + to.line - 1,
      endColumn: to.line === 1 ? at.column + to.column - 1 : to.column,
    };
  }

  #push(entry: Entry): number {
    this.#entries.push(entry);
    return this.#entries.length - 1;
  }
}
