/**
 * The flow of all functions of one package together: parameters are what callers give, calls of the package's own functions
 * are what these return. Order, branches and calling contexts are not told apart, so that nothing that can flow is missed.
 */
import {
  type BodyFlow,
  type CrateNum,
  crateOf,
  type DefId,
  DefKind,
  defId,
  type FlowCall,
  localOf,
  type Ty,
  TyKind,
  type ValueId,
  type World,
} from '@lazaret/facts';

/** A value of a function. */
export interface ValueRef {
  readonly flow: BodyFlow;
  readonly id: ValueId;
}

/** A call with the flow it stands in. */
export interface CallRef {
  readonly flow: BodyFlow;
  readonly call: FlowCall;
}

/** Functions that one trait method may stand for; a trait with more is an interface of its own kind, not a disguise. */
const IMPLEMENTATIONS_MAX = 16;
/** Values looked at to find out what is called. */
const TARGET_STEPS_MAX = 200;

export class ProgramFlow {
  readonly world: World;
  /** Every flow once, closures being part of the functions they stand in. */
  readonly flows: readonly BodyFlow[];
  readonly #byDef = new Map<DefId, BodyFlow>();
  readonly #callers = new Map<DefId, CallRef[]>();
  readonly #closures = new Map<DefId, CallRef[]>();
  /** Calls of values, with the functions and closures that these may be. */
  readonly #targets = new Map<FlowCall, DefId[]>();
  readonly #results = new Map<BodyFlow, Map<FlowCall, ValueId>>();
  readonly #calledAsValue = new Map<DefId, CallRef[]>();
  /** What is handed to a static through a method of it: `CELL.set(x)`. */
  readonly #statics = new Map<DefId, ValueRef[]>();
  /** Functions, constants and statics, with those that name them as values. */
  readonly #mentions = new Map<DefId, DefId[]>();
  readonly #crates: ReadonlySet<CrateNum>;
  #makers: Map<DefId, ValueRef[]> | undefined;
  /** What parameters may be, by function and index. */
  readonly #arguments = new Map<DefId, (readonly ValueRef[])[]>();
  /** Methods of the package's own traits, with the functions that implement them. */
  readonly #implementations = new Map<DefId, DefId[]>();

  /** `defs` are the functions, closures, constants and statics of the package that are looked at. */
  constructor(world: World, defs: readonly DefId[]) {
    this.world = world;
    const flows = new Set<BodyFlow>();
    for (const def of defs) {
      const flow = world.crate(crateOf(def)).flow?.(localOf(def));
      if (flow === undefined) continue;
      this.#byDef.set(def, flow);
      flows.add(flow);
    }
    this.flows = [...flows];
    this.#crates = new Set(defs.map(crateOf));
    this.#indexTraits(this.#crates);
    for (const flow of flows) for (const call of flow.calls) this.#index({ flow, call });
    for (const flow of flows) for (const call of flow.calls) this.#indexTargets({ flow, call });
    for (const [def, flow] of this.#byDef) {
      if (world.kind(def) === DefKind.Closure) continue;
      for (const value of flow.values)
        if (value.kind === 'item' && this.#byDef.has(value.def)) push(this.#mentions, value.def, def);
    }
  }

  /** Trait methods stand for all their implementations in the package. */
  #indexTraits(crates: ReadonlySet<CrateNum>): void {
    const { world } = this;
    for (const num of crates) {
      const facts = world.crate(num);
      for (const { impl, trait } of facts.traitImpls()) {
        if (trait === undefined || !crates.has(crateOf(trait))) continue;
        const methods = new Map(world.children(trait).map((method) => [world.name(method), method] as const));
        for (const child of facts.children(impl)) {
          const method = methods.get(facts.defName(child));
          const own = defId(num, child);
          if (method !== undefined && this.#byDef.has(own)) push(this.#implementations, method, own);
        }
      }
    }
  }

  #index(ref: CallRef): void {
    const { flow, call } = ref;
    if (call.def !== 0) for (const def of this.bodiesOf(call.def)) push(this.#callers, def, ref);
    const [receiver, ...given] = call.args;
    const item = receiver === undefined ? undefined : this.#staticBehind(flow, receiver);
    if (item !== undefined) for (const id of given) push(this.#statics, item, { flow, id });
    for (const arg of call.args) {
      const value = flow.values[arg];
      if (value?.kind === 'closure') push(this.#closures, value.def, ref);
      // A function named as a value is called by whom it is given to.
      if (value?.kind === 'item' && this.world.kind(value.def) === DefKind.Fn) push(this.#closures, value.def, ref);
    }
  }

  /** `let f = |x| …; f(1)`, `(table[0])(1)`, and a parameter that is called. */
  #indexTargets(ref: CallRef): void {
    const { flow, call } = ref;
    if (call.callee === undefined) return;
    const targets = new Set<DefId>();
    const seen = new Map<BodyFlow, Set<ValueId>>();
    const queue: ValueRef[] = [{ flow, id: call.callee }];
    for (let at = 0; at < queue.length && at < TARGET_STEPS_MAX; at++) {
      const next = queue[at]!;
      let ids = seen.get(next.flow);
      if (ids === undefined) seen.set(next.flow, (ids = new Set()));
      if (ids.has(next.id)) continue;
      ids.add(next.id);
      const value = next.flow.values[next.id]!;
      const here = (all: readonly ValueId[]) => queue.push(...all.map((id) => ({ flow: next.flow, id })));
      if (value.kind === 'closure') targets.add(value.def);
      else if (value.kind === 'list') here(value.items);
      else if (value.kind === 'any') here(value.of);
      else if (value.kind === 'part') here([value.of]);
      else if (value.kind === 'variable') here(next.flow.variables[value.variable] ?? []);
      else if (value.kind === 'call') here(next.flow.calls[value.call]!.args.slice(0, 1));
      else if (value.kind === 'param') {
        const given = (this.#callers.get(value.of) ?? []).flatMap(({ flow: from, call: by }) => {
          const id = by.args[value.index];
          return id === undefined ? [] : [{ flow: from, id }];
        });
        queue.push(...given);
      } else if (value.kind === 'item') {
        const own = this.#byDef.get(value.def);
        if (own === undefined) continue;
        if (this.world.kind(value.def) === DefKind.Fn) targets.add(value.def);
        else queue.push(...own.returns.map((id) => ({ flow: own, id })));
      }
    }
    if (targets.size === 0 || targets.size > IMPLEMENTATIONS_MAX) return;
    this.#targets.set(call, [...targets]);
    for (const def of targets) push(this.#calledAsValue, def, ref);
  }

  /** What a call of a value gives: the results of the closures and functions that it may be. */
  resultsOf(call: FlowCall): readonly ValueRef[] {
    return (this.#targets.get(call) ?? []).flatMap((def) => {
      const own = this.#byDef.get(def);
      if (own !== undefined && this.world.kind(def) !== DefKind.Closure)
        return own.returns.map((id) => ({ flow: own, id }));
      return this.#closureResults(def);
    });
  }

  #closureResults(def: DefId): ValueRef[] {
    for (const flow of this.flows)
      for (const value of flow.values)
        if (value.kind === 'closure' && value.def === def) return [{ flow, id: value.result }];
    return [];
  }

  /** The value that a call gives. */
  resultOf({ flow, call }: CallRef): ValueRef | undefined {
    let ids = this.#results.get(flow);
    if (ids === undefined) {
      ids = new Map();
      for (let id = flow.values.length - 1; id >= 0; id--) {
        const value = flow.values[id]!;
        if (value.kind === 'call') ids.set(flow.calls[value.call]!, id);
      }
      this.#results.set(flow, ids);
    }
    const id = ids.get(call);
    return id === undefined ? undefined : { flow, id };
  }

  /** Functions and closures that a call of a value may be. */
  targetsOf(call: FlowCall): readonly DefId[] {
    return this.#targets.get(call) ?? [];
  }

  /** Calls that are handed a function or closure, which they may run. */
  handedTo(def: DefId): readonly CallRef[] {
    return this.#closures.get(def) ?? [];
  }

  /** The static of the package that is the root of a receiver: `CELL`, `CELL.lock().unwrap()`. */
  #staticBehind(flow: BodyFlow, id: ValueId): DefId | undefined {
    let at: ValueId | undefined = id;
    for (let hops = 0; hops < 8 && at !== undefined; hops++) {
      const value: BodyFlow['values'][number] | undefined = flow.values[at];
      if (value?.kind === 'item') return this.world.kind(value.def) === DefKind.Static ? value.def : undefined;
      if (value?.kind === 'part') at = value.of;
      else if (value?.kind === 'call') at = flow.calls[value.call]?.args[0];
      else return undefined;
    }
    return undefined;
  }

  /** The package's functions that a callee may be: itself, or what implements the method of the package's own trait. */
  bodiesOf(def: DefId): readonly DefId[] {
    const implementations = this.#implementations.get(def) ?? [];
    const own = this.#byDef.has(def) ? [def] : [];
    return implementations.length > IMPLEMENTATIONS_MAX ? own : [...own, ...implementations];
  }

  /** The flow of a function of the package. */
  of(def: DefId): BodyFlow | undefined {
    return this.#byDef.get(def);
  }

  /** What is put into a static while the program runs. */
  putInto(def: DefId): readonly ValueRef[] {
    return this.#statics.get(def) ?? [];
  }

  /** Calls of a function of the package, and calls that are handed it. */
  callersOf(def: DefId): readonly CallRef[] {
    return [
      ...(this.#callers.get(def) ?? []),
      ...(this.#closures.get(def) ?? []),
      ...(this.#calledAsValue.get(def) ?? []),
    ];
  }

  /** Functions and constants that name this one as a value: tables of functions, callbacks. */
  mentionersOf(def: DefId): readonly DefId[] {
    return this.#mentions.get(def) ?? [];
  }

  /** The type of the package that a method belongs to. */
  typeOfMethod(def: DefId): DefId | undefined {
    const parent = this.world.parent(def);
    if (parent === undefined || this.world.kind(parent) !== DefKind.Impl) return undefined;
    const adt = this.#adtOf(this.world.implHeader(parent).self);
    return adt !== undefined && this.#crates.has(crateOf(adt)) ? adt : undefined;
  }

  /** A method that code outside of the package calls: `drop`, `poll`, `fmt`. */
  #ofForeignTrait(def: DefId): boolean {
    const parent = this.world.parent(def);
    if (parent === undefined || this.world.kind(parent) !== DefKind.Impl) return false;
    const { trait } = this.world.implHeader(parent);
    return trait !== undefined && !this.#crates.has(crateOf(trait.trait));
  }

  /** Values of the type that a method belongs to: what the package's functions that return it give. */
  #made(method: DefId): ValueRef[] {
    const { world } = this;
    const { self } = world.implHeader(world.parent(method)!);
    const adt = this.#adtOf(self);
    if (adt === undefined) return [];
    this.#makers ??= this.#indexMakers();
    return this.#makers.get(adt) ?? [];
  }

  #adtOf(ty: Ty): DefId | undefined {
    const { types } = this.world;
    return types.kind(ty) === TyKind.Adt ? (types.head(ty) as DefId) : undefined;
  }

  /** By type: results of functions that return it, alone or within another (`Result<T>`, `Box<T>`). */
  #indexMakers(): Map<DefId, ValueRef[]> {
    const makers = new Map<DefId, ValueRef[]>();
    for (const [def, flow] of this.#byDef) {
      if (this.world.kind(def) !== DefKind.Fn) continue;
      const types = new Set<DefId>();
      const sig = this.world.fnSig(def);
      this.#typesIn(sig.output ?? sig.ret, types, 0);
      for (const type of types) for (const id of flow.returns) push(makers, type, { flow, id });
    }
    return makers;
  }

  #typesIn(ty: Ty, found: Set<DefId>, depth: number): void {
    if (depth > 4) return;
    const adt = this.#adtOf(ty);
    if (adt !== undefined && this.#crates.has(crateOf(adt))) found.add(adt);
    for (const arg of this.world.types.args(ty)) this.#typesIn(arg, found, depth + 1);
  }

  /** All calls, in all functions. */
  *calls(): Generator<CallRef> {
    for (const flow of this.flows) for (const call of flow.calls) yield { flow, call };
  }

  /** What a parameter may be: the arguments of all calls; of a closure what it is handed by whom it is given to. */
  argumentsFor(def: DefId, index: number): readonly ValueRef[] {
    let known = this.#arguments.get(def);
    if (known === undefined) this.#arguments.set(def, (known = []));
    return (known[index] ??= this.#findArguments(def, index));
  }

  #findArguments(def: DefId, index: number): ValueRef[] {
    const kind = this.world.kind(def);
    const given = (this.#closures.get(def) ?? []).flatMap(({ flow, call }) =>
      call.args.filter((arg) => flow.values[arg]?.kind !== 'closure').map((id) => ({ flow, id })),
    );
    for (const { flow, call } of this.#calledAsValue.get(def) ?? []) {
      const id = call.args[index];
      if (id !== undefined) given.push({ flow, id });
    }
    if (kind === DefKind.Closure) return given;
    if (index === 0 && this.#ofForeignTrait(def)) given.push(...this.#made(def));
    const called = (this.#callers.get(def) ?? []).flatMap(({ flow, call }) => {
      const id = call.args[index];
      return id === undefined ? [] : [{ flow, id }];
    });
    return [...called, ...given];
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
