/**
 * Writes tokens of the expander's own: pieces of Rust text, in which `$crate` means a crate of choice, and tokens copied
 * from elsewhere.
 */
import type { Interner } from '@lazaret/base';
import type { Span } from '@lazaret/facts';
import {
  type DocComment,
  isIdentLike,
  lexSource,
  type TokenBuffer,
  TokenBuilder,
  TokenKind,
  type TokenRange,
} from '@lazaret/rust-syntax';
import type { CrateContext } from './context.ts';
import type { MacroOrigin } from './hygiene.ts';
import type { LateSpan } from './source-map.ts';
import { partKind } from './split-token.ts';

/** Tokens from elsewhere. */
export interface Splice {
  readonly tokens: TokenBuffer;
  readonly range: TokenRange;
  /** How many characters of the last token are meant, if not all: one of a `>>`. */
  readonly lastUsed?: number;
}

/** Somewhere that generated text can be reported at: tokens, or the doc comment before them. */
export interface Place extends Splice {
  readonly doc?: DocComment | undefined;
}

export class TokenWriter {
  readonly #ctx: CrateContext;
  readonly #at: LateSpan;
  readonly #mark: number;
  readonly #out: TokenBuilder;

  /**
   * `at`: the place that the written text is reported at. `origin.krate`: what `$crate` means. `mark`: the context of the
   * text, if it goes on with what another writer began.
   */
  constructor(ctx: CrateContext, at: LateSpan, origin: MacroOrigin, mark?: number) {
    this.#ctx = ctx;
    this.#out = ctx.builders.pop() ?? new TokenBuilder();
    this.#at = at;
    this.#mark = mark ?? ctx.hygiene.mark(0, origin);
  }

  /** Context of the written text. */
  get mark(): number {
    return this.#mark;
  }

  text(text: string): this {
    return this.template(text, []);
  }

  /**
   * Text in which the lifetime `'__N` stands for `splices[N]`; what stands between `'__atN` and `'__end` is reported at
   * `places[N]`; the name behind `'__site` is one that the code around the macro sees (`Span::call_site`). `at`: where the
   * text is reported, if not where the rest is.
   */
  template(text: string, splices: readonly Splice[], at: LateSpan = this.#at, places: readonly Place[] = []): this {
    const file = this.#ctx.sources.addSynthetic(text, at);
    const tokens = templateTokens(this.#ctx.interner, text);
    const files = [file];
    for (let i = 0; i < tokens.length; i++) {
      const within = files[files.length - 1]!;
      if (tokens.kind(i) === TokenKind.Dollar && tokens.kind(i + 1) === TokenKind.Crate) {
        this.#out.push(TokenKind.DollarCrate, within, tokens.startOf(i), tokens.endOf(i + 1), this.#mark);
        i++;
        continue;
      }
      const marker = tokens.kind(i) === TokenKind.Lifetime && splices.length > 0 ? markerOf(tokens.text(i)) : '';
      if (marker === 'site') {
        i++;
        this.#out.push(tokens.kind(i), within, tokens.startOf(i), tokens.endOf(i), 0);
      } else if (marker === 'end') {
        if (files.length > 1) files.pop();
      } else if (marker === 'here') {
        files.push(file);
      } else if (marker.startsWith('at')) {
        const place = places[Number.parseInt(marker.slice(2), 10)];
        files.push(place === undefined ? within : this.#placed(text, place));
      } else if (marker !== '') {
        const splice = splices[Number.parseInt(marker, 10)];
        if (splice !== undefined) this.#splice(splice);
      } else {
        // What users write into attributes may speak of `self`.
        const mark = tokens.kind(i) === TokenKind.SelfValue ? 0 : this.#mark;
        this.#out.push(tokens.kind(i), within, tokens.startOf(i), tokens.endOf(i), mark, tokens.symIfKnown(i));
      }
    }
    return this;
  }

  /** A token of a text that was put together, in a context of its own. */
  word(text: string, at: Span, context: number): this {
    const file = this.#ctx.sources.addSynthetic(text, at);
    const tokens = lexSource(text, file, this.#ctx.interner, { edition: 2021 });
    for (let i = 0; i < tokens.length; i++) this.#out.pushFrom(tokens, i, context);
    return this;
  }

  /** The same text, reported elsewhere. */
  #placed(text: string, { tokens, range, doc }: Place): number {
    const { sources } = this.#ctx;
    const span =
      doc === undefined
        ? this.#ctx.tokenSpan(tokens, range.start, range.end)
        : sources.span(tokens.fileOf(range.start), doc.start, doc.end);
    return sources.addSynthetic(text, span);
  }

  #splice({ tokens, range, lastUsed }: Splice): void {
    if (lastUsed === undefined) {
      this.copy(tokens, range);
      return;
    }
    const last = range.end - 1;
    this.copy(tokens, { start: range.start, end: last });
    const start = tokens.startOf(last);
    const kind = partKind(this.#ctx, tokens.text(last).slice(0, lastUsed));
    this.#out.push(kind, tokens.fileOf(last), start, start + lastUsed, tokens.contextOf(last));
  }

  copy(tokens: TokenBuffer, range: TokenRange): this {
    for (let i = range.start; i < range.end; i++) this.#out.pushFrom(tokens, i, tokens.contextOf(i));
    return this;
  }

  /** As one operand. */
  copyExpr(tokens: TokenBuffer, range: TokenRange): this {
    if (range.end <= range.start) return this;
    const first = range.start;
    const last = range.end - 1;
    this.#invisible(TokenKind.OpenExpr, tokens, first, tokens.startOf(first));
    this.copy(tokens, range);
    this.#invisible(TokenKind.CloseNone, tokens, last, tokens.endOf(last));
    return this;
  }

  finish(): TokenBuffer {
    const tokens = this.#out.finish(this.#ctx.sources, this.#ctx.interner);
    this.#ctx.builders.push(this.#out);
    return tokens;
  }

  #invisible(kind: number, tokens: TokenBuffer, at: number, offset: number): void {
    this.#out.push(kind, tokens.fileOf(at), offset, offset, tokens.contextOf(at));
  }
}

const TEMPLATES = Symbol('tokens of templates');
/** Characters of a text that is likely to be written again: the head of a derived impl, not all of a `Deserialize`. */
const KEPT_CHARACTERS_MAX = 400;
const KEPT_TEMPLATES_MAX = 1000;

/** Tokens of a template; most items have the same derives, so that the same texts are written over and over. */
function templateTokens(interner: Interner, text: string): TokenBuffer {
  const { shared } = interner;
  let kept = shared.get(TEMPLATES) as Map<string, TokenBuffer> | undefined;
  const known = kept?.get(text);
  if (known !== undefined) return known;
  const tokens = lexSource(text, 0, interner, { edition: 2021 });
  if (text.length > KEPT_CHARACTERS_MAX) return tokens;
  if (kept === undefined || kept.size >= KEPT_TEMPLATES_MAX) {
    kept = new Map();
    shared.set(TEMPLATES, kept);
  }
  for (let i = 0; i < tokens.length; i++) if (isIdentLike(tokens.kind(i))) tokens.sym(i);
  kept.set(text, tokens);
  return tokens;
}

/** `3` of `'__3`, `site`, `here`, `at3`, `end`; empty for other lifetimes. */
function markerOf(text: string): string {
  return text.startsWith("'__") && /^(?:\d+|site|here|at\d+|end)$/.test(text.slice(3)) ? text.slice(3) : '';
}
