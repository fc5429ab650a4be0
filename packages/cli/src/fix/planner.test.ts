import { CRATES_IO_SOURCE, type IndexLine, manifestDependency, parseIndexLine, parseLockFile } from '@lazaret/cargo';
import { describe, expect, it } from 'vitest';
import { applySteps } from './apply.ts';
import { Planner } from './planner.ts';
import type { DependenciesOf } from './requirements.ts';

const line = (name: string, vers: string, deps: Record<string, string> = {}, yanked = false): IndexLine =>
  parseIndexLine(
    JSON.stringify({
      name,
      vers,
      deps: Object.entries(deps).map(([dep, req]) => ({
        name: dep,
        req,
        features: [],
        optional: false,
        default_features: true,
        target: null,
        kind: 'normal',
      })),
      cksum: '0'.repeat(64),
      features: {},
      yanked,
    }),
  );

const INDEX = [
  line('leaf', '1.0.0'),
  line('leaf', '1.0.1', {}, true),
  line('leaf', '1.0.2', { util: '^1.5' }),
  line('leaf', '1.0.3'),
  line('leaf', '2.0.0'),
  line('pin', '0.1.0', { leaf: '=1.0.0' }),
  line('pin', '0.1.1', { leaf: '^1.0.0' }),
  line('util', '1.0.0'),
  line('util', '1.6.0'),
];

const entry = (name: string, version: string, dependencies: string[], own = false) =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n${own ? '' : `source = "${CRATES_IO_SOURCE}"\n`}dependencies = ${JSON.stringify(dependencies)}\n`;

/** `app` depends on leaf, util and, if asked, on pin, which wants exactly this leaf. */
function setting(pinned: boolean, leafReq = '^1.0.0') {
  const own = ['leaf', 'util', ...(pinned ? ['pin'] : [])];
  const lock = parseLockFile(
    `version = 4\n${entry('app', '0.1.0', own, true)}${entry('leaf', '1.0.0', [])}${pinned ? entry('pin', '0.1.0', ['leaf']) : ''}${entry('util', '1.0.0', [])}`,
  );
  const app = line('app', '0.1.0', { leaf: leafReq, util: '^1', ...(pinned ? { pin: '^0.1' } : {}) });
  const dependenciesOf: DependenciesOf = (index) => {
    const { name, version } = lock.packages[index]!;
    return [app, ...INDEX]
      .find((it) => it.name === name && it.version === version)
      ?.dependencies.map(manifestDependency);
  };
  const versions = async (name: string) => INDEX.filter((it) => it.name === name);
  const planner = new Planner({
    lock,
    own: new Set([0]),
    dependenciesOf,
    versions: (index) => versions(lock.packages[index]!.name),
  });
  return { lock, planner, input: { lock, roots: [0], dependenciesOf, versions } };
}

const moves = (steps: readonly { readonly line: IndexLine }[]) =>
  steps.map((step) => `${step.line.name} ${step.line.version}`);

describe('Planner', () => {
  it('takes the lowest version that is wanted, not yanked and accepted', async () => {
    const { planner } = setting(false);
    expect(moves((await planner.plan(1, () => true)).steps)).toEqual(['leaf 1.0.2']);
  });

  it('moves a dependent that holds the package back', async () => {
    const { planner } = setting(true);
    expect(moves((await planner.plan(1, () => true)).steps)).toEqual(['pin 0.1.1', 'leaf 1.0.2']);
  });

  it("names the project's own requirement", async () => {
    const { steps, blockers } = await setting(false, '=1.0.0').planner.plan(1, () => true);
    expect(steps).toEqual([]);
    expect(blockers.map((it) => [it.code, it.by])).toEqual([['own-requirement', 'app@0.1.0']]);
  });

  it('says so where no version would do', async () => {
    const { blockers } = await setting(false).planner.plan(1, () => false);
    expect(blockers[0]?.message).toContain('no version would do');
  });
});

describe('applySteps', () => {
  it('moves compatible versions along instead of locking two', async () => {
    const { planner, input } = setting(false);
    const { steps } = await planner.plan(1, () => true);
    const applied = await applySteps(steps, input);
    const changed = parseLockFile(applied.text);
    expect(changed.packages.map((it) => `${it.name} ${it.version}`)).toEqual(['app 0.1.0', 'leaf 1.0.2', 'util 1.6.0']);
    expect([...applied.moved.values(), ...applied.missing, ...applied.added]).toEqual(['1.6.0']);
    expect(changed.diagnostics).toEqual([]);
  });
});
