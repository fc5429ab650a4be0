/**
 * From which calls a value may come: through variables, operators, arguments of calls in between, parameters and results of
 * the package's own functions. This is the data flow that chains (read, encode, send) are made of.
 */
import { DefKind } from '@lazaret/facts';
import type { CallRef, ProgramFlow, ValueRef } from './program-flow.ts';

/** Values looked at for one question. */
const STEPS_MAX = 20_000;

/** All calls that feed a value, nearest first. */
export function originsOf(program: ProgramFlow, start: ValueRef): CallRef[] {
  const found: CallRef[] = [];
  const seen = new Map<ValueRef['flow'], Set<number>>();
  const queue: ValueRef[] = [start];
  for (let at = 0; at < queue.length && at < STEPS_MAX; at++) {
    const { flow, id } = queue[at]!;
    let ids = seen.get(flow);
    if (ids === undefined) seen.set(flow, (ids = new Set()));
    if (ids.has(id)) continue;
    ids.add(id);
    for (const next of stepsFrom(program, { flow, id }, found)) queue.push(next);
  }
  return found;
}

function stepsFrom(program: ProgramFlow, { flow, id }: ValueRef, found: CallRef[]): ValueRef[] {
  const here = (ids: readonly number[]): ValueRef[] => ids.map((next) => ({ flow, id: next }));
  const value = flow.values[id]!;
  switch (value.kind) {
    case 'call': {
      const call = flow.calls[value.call]!;
      found.push({ flow, call });
      const own = call.def === 0 ? undefined : program.of(call.def);
      const results = own === undefined ? [] : own.returns.map((next) => ({ flow: own, id: next }));
      return [...results, ...here(call.args)];
    }
    case 'param':
      return program.argumentsFor(value.of, value.index);
    case 'item': {
      const kind = program.world.kind(value.def);
      const own = kind === DefKind.Fn ? undefined : program.of(value.def);
      return own === undefined ? [] : own.returns.map((next) => ({ flow: own, id: next }));
    }
    case 'closure': {
      const own = program.of(value.def);
      return own === undefined ? [] : own.returns.map((next) => ({ flow: own, id: next }));
    }
    case 'concat':
      return here(value.parts);
    case 'list':
      return here(value.items);
    case 'operator':
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
