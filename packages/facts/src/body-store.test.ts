import { describe, expect, it } from 'vitest';
import type { BodyFacts, Use } from './body.ts';
import { UseKind } from './body.ts';
import { BodyStore } from './body-store.ts';
import { type CrateNum, type DefId, defId, type LocalDef } from './ids.ts';
import { World } from './world.ts';

const world = new World();
const { types, names } = world;
const span = (line: number, krate = 1) => ({
  krate: krate as CrateNum,
  file: 2,
  line,
  column: 3,
  endLine: line + 1,
  endColumn: 9,
});
const def = (local: number, krate = 1): DefId => defId(krate as CrateNum, local as LocalDef);

const uses: Use[] = [
  {
    kind: UseKind.Call,
    form: 'method',
    def: def(7, 300),
    args: [types.unit, types.error],
    span: span(5),
    expr: span(4),
  },
  {
    kind: UseKind.Unresolved,
    form: 'macro',
    def: 0,
    args: [],
    span: span(1, 4),
    expansion: true,
    implicit: true,
    name: names.intern('get'),
    names: [names.intern('a'), names.intern('b')],
    arity: 2,
    candidates: [def(1), def(2, 0)],
    reason: 'receiver-unknown',
  },
];

const bodyOf = (local: number): BodyFacts => ({
  owner: def(local),
  uses,
  at: span(local),
  exprs: local,
  exprsUnknown: 1,
  truncated: 'depth',
});

describe('BodyStore', () => {
  it('gives back what it was given, however much came since', () => {
    const store = new BodyStore(world);
    const bodies = Array.from({ length: 10_000 }, (_, local) => store.add(bodyOf(local)));
    for (const local of [0, 4_711, 9_999]) {
      const body = bodies[local]!;
      expect(body.uses).toEqual(uses);
      expect({ ...body, uses: body.uses }).toEqual(bodyOf(local));
    }
  });

  it('makes the uses once for those who ask soon after each other', () => {
    const store = new BodyStore(world);
    const bodies = Array.from({ length: 5_000 }, (_, local) => store.add(bodyOf(local)));
    expect(bodies[0]!.uses).not.toBe(uses);
    expect(bodies[0]!.uses).toBe(bodies[0]!.uses);
  });
});
