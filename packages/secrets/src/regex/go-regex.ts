/**
 * A regular expression of Go's syntax, matched as Go does. JavaScript's own engine runs the translated pattern; the
 * linear engine takes over where that one would differ, cannot, or takes too long.
 *
 * Offsets count UTF-16 units of the text; a text is what `text/decode.ts` makes of bytes.
 */

import { formOf } from '../text/decode.ts';
import { type Branch, branchesOf, gatesOf } from './anchors.ts';
import type { Node, Pattern } from './ast.ts';
import { contains } from './code-points.ts';
import { attemptCost, forgetsGroups, MAX_STEPS, repeatsNothing, searchCost } from './cost.ts';
import { Guard } from './guard.ts';
import { LinearRegex } from './linear.ts';
import { parseGoRegex } from './parse.ts';
import { type Form, printNode } from './print.ts';

/** Start and end of a match. */
export type Span = readonly [start: number, end: number];

/** Attempts between two looks at the clock. */
const ATTEMPTS_PER_LOOK = 32;

/** The longest text that patterns of rules see at once (see `gitleaks/chunks.ts`). */
const CHUNK_LENGTH = 125_000;

/** Paths, secrets, lines, chunks: lengths for which the cost of a search is estimated. */
const LENGTHS = [64, 256, 1024, 4096, 16_384, CHUNK_LENGTH, 1_000_000];

export class GoRegex {
  readonly source: string;
  readonly groups: number;
  readonly pattern: Pattern;
  /** How matches begin, if literal words tell; they are found together for many patterns. */
  readonly branches: readonly Branch[] | undefined;
  /** Without branches: sets of words of which each must have one in a text that matches. */
  readonly gates: readonly (readonly string[])[];
  readonly #guard: Guard;
  /** JavaScript's engine would find other matches, whatever the text. */
  readonly #foreign: boolean;
  readonly #foreignGroups: boolean;
  /** The longest text (of {@link LENGTHS}) in which a search needs no clock. */
  #safeLength: number | undefined;
  readonly #searches = new Map<Form, RegExp | undefined>();
  readonly #attempts = new Map<Form, readonly RegExp[] | undefined>();
  #linear: LinearRegex | undefined;

  constructor(source: string, guard: Guard = new Guard()) {
    this.source = source;
    this.#guard = guard;
    this.pattern = parseGoRegex(source);
    this.groups = this.pattern.groups;
    const { root } = this.pattern;
    this.#foreign = repeatsNothing(root);
    this.#foreignGroups = this.#foreign || forgetsGroups(root);
    const branches = this.#foreign ? undefined : branchesOf(root);
    this.branches =
      branches?.every((branch) => attemptCost(branch.rest, CHUNK_LENGTH) <= MAX_STEPS) === true ? branches : undefined;
    this.gates = this.branches === undefined ? gatesOf(root) : [];
  }

  /** Whether the pattern matches somewhere in the text. */
  test(text: string): boolean {
    return this.#next(text, 0, formOf(text)) !== undefined;
  }

  /** All matches that do not overlap, leftmost first: Go's `FindAllStringIndex`. */
  findAll(text: string, form: Form = formOf(text)): Span[] {
    this.#guard.start();
    const spans: Span[] = [];
    let last = -1;
    for (let at = 0; at <= text.length; ) {
      const found = this.#next(text, at, form);
      if (found === undefined) break;
      const [start, end] = found;
      // An empty match right after another match does not count.
      if (end > at) at = end;
      else {
        const accepted = start !== last;
        at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
        last = end;
        if (accepted) spans.push(found);
        continue;
      }
      last = end;
      spans.push(found);
    }
    return spans;
  }

  /**
   * All matches, of those that begin with the words found: `hits` has the ascending places of each branch's words.
   * Only for patterns with {@link branches}.
   */
  findAt(text: string, hits: readonly ArrayLike<number>[], form: Form = formOf(text)): Span[] {
    const attempts = this.#attemptsFor(form);
    if (attempts === undefined) return this.findAll(text, form);
    this.#guard.start();
    const spans: Span[] = [];
    const cursors = hits.map(() => 0);
    const found: (Span | undefined)[] = hits.map(() => undefined);
    let tries = 0;
    for (let at = 0; ; ) {
      let best = -1;
      for (let i = 0; i < hits.length; i++) {
        const places = hits[i]!;
        const branch = this.branches![i]!;
        const regex = attempts[i]!;
        if (found[i] === undefined || found[i]![0] < at) {
          found[i] = undefined;
          // The cursor stays at a place that matched: if another branch's match reaches over it, it is tried again.
          for (; cursors[i]! < places.length; cursors[i]!++) {
            const place = places[cursors[i]!]!;
            if (place < at) continue;
            if (++tries % ATTEMPTS_PER_LOOK === 0 && this.#guard.late) return this.#linearFrom(text, spans);
            regex.lastIndex = place;
            if (!regex.test(text)) continue;
            found[i] = [begin(text, place, branch, at), regex.lastIndex];
            break;
          }
        }
        if (found[i] !== undefined && (best === -1 || found[i]![0] < found[best]![0])) best = i;
      }
      if (best === -1) return spans;
      const span = found[best]!;
      spans.push(span);
      found[best] = undefined;
      at = span[1];
    }
  }

  /** The same for one text by itself: the words are looked for here. */
  findByWords(text: string): Span[] {
    if (this.branches === undefined) return this.findAll(text);
    return this.findAt(
      text,
      this.branches.map((branch) => placesOf(branch.words, text)),
    );
  }

  /** Texts of the first match and its groups, absent ones empty: Go's `FindStringSubmatch`. */
  groupsOf(text: string): readonly string[] | undefined {
    if (this.#foreignGroups) return this.linear.groupsOf(text);
    const form = formOf(text);
    if (this.branches !== undefined && this.#isRisky(text)) return this.#groupsAt(text, form);
    const regex = this.#searchFor(form);
    if (regex !== undefined) {
      regex.lastIndex = 0;
      const found = this.#isRisky(text) ? this.#guard.exec(regex, text) : regex.exec(text);
      if (found !== 'late') return found === null ? undefined : Array.from(found, (one) => one ?? '');
    }
    return this.linear.groupsOf(text);
  }

  /** The same, by the words that begin matches. */
  #groupsAt(text: string, form: Form): readonly string[] | undefined {
    const attempts = this.#attemptsFor(form);
    if (attempts === undefined) return this.linear.groupsOf(text);
    const hits = this.branches!.map((branch) => placesOf(branch.words, text));
    const [first] = this.findAt(text, hits, form);
    if (first === undefined) return undefined;
    for (let i = 0; i < hits.length; i++) {
      for (const place of hits[i]!) {
        attempts[i]!.lastIndex = place;
        const found = attempts[i]!.exec(text);
        if (found === null || attempts[i]!.lastIndex !== first[1]) continue;
        if (begin(text, place, this.branches![i]!, 0) !== first[0]) continue;
        const groups: string[] = new Array(this.groups + 1).fill('');
        groups[0] = text.slice(...first);
        groupNumbers(this.branches![i]!.rest).forEach((group, at) => {
          groups[group] = found[at + 1] ?? '';
        });
        return groups;
      }
    }
    return this.linear.groupsOf(text);
  }

  /** The linear engine's form of the pattern. */
  get linear(): LinearRegex {
    this.#linear ??= new LinearRegex(this.source);
    return this.#linear;
  }

  /** The matches that the linear engine finds; what the others are checked against. */
  findAllLinear(text: string): Span[] {
    return this.#linearFrom(text, []);
  }

  #linearFrom(text: string, before: readonly Span[]): Span[] {
    const spans = [...before];
    let last = spans.at(-1)?.[1] ?? -1;
    for (let at = Math.max(last, 0); at <= text.length; ) {
      const found = this.linear.next(text, at);
      if (found === undefined) break;
      if (found[1] > at) at = found[1];
      else at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      if (found[1] > found[0] || found[0] !== last) spans.push(found);
      last = found[1];
    }
    return spans;
  }

  #next(text: string, from: number, form: Form): Span | undefined {
    const regex = this.#foreign ? undefined : this.#searchFor(form);
    const risky = this.#isRisky(text);
    if (regex === undefined || (risky && this.#guard.exhausted)) return this.linear.next(text, from);
    regex.lastIndex = from;
    if (risky) {
      const found = this.#guard.exec(regex, text);
      if (found === 'late') return this.linear.next(text, from);
      return found === null ? undefined : [found.index, found.index + found[0].length];
    }
    const found = regex.exec(text);
    return found === null ? undefined : [found.index, found.index + found[0].length];
  }

  /** Whether one search in the text may take too long: then it runs under the clock. */
  #isRisky(text: string): boolean {
    const { root } = this.pattern;
    this.#safeLength ??= LENGTHS.findLast((length) => searchCost(root, length) <= MAX_STEPS) ?? 0;
    return text.length > this.#safeLength;
  }

  #searchFor(form: Form): RegExp | undefined {
    if (!this.#searches.has(form)) this.#searches.set(form, compiled(printNode(this.pattern.root, form), 'g', form));
    return this.#searches.get(form);
  }

  #attemptsFor(form: Form): readonly RegExp[] | undefined {
    if (!this.#attempts.has(form)) {
      const all = this.branches?.map((branch) => compiled(printNode(branch.rest, form), 'y', form));
      const complete = all?.every((one) => one !== undefined) === true;
      this.#attempts.set(form, complete ? (all as RegExp[]) : undefined);
    }
    return this.#attempts.get(form);
  }
}

/** JavaScript's engine refuses patterns that grow too large when unrolled; the linear one takes them. */
function compiled(source: string, flags: string, form: Form): RegExp | undefined {
  try {
    const regex = new RegExp(source, form === 'points' ? `${flags}u` : flags);
    regex.test('');
    regex.lastIndex = 0;
    return regex;
  } catch {
    return undefined;
  }
}

/** Where a match begins whose word stands at `place`: as far back as its runs reach, not before `from`. */
function begin(text: string, place: number, branch: Branch, from: number): number {
  let at = place;
  for (let i = branch.runs.length - 1; i >= 0; i--) {
    const run = branch.runs[i]!;
    for (let taken = 0; taken < run.max && at > from; taken++) {
      let code = text.charCodeAt(at - 1);
      if (code >= 0xdc00 && code <= 0xdfff) {
        const whole = at >= 2 ? text.codePointAt(at - 2)! : 0;
        code = whole > 0xffff ? whole : 0xfffd;
      }
      if (!contains(run.set, code)) break;
      at -= code > 0xffff ? 2 : 1;
    }
  }
  return at;
}

/** Where words stand in a text, in any case; ascending. */
function placesOf(words: readonly string[], text: string): readonly number[] {
  const lower = text
    .replace(/\u017f/g, 's')
    .replace(/\u0130/g, 'i')
    .toLowerCase();
  const places = new Set<number>();
  for (const word of words)
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + 1)) places.add(at);
  return [...places].sort((a, b) => a - b);
}

/** The groups of a node in the order of their opening parentheses. */
function groupNumbers(node: Node): readonly number[] {
  switch (node.kind) {
    case 'capture':
      return [node.index, ...groupNumbers(node.body)];
    case 'concat':
      return node.parts.flatMap(groupNumbers);
    case 'alternate':
      return node.branches.flatMap(groupNumbers);
    case 'repeat':
      return groupNumbers(node.body);
    default:
      return [];
  }
}
