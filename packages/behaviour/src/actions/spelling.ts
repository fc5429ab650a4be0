/** What is written at a call, and where: for callees whose crate is not at hand, and for places in reports. */
import { type CrateNum, crateOf, type FlowCall, localOf, type World } from '@lazaret/facts';

export class Spelling {
  readonly #world: World;
  readonly #read: (krate: CrateNum, file: string) => Uint8Array | undefined;
  readonly #lines = new Map<string, readonly string[]>();
  /** What a name stands for, by lines of a file: looking it up reads all of them. */
  readonly #imports = new Map<readonly string[], Map<string, string | undefined>>();

  /** `read` gives the files of the packages that are looked at. */
  constructor(world: World, read: (krate: CrateNum, file: string) => Uint8Array | undefined) {
    this.#world = world;
    this.#read = read;
  }

  /** Where the call stands; of what another crate's macro writes, the function that uses the macro. */
  place({ span: written, owner }: FlowCall): { readonly file: string; readonly line: number; readonly column: number } {
    const facts = this.#world.crate(crateOf(owner));
    const span = written.krate === facts.num ? written : facts.span(localOf(owner));
    return { file: this.#world.crate(span.krate).files[span.file] ?? '', line: span.line, column: span.column };
  }

  /**
   * The path that is written, `reqwest::blocking::get`, with names that `use` declarations of the file bring in written out;
   * of a method its name behind the path of its receiver's beginning, where that is written too.
   */
  callee(call: FlowCall): string | undefined {
    if (crateOf(call.owner) !== call.span.krate) return undefined;
    const { file, line, column } = this.place(call);
    const lines = this.#linesOf(call.span.krate, file);
    const text = [...(lines[line - 1] ?? '')].slice(column - 1).join('');
    const path = /^(?:::)?([A-Za-z_]\w*(?:\s*::\s*(?:<[^>]*>)?\s*[A-Za-z_]\w*)*)/
      .exec(text)?.[1]
      ?.replace(/\s+|::<[^>]*>/g, '');
    if (path === undefined) return undefined;
    const [head = '', ...rest] = path.split('::');
    return [this.#imported(lines, head) ?? head, ...rest].join('::');
  }

  #imported(lines: readonly string[], name: string): string | undefined {
    let known = this.#imports.get(lines);
    if (known === undefined) this.#imports.set(lines, (known = new Map()));
    if (!known.has(name)) known.set(name, this.#findImport(lines, name));
    return known.get(name);
  }

  #findImport(lines: readonly string[], name: string): string | undefined {
    for (const line of lines) {
      const plain = new RegExp(`^\\s*(?:pub\\s+)?use\\s+((?:\\w+::)*)(?:(\\w+)\\s+as\\s+)?${name}\\s*;`).exec(line);
      if (plain !== null) return `${plain[1]}${plain[2] ?? name}`;
      const group = /^\s*(?:pub\s+)?use\s+((?:\w+::)+)\{([^}]*)\}/.exec(line);
      const entry = group?.[2]?.split(',').find((it) => new RegExp(`(?:^|\\s)${name}\\s*$`).test(it));
      if (group !== null && entry !== undefined) return `${group?.[1]}${/^\s*(\w+)/.exec(entry)?.[1] ?? name}`;
    }
    return undefined;
  }

  /** Bytes of a file of a package that is looked at; none where it is not at hand. */
  bytes(krate: CrateNum, file: string): Uint8Array {
    return this.#read(krate, file) ?? new Uint8Array();
  }

  #linesOf(krate: CrateNum, file: string): readonly string[] {
    const key = `${krate} ${file}`;
    let lines = this.#lines.get(key);
    if (lines === undefined) {
      lines = Buffer.from(this.#read(krate, file) ?? [])
        .toString('utf8')
        .split('\n');
      this.#lines.set(key, lines);
    }
    return lines;
  }
}
