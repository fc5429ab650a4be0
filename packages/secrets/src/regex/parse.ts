/**
 * Go's regular expressions (`regexp/syntax`, flags `Perl`) to a tree. What Go refuses is refused here with Go's words:
 * lookaround, backreferences, nested repetition, repeat counts over 1000, nesting over 1000.
 */
import { SecretsError } from '../error.ts';
import { concat, type Node, type Pattern } from './ast.ts';
import { parseClass, parsePerlOrUnicode } from './class.ts';
import { ANY, ANY_BUT_NEWLINE, folded, single } from './code-points.ts';
import { escapedCode, type Reader, refuse } from './reader.ts';

/** Go's own limit of a repeat count, alone and multiplied through nesting. */
const MAX_REPEAT = 1000;
/** Go's own limit of nesting (`maxHeight`). */
const MAX_DEPTH = 1000;
/** Configurations hold patterns of some kilobytes; a joined allowlist some tens. */
const MAX_LENGTH = 1024 * 1024;

interface Flags {
  fold: boolean;
  multiLine: boolean;
  dotAll: boolean;
  ungreedy: boolean;
}

/** Parses a pattern; throws {@link SecretsError} with code `regex`. */
export function parseGoRegex(source: string): Pattern {
  if (source.length > MAX_LENGTH) throw new SecretsError('regex', `a pattern is longer than ${MAX_LENGTH} characters`);
  const parser = new Parser(source);
  const root = parser.alternation(0);
  if (parser.at < source.length) refuse('unexpected )', source);
  checkRepeats(root, source);
  return { source, root, groups: parser.groups };
}

class Parser implements Reader {
  readonly source: string;
  at = 0;
  groups = 0;
  #flags: Flags = { fold: false, multiLine: false, dotAll: false, ungreedy: false };
  readonly #names = new Set<string>();

  constructor(source: string) {
    this.source = source;
  }

  get fold(): boolean {
    return this.#flags.fold;
  }

  alternation(depth: number): Node {
    if (depth > MAX_DEPTH) refuse('expression nests too deeply', this.source);
    const branches: Node[] = [];
    let parts: Node[] = [];
    while (this.at < this.source.length && this.source[this.at] !== ')') {
      if (this.source[this.at] === '|') {
        this.at++;
        branches.push(concat(parts));
        parts = [];
        continue;
      }
      this.#item(parts, depth);
    }
    branches.push(concat(parts));
    return branches.length === 1 ? branches[0]! : { kind: 'alternate', branches };
  }

  /** One atom with its repetition; `parts` takes it. */
  #item(parts: Node[], depth: number): void {
    const char = this.source[this.at]!;
    if (char === '(') {
      const group = this.#group(depth);
      if (group !== undefined) this.#repeated(group, parts);
      return;
    }
    if (char === '\\' && this.source[this.at + 1] === 'Q') {
      this.#quoted(parts);
      return;
    }
    if (char === '*' || char === '+' || char === '?' || (char === '{' && this.#counts() !== undefined)) {
      refuse(`missing argument to repetition operator: ${char}`, this.source);
    }
    this.#repeated(this.#atom(char), parts);
  }

  #atom(char: string): Node {
    switch (char) {
      case '.':
        this.at++;
        return { kind: 'set', set: this.#flags.dotAll ? ANY : ANY_BUT_NEWLINE };
      case '^':
        this.at++;
        return { kind: 'assert', what: this.#flags.multiLine ? 'begin-line' : 'begin-text' };
      case '$':
        this.at++;
        return { kind: 'assert', what: this.#flags.multiLine ? 'end-line' : 'end-text' };
      case '[':
        return { kind: 'set', set: parseClass(this) };
      case '\\':
        return this.#escape();
      default: {
        const code = this.source.codePointAt(this.at)!;
        this.at += code > 0xffff ? 2 : 1;
        return this.#literal(code);
      }
    }
  }

  #literal(code: number): Node {
    return { kind: 'set', set: this.#flags.fold ? folded(single(code)) : single(code) };
  }

  #escape(): Node {
    const next = this.source[this.at + 1];
    const assertions = { A: 'begin-text', z: 'end-text', b: 'word', B: 'not-word' } as const;
    if (next !== undefined && next in assertions) {
      this.at += 2;
      return { kind: 'assert', what: assertions[next as keyof typeof assertions] };
    }
    const set = parsePerlOrUnicode(this);
    return set === undefined ? this.#literal(escapedCode(this)) : { kind: 'set', set };
  }

  /** `\Q…\E`: all literal; a missing `\E` is the end. */
  #quoted(parts: Node[]): void {
    const end = this.source.indexOf('\\E', this.at + 2);
    const text = this.source.slice(this.at + 2, end === -1 ? undefined : end);
    this.at = end === -1 ? this.source.length : end + 2;
    const literals = [...text].map((char) => this.#literal(char.codePointAt(0)!));
    const last = literals.pop();
    parts.push(...literals);
    if (last !== undefined) this.#repeated(last, parts);
  }

  #repeated(body: Node, parts: Node[]): void {
    const bounds = this.#operator();
    if (bounds === undefined) {
      parts.push(body);
      return;
    }
    let lazy = this.#flags.ungreedy;
    if (this.source[this.at] === '?') {
      this.at++;
      lazy = !lazy;
    }
    const again = this.source[this.at];
    if (again === '*' || again === '+' || again === '?' || (again === '{' && this.#counts() !== undefined)) {
      refuse('invalid nested repetition operator', this.source);
    }
    parts.push({ kind: 'repeat', body, min: bounds[0], max: bounds[1], lazy });
  }

  #operator(): readonly [number, number] | undefined {
    switch (this.source[this.at]) {
      case '*':
        this.at++;
        return [0, Infinity];
      case '+':
        this.at++;
        return [1, Infinity];
      case '?':
        this.at++;
        return [0, 1];
      case '{': {
        const counts = this.#counts();
        if (counts === undefined) return undefined;
        if (
          counts.min > MAX_REPEAT ||
          (counts.max !== Infinity && counts.max > MAX_REPEAT) ||
          counts.min > counts.max
        ) {
          refuse('invalid repeat count', this.source);
        }
        this.at += counts.length;
        return [counts.min, counts.max];
      }
      default:
        return undefined;
    }
  }

  /** `{n}`, `{n,}` or `{n,m}` at the place; anything else in braces is text. */
  #counts(): { min: number; max: number; length: number } | undefined {
    const pattern = /\{(0|[1-9][0-9]{0,7})(?:(,)(0|[1-9][0-9]{0,7})?)?\}/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found === null) return undefined;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === undefined ? Infinity : Number(found[3]);
    return { min, max, length: found[0].length };
  }

  /** A group, or undefined where `(?flags)` only changes flags. */
  #group(depth: number): Node | undefined {
    const before = { ...this.#flags };
    let capture: { index: number; name: string | undefined } | undefined;
    if (this.source[this.at + 1] !== '?') {
      this.at++;
      capture = { index: ++this.groups, name: undefined };
    } else {
      const named = /\(\?P?<([^>]*)>/y;
      named.lastIndex = this.at;
      const found = named.exec(this.source);
      if (found !== null) {
        this.at += found[0].length;
        capture = { index: ++this.groups, name: this.#groupName(found[1]!) };
      } else if (this.#readFlags() === ')') return undefined;
    }
    const body = this.alternation(depth + 1);
    if (this.source[this.at] !== ')') refuse('missing closing )', this.source);
    this.at++;
    this.#flags = before;
    if (capture !== undefined) return { kind: 'capture', ...capture, body };
    return body;
  }

  #groupName(name: string): string {
    if (!/^[\p{L}\p{N}_]+$/u.test(name)) refuse(`invalid named capture: ${name}`, this.source);
    if (this.#names.has(name)) refuse(`duplicate capture group name: ${name}`, this.source);
    this.#names.add(name);
    return name;
  }

  /** Reads `(?flags` and the `:` or `)` after it. */
  #readFlags(): string {
    const pattern = /\(\?([imsU]*)(?:-([imsU]+))?([:)])/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found === null) refuse('invalid or unsupported Perl syntax', this.source);
    this.#flags = { ...this.#flags };
    for (const flag of found![1]!) this.#set(flag, true);
    for (const flag of found![2] ?? '') this.#set(flag, false);
    this.at += found![0].length;
    return found![3]!;
  }

  #set(flag: string, on: boolean): void {
    if (flag === 'i') this.#flags.fold = on;
    else if (flag === 'm') this.#flags.multiLine = on;
    else if (flag === 's') this.#flags.dotAll = on;
    else this.#flags.ungreedy = on;
  }
}

/** Go refuses patterns whose repeats multiply to more than a thousand copies. */
function checkRepeats(root: Node, source: string): void {
  const copies = (node: Node): number => {
    switch (node.kind) {
      case 'concat':
        return Math.max(1, ...node.parts.map(copies));
      case 'alternate':
        return Math.max(1, ...node.branches.map(copies));
      case 'capture':
        return copies(node.body);
      case 'repeat': {
        const own = node.max === Infinity ? Math.max(node.min, 1) : Math.max(node.max, 1);
        const all = own * copies(node.body);
        if (all > MAX_REPEAT) refuse('invalid repeat count', source);
        return all;
      }
      default:
        return 1;
    }
  };
  copies(root);
}
