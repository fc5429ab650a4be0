/**
 * The configuration that a build script has been seen to set: by lines `cargo:rustc-cfg=NAME` that it prints (Cargo book,
 * "Build Scripts"), certainly or perhaps.
 */
const SETS = /^cargo::?rustc-cfg=/;

export class EmittedCfgs {
  readonly #on = new Set<string>();
  readonly #maybe = new Set<string>();
  readonly #patterns: { readonly prefix: string; readonly suffix: string }[] = [];
  /** It may set any name. */
  anything = false;
  /** It sets names that are computed: those may be any that the script holds as text. */
  computed = false;

  /** `name` or `name="value"`. */
  set(cfg: string, certain: boolean): void {
    const [name, value] = splitOnce(cfg.trim(), '=');
    const entry = value === undefined ? name!.trim() : `${name!.trim()}=${value.trim()}`;
    if (certain) this.#on.add(entry);
    else this.#maybe.add(entry);
  }

  /** Text that is printed; undefined stands for any text, which may hold line breaks only in theory. */
  print(parts: readonly (string | undefined)[], certain: boolean): void {
    let line: (string | undefined)[] = [];
    for (const part of parts) {
      if (part === undefined) {
        line.push(undefined);
        continue;
      }
      const [first, ...rest] = part.split('\n');
      line.push(first);
      for (const next of rest) {
        this.#line(line, certain);
        line = [next];
      }
    }
    this.#line(line, certain);
  }

  #line(parts: readonly (string | undefined)[], certain: boolean): void {
    const known = parts.filter((part) => part !== '');
    const head = known[0];
    if (known.length === 0) return;
    if (head === undefined) {
      this.anything = true;
      return;
    }
    const found = SETS.exec(head);
    if (found === null) {
      // `cargo:{}`: what is behind the known part decides.
      const open = known.length > 1 && ['cargo:rustc-cfg=', 'cargo::rustc-cfg='].some((sets) => sets.startsWith(head));
      if (open) this.anything = true;
      return;
    }
    const start = head.slice(found[0].length);
    if (known.length === 1) {
      this.set(start, certain);
      return;
    }
    const last = known[known.length - 1];
    const suffix = last === undefined || known.length === 1 ? '' : last;
    if (start === '' && suffix === '') this.computed = true;
    else this.#patterns.push({ prefix: start, suffix });
  }

  certain(): readonly string[] {
    return [...this.#on];
  }

  perhaps(): readonly string[] {
    return [...this.#maybe].filter((entry) => !this.#on.has(entry));
  }

  /** Undefined: perhaps. */
  value(entry: string): boolean | undefined {
    if (this.#on.has(entry)) return true;
    if (this.anything || this.#maybe.has(entry)) return undefined;
    const fits = this.#patterns.some(
      ({ prefix, suffix }) =>
        entry.length >= prefix.length + suffix.length && entry.startsWith(prefix) && entry.endsWith(suffix),
    );
    return fits ? undefined : false;
  }
}

function splitOnce(text: string, at: string): [string, string | undefined] {
  const index = text.indexOf(at);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
