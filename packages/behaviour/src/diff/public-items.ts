/** What others can name and call: public items that came and went, and public functions that lead to a capability they did not lead to. */
import { type CrateNum, DefKind, DefPaths, type World } from '@lazaret/facts';
import { type Entry, entryPoints, explore, publicDefs } from '@lazaret/graph';
import { SinkMap } from '../capabilities/sink-map.ts';
import type { Capability } from '../capabilities/vocabulary.ts';
import type { CodeFacts, CodeUnit } from '../code.ts';
import type { UnitChange } from './capability-changes.ts';
import { type Listed, listed, only } from './listed.ts';

export interface PublicItem {
  readonly kind: 'function' | 'type' | 'trait' | 'const' | 'static' | 'module' | 'macro' | 'other';
  readonly path: string;
}

/** A public function from which a capability is reached that it did not reach before, or that is new. */
export interface NewReach {
  readonly function: string;
  readonly capability: Capability;
  /** The function was there before. */
  readonly known: boolean;
}

export interface PublicChanges {
  readonly added: Listed<PublicItem>;
  readonly removed: Listed<PublicItem>;
  readonly newReach: Listed<NewReach>;
  /** Public functions that were not asked what they reach, because there are too many. */
  readonly notAsked: number;
}

const LISTED_MAX = 500;
/** Public functions asked one by one what they reach. */
const ASKED_MAX = 300;

const KIND: Partial<Readonly<Record<DefKind, PublicItem['kind']>>> = {
  [DefKind.Fn]: 'function',
  [DefKind.Struct]: 'type',
  [DefKind.Enum]: 'type',
  [DefKind.Union]: 'type',
  [DefKind.TypeAlias]: 'type',
  [DefKind.Trait]: 'trait',
  [DefKind.TraitAlias]: 'trait',
  [DefKind.Const]: 'const',
  [DefKind.AssocConst]: 'const',
  [DefKind.Static]: 'static',
  [DefKind.Mod]: 'module',
  [DefKind.Macro]: 'macro',
  [DefKind.ProcMacro]: 'macro',
};

export function publicChanges(
  before: CodeFacts | undefined,
  after: CodeFacts,
  units: readonly UnitChange[],
): PublicChanges {
  const old = publicItems(before);
  const now = publicItems(after);
  const reach = newReach(before, after, units);
  return {
    added: listed(
      only(now.keys(), new Set(old.keys())).map((key) => now.get(key)!),
      LISTED_MAX,
    ),
    removed: listed(
      only(old.keys(), new Set(now.keys())).map((key) => old.get(key)!),
      LISTED_MAX,
    ),
    newReach: listed(reach.found, LISTED_MAX),
    notAsked: reach.notAsked,
  };
}

function libraryOf(code: CodeFacts | undefined): CodeUnit | undefined {
  return code?.units.find(({ unit }) => unit === 'lib' || unit === 'macro');
}

function publicItems(code: CodeFacts | undefined): Map<string, PublicItem> {
  const unit = libraryOf(code);
  return code === undefined || unit === undefined ? new Map() : itemsOf(code.world, unit.crate);
}

/** What others can name of a crate, by kind and path. */
export function itemsOf(world: World, krate: CrateNum): Map<string, PublicItem> {
  const items = new Map<string, PublicItem>();
  const paths = new DefPaths(world);
  const entries = entryPoints(world, krate).filter(({ reason }) => reason !== 'trait-impl');
  for (const def of [...publicDefs(world, krate), ...entries.map((entry) => entry.def)]) {
    const item = { kind: KIND[world.kind(def)] ?? ('other' as const), path: paths.path(def) };
    if (world.parent(def) !== undefined) items.set(`${item.kind} ${item.path}`, item);
  }
  return items;
}

/** Each public function of the new version asked by itself, and its namesake of the old: only for capabilities that the library gained something in. */
function newReach(
  before: CodeFacts | undefined,
  after: CodeFacts,
  units: readonly UnitChange[],
): { readonly found: NewReach[]; readonly notAsked: number } {
  const gained = new Set(
    units.flatMap(({ unit, gained }) => (unit === 'lib' ? gained.map(({ capability }) => capability) : [])),
  );
  gained.delete('UNANALYZED');
  const unit = libraryOf(after);
  if (gained.size === 0 || unit === undefined) return { found: [], notAsked: 0 };
  const asked = entriesOf(after, unit);
  const old = libraryOf(before);
  const known = new Map(
    before === undefined || old === undefined ? [] : entriesOf(before, old).map((it) => [it.path, it.entry] as const),
  );
  const found: NewReach[] = [];
  for (const { path, entry } of asked.slice(0, ASKED_MAX)) {
    const now = reached(after, entry);
    const was = known.get(path);
    const then = was === undefined ? new Set<Capability>() : reached(before!, was);
    for (const capability of only(now, then))
      if (gained.has(capability)) found.push({ function: path, capability, known: was !== undefined });
  }
  return { found, notAsked: Math.max(0, asked.length - ASKED_MAX) };
}

function entriesOf({ world }: CodeFacts, unit: CodeUnit): { readonly path: string; readonly entry: Entry }[] {
  const paths = new DefPaths(world);
  return entryPoints(world, unit.crate)
    .filter(({ reason }) => reason === 'public')
    .map((entry) => ({ path: paths.path(entry.def), entry }));
}

function reached({ world }: CodeFacts, entry: Entry): Set<Capability> {
  const sinks = new SinkMap(world);
  const exploration = explore(world, [entry], { stop: (def) => sinks.of(def) !== undefined });
  return new Set(exploration.reached('certain').flatMap((def) => sinks.of(def) ?? []));
}
