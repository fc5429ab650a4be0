/**
 * From the files of a version and its resolved dependencies to {@link CodeFacts}: each unit explored from where it can be
 * entered, down to functions whose capabilities are known.
 */
import {
  loadProgram,
  type PackageText,
  type ProgramInput,
  type Root,
  type SharedWorld,
  type StdLoader,
  type StoredFacts,
} from '@lazaret/analyzer';
import { inStage, type Stages } from '@lazaret/base';
import {
  type Build,
  type IndexLine,
  type LockFile,
  packageFacts,
  packageFactsFromIndex,
  type ResolverVersion,
  requireTargetCfgs,
  resolveBuild,
} from '@lazaret/cargo';
import { type CrateNum, crateOf, DefFlag, type DefId, DefKind, defId, type LocalDef, type World } from '@lazaret/facts';
import { type Entry, type Exploration, entryPoints, explore } from '@lazaret/graph';
import { actionsOf } from './actions/actions.ts';
import { Callees } from './actions/callees.ts';
import { Spelling } from './actions/spelling.ts';
import { type Capabilities, capabilitiesOf } from './capabilities/capabilities.ts';
import { SinkMap, type SinkRules } from './capabilities/sink-map.ts';
import type { CodeCompleteness, CodeFacts, CodeUnit, UnitName } from './code.ts';
import { itemsOf, type PublicItem } from './diff/public-items.ts';
import { Folder } from './values/fold.ts';
import { ProgramFlow } from './values/program-flow.ts';

export interface AnalyseInput {
  /** The package and all that it needs; `member` is the package. */
  readonly lock: LockFile;
  readonly member: number;
  /** By lock index; a package without text is a hole. */
  readonly texts: ReadonlyMap<number, PackageText>;
  /** Packages, by lock index, that no build takes for the targets that are asked about: without text, they are no holes. */
  readonly unread?: ReadonlySet<number>;
  /** Calls are followed through the package's own code, what counts as it and the standard library, not into dependencies. */
  readonly ownCodeOnly?: boolean;
  /** Dependencies, by lock index, whose code counts as the package's own: those that nobody else vouches for. */
  readonly watched?: readonly number[];
  /** For packages without text: their index lines. */
  readonly lines: ReadonlyMap<number, IndexLine>;
  readonly resolver: ResolverVersion;
  readonly target: string;
  readonly std: StdLoader;
  /** For scans one after the other; else each has a world of its own. */
  readonly shared?: SharedWorld | undefined;
  readonly rules?: SinkRules;
  /** Requirements that nothing fits, `name requirement`. */
  readonly missing: readonly string[];
  readonly stages?: Stages;
  /** Facts of dependencies that were made before. */
  readonly stored?: StoredFacts | undefined;
}

/** Which crates there are, before any of them is looked into. */
export interface PlannedPackage {
  readonly build: Build;
  readonly program: ProgramInput;
}

/** Which unit of a package a root of the program is. */
const UNIT_OF: Readonly<Record<Root['kind'], UnitName | undefined>> = {
  bin: 'bin',
  lib: 'lib',
  example: undefined,
  test: undefined,
  bench: undefined,
  'build-script': 'build',
  'proc-macro': 'macro',
};

/** The build of one version with all its features on: what any user of it can get. */
export function planPackage(input: AnalyseInput): PlannedPackage {
  const { lock, member, target } = input;
  const packages = new Map(
    lock.packages.flatMap((_, index) => {
      const text = input.texts.get(index);
      const line = input.lines.get(index);
      if (text !== undefined) return [[index, packageFacts(text.manifest, text.paths)] as const];
      return line === undefined ? [] : [[index, packageFactsFromIndex(line)] as const];
    }),
  );
  const build = resolveBuild(
    { lock, packages, members: [member], resolver: input.resolver },
    { targets: [target], host: target, allFeatures: true },
  );
  const cfgs = requireTargetCfgs(target);
  const program: ProgramInput = {
    std: input.std,
    stages: input.stages,
    units: build.units,
    packages: lock.packages,
    texts: input.texts,
    flow: watchedOf(input),
    targetCfgs: cfgs,
    hostCfgs: cfgs,
    roots: { examples: false, tests: false, benches: false },
    ...(input.stored === undefined ? {} : { stored: input.stored }),
  };
  return { build, program };
}

/** The package itself, and dependencies that are looked at as far as it. */
function watchedOf({ member, watched = [] }: AnalyseInput): ReadonlySet<number> {
  return new Set([member, ...watched]);
}

/** Analyses what was planned. */
export function analysePackage(input: AnalyseInput, planned: PlannedPackage = planPackage(input)): CodeFacts {
  const { build } = planned;
  const { lock, member } = input;
  const program = loadProgram(planned.program, input.shared);
  const { world, solver } = program;
  const sinks = input.rules === undefined ? SinkMap.of(world) : new SinkMap(world, input.rules);
  const texts = new Map(
    [...watchedOf(input)].map((index) => [
      `${lock.packages[index]!.name} ${lock.packages[index]!.version}`,
      input.texts.get(index),
    ]),
  );
  const textOf = (krate: CrateNum) =>
    texts.get(`${world.crate(krate).package.name} ${world.crate(krate).package.version}`);
  const stdCrates = new Set(world.crates.filter(({ package: { name } }) => STD_NAMES.has(name)).map(({ num }) => num));
  const isFollowed = (krate: CrateNum) =>
    input.ownCodeOnly !== true || stdCrates.has(krate) || textOf(krate) !== undefined;
  const stop = (def: DefId) => sinks.of(def) !== undefined || !isFollowed(crateOf(def));
  const isOwn = (unit: number) => build.units[unit]!.package === member;
  const libraries = build.units.flatMap((_, unit): Root[] => {
    const crate = program.libraries[unit];
    if (crate === undefined || !isOwn(unit) || world.crate(crate).unit !== 'lib') return [];
    return [{ crate, unit, kind: 'lib', name: world.crate(crate).name }];
  });
  const roots = [...libraries, ...[...program.runRoots, ...program.buildRoots].filter((root) => root.kind !== 'lib')];
  const units: CodeUnit[] = [];
  const seen = new Set<CrateNum>();
  for (const root of roots) {
    const unit = UNIT_OF[root.kind];
    if (unit === undefined || !isOwn(root.unit) || seen.has(root.crate)) continue;
    seen.add(root.crate);
    const entries = entryPoints(world, root.crate);
    const exploration = inStage(input.stages, `follow ${unit}`, () =>
      explore(world, entries, { stop, linked: [...program.crates] }, solver),
    );
    const own = new Set([root.crate, ...libraries.map((lib) => lib.crate)]);
    const capabilities = capabilitiesOf(exploration, sinks, own);
    const flow = new ProgramFlow(
      world,
      bodiesOf(world, root.crate, exploration, (krate) => own.has(krate) || textOf(krate) !== undefined),
    );
    const folder = new Folder(flow);
    const spelling = new Spelling(world, (krate, file) => textOf(krate)?.read(file));
    const callees = new Callees(flow, folder, spelling);
    folder.useNames((ref) => callees.name(ref));
    const actions = actionsOf(flow, folder, spelling, callees, root.crate);
    units.push({
      flow,
      folder,
      callee: (call) => callees.name(call),
      actions,
      unit,
      name: root.name,
      crate: root.crate,
      entries: entries.map(({ def }) => def),
      exploration,
      capabilities,
    });
  }
  return { world, units, completeness: completenessOf(units, input) };
}

/** Public items of the library, from names and signatures alone: no code is followed. Undefined for a package without a library. */
export function publicInterface(
  input: AnalyseInput,
  planned: PlannedPackage = planPackage(input),
): ReadonlyMap<string, PublicItem> | undefined {
  const { world, libraries } = loadProgram(planned.program, input.shared);
  const library = planned.build.units.findIndex(
    ({ package: owner }, unit) => owner === input.member && libraries[unit] !== undefined,
  );
  return library === -1 ? undefined : itemsOf(world, libraries[library]!);
}

/**
 * All functions of the unit, reached or not: what a framework, an attribute or a table of pointers calls is not seen to be
 * called. Of the package's library, and of dependencies that are looked into, those that are reached.
 */
function bodiesOf(
  world: World,
  root: CrateNum,
  exploration: Exploration,
  isLookedAt: (krate: CrateNum) => boolean,
): DefId[] {
  const facts = world.crate(root);
  const reached = exploration.reached('certain').filter((def) => isLookedAt(crateOf(def)));
  const all = Array.from({ length: facts.defCount() }, (_, local) => local as LocalDef).filter(
    (local) => BODIES.has(facts.kind(local)) && (facts.flags(local) & (DefFlag.Test | DefFlag.Foreign)) === 0,
  );
  return [...new Set([...reached, ...all.map((local) => defId(root, local))])];
}

const STD_NAMES: ReadonlySet<string> = new Set(['core', 'alloc', 'std', 'proc_macro', 'test']);

const BODIES: ReadonlySet<DefKind> = new Set([
  DefKind.Fn,
  DefKind.Const,
  DefKind.Static,
  DefKind.AssocConst,
  DefKind.AnonConst,
]);

/** What one function can do, or all functions of that path. */
export function exploreFunctions(code: CodeFacts, functions: readonly Entry[], rules?: SinkRules): Exploration {
  const sinks = new SinkMap(code.world, rules);
  return explore(code.world, functions, { stop: (def) => sinks.of(def) !== undefined });
}

/** Capabilities of what {@link exploreFunctions} found; the package's own crates are those of its units. */
export function functionCapabilities(code: CodeFacts, exploration: Exploration, rules?: SinkRules): Capabilities {
  return capabilitiesOf(exploration, new SinkMap(code.world, rules), new Set(code.units.map(({ crate }) => crate)));
}

function completenessOf(units: readonly CodeUnit[], input: AnalyseInput): CodeCompleteness {
  const counts = units.map((unit) => unit.exploration.completeness);
  const unknown = (opaque: boolean) =>
    counts.reduce(
      (total, { unknown }) =>
        total +
        Object.entries(unknown).reduce((n, [code, count]) => n + (code.startsWith('opaque') === opaque ? count : 0), 0),
      0,
    );
  const { packages } = input.lock;
  const needed = new Set([input.member]);
  for (const index of needed) for (const dependency of packages[index]!.dependencies) needed.add(dependency);
  const holes = packages.flatMap(({ name, version }, index) =>
    input.texts.has(index) || !needed.has(index) || input.unread?.has(index) === true ? [] : [`${name} ${version}`],
  );
  return {
    units: units.length,
    functions: counts.reduce((total, { functions }) => total + functions, 0),
    unresolvedCalls: unknown(false),
    opaqueExpansions: unknown(true),
    missing: [...input.missing, ...holes],
    limits: [...new Set(counts.flatMap(({ limits }) => limits))],
  };
}
