/**
 * What a value is as a list: arrays, vectors that grow, texts that are split, what a pattern or an index takes out of them.
 * A value may be one of several lists; each is a list of values, of which some are only known as text.
 */
import { type DefId, DefKind, type FlowCall } from '@lazaret/facts';
import { type FoldedText, wholeText } from './folded.ts';
import type { CallRef, ProgramFlow } from './program-flow.ts';
import type { Ref, Within } from './ref.ts';
import type { Meaning } from './text-functions.ts';

/** Lists that one value may be, items of one, and values looked at for one question. */
const ALTERNATIVES_MAX = 12;
const ITEMS_MAX = 256;
const STEPS_MAX = 600;
const DEPTH_MAX = 24;

/** What lists need of the folder that owns them. */
export interface Reading {
  readonly meaning: (ref: Ref, call: FlowCall) => Meaning | undefined;
  readonly callee: (ref: Ref, call: FlowCall) => string;
  readonly fold: (ref: Ref, depth: number) => readonly FoldedText[];
  readonly within: (def: DefId, call: CallRef, outer: Within | undefined) => Within;
}

type Items = readonly Ref[];

export class Lists {
  readonly #program: ProgramFlow;
  readonly #reading: Reading;
  #steps = 0;
  /** Values that are being looked at, with the calls they are looked at through: a list made of itself adds nothing. */
  readonly #open = new Map<Ref['flow'], Map<number, Set<Within | undefined>>>();
  /** Elements that were asked for before: a table is asked about wherever it is used. */
  readonly #elements = new Map<Ref['flow'], Map<number, Map<Within | undefined, Items>>>();

  constructor(program: ProgramFlow, reading: Reading) {
    this.#program = program;
    this.#reading = reading;
  }

  /** All lists that a value may be; none where it is not known to be a list. */
  of(ref: Ref): readonly Items[] {
    this.#steps = 0;
    return this.#lists(ref, 0);
  }

  /** The same of what a call gives. */
  ofCall(ref: Ref, call: FlowCall): readonly Items[] {
    this.#steps = 0;
    return this.#call(ref, call, 0);
  }

  /** What a part takes out, or an iterator gives; undefined where there is no list. */
  elements(ref: Ref): Items | undefined {
    if (ref.flow.values[ref.id]!.kind !== 'part') return undefined;
    let ids = this.#elements.get(ref.flow);
    if (ids === undefined) this.#elements.set(ref.flow, (ids = new Map()));
    let withins = ids.get(ref.id);
    if (withins === undefined) ids.set(ref.id, (withins = new Map()));
    let picked = withins.get(ref.within);
    if (picked === undefined) {
      this.#steps = 0;
      picked = this.#picked(ref, 0).slice(0, ITEMS_MAX);
      withins.set(ref.within, picked);
    }
    return picked.length === 0 ? undefined : picked;
  }

  #lists(ref: Ref, depth: number): readonly Items[] {
    if (depth > DEPTH_MAX || ++this.#steps > STEPS_MAX || ref.text !== undefined) return [];
    let ids = this.#open.get(ref.flow);
    if (ids === undefined) this.#open.set(ref.flow, (ids = new Map()));
    let open = ids.get(ref.id);
    if (open === undefined) ids.set(ref.id, (open = new Set()));
    if (open.has(ref.within)) return [];
    open.add(ref.within);
    const lists = this.#listsBehind(ref, depth);
    open.delete(ref.within);
    return lists;
  }

  #listsBehind(ref: Ref, depth: number): readonly Items[] {
    const value = ref.flow.values[ref.id]!;
    const next = (ids: readonly number[]) => ids.flatMap((id) => this.#lists({ ...ref, id }, depth + 1));
    switch (value.kind) {
      case 'list':
        return [value.items.slice(0, ITEMS_MAX).map((id) => ({ ...ref, id }))];
      case 'any':
        return next(value.of).slice(0, ALTERNATIVES_MAX);
      case 'variable':
        return this.#variable(ref, value.variable, depth);
      case 'part': {
        if (value.from !== undefined)
          return this.#lists({ ...ref, id: value.of }, depth + 1).map((items) => items.slice(value.from));
        return this.#picked(ref, depth)
          .flatMap((item) => this.#lists(item, depth + 1))
          .slice(0, ALTERNATIVES_MAX);
      }
      case 'param':
        return this.#given(ref, value.of, value.index).flatMap((it) => this.#lists(it, depth + 1));
      case 'item': {
        if (this.#program.world.kind(value.def) === DefKind.Fn) return [];
        const flow = this.#program.of(value.def);
        return flow === undefined ? [] : flow.returns.flatMap((id) => this.#lists({ flow, id }, depth + 1));
      }
      case 'call':
        return this.#call(ref, ref.flow.calls[value.call]!, depth).slice(0, ALTERNATIVES_MAX);
      default:
        return [];
    }
  }

  #given(ref: Ref, of: number, index: number): readonly Ref[] {
    const { within } = ref;
    if (within?.def === of) {
      const id = within.call.call.args[index];
      return id === undefined ? [] : [{ flow: within.call.flow, id, within: within.outer }];
    }
    return this.#program.argumentsFor(of as never, index);
  }

  /** The element or elements that a part is. */
  #picked(ref: Ref, depth: number): Items {
    const value = ref.flow.values[ref.id]!;
    if (value.kind !== 'part') return [];
    const lists = this.#lists({ ...ref, id: value.of }, depth + 1);
    const { index } = value;
    return lists.flatMap((items) => (index === undefined || index >= items.length ? items : [items[index]!]));
  }

  /** What it is first, then what is pushed to it. */
  #variable(ref: Ref, variable: number, depth: number): readonly Items[] {
    const puts = ref.flow.variables[variable] ?? [];
    const starts: Items[] = [];
    const pushed: Ref[] = [];
    let taken = 0;
    for (const id of puts) {
      const value = ref.flow.values[id]!;
      const call = value.kind === 'call' ? ref.flow.calls[value.call]! : undefined;
      const isSelf = (arg: number | undefined): boolean => {
        const inner = arg === undefined ? undefined : ref.flow.values[arg];
        return inner?.kind === 'variable' && inner.variable === variable;
      };
      if (call === undefined || !call.args.some(isSelf)) {
        starts.push(...this.#start({ ...ref, id }, call, depth));
        continue;
      }
      if (!isSelf(call.args[0])) continue;
      const name = this.#reading.callee(ref, call);
      if (/::(?:push|push_back|insert)$/.test(name) && call.args.length > 1)
        pushed.push({ ...ref, id: call.args.at(-1)! });
      else if (/::(?:extend|extend_from_slice|append)$/.test(name)) {
        const more = this.#lists({ ...ref, id: call.args[1] ?? 0 }, depth + 1)[0];
        pushed.push(...(more ?? [{ ...ref, id: call.args[1] ?? 0 }]));
      } else if (/::(?:next|pop_front)$/.test(name)) taken++;
    }
    if (starts.length === 0) return [];
    return starts.slice(0, ALTERNATIVES_MAX).map((items) => [...items, ...pushed].slice(taken, taken + ITEMS_MAX));
  }

  #start(ref: Ref, call: FlowCall | undefined, depth: number): readonly Items[] {
    const name = call === undefined ? '' : this.#reading.callee(ref, call);
    if (/::Vec(?:Deque)?(?:<[^>]*>)?::(?:new|with_capacity)$/.test(name)) return [[]];
    return this.#lists(ref, depth + 1);
  }

  #call(ref: Ref, call: FlowCall, depth: number): readonly Items[] {
    const own = call.def === 0 ? [] : this.#program.bodiesOf(call.def);
    const results = own.flatMap((def) => {
      const flow = this.#program.of(def);
      const within = this.#reading.within(def, { flow: ref.flow, call }, ref.within);
      return (flow?.returns ?? []).flatMap((id) => this.#lists({ flow: flow!, id, within }, depth + 1));
    });
    if (results.length > 0) return results;
    const meaning = this.#reading.meaning(ref, call);
    const receiver: Ref = { ...ref, id: call.args[0] ?? 0 };
    switch (meaning?.kind) {
      case 'same':
        return this.#lists({ ...ref, id: call.args[meaning.arg] ?? 0 }, depth + 1);
      case 'reverse':
        return this.#lists(receiver, depth + 1).map((items) => items.toReversed());
      case 'split':
        return this.#split(ref, call, meaning.by, depth);
      case 'element':
        return this.element(receiver, this.#position(ref, call, meaning.at)).flatMap((it) =>
          this.#lists(it, depth + 1),
        );
      case 'iterate':
        return this.#mapped(ref, call, depth);
      default:
        return [];
    }
  }

  /** The items of a split text are texts of their own. */
  #split(ref: Ref, call: FlowCall, by: 'argument' | 'space' | 'line', depth: number): readonly Items[] {
    const between =
      by === 'argument'
        ? this.#reading.fold({ ...ref, id: call.args[1] ?? 0 }, depth + 1).map(wholeText)[0]
        : by === 'line'
          ? '\n'
          : ' ';
    if (between === undefined || between === '') return [];
    return this.#reading.fold({ ...ref, id: call.args[0] ?? 0 }, depth + 1).flatMap((reading) => {
      const text = wholeText(reading);
      if (text === undefined) return [];
      const words = by === 'space' ? text.trim().split(/\s+/) : text.split(between);
      return [
        words.slice(0, ITEMS_MAX).map(
          (word): Ref => ({
            ...ref,
            text: [{ pieces: word === '' ? [] : [word], layers: reading.layers }],
          }),
        ),
      ];
    });
  }

  /** `list.map(|x| …)`: for each item what the closure makes of it. */
  #mapped(ref: Ref, call: FlowCall, depth: number): readonly Items[] {
    const closure = call.args
      .slice(1)
      .map((id) => ref.flow.values[id]!)
      .find((value) => value.kind === 'closure');
    if (closure?.kind !== 'closure') return [];
    return this.#lists({ ...ref, id: call.args[0] ?? 0 }, depth + 1).flatMap((items) => {
      if (items.length > 32 || items.some((item) => item.text !== undefined)) return [];
      return [
        items.map((item): Ref => {
          const given: FlowCall = { ...call, args: [item.id] };
          const within = { def: closure.def, call: { flow: item.flow, call: given }, outer: item.within };
          return { flow: ref.flow, id: closure.result, within };
        }),
      ];
    });
  }

  /** Which element an iterator gives: `next` those in turn, `nth` the one of that number. */
  #position(ref: Ref, call: FlowCall, at: number | 'turn' | 'last' | 'argument'): number | 'last' | 'any' {
    if (at === 'argument') {
      const value = ref.flow.values[call.args[1] ?? 0]!;
      return value.kind === 'int' ? Number(value.value) : 'any';
    }
    if (at !== 'turn') return at;
    const receiver = ref.flow.values[call.args[0] ?? 0]!;
    if (receiver.kind !== 'variable') return 0;
    const turns = (ref.flow.variables[receiver.variable] ?? []).flatMap((id) => {
      const value = ref.flow.values[id]!;
      const put = value.kind === 'call' ? ref.flow.calls[value.call]! : undefined;
      return put !== undefined && /::next$/.test(this.#reading.callee(ref, put)) ? [put] : [];
    });
    return -1 - Math.max(0, turns.length - 1 - turns.indexOf(call));
  }

  /** One element of all lists that a value may be; numbers below zero count from those that `next` has taken. */
  element(receiver: Ref, at: number | 'last' | 'any'): Items {
    const lists = this.#lists(receiver, 1);
    if (at === 'any') return lists.flat();
    if (at === 'last') return lists.flatMap((items) => items.at(-1) ?? []);
    if (at >= 0) return lists.flatMap((items) => items[at] ?? items.at(-1) ?? []);
    return this.#taken(receiver, -1 - at);
  }

  /** What an iterator has already given, `back` turns before the last. */
  #taken(receiver: Ref, back: number): Items {
    const value = receiver.flow.values[receiver.id]!;
    if (value.kind !== 'variable') return [];
    const puts = receiver.flow.variables[value.variable] ?? [];
    const turns = puts.filter((id) => {
      const put = receiver.flow.values[id]!;
      return put.kind === 'call' && /::next$/.test(this.#reading.callee(receiver, receiver.flow.calls[put.call]!));
    }).length;
    const at = Math.max(0, turns - 1 - back);
    return puts.flatMap((id) => {
      const put = receiver.flow.values[id]!;
      const call = put.kind === 'call' ? receiver.flow.calls[put.call]! : undefined;
      if (call !== undefined && /::next$/.test(this.#reading.callee(receiver, call))) return [];
      return this.#lists({ ...receiver, id }, 1).flatMap((items) => items[at] ?? []);
    });
  }

  /** The element that a call of `next` and its kin gives; undefined where there is no list. */
  elementOf(ref: Ref, call: FlowCall, at: number | 'turn' | 'last' | 'argument'): Items | undefined {
    this.#steps = 0;
    const found = this.element({ ...ref, id: call.args[0] ?? 0 }, this.#position(ref, call, at));
    return found.length === 0 ? undefined : found;
  }
}
