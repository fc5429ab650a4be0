/**
 * Lines of the keys of a TOML document, for reports that point at a dependency's line. smol-toml keeps no positions;
 * this is a skimmer over statements, headers and values, not a second parser: it runs on text that has been parsed.
 */

/** Keys deeper than this have no lines: `target.'cfg(..)'.dependencies.name.workspace` has five parts. */
const MAX_PARTS = 5;

/** Line numbers (from 1) of keys and table headers. */
export class KeyLines {
  readonly #lines: ReadonlyMap<string, number>;

  constructor(text: string) {
    this.#lines = new Skimmer(text).run();
  }

  /** Line where a key is first written, as `key = …`, `[table.key]` or `key.sub = …`; 0 if it has none. */
  line(path: readonly string[]): number {
    return this.#lines.get(path.join('\0')) ?? 0;
  }
}

class Skimmer {
  readonly #text: string;
  readonly #lines = new Map<string, number>();
  #at = 0;
  #line = 1;
  #header: readonly string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  run(): ReadonlyMap<string, number> {
    while (this.#at < this.#text.length) {
      this.#blank();
      if (this.#at >= this.#text.length) break;
      const before = this.#at;
      if (this.#text[this.#at] === '[') this.#table();
      else this.#pair(this.#header, '=');
      // Only text that is not TOML stands still; the rest of it has no lines then.
      if (this.#at === before) break;
    }
    return this.#lines;
  }

  #blank(): void {
    for (;;) {
      const c = this.#text[this.#at];
      if (c === '\n') this.#line++;
      if (c === '#') this.#comment();
      else if (c === ' ' || c === '\t' || c === '\r' || c === '\n' || c === '\ufeff') this.#at++;
      else return;
    }
  }

  #comment(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end;
  }

  #record(path: readonly string[], from: number): void {
    for (let n = from + 1; n <= Math.min(path.length, MAX_PARTS); n++) {
      const key = path.slice(0, n).join('\0');
      if (!this.#lines.has(key)) this.#lines.set(key, this.#line);
    }
  }

  #table(): void {
    while (this.#text[this.#at] === '[') this.#at++;
    this.#header = this.#key(']');
    this.#record(this.#header, 0);
    while (this.#text[this.#at] === ']') this.#at++;
  }

  #pair(prefix: readonly string[], end: '='): void {
    const path = [...prefix.slice(0, MAX_PARTS), ...this.#key(end)];
    this.#record(path, Math.min(prefix.length, MAX_PARTS));
    if (this.#text[this.#at] !== '=') {
      this.#comment();
      return;
    }
    this.#at++;
    this.#spaces();
    if (this.#text[this.#at] === '{') this.#inlineTable(path);
    else this.#value();
  }

  #spaces(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++;
  }

  #key(end: '=' | ']'): string[] {
    const parts: string[] = [];
    for (;;) {
      this.#spaces();
      const c = this.#text[this.#at];
      if (c === undefined || c === end || c === '\n') return parts;
      if (c === '.') this.#at++;
      else if (c === '"' || c === "'") parts.push(this.#quoted(c));
      else parts.push(this.#bare());
    }
  }

  #bare(): string {
    const start = this.#at;
    // Whatever ends a bare key ends it here; at least one character is taken so that the scan moves on.
    do this.#at++;
    while (this.#at < this.#text.length && !/[\s.=\]"']/.test(this.#text[this.#at]!));
    return this.#text.slice(start, this.#at);
  }

  #quoted(quote: string): string {
    const start = ++this.#at;
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote && this.#text[this.#at] !== '\n') {
      if (this.#text[this.#at] === '\\' && quote === '"') this.#at++;
      this.#at++;
    }
    const text = this.#text.slice(start, this.#at);
    if (this.#text[this.#at] === quote) this.#at++;
    return quote === '"' ? text.replace(/\\(["\\])/g, '$1') : text;
  }

  /** One level of keys in `{ … }` is enough: `dependencies = { a = "1" }` and `a = { version = "1" }`. */
  #inlineTable(path: readonly string[]): void {
    if (path.length >= MAX_PARTS) {
      this.#value();
      return;
    }
    this.#at++;
    for (;;) {
      this.#blank();
      const c = this.#text[this.#at];
      if (c === undefined) return;
      if (c === '}') {
        this.#at++;
        return;
      }
      if (c === ',') {
        this.#at++;
        continue;
      }
      const before = this.#at;
      const key = this.#key('=');
      this.#record([...path, ...key], path.length);
      if (this.#text[this.#at] === '=') this.#at++;
      this.#spaces();
      this.#value();
      if (this.#at === before) return;
    }
  }

  /** Skips a value up to the comma, bracket or line end that follows it on its own nesting level. */
  #value(): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const c = this.#text[this.#at]!;
      if (c === '"' || c === "'") {
        this.#string(c);
        continue;
      }
      if (c === '#') {
        this.#comment();
        continue;
      }
      if (depth === 0 && (c === '\n' || c === ',' || c === '}' || c === ']')) return;
      if (c === '\n') this.#line++;
      if (c === '[' || c === '{') depth++;
      if (c === ']' || c === '}') depth--;
      this.#at++;
    }
  }

  #string(quote: string): void {
    const triple = quote.repeat(3);
    if (!this.#text.startsWith(triple, this.#at)) {
      this.#quoted(quote);
      return;
    }
    this.#at += 3;
    while (this.#at < this.#text.length && !this.#text.startsWith(triple, this.#at)) {
      if (this.#text[this.#at] === '\\' && quote === '"') this.#at++;
      if (this.#text[this.#at] === '\n') this.#line++;
      this.#at++;
    }
    this.#at += 3;
    // Up to two quotes may stand right before the closing three.
    while (this.#text[this.#at] === quote) this.#at++;
  }
}
