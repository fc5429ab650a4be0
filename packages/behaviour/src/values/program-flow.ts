/**
 * The flow of all functions of one package together: parameters are what callers give, calls of the package's own functions
 * are what these return. Order, branches and calling contexts are not told apart, so that nothing that can flow is missed.
 */
import {
  type BodyFlow,
  crateOf,
  type DefId,
  DefKind,
  type FlowCall,
  localOf,
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

export class ProgramFlow {
  readonly world: World;
  /** Every flow once, closures being part of the functions they stand in. */
  readonly flows: readonly BodyFlow[];
  readonly #byDef = new Map<DefId, BodyFlow>();
  readonly #callers = new Map<DefId, CallRef[]>();
  readonly #closures = new Map<DefId, CallRef[]>();

  /** `defs` are the functions, closures, constants and statics of the package that are reached. */
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
    for (const flow of flows) for (const call of flow.calls) this.#index({ flow, call });
  }

  #index(ref: CallRef): void {
    const { flow, call } = ref;
    if (call.def !== 0) push(this.#callers, this.#implementation(call.def), ref);
    for (const arg of call.args) {
      const value = flow.values[arg];
      if (value?.kind === 'closure') push(this.#closures, value.def, ref);
      // A function named as a value is called by whom it is given to.
      if (value?.kind === 'item' && this.world.kind(value.def) === DefKind.Fn) push(this.#closures, value.def, ref);
    }
  }

  /** A trait's method with one body in the package stands for that body: enough for private helper traits. */
  #implementation(def: DefId): DefId {
    return def;
  }

  /** The flow of a function of the package. */
  of(def: DefId): BodyFlow | undefined {
    return this.#byDef.get(def);
  }

  /** All calls, in all functions. */
  *calls(): Generator<CallRef> {
    for (const flow of this.flows) for (const call of flow.calls) yield { flow, call };
  }

  /** What a parameter may be: the arguments of all calls; of a closure what it is handed by whom it is given to. */
  argumentsFor(def: DefId, index: number): ValueRef[] {
    const kind = this.world.kind(def);
    const given = (this.#closures.get(def) ?? []).flatMap(({ flow, call }) =>
      call.args.filter((arg) => flow.values[arg]?.kind !== 'closure').map((id) => ({ flow, id })),
    );
    if (kind === DefKind.Closure) return given;
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
