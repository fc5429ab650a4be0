/**
 * Matches the tokens of a macro call against a matcher. As in rustc (`rustc_expand::mbe::macro_parser`) all positions that
 * the matcher can be in advance together, without backtracking; a fragment is parsed only when it is the one way on.
 *
 * Macros that eat their input token by token match millions of fragments, so positions and what happened on the way to them
 * are rows of integers, in arrays that serve again for the next match.
 */
import {
  type FragmentKind,
  isCloseDelim,
  isLiteralToken,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
} from '@lazaret/rust-syntax';
import { docLiteral } from './doc-tokens.ts';
import { canBegin } from './fragment-starts.ts';
import { LOC_SIZE, Loc, type MacroRule, Repeat } from './macro-rules.ts';

/**
 * What a variable matched: a fragment ({@link Matcher.startOf}), or one match for each time of the repetition it stands in.
 * All of a `$($rest:tt)*` is one number ({@link Matcher.isRest}).
 */
export type Match = number | readonly Match[];

/** By number of the variable. */
export type Bindings = Match[];

/** Gives the token after a fragment or -1. */
export type FragmentEnd = (kind: FragmentKind, start: number, end: number) => number;

/** What happened on the way to a position, newest first; positions share their past. */
const Event = { Bind: 0, Rest: 1, Skip: 2, Enter: 3, Exit: 4 } as const;
/** Integers per event: the one before, what, variable or repetition, tokens. */
const EVENT = 5;
/** Integers per position: place in the matcher, past, repetitions entered and not left. */
const THREAD = 3;
/** Positions alive at one token; real macros have a handful. */
const THREADS_MAX = 1000;
const NONE = -1;

export class Matcher {
  #events = new Int32Array(EVENT << 8);
  #eventCount = 0;
  /** Repetitions entered and not left: id, and the one around. */
  readonly #open: number[] = [];
  readonly #path: number[] = [];
  #work = new Int32Array(THREAD * (3 * THREADS_MAX + 2));
  #workCount = 0;
  #next = new Int32Array(THREAD * (3 * THREADS_MAX + 2));
  #nextCount = 0;
  /** Set by {@link #advance}: the position whose fragment is to be parsed, whether it is the only one, the end reached. */
  #fragment = NONE;
  #fragmentPast = NONE;
  #fragmentOpen = NONE;
  #sure = false;
  #done = false;
  #donePast = NONE;

  /** Bindings if the tokens match the rule. `def` = tokens of the definition, `input` those of the call. */
  match(
    def: TokenBuffer,
    rule: MacroRule,
    input: TokenBuffer,
    range: TokenRange,
    fragmentEnd: FragmentEnd,
  ): Bindings | undefined {
    const { matcher } = rule;
    const { end } = range;
    this.#eventCount = 0;
    this.#open.length = 0;
    let at = range.start;
    let loc = 0;
    let past = NONE;
    let open = NONE;
    for (;;) {
      const same = alone(def, matcher, input, at, end, loc);
      if (same < 0) return undefined;
      at += same;
      loc += same;
      let sure = matcher[loc * LOC_SIZE] === Loc.Var;
      if (sure) {
        const kind = rule.kinds[matcher[loc * LOC_SIZE + 1]!]!;
        if (at < end ? !canBegin(kind, input, at) : kind !== 'vis') return undefined;
      } else {
        this.#workCount = 0;
        this.#push(loc, past, open);
        at = this.#run(def, rule, input, at, end);
        if (this.#done) return this.#build(rule, input, this.#donePast);
        if (this.#fragment === NONE) return undefined;
        loc = this.#fragment;
        past = this.#fragmentPast;
        open = this.#fragmentOpen;
        sure = this.#sure;
      }
      const name = matcher[loc * LOC_SIZE + 1]!;
      const kind = rule.kinds[name]!;
      const isRest = kind === 'tt' && sure && takesTheRest(matcher, loc);
      const to = isRest ? treesEnd(input, at, end) : simpleEnd(kind, input, at, end, fragmentEnd);
      if (to < 0) return undefined;
      past = this.#event(past, isRest ? Event.Rest : Event.Bind, name, at, to);
      at = to;
      loc++;
    }
  }

  /** First token of a fragment of the last match. */
  startOf(fragment: number): number {
    return this.#events[fragment * EVENT + 3]!;
  }

  endOf(fragment: number): number {
    return this.#events[fragment * EVENT + 4]!;
  }

  /** Is this all of a `$($rest:tt)*`, up to the end of the input? */
  isRest(match: number): boolean {
    return this.#events[match * EVENT + 1] === Event.Rest;
  }

  /** Its token trees one by one. */
  restOf(match: number, input: TokenBuffer): number[] {
    const all: number[] = [];
    const end = this.endOf(match);
    const name = this.#events[match * EVENT + 2]!;
    for (let at = this.startOf(match); at < end; at = input.skipTree(at)) {
      all.push(this.#event(NONE, Event.Bind, name, at, input.skipTree(at)));
    }
    return all;
  }

  /** Advances the positions that a repetition makes possible, token by token, until a fragment is the one way on. */
  #run(def: TokenBuffer, rule: MacroRule, input: TokenBuffer, from: number, end: number): number {
    this.#done = false;
    for (let at = from; ; at++) {
      this.#fragment = NONE;
      this.#nextCount = 0;
      this.#advance(def, rule, input, at, at < end);
      if (at < end) this.#done = false;
      if (this.#done || this.#nextCount === 0) return at;
      const work = this.#work;
      this.#work = this.#next;
      this.#next = work;
      this.#workCount = this.#nextCount;
    }
  }

  /** Advances all positions over one token. */
  #advance(def: TokenBuffer, rule: MacroRule, input: TokenBuffer, at: number, inside: boolean): void {
    const { matcher } = rule;
    for (let steps = 0; this.#workCount > 0 && steps < THREADS_MAX; steps++) {
      const thread = --this.#workCount * THREAD;
      const loc = this.#work[thread]!;
      const past = this.#work[thread + 1]!;
      const open = this.#work[thread + 2]!;
      const code = loc * LOC_SIZE;
      const a = matcher[code + 1]!;
      switch (matcher[code]) {
        case Loc.Token:
          if (inside && sameToken(def, a, input, at)) this.#later(loc + 1, past, open);
          break;
        case Loc.Var: {
          // A missing `$vis` matches nothing, also at the end.
          const kind = rule.kinds[a]!;
          if (inside ? canBegin(kind, input, at) : kind === 'vis') {
            this.#sure = this.#fragment === NONE;
            if (this.#sure) {
              this.#fragment = loc;
              this.#fragmentPast = past;
              this.#fragmentOpen = open;
            }
          }
          break;
        }
        case Loc.Seq: {
          const id = matcher[code + 2]!;
          if (a !== Repeat.Plus) this.#push(matcher[code + 3]!, this.#event(past, Event.Skip, id, 0, 0), open);
          this.#open.push(id, open);
          this.#push(loc + 1, this.#event(past, Event.Enter, id, 0, 0), this.#open.length - 2);
          break;
        }
        case Loc.End:
          if (a !== Repeat.Question) this.#push(matcher[code + 2]!, past, open);
          this.#leave(loc + 1, past, open);
          break;
        case Loc.Sep:
          this.#leave(loc + 2, past, open);
          if (inside && sameToken(def, a, input, at)) this.#later(loc + 1, past, open);
          break;
        case Loc.Again:
          this.#push(a, past, open);
          break;
        default:
          if (!this.#done) this.#donePast = past;
          this.#done = true;
      }
    }
  }

  #push(loc: number, past: number, open: number): void {
    const at = this.#workCount++ * THREAD;
    this.#work[at] = loc;
    this.#work[at + 1] = past;
    this.#work[at + 2] = open;
  }

  #later(loc: number, past: number, open: number): void {
    const at = this.#nextCount++ * THREAD;
    this.#next[at] = loc;
    this.#next[at + 1] = past;
    this.#next[at + 2] = open;
  }

  #leave(loc: number, past: number, open: number): void {
    this.#push(loc, this.#event(past, Event.Exit, this.#open[open]!, 0, 0), this.#open[open + 1]!);
  }

  #event(past: number, what: number, of: number, start: number, end: number): number {
    const event = this.#eventCount++;
    const at = event * EVENT;
    if (at === this.#events.length) {
      const events = new Int32Array(2 * at);
      events.set(this.#events);
      this.#events = events;
    }
    const events = this.#events;
    events[at] = past;
    events[at + 1] = what;
    events[at + 2] = of;
    events[at + 3] = start;
    events[at + 4] = end;
    return event;
  }

  /** Replays the events into nested matches: each iteration adds one match to each name of its repetition. */
  #build(rule: MacroRule, input: TokenBuffer, last: number): Bindings {
    const events = this.#events;
    const path = this.#path;
    path.length = 0;
    for (let at = last; at !== NONE; at = events[at * EVENT]!) path.push(at);
    const root: Match[] = new Array<Match>(rule.names.length).fill(NOTHING);
    const stack: Frame[] = [];
    for (let i = path.length - 1; i >= 0; i--) {
      const event = path[i]!;
      const of = events[event * EVENT + 2]!;
      const frame = stack[stack.length - 1];
      switch (events[event * EVENT + 1]) {
        case Event.Bind:
          put(root, frame, of, event);
          break;
        case Event.Rest:
          // The last times of its repetition, or all of them.
          if (frame!.lists[0]!.length === 0) frame!.rest = event;
          else for (const one of this.restOf(event, input)) put(root, frame, of, one);
          break;
        case Event.Skip:
          for (const name of rule.seqNames[of]!) put(root, frame, name, NOTHING);
          break;
        case Event.Enter: {
          const names = rule.seqNames[of]!;
          stack.push({ names, lists: names.map(() => []), rest: NONE });
          break;
        }
        default: {
          stack.pop();
          const around = stack[stack.length - 1];
          const { names, lists, rest } = frame!;
          for (let k = 0; k < names.length; k++) put(root, around, names[k]!, rest === NONE ? lists[k]! : rest);
        }
      }
    }
    return root;
  }
}

/** Matches of the names of one repetition that was entered, in order of its iterations. */
interface Frame {
  readonly names: readonly number[];
  readonly lists: readonly Match[][];
  /** All iterations at once; then it has one name. */
  rest: number;
}

function put(root: Match[], frame: Frame | undefined, name: number, match: Match): void {
  if (frame === undefined) root[name] = match;
  else frame.lists[frame.names.indexOf(name)]!.push(match);
}

const NOTHING: readonly Match[] = [];

/** How many tokens of the matcher, from `loc` on, the input has where nothing else is possible; -1 if it has another. */
function alone(
  def: TokenBuffer,
  matcher: Int32Array,
  input: TokenBuffer,
  from: number,
  end: number,
  loc: number,
): number {
  for (let i = 0; ; i++) {
    const code = (loc + i) * LOC_SIZE;
    if (matcher[code] !== Loc.Token) return i;
    if (from + i >= end || !sameToken(def, matcher[code + 1]!, input, from + i)) return -1;
  }
}

/** Is this the `tt` of a `$(..)*` at the very end, `$($rest:tt)*`? Then nothing else can match what is left. */
function takesTheRest(matcher: Int32Array, loc: number): boolean {
  const end = (loc + 1) * LOC_SIZE;
  if (matcher[end] !== Loc.End || matcher[end + 1] === Repeat.Question || matcher[end + 2] !== loc) return false;
  return matcher[end + LOC_SIZE] === Loc.Eof;
}

/** The token after a fragment that can begin here, or -1. */
function simpleEnd(kind: FragmentKind, input: TokenBuffer, at: number, end: number, other: FragmentEnd): number {
  if (kind === 'tt') return treeEnd(input, at, end);
  return kind === 'ident' ? at + 1 : other(kind, at, end);
}

/** The token after a token tree, or -1. */
function treeEnd(input: TokenBuffer, at: number, end: number): number {
  if (isCloseDelim(input.kinds[at]!)) return -1;
  const to = input.skipTree(at);
  return to <= end ? to : -1;
}

/** `end`, if there are only token trees before it, else -1. */
function treesEnd(input: TokenBuffer, from: number, end: number): number {
  let at = from;
  while (at >= 0 && at < end) at = treeEnd(input, at, end);
  return at;
}

/** Tokens that a matcher takes for equal: kind, and name or text where the kind has many. */
function sameToken(a: TokenBuffer, i: number, b: TokenBuffer, j: number): boolean {
  const kind = a.kinds[i]!;
  if (kind !== b.kinds[j]) {
    const isDoc = kind === TokenKind.RawStr && b.kinds[j] === TokenKind.Str && b.text(j).startsWith('/');
    return isDoc && docLiteral(b.text(j)) === a.text(i);
  }
  if (kind <= TokenKind.RawIdent || kind === TokenKind.Lifetime) return a.sym(i) === b.sym(j);
  return !isLiteralToken(kind) || a.text(i) === b.text(j);
}
