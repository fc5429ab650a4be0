/**
 * What a value is, as text: constant folding over the flow of a package. Standard functions that hand text on, put it together
 * or take it apart are known by their paths; the package's own functions are their results; decoders of well-known crates
 * decode. What is not known is a hole, never left out.
 */
import { type DefId, DefKind, DefPaths, type FlowCall, type FlowValue } from '@lazaret/facts';
import { xored } from './decode.ts';
import { appended, type FoldedText, mergedLayers, type Piece, UNKNOWN } from './folded.ts';
import { Lists } from './lists.ts';
import type { CallRef, ProgramFlow, ValueRef } from './program-flow.ts';
import type { Ref, Within } from './ref.ts';
import { type Meaning, meaningOf, unknownMeaning } from './text-functions.ts';

export type { Within } from './ref.ts';

/** Readings of one value; more are not told apart. */
const READINGS_MAX = 12;
/** Values within values, through functions too. */
const DEPTH_MAX = 48;
/** Values looked at for one question. */
const STEPS_MAX = 5_000;
/** Characters of one reading. */
const LENGTH_MAX = 64 * 1024;
/** Readings of values that are kept; those of the largest programs that were measured are fewer. */
const KNOWN_MAX = 200_000;

export class Folder {
  readonly #program: ProgramFlow;
  readonly #paths: DefPaths;
  readonly #lists: Lists;
  readonly #meanings = new Map<string, Meaning | null>();
  /** Names of callees whose crate is not at hand, as they are written. */
  #written: ((ref: CallRef) => string) | undefined;
  #steps = 0;
  /** Readings that were left out so far, at a limit or in a circle: what was found meanwhile holds for that question only. */
  #cuts = 0;
  /** Readings of values, where nothing was left out. */
  readonly #known = new Map<ValueRef['flow'], Map<number, Map<Within | undefined, readonly FoldedText[]>>>();
  #knownCount = 0;
  readonly #withins = new Map<FlowCall, Within[]>();
  /** Values that are being folded, by the call they are looked at through. */
  readonly #open = new Map<ValueRef['flow'], Map<number, Set<Within | undefined>>>();

  constructor(program: ProgramFlow) {
    this.#program = program;
    this.#paths = DefPaths.of(program.world);
    this.#lists = new Lists(program, {
      meaning: ({ flow }, call) => this.#meaning(flow, call),
      callee: ({ flow }, call) => this.#name(flow, call),
      fold: (ref, depth) => this.#fold(ref, depth),
      within: (def, call, outer) => this.#within(def, call, outer),
    });
  }

  /** How to name what is not known, once that can be told. */
  useNames(written: (ref: CallRef) => string): void {
    this.#written = written;
  }

  /** Path of a call's callee, or its name where it is not known. */
  callee(call: FlowCall): string {
    if (call.def !== 0) return this.#paths.path(call.def);
    return call.name === undefined ? '' : this.#program.world.names.text(call.name);
  }

  #name(flow: ValueRef['flow'], call: FlowCall): string {
    return call.def === 0 && this.#written !== undefined ? this.#written({ flow, call }) : this.callee(call);
  }

  #meaning(flow: ValueRef['flow'], call: FlowCall): Meaning | undefined {
    const path = this.#name(flow, call);
    const key = call.def === 0 ? `? ${path}` : path;
    let meaning = this.#meanings.get(key);
    if (meaning === undefined) {
      meaning = meaningOf(path) ?? (call.def === 0 ? unknownMeaning(path) : undefined) ?? null;
      this.#meanings.set(key, meaning);
    }
    return meaning ?? undefined;
  }

  /** All readings of a value; at least one. */
  texts(ref: ValueRef, within?: Within): readonly FoldedText[] {
    this.#steps = 0;
    return this.#fold({ ...ref, within }, 0);
  }

  /** The readings of each item of a list, wherever it is written; undefined where it is not known to be one. */
  listTexts(ref: ValueRef, within?: Within): readonly (readonly FoldedText[])[] | undefined {
    this.#steps = 0;
    const lists = this.#itemsOf({ ...ref, within }, 0);
    if (lists.length === 0) return undefined;
    const longest = Math.max(...lists.map((items) => items.length));
    return Array.from({ length: longest }, (_, at) => limited(lists.flatMap((items) => items[at] ?? [])));
  }

  #fold(ref: Ref, depth: number): readonly FoldedText[] {
    if (ref.text !== undefined) return ref.text;
    if (depth > DEPTH_MAX || ++this.#steps > STEPS_MAX) {
      this.#cuts++;
      return [UNKNOWN];
    }
    const known = this.#known.get(ref.flow)?.get(ref.id)?.get(ref.within);
    if (known !== undefined) return known;
    const open = this.#opened(ref);
    // A value that is made of itself (`s += x` in a loop) adds nothing that can be told.
    if (open.has(ref.within)) {
      this.#cuts++;
      return [];
    }
    open.add(ref.within);
    const before = this.#cuts;
    const readings = limited(this.#value(ref, ref.flow.values[ref.id]!, depth + 1));
    open.delete(ref.within);
    if (this.#cuts === before) this.#keep(ref, readings);
    return readings;
  }

  #keep({ flow, id, within }: Ref, readings: readonly FoldedText[]): void {
    if (++this.#knownCount > KNOWN_MAX) return;
    let ids = this.#known.get(flow);
    if (ids === undefined) this.#known.set(flow, (ids = new Map()));
    let known = ids.get(id);
    if (known === undefined) ids.set(id, (known = new Map()));
    known.set(within, readings);
  }

  /** The same call looked into from the same place is the same. */
  #within(def: DefId, call: CallRef, outer: Within | undefined): Within {
    let list = this.#withins.get(call.call);
    if (list === undefined) this.#withins.set(call.call, (list = []));
    let within = list.find((it) => it.def === def && it.outer === outer);
    if (within === undefined) list.push((within = { def, call, outer }));
    return within;
  }

  #opened({ flow, id }: ValueRef): Set<Within | undefined> {
    let ids = this.#open.get(flow);
    if (ids === undefined) this.#open.set(flow, (ids = new Map()));
    let open = ids.get(id);
    if (open === undefined) ids.set(id, (open = new Set()));
    return open;
  }

  #value(ref: Ref, value: FlowValue, depth: number): readonly FoldedText[] {
    const { flow } = ref;
    const at = (id: number): readonly FoldedText[] => this.#fold({ ...ref, id }, depth);
    switch (value.kind) {
      case 'text':
      case 'bytes':
        return [literal(value.text)];
      case 'int':
        return [literal(String(value.value))];
      case 'bool':
        return [literal(String(value.value))];
      case 'env':
        return [{ pieces: [{ hole: 'env', name: value.name }], layers: [] }];
      case 'call':
        return this.#call(ref, flow.calls[value.call]!, depth);
      case 'concat':
        return product(value.parts.map(at));
      case 'list':
        return this.#list(ref, value.items, depth);
      case 'part':
        return value.from === undefined ? this.#part(ref, value.of, depth) : at(value.of);
      case 'any':
        return value.of.flatMap(at);
      case 'variable':
        return this.#variable(ref, value.variable, depth);
      case 'operator':
        return this.#operator(value.operator, value.args.map(at));
      case 'item':
        return this.#item(value.def, depth);
      case 'param': {
        const { within } = ref;
        if (within !== undefined && within.def === value.of) {
          const id = within.call.call.args[value.index];
          return id === undefined ? [UNKNOWN] : this.#fold({ flow: within.call.flow, id, within: within.outer }, depth);
        }
        const given = this.#program.argumentsFor(value.of, value.index);
        return given.length === 0 ? [UNKNOWN] : given.flatMap((next) => this.#fold(next, depth));
      }
      default:
        return [UNKNOWN];
    }
  }

  #item(def: DefId, depth: number): readonly FoldedText[] {
    if (this.#program.world.kind(def) === DefKind.Fn) return [UNKNOWN];
    const flow = this.#program.of(def);
    if (flow === undefined || flow.returns.length === 0) return [UNKNOWN];
    return flow.returns.flatMap((id) => this.#fold({ flow, id }, depth));
  }

  /** A field or element of what is written out is one of its values, not all of them after each other. */
  #part(ref: Ref, of: number, depth: number): readonly FoldedText[] {
    const items = this.#lists.elements(ref);
    return items === undefined
      ? this.#fold({ ...ref, id: of }, depth)
      : items.slice(0, READINGS_MAX).flatMap((item) => this.#fold(item, depth));
  }

  /** Bytes and characters of a table make a text; texts of a list are put one after another. */
  #list(ref: Ref, items: readonly number[], depth: number): readonly FoldedText[] {
    const bytes = items.map((id) => {
      const value = ref.flow.values[id]!;
      return value.kind === 'int' && value.value >= 0n && value.value < 256n ? Number(value.value) : -1;
    });
    if (items.length > 3 && bytes.every((byte) => byte >= 0))
      return [{ pieces: [String.fromCharCode(...bytes.slice(0, LENGTH_MAX))], layers: ['byte table'] }];
    return product(items.slice(0, 256).map((id) => this.#fold({ ...ref, id }, depth)));
  }

  /** What is put in first, then what is appended to it. */
  #variable(ref: Ref, variable: number, depth: number): readonly FoldedText[] {
    const puts = ref.flow.variables[variable] ?? [];
    const starts: FoldedText[] = [];
    let growth: readonly FoldedText[] = [literal('')];
    let grows = false;
    // Declarations come last in the list: they are noted when the walk is over.
    for (const id of [...puts].reverse()) {
      const added = this.#growth(ref, id, variable, depth);
      if (added === undefined) starts.push(...this.#fold({ ...ref, id }, depth));
      else if (added !== 'none') grows = true;
    }
    for (const id of puts) {
      const added = this.#growth(ref, id, variable, depth);
      if (added !== undefined && added !== 'none') growth = product([growth, added]);
    }
    const first = starts.length === 0 ? [grows ? literal('') : UNKNOWN] : starts;
    return grows ? product([first, growth]) : first;
  }

  /** What a put appends to the variable (`push_str`, `+=`); `none` for a call that changes no text; undefined for a new value. */
  #growth(ref: ValueRef, id: number, variable: number, depth: number): readonly FoldedText[] | 'none' | undefined {
    const { flow } = ref;
    const value = flow.values[id]!;
    const isSelf = (other: number | undefined): boolean => {
      const inner = other === undefined ? undefined : flow.values[other];
      return inner?.kind === 'variable' && inner.variable === variable;
    };
    if (value.kind === 'operator' && value.operator === '+' && isSelf(value.args[0]))
      return this.#fold({ ...ref, id: value.args[1]! }, depth);
    if (value.kind !== 'call') return undefined;
    const call = flow.calls[value.call]!;
    if (!call.args.some(isSelf)) return undefined;
    const meaning = this.#meaning(flow, call);
    if (meaning?.kind === 'append' && isSelf(call.args[0])) {
      const added = this.#added(ref, call, depth);
      return meaning.between === '' ? added : product([[literal(meaning.between)], added]);
    }
    return 'none';
  }

  #call(ref: Ref, call: FlowCall, depth: number): readonly FoldedText[] {
    const bodies = call.def === 0 ? [] : this.#program.bodiesOf(call.def);
    const results = bodies.flatMap((def) => this.#result(ref, call, def, depth));
    if (results.length > 0) return results;
    const values = this.#program.resultsOf(call);
    if (values.length > 0)
      return values.flatMap(({ flow, id }, at) => {
        const def = this.#program.targetsOf(call)[at];
        const within = def === undefined ? undefined : this.#within(def, { flow: ref.flow, call }, ref.within);
        return this.#fold({ flow, id, within }, depth);
      });
    const meaning = this.#meaning(ref.flow, call);
    return meaning === undefined ? [UNKNOWN] : this.#meant(ref, call, meaning, depth);
  }

  /** What is appended; parts of a path one after another. */
  #added(ref: Ref, call: FlowCall, depth: number): readonly FoldedText[] {
    const given: Ref = { ...ref, id: call.args[1] ?? 0 };
    if (!/::extend$/.test(this.#name(ref.flow, call))) return this.#fold(given, depth);
    const [items] = this.#itemsOf(given, depth);
    if (items === undefined || items.length < 2) return this.#fold(given, depth);
    return product(items.flatMap((item, at) => (at === 0 ? [item] : [[literal('/')], item])));
  }

  /** What a function of the package returns to this call. */
  #result(ref: Ref, call: FlowCall, def: DefId, depth: number): readonly FoldedText[] {
    const own = this.#program.of(def);
    if (own === undefined) return [];
    const within = this.#within(def, { flow: ref.flow, call }, ref.within);
    return own.returns.flatMap((id) => this.#fold({ flow: own, id, within }, depth));
  }

  #meant(ref: Ref, call: FlowCall, meaning: Meaning, depth: number): readonly FoldedText[] {
    const arg = (index: number): readonly FoldedText[] => {
      const id = call.args[index];
      return id === undefined ? [UNKNOWN] : this.#fold({ ...ref, id }, depth);
    };
    switch (meaning.kind) {
      case 'same':
        return arg(meaning.arg);
      case 'append':
        return product([arg(0), [literal(meaning.between)], arg(1)]);
      case 'join': {
        const lists = this.#itemsOf({ ...ref, id: call.args[0] ?? 0 }, depth);
        const between = meaning.withArg ? arg(1) : [literal('')];
        if (lists.length === 0) return meaning.orPath ? product([arg(0), [literal('/')], between]) : arg(0);
        return limited(
          lists.flatMap((items) => product(items.flatMap((item, i) => (i === 0 ? [item] : [between, item])))),
        );
      }
      case 'split': {
        const words = this.#lists.ofCall(ref, call).flat();
        return words.length === 0 ? [UNKNOWN] : limited(words.flatMap((word) => this.#fold(word, depth)));
      }
      case 'element': {
        const items = this.#lists.elementOf(ref, call, meaning.at);
        return items === undefined ? arg(0) : items.flatMap((item) => this.#fold(item, depth));
      }
      case 'reverse':
        return this.#reversed({ ...ref, id: call.args[0] ?? 0 }, depth);
      case 'map':
        return arg(0).map(({ pieces, layers }) => ({
          pieces: pieces.map((piece) => (typeof piece === 'string' ? meaning.text(piece) : piece)),
          layers: meaning.layer === undefined ? layers : mergedLayers(layers, [meaning.layer]),
        }));
      case 'replace':
        return this.#replaced(arg(0), arg(1), arg(2));
      case 'iterate':
        return this.#iterated(ref, call, depth);
      case 'decode':
        return arg(meaning.arg).flatMap((folded) => decoded(folded, meaning.decode, meaning.layer));
      case 'text':
        return [literal(meaning.text)];
      case 'hole':
        return [{ pieces: [meaning.hole], layers: [] }];
      case 'env':
        return arg(0).map((name) => {
          const text = name.pieces.length === 1 && typeof name.pieces[0] === 'string' ? name.pieces[0] : '?';
          return { pieces: [{ hole: 'env', name: text }], layers: name.layers };
        });
    }
  }

  /** The readings of each item of the lists that a value may be. */
  #itemsOf(ref: Ref, depth: number): readonly (readonly (readonly FoldedText[])[])[] {
    return this.#lists.of(ref).map((items) => items.map((item) => this.#fold(item, depth)));
  }

  /** Texts of a list come in another order; the characters of one text are turned around. Turned twice they are as they were. */
  #reversed(of: Ref, depth: number): readonly FoldedText[] {
    const readings = this.#fold(of, depth);
    if (!readings.some(({ layers }) => layers.includes('byte table'))) {
      const lists = this.#itemsOf(of, depth);
      if (lists.length > 0) return limited(lists.flatMap((items) => product(items.toReversed())));
    }
    // What has holes is no text whose characters are known: parts of a path, most likely.
    if (readings.some(({ pieces }) => pieces.length > 1 || typeof pieces[0] !== 'string')) return readings;
    return readings.map(({ pieces, layers }) => ({
      pieces: pieces.map((piece) => (typeof piece === 'string' ? [...piece].reverse().join('') : piece)),
      layers: layers.at(-1) === 'reversed' ? layers.slice(0, -1) : mergedLayers(layers, ['reversed']),
    }));
  }

  /** `bytes.iter().map(|b| b ^ KEY)`: what the closure does to each byte, where that is an xor or a sum with a constant. */
  #iterated(ref: Ref, call: FlowCall, depth: number): readonly FoldedText[] {
    const { flow } = ref;
    const source = this.#fold({ ...ref, id: call.args[0] ?? 0 }, depth);
    const closure = call.args.slice(1).flatMap((id) => {
      const value = flow.values[id]!;
      return value.kind === 'closure' ? [value.def] : [];
    })[0];
    const step = closure === undefined ? undefined : this.#byteStep(flow, closure);
    if (step === undefined) return source;
    return source.map(({ pieces, layers }) => ({
      pieces: pieces.map((piece) => (typeof piece === 'string' ? step.apply(piece) : piece)),
      layers: mergedLayers(layers, [step.layer]),
    }));
  }

  /** An operator on the closure's parameter and a constant. */
  #byteStep(
    flow: ValueRef['flow'],
    closure: DefId,
  ): { readonly layer: string; readonly apply: (text: string) => string } | undefined {
    for (const value of flow.values) {
      if (value.kind !== 'operator' || value.args.length !== 2) continue;
      const sides = value.args.map((id) => this.#constantByte(flow, id));
      const key = sides.find((side) => side !== undefined);
      const other = value.args[sides[0] === undefined ? 0 : 1]!;
      if (key === undefined || !this.#isParam(flow, other, closure)) continue;
      if (value.operator === '^') return { layer: `xor 0x${key.toString(16)}`, apply: (text) => xored(text, [key]) };
      if (value.operator === '+' || value.operator === '-') {
        const by = value.operator === '+' ? key : -key;
        return {
          layer: `shift ${by}`,
          apply: (text) => [...text].map((char) => String.fromCharCode((char.charCodeAt(0) + by) & 0xff)).join(''),
        };
      }
    }
    return undefined;
  }

  #constantByte(flow: ValueRef['flow'], id: number): number | undefined {
    let value = flow.values[id]!;
    if (value.kind === 'item') {
      const own = this.#program.of(value.def);
      const result = own?.returns[0];
      if (own === undefined || result === undefined) return undefined;
      value = own.values[result]!;
    }
    return value.kind === 'int' && value.value >= 0n && value.value < 256n ? Number(value.value) : undefined;
  }

  #isParam(flow: ValueRef['flow'], id: number, closure: DefId): boolean {
    const value = flow.values[id]!;
    if (value.kind === 'part') return this.#isParam(flow, value.of, closure);
    if (value.kind === 'param') return value.of === closure;
    if (value.kind !== 'variable') return false;
    return (flow.variables[value.variable] ?? []).some((put) => {
      const inner = flow.values[put]!;
      return inner.kind === 'param' && inner.of === closure;
    });
  }

  #replaced(
    texts: readonly FoldedText[],
    from: readonly FoldedText[],
    to: readonly FoldedText[],
  ): readonly FoldedText[] {
    const pattern = plain(from);
    const other = plain(to);
    if (pattern === undefined || other === undefined || pattern === '') return texts;
    return texts.map(({ pieces, layers }) => ({
      pieces: pieces.map((piece) => (typeof piece === 'string' ? piece.replaceAll(pattern, other) : piece)),
      layers: mergedLayers(layers, ['replace']),
    }));
  }

  /** Text put together with `+`; numbers are of no interest here, save that they are not known. */
  #operator(operator: string, args: readonly (readonly FoldedText[])[]): readonly FoldedText[] {
    return operator === '+' && args.length === 2 ? product(args) : [UNKNOWN];
  }
}

function literal(text: string): FoldedText {
  return { pieces: text === '' ? [] : [text.slice(0, LENGTH_MAX)], layers: [] };
}

function plain(texts: readonly FoldedText[]): string | undefined {
  const only = texts.length === 1 ? texts[0]! : undefined;
  if (only === undefined || only.pieces.length > 1) return undefined;
  const [piece] = only.pieces;
  return piece === undefined ? '' : typeof piece === 'string' ? piece : undefined;
}

function decoded(folded: FoldedText, decode: (text: string) => string | undefined, layer: string): FoldedText[] {
  const pieces: Piece[] = [];
  for (const piece of folded.pieces) {
    const text = typeof piece === 'string' ? decode(piece) : undefined;
    pieces.push(text ?? { hole: 'unknown' });
  }
  return [{ pieces, layers: mergedLayers(folded.layers, [layer]) }];
}

/** All ways to put one reading of each after another. */
function product(parts: readonly (readonly FoldedText[])[]): FoldedText[] {
  let out: FoldedText[] = [{ pieces: [], layers: [] }];
  for (const part of parts) {
    const readings = part.length === 0 ? [UNKNOWN] : part;
    const longer: FoldedText[] = [];
    for (const left of out)
      for (const right of readings) if (longer.length < READINGS_MAX) longer.push(appended(left, right));
    out = limited(longer);
  }
  return out;
}

function limited(readings: readonly FoldedText[]): FoldedText[] {
  const out = readings.slice(0, READINGS_MAX);
  for (let at = 0; at < out.length; at++) if (isTooLong(out[at]!)) out[at] = UNKNOWN;
  return out;
}

function isTooLong({ pieces }: FoldedText): boolean {
  let length = 0;
  for (const piece of pieces) length += typeof piece === 'string' ? piece.length : 1;
  return length > LENGTH_MAX;
}
