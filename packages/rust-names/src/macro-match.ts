/**
 * Matches the tokens of a macro call against a matcher. As in rustc (`rustc_expand::mbe::macro_parser`) all positions that
 * the matcher can be in advance together, without backtracking; a fragment is parsed only when it is the one way on.
 */
import type { Sym } from '@lazaret/base';
import {
  type FragmentKind,
  isCloseDelim,
  isIdentLike,
  isLiteralToken,
  isOpenDelim,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
} from '@lazaret/rust-syntax';
import { docLiteral } from './doc-tokens.ts';
import type { MacroRule, MatcherLoc } from './macro-rules.ts';

/** What a variable matched: a fragment, or one match for each time of the repetition it stands in. */
export type Match = Fragment | { readonly k: 'seq'; readonly items: readonly Match[] };

/** Tokens of the input that a variable took. */
interface Fragment extends TokenRange {
  readonly k: 'bind';
  readonly kind: FragmentKind;
}

export type Bindings = ReadonlyMap<Sym, Match>;

/** Gives the token after a fragment or -1. */
export type FragmentEnd = (kind: FragmentKind, start: number, end: number) => number;

/** What happened on the way to a position, newest first; positions share their past. */
type Event = Bound | Turn;

interface Bound extends Fragment {
  readonly prev: Event | undefined;
  /** The variable. */
  readonly what: number;
}

interface Turn {
  readonly prev: Event | undefined;
  readonly k: 'skip' | 'enter' | 'exit';
  /** Id of the repetition. */
  readonly what: number;
}

interface Thread {
  readonly loc: number;
  readonly past: Event | undefined;
  /** Repetitions entered and not left, innermost first. */
  readonly open: Open | undefined;
}

interface Open {
  readonly id: number;
  readonly prev: Open | undefined;
}

/** Positions alive at one token; real macros have a handful. */
const THREADS_MAX = 1000;

/** Bindings if the tokens match the rule. `def` = tokens of the definition, `input` those of the call. */
export function matchRule(
  def: TokenBuffer,
  rule: MacroRule,
  input: TokenBuffer,
  range: TokenRange,
  fragmentEnd: FragmentEnd,
): Bindings | undefined {
  let thread: Thread = START;
  let at = range.start;
  let step: Step | undefined;
  for (;;) {
    const same = alone(def, rule, input, at, range.end, thread.loc);
    if (same < 0) return undefined;
    at += same;
    if (same > 0) thread = { loc: thread.loc + same, past: thread.past, open: thread.open };
    let sure = rule.matcher[thread.loc]!.k === 'var';
    if (sure) {
      const loc = rule.matcher[thread.loc] as VarLoc;
      if (at < range.end ? !canBegin(loc.kind, input, at) : loc.kind !== 'vis') return undefined;
    } else {
      step ??= new Step(def, rule, input, range.end);
      const done = step.run(thread, at);
      if (done !== undefined) return build(rule, done.past);
      if (step.fragment === undefined) return undefined;
      at = step.at;
      thread = step.fragment;
      sure = step.sure;
    }
    const { loc } = thread;
    const { kind, name } = rule.matcher[loc] as VarLoc;
    const toEnd = kind === 'tt' && sure && takesTheRest(rule, loc);
    let { past } = thread;
    do {
      const end = fragmentEnd(kind, at, range.end);
      if (end < 0) return undefined;
      past = { prev: past, k: 'bind', what: name, kind, start: at, end };
      at = end;
    } while (toEnd && at < range.end);
    thread = { loc: loc + 1, past, open: thread.open };
  }
}

type VarLoc = Extract<MatcherLoc, { k: 'var' }>;

const START: Thread = { loc: 0, past: undefined, open: undefined };

/** How many tokens of the matcher, from `loc` on, the input has where nothing else is possible; -1 if it has another. */
function alone(def: TokenBuffer, rule: MacroRule, input: TokenBuffer, from: number, end: number, loc: number): number {
  for (let i = 0; ; i++) {
    const wanted = rule.matcher[loc + i]!;
    if (wanted.k !== 'token') return i;
    if (from + i >= end || !sameToken(def, wanted.token, input, from + i)) return -1;
  }
}

/** Is this the `tt` of a `$(..)*` at the very end, `$($rest:tt)*`? Then nothing else can match what is left. */
function takesTheRest(rule: MacroRule, loc: number): boolean {
  const end = rule.matcher[loc + 1]!;
  return end.k === 'end' && end.op !== '?' && end.first === loc && rule.matcher[loc + 2]!.k === 'eof';
}

/** Advances the positions that a repetition makes possible, token by token, until a fragment is the one way on. */
class Step {
  /** Where {@link fragment} begins. */
  at = 0;
  /** The position whose fragment is to be parsed now; undefined if the rule does not match. */
  fragment: Thread | undefined;
  /** Is it the only one that could be? */
  sure = false;
  readonly #def: TokenBuffer;
  readonly #rule: MacroRule;
  readonly #input: TokenBuffer;
  readonly #end: number;
  readonly #work: Thread[] = [];
  readonly #next: Thread[] = [];

  constructor(def: TokenBuffer, rule: MacroRule, input: TokenBuffer, end: number) {
    this.#def = def;
    this.#rule = rule;
    this.#input = input;
    this.#end = end;
  }

  /** A thread that is at the end of the matcher where the input ends, if there is one. */
  run(from: Thread, at: number): Thread | undefined {
    this.#work.length = 0;
    this.#work.push(from);
    for (this.at = at; ; this.at++) {
      this.fragment = undefined;
      this.#next.length = 0;
      const done = this.#advance();
      if (this.at >= this.#end && done !== undefined) return done;
      if (this.#next.length === 0) return undefined;
      this.#work.length = 0;
      this.#work.push(...this.#next);
    }
  }

  /** Advances all threads over one token; returns a thread that is at the end of the matcher. */
  #advance(): Thread | undefined {
    const work = this.#work;
    const { matcher } = this.#rule;
    const at = this.at;
    const inside = at < this.#end;
    let done: Thread | undefined;
    for (let steps = 0; work.length > 0 && steps < THREADS_MAX; steps++) {
      const thread = work.pop()!;
      const loc = matcher[thread.loc]!;
      switch (loc.k) {
        case 'token':
          if (inside) this.#token(thread, loc.token);
          break;
        case 'var':
          // A missing `$vis` matches nothing, also at the end.
          if (inside ? canBegin(loc.kind, this.#input, at) : loc.kind === 'vis') {
            this.sure = this.fragment === undefined;
            this.fragment ??= thread;
          }
          break;
        case 'seq':
          if (loc.op !== '+') work.push({ loc: loc.after, past: event(thread, 'skip', loc.id), open: thread.open });
          work.push({
            loc: thread.loc + 1,
            past: event(thread, 'enter', loc.id),
            open: { id: loc.id, prev: thread.open },
          });
          break;
        case 'end':
          if (loc.op !== '?') work.push(again(thread, loc.first));
          work.push(leave(thread, thread.loc + 1));
          break;
        case 'sep':
          work.push(leave(thread, thread.loc + 2));
          if (inside) this.#token(thread, loc.token);
          break;
        case 'again':
          work.push(again(thread, loc.first));
          break;
        case 'eof':
          done ??= thread;
      }
    }
    return done;
  }

  #token(thread: Thread, token: number): void {
    if (!sameToken(this.#def, token, this.#input, this.at)) return;
    this.#next.push({ loc: thread.loc + 1, past: thread.past, open: thread.open });
  }
}

function event(thread: Thread, k: Turn['k'], what: number): Turn {
  return { prev: thread.past, k, what };
}

function again(thread: Thread, first: number): Thread {
  return { loc: first, past: thread.past, open: thread.open };
}

function leave(thread: Thread, loc: number): Thread {
  return { loc, past: event(thread, 'exit', thread.open!.id), open: thread.open!.prev };
}

/** Matches of the names of one repetition that was entered, in order of its iterations. */
interface Frame {
  readonly names: readonly Sym[];
  readonly lists: readonly Match[][];
}

/** Replays the events into nested matches: each iteration adds one match to each name of its repetition. */
function build(rule: MacroRule, last: Event | undefined): Bindings {
  let count = 0;
  for (let at = last; at !== undefined; at = at.prev) count++;
  const events = new Array<Event>(count);
  for (let at = last; at !== undefined; at = at.prev) events[--count] = at;
  const root = new Map<Sym, Match>();
  const stack: Frame[] = [];
  const put = (name: Sym, match: Match): void => {
    const frame = stack[stack.length - 1];
    if (frame === undefined) root.set(name, match);
    else frame.lists[frame.names.indexOf(name)]!.push(match);
  };
  for (const event of events) {
    const { k, what } = event;
    if (k === 'bind') {
      put(what as Sym, event);
    } else if (k === 'skip') {
      for (const name of rule.seqNames[what]!) put(name, NOTHING);
    } else if (k === 'enter') {
      const names = rule.seqNames[what]!;
      stack.push({ names, lists: names.map(() => []) });
    } else {
      const { names, lists } = stack.pop()!;
      for (let i = 0; i < names.length; i++) put(names[i]!, { k: 'seq', items: lists[i]! });
    }
  }
  return root;
}

const NOTHING: Match = { k: 'seq', items: [] };

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

/** Can a fragment start with this token? (rustc's `Parser::nonterminal_may_be_ident` and `check_ahead`.) */
function canBegin(kind: FragmentKind, tokens: TokenBuffer, at: number): boolean {
  const token = tokens.kind(at);
  switch (kind) {
    case 'expr':
    case 'expr_2021':
      return canBeginExpr(token) && !(token === TokenKind.Let);
    case 'ty':
      return canBeginType(token);
    case 'ident':
      return isIdentLike(token) && token !== TokenKind.DollarCrate;
    case 'lifetime':
      return token === TokenKind.Lifetime;
    case 'literal':
      return isLiteralStart(tokens, at);
    case 'vis':
      // Also matches nothing. rustc asks for what may follow a `$vis`, but to it a missing one that an outer macro passes
      // on is a token: `[$vis:vis]` matches the `[$vis]` of such a macro.
      return true;
    case 'block':
      return token === TokenKind.OpenBrace || token === TokenKind.OpenExpr;
    case 'path':
    case 'meta':
      return (
        token === TokenKind.PathSep ||
        isIdentLike(token) ||
        token === TokenKind.Lt ||
        token === TokenKind.Shl ||
        token === TokenKind.OpenTy
      );
    case 'pat':
    case 'pat_param':
      return canBeginPat(token, kind);
    case 'item':
    case 'stmt':
    case 'tt':
      return !isCloseDelim(token);
  }
}

function isLiteralStart(tokens: TokenBuffer, at: number): boolean {
  const token = tokens.kind(at);
  if (token === TokenKind.OpenExpr) return isLiteralStart(tokens, at + 1);
  return token === TokenKind.Minus || token === TokenKind.True || token === TokenKind.False || isLiteralToken(token);
}

/** Reserved words that start no expression (rustc's `ident_can_begin_expr`). */
const NOT_EXPR: ReadonlySet<number> = new Set<number>([
  TokenKind.As,
  TokenKind.Else,
  TokenKind.Enum,
  TokenKind.Extern,
  TokenKind.Fn,
  TokenKind.Impl,
  TokenKind.In,
  TokenKind.Let,
  TokenKind.Mod,
  TokenKind.Mut,
  TokenKind.Pub,
  TokenKind.Ref,
  TokenKind.Struct,
  TokenKind.Trait,
  TokenKind.Type,
  TokenKind.Use,
  TokenKind.Where,
  TokenKind.Abstract,
  TokenKind.Final,
  TokenKind.Override,
  TokenKind.Priv,
  TokenKind.Typeof,
  TokenKind.Unsized,
  TokenKind.Virtual,
]);

function canBeginExpr(token: number): boolean {
  if (isIdentLike(token)) return !NOT_EXPR.has(token);
  if (isLiteralToken(token) || isOpenDelim(token)) return token !== TokenKind.OpenPat;
  switch (token) {
    case TokenKind.Underscore:
    case TokenKind.Bang:
    case TokenKind.Minus:
    case TokenKind.Star:
    case TokenKind.Or:
    case TokenKind.OrOr:
    case TokenKind.And:
    case TokenKind.AndAnd:
    case TokenKind.DotDot:
    case TokenKind.DotDotDot:
    case TokenKind.DotDotEq:
    case TokenKind.Lt:
    case TokenKind.Shl:
    case TokenKind.PathSep:
    case TokenKind.Lifetime:
    case TokenKind.Pound:
      return true;
    default:
      return false;
  }
}

/** Reserved words that start a type. */
const TYPE_WORDS: ReadonlySet<number> = new Set<number>([
  TokenKind.For,
  TokenKind.Impl,
  TokenKind.Fn,
  TokenKind.Unsafe,
  TokenKind.Extern,
  TokenKind.Typeof,
  TokenKind.Dyn,
  TokenKind.Crate,
  TokenKind.Super,
  TokenKind.SelfType,
  TokenKind.SelfValue,
  TokenKind.DollarCrate,
]);

function canBeginType(token: number): boolean {
  if (isIdentLike(token)) return token <= TokenKind.RawIdent || token >= TokenKind.Async || TYPE_WORDS.has(token);
  switch (token) {
    case TokenKind.OpenParen:
    case TokenKind.OpenBracket:
    case TokenKind.OpenTy:
    case TokenKind.Bang:
    case TokenKind.Star:
    case TokenKind.And:
    case TokenKind.AndAnd:
    case TokenKind.Question:
    case TokenKind.Lifetime:
    case TokenKind.Lt:
    case TokenKind.Shl:
    case TokenKind.PathSep:
    case TokenKind.Underscore:
      return true;
    default:
      return false;
  }
}

function canBeginPat(token: number, kind: FragmentKind): boolean {
  if (isIdentLike(token) || isLiteralToken(token)) return true;
  switch (token) {
    case TokenKind.OpenParen:
    case TokenKind.OpenBracket:
    case TokenKind.OpenPat:
    case TokenKind.OpenExpr:
    case TokenKind.OpenTy:
    case TokenKind.And:
    case TokenKind.AndAnd:
    case TokenKind.Minus:
    case TokenKind.DotDot:
    case TokenKind.DotDotDot:
    case TokenKind.DotDotEq:
    case TokenKind.PathSep:
    case TokenKind.Lt:
    case TokenKind.Shl:
    case TokenKind.Underscore:
    case TokenKind.Bang:
      return true;
    case TokenKind.Or:
      return kind === 'pat';
    default:
      return false;
  }
}
