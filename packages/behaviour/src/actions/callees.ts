/** Names of callees for patterns: resolved paths; C functions by their symbol; of what is not known, what is written. */
import { DefFlag, type DefId, DefKind, type FlowCall, type ValueId } from '@lazaret/facts';
import type { Folder } from '../values/fold.ts';
import type { CallRef, ProgramFlow, ValueRef } from '../values/program-flow.ts';
import type { Spelling } from './spelling.ts';

/** Receivers of receivers. */
const HOPS_MAX = 64;
/** Values looked at for the roots of one. */
const STEPS_MAX = 400;

export class Callees {
  readonly #program: ProgramFlow;
  readonly #folder: Folder;
  readonly #spelling: Spelling;
  readonly #names = new Map<FlowCall, string>();
  readonly #roots = new Map<ValueRef['flow'], Map<number, ReadonlySet<FlowCall>>>();

  constructor(program: ProgramFlow, folder: Folder, spelling: Spelling) {
    this.#program = program;
    this.#folder = folder;
    this.#spelling = spelling;
  }

  name(ref: CallRef): string {
    const { call } = ref;
    let name = this.#names.get(call);
    if (name === undefined) {
      this.#names.set(call, '');
      name = this.#nameOf(ref);
      this.#names.set(call, name);
    }
    return name;
  }

  #nameOf(ref: CallRef): string {
    const { call } = ref;
    const { world } = this.#program;
    if (call.def === 0) return this.#written(ref);
    // A C function is what its symbol says, whoever declares it.
    if ((world.flags(call.def) & DefFlag.Foreign) !== 0)
      return `libc::${world.linkName(call.def) ?? world.names.text(world.name(call.def))}`;
    return this.#folder.callee(call);
  }

  /** A method of something that is not known belongs to the crate that made its receiver. */
  #written(ref: CallRef): string {
    const written = this.#spelling.callee(ref.call) ?? this.#folder.callee(ref.call);
    if (written.includes('::')) return written;
    for (let at: CallRef | undefined = ref, hops = 0; at !== undefined && hops < HOPS_MAX; hops++) {
      const before: CallRef = at;
      at = this.#receiver(before);
      if (at?.call === before.call) break;
      const made = at === undefined ? '' : this.name(at);
      if (!made.includes('::') || /^(?:core|alloc|std|<)/.test(made)) continue;
      const last = made.slice(made.lastIndexOf('::') + 2);
      const type = /^[a-z_]/.test(last) ? made.slice(0, made.lastIndexOf('::')) : made;
      return `${type}::${written}`;
    }
    return written;
  }

  #receiver({ flow: start, call }: CallRef): CallRef | undefined {
    let flow = start;
    let id: ValueId | undefined = call.args[0];
    for (let hops = 0; id !== undefined && hops < HOPS_MAX; hops++) {
      const value: ValueRef['flow']['values'][number] = flow.values[id]!;
      if (value.kind === 'call') {
        const next = flow.calls[value.call]!;
        return next === call ? undefined : { flow, call: next };
      }
      if (value.kind === 'part') id = value.of;
      else if (value.kind === 'any') id = value.of[0];
      // The declaration comes last.
      else if (value.kind === 'variable') id = flow.variables[value.variable]?.at(-1);
      // A constructor, or a tuple of which a part was taken.
      else if (value.kind === 'list') id = value.items[0];
      else if (value.kind === 'param' || value.kind === 'item') {
        const [next] =
          value.kind === 'param' ? this.#program.argumentsFor(value.of, value.index) : this.#valueOf(value);
        if (next === undefined) return undefined;
        flow = next.flow;
        id = next.id;
      } else return undefined;
    }
    return undefined;
  }

  /** What a constant or static is. */
  #valueOf({ def }: { readonly def: DefId }): readonly ValueRef[] {
    const flow = this.#program.of(def);
    if (flow === undefined || this.#program.world.kind(def) === DefKind.Fn) return [];
    return flow.returns.slice(0, 1).map((id) => ({ flow, id }));
  }

  /** The calls that made what a value is at its root, through receivers alone: the `open` of `open(p)?.lock().by_ref()`. */
  roots(ref: ValueRef): ReadonlySet<FlowCall> {
    let known = this.#roots.get(ref.flow);
    if (known === undefined) this.#roots.set(ref.flow, (known = new Map()));
    let roots = known.get(ref.id);
    if (roots === undefined) {
      roots = this.#rootsOf(ref);
      known.set(ref.id, roots);
    }
    return roots;
  }

  #rootsOf(start: ValueRef): ReadonlySet<FlowCall> {
    const out = new Set<FlowCall>();
    const queue = [start];
    const seen = new Map<ValueRef['flow'], Set<number>>();
    for (let at = 0; at < queue.length && at < STEPS_MAX; at++) {
      const { flow, id } = queue[at]!;
      let ids = seen.get(flow);
      if (ids === undefined) seen.set(flow, (ids = new Set()));
      if (ids.has(id)) continue;
      ids.add(id);
      const here = (next: readonly number[]): void => {
        for (const it of next) queue.push({ flow, id: it });
      };
      const value = flow.values[id]!;
      if (value.kind === 'part') here([value.of]);
      else if (value.kind === 'any') here(value.of);
      else if (value.kind === 'list') here(value.items.length <= 8 ? value.items : []);
      else if (value.kind === 'variable') here(flow.variables[value.variable] ?? []);
      else if (value.kind === 'param') queue.push(...this.#program.argumentsFor(value.of, value.index));
      else if (value.kind === 'call') {
        const call = flow.calls[value.call]!;
        out.add(call);
        const bodies = call.def === 0 ? [] : this.#program.bodiesOf(call.def);
        for (const def of bodies) {
          const own = this.#program.of(def)!;
          for (const next of own.returns) queue.push({ flow: own, id: next });
        }
        here(call.args.slice(0, 1));
      }
    }
    return out;
  }
}
