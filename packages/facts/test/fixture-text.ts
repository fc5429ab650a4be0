/** The small tokeniser and cursor that fixture crates are read with: a strict subset of Rust's item syntax, no bodies. */

const TOKEN = /\s+|\/\/[^\n]*|'[a-z_]+\b(?!')|[A-Za-z_]\w*|\d+|->|=>|::|"[^"]*"|[{}()[\]<>,;:=&*+?!#.|]/gy;

export class Cursor {
  readonly #tokens: string[] = [];
  at = 0;

  constructor(text: string) {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const from = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (match === null) throw new Error(`fixture: bad text at ${text.slice(from, from + 30)}`);
      const token = match[0];
      if (!/^(\s|\/\/)/.test(token)) this.#tokens.push(token);
    }
  }

  get done(): boolean {
    return this.at >= this.#tokens.length;
  }

  peek(ahead = 0): string {
    return this.#tokens[this.at + ahead] ?? '';
  }

  next(): string {
    return this.#tokens[this.at++] ?? '';
  }

  eat(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }

  expect(token: string): void {
    if (!this.eat(token))
      throw new Error(`fixture: expected ${token}, found ${this.#tokens.slice(this.at, this.at + 6).join(' ')}`);
  }

  /** Skips a balanced group whose opening token is next. */
  skipGroup(): void {
    let depth = 0;
    do {
      const token = this.next();
      if ('{([<'.includes(token)) depth++;
      else if ('})]>'.includes(token)) depth--;
    } while (depth > 0 && !this.done);
  }

  isName(): boolean {
    return /^[A-Za-z_]/.test(this.peek());
  }

  isLifetime(): boolean {
    return this.peek().startsWith("'");
  }
}
