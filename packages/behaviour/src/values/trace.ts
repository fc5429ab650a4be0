/**
 * What a value is made from: the calls, literals and operators behind it, through variables, arguments of calls in between,
 * parameters and results of the package's own functions. This is the data flow that chains (read, encode, send) are made of.
 */
import { DefFlag, DefKind, type FlowCall, type FlowValue, type ValueId } from '@lazaret/facts';
import type { CallRef, ProgramFlow, ValueRef } from './program-flow.ts';

/** Values looked at for one question. */
const STEPS_MAX = 20_000;

export interface Trace {
  /** All calls that feed the value, nearest first. */
  readonly calls: readonly CallRef[];
  /** Strings, byte strings and tables of bytes, in the order of the text where they stand in one function. */
  readonly literals: readonly string[];
  readonly numbers: readonly number[];
  /** Operators on the way: `^`, `+`. */
  readonly operators: ReadonlySet<string>;
  /** Variables of the environment that are taken in while compiling. */
  readonly compiled: readonly string[];
  /** A parameter that nothing in the package gives: whoever uses the package decides. */
  readonly fromCaller: boolean;
}

/** Calls behind which the trace ends: what comes out does not tell what went in. */
export type Barrier = (call: CallRef) => boolean;

export function traceOf(program: ProgramFlow, start: ValueRef, barrier?: Barrier): Trace {
  return new Tracer(program, barrier).run(start);
}

/** All calls that feed a value, nearest first. */
export function originsOf(program: ProgramFlow, start: ValueRef, barrier?: Barrier): readonly CallRef[] {
  return traceOf(program, start, barrier).calls;
}

class Tracer {
  readonly #program: ProgramFlow;
  readonly #barrier: Barrier | undefined;
  readonly #calls: CallRef[] = [];
  readonly #found = new Set<FlowCall>();
  readonly #literals: { readonly at: number; readonly text: string }[] = [];
  readonly #numbers: number[] = [];
  readonly #operators = new Set<string>();
  readonly #compiled: string[] = [];
  #fromCaller = false;

  constructor(program: ProgramFlow, barrier: Barrier | undefined) {
    this.#program = program;
    this.#barrier = barrier;
  }

  run(start: ValueRef): Trace {
    const seen = new Map<ValueRef['flow'], Set<ValueId>>();
    const queue: ValueRef[] = [start];
    for (let at = 0; at < queue.length && at < STEPS_MAX; at++) {
      const { flow, id } = queue[at]!;
      let ids = seen.get(flow);
      if (ids === undefined) seen.set(flow, (ids = new Set()));
      if (ids.has(id)) continue;
      ids.add(id);
      for (const next of this.#behind({ flow, id })) queue.push(next);
    }
    const literals = this.#literals.toSorted((a, b) => a.at - b.at).map(({ text }) => text);
    return {
      calls: this.#calls,
      literals: [...new Set(literals)],
      numbers: [...new Set(this.#numbers)],
      operators: this.#operators,
      compiled: this.#compiled,
      fromCaller: this.#fromCaller,
    };
  }

  #behind({ flow, id }: ValueRef): readonly ValueRef[] {
    const here = (ids: readonly ValueId[]): ValueRef[] => ids.map((next) => ({ flow, id: next }));
    const value = flow.values[id]!;
    switch (value.kind) {
      case 'text':
      case 'bytes':
        this.#literals.push({ at: id, text: value.text });
        return [];
      case 'int':
        if (value.value >= 0n && value.value < 256n) this.#numbers.push(Number(value.value));
        return [];
      case 'env':
        this.#compiled.push(value.name);
        return [];
      case 'call':
        return this.#call({ flow, call: flow.calls[value.call]! });
      case 'param': {
        const given = this.#program.argumentsFor(value.of, value.index);
        if (given.length === 0) this.#fromCaller = true;
        // What runs a callback gives it what it got: `listen(|event| …)`.
        for (const ref of this.#program.handedTo(value.of)) this.#note(ref);
        return given;
      }
      case 'item':
        return this.#item(value.def);
      case 'closure':
        return here([value.result]);
      case 'concat':
        return here(value.parts);
      case 'list': {
        const table = byteTable(value.items.map((item) => flow.values[item]!));
        if (table === undefined) return here(value.items);
        this.#literals.push({ at: id, text: table });
        // A short table may be a key, or numbers of their own.
        return table.length < 4 ? here(value.items) : [];
      }
      case 'operator':
        this.#operators.add(value.operator);
        return here(value.args);
      case 'any':
        return here(value.of);
      case 'part':
        return here([value.of]);
      case 'variable':
        return here(flow.variables[value.variable] ?? []);
      default:
        return [];
    }
  }

  #call(ref: CallRef): ValueRef[] {
    const { flow, call } = ref;
    this.#note(ref);
    if (this.#barrier?.(ref) === true) return [];
    const bodies = call.def === 0 ? [] : this.#program.bodiesOf(call.def);
    const results = bodies.flatMap((def) => [...this.#returned(def), ...this.#handedOut(def)]);
    return [...results, ...this.#program.resultsOf(call), ...call.args.map((id) => ({ flow, id }))];
  }

  #note(ref: CallRef): void {
    if (this.#found.has(ref.call)) return;
    this.#found.add(ref.call);
    this.#calls.push(ref);
  }

  /** What a function puts into what it is lent: `fn f(out: &mut Vec<_>) { out.push(x) }`; not into `self`, which is a state. */
  #handedOut(def: Parameters<ProgramFlow['of']>[0]): ValueRef[] {
    const own = this.#program.of(def);
    if (own === undefined) return [];
    const first = (this.#program.world.flags(def) & DefFlag.HasSelf) === 0 ? 0 : 1;
    return own.variables.flatMap((puts) => {
      const isParam = puts.some((id) => {
        const value = own.values[id]!;
        return value.kind === 'param' && value.of === def && value.index >= first;
      });
      return isParam && puts.length > 1 ? puts.map((id) => ({ flow: own, id })) : [];
    });
  }

  /** A constant or static: its value, and what is put into it. */
  #item(def: Parameters<ProgramFlow['of']>[0]): ValueRef[] {
    if (this.#program.world.kind(def) === DefKind.Fn) return [];
    return [...this.#returned(def), ...this.#program.putInto(def)];
  }

  #returned(def: Parameters<ProgramFlow['of']>[0]): ValueRef[] {
    const own = this.#program.of(def);
    return own === undefined ? [] : own.returns.map((id) => ({ flow: own, id }));
  }
}

/** Bytes of a list that is written out as numbers; undefined where it is no such list. */
function byteTable(items: readonly FlowValue[]): string | undefined {
  if (items.length < 2) return undefined;
  const bytes: number[] = [];
  for (const item of items) {
    if (item.kind !== 'int' || item.value < 0n || item.value > 255n) return undefined;
    bytes.push(Number(item.value));
  }
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.slice(at, at + 4096));
  return text;
}
