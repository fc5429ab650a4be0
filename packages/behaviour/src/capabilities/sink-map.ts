/**
 * Which functions stand for which capability. A path rule covers everything whose path begins with it at a `::`; the longest
 * rule wins. A rule that says SAFE ends the search below it: what the standard library does inside of `println!` is no
 * capability of whoever prints. UNSPECIFIED lifts a shorter rule: functions that run a callback are looked into.
 */
import { DefFlag, type DefId, DefPaths, type World } from '@lazaret/facts';
import stored from '../../data/capabilities.json' with { type: 'json' };
import { type Capability, isCapability } from './vocabulary.ts';

/** What a map says of a function: capabilities, or none for SAFE. */
export type Sink = readonly Capability[];

export interface SinkRules {
  /** By capability, or SAFE: paths of modules, types and functions. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** By capability, or SAFE: symbols of C functions, separated by spaces. */
  readonly symbols: Readonly<Record<string, readonly string[]>>;
}

export const STORED_RULES: SinkRules = stored;

/** The body tells. */
const LOOK_INTO: Sink = [];

/** Calls of C that no rule names. */
const FOREIGN: Sink = ['NATIVE_CODE'];

const KEY = Symbol('sink map');

export class SinkMap {
  readonly #world: World;
  readonly #paths: DefPaths;
  readonly #byPath: ReadonlyMap<string, Sink>;
  readonly #bySymbol: ReadonlyMap<string, Sink>;
  readonly #known = new Map<DefId, Sink | undefined>();

  constructor(world: World, rules: SinkRules = STORED_RULES) {
    this.#world = world;
    this.#paths = DefPaths.of(world);
    this.#byPath = table(rules.paths, (entry) => [entry]);
    this.#bySymbol = table(rules.symbols, (entry) => entry.split(' '));
  }

  /** The map of the stored rules for a world, with what was looked up before. */
  static of(world: World): SinkMap {
    let map = world.shared.get(KEY) as SinkMap | undefined;
    if (map === undefined) world.shared.set(KEY, (map = new SinkMap(world)));
    return map;
  }

  /** What the map says of a function; undefined where it says nothing and its body is looked at. */
  of(def: DefId): Sink | undefined {
    if (this.#known.has(def)) return this.#known.get(def);
    const sink = this.#find(def);
    this.#known.set(def, sink);
    return sink;
  }

  #find(def: DefId): Sink | undefined {
    const byPath = this.#longest(this.#paths.path(def));
    if (byPath !== undefined) return byPath;
    if ((this.#world.flags(def) & DefFlag.Foreign) === 0) return undefined;
    const symbol = this.#world.linkName(def) ?? this.#world.names.text(this.#world.name(def));
    return this.#bySymbol.get(symbol) ?? FOREIGN;
  }

  /** `<std::fs::File as std::io::Read>::read` is looked up as such, then as `std::fs::File::read`. */
  #longest(path: string): Sink | undefined {
    for (let at = path; at !== ''; at = parentOf(at)) {
      const sink = this.#byPath.get(at);
      if (sink !== undefined) return sink === LOOK_INTO ? undefined : sink;
    }
    const self = /^<&?(?:mut )?([\w:]+)(?: as [^>]*)?>(::.*)?$/.exec(path);
    return self === null ? undefined : this.#longest(`${self[1]}${self[2] ?? ''}`);
  }
}

/** The path without its last segment; `::` within `<..>` does not count. */
function parentOf(path: string): string {
  let depth = 0;
  for (let i = path.length - 1; i > 0; i--) {
    const char = path[i];
    if (char === '>' && path[i - 1] !== '-') depth++;
    else if (char === '<') depth--;
    else if (depth === 0 && char === ':' && path[i - 1] === ':') return path.slice(0, i - 1);
  }
  return '';
}

function table(
  rules: Readonly<Record<string, readonly string[]>>,
  keys: (entry: string) => readonly string[],
): Map<string, Sink> {
  const out = new Map<string, Sink>();
  for (const [name, entries] of Object.entries(rules)) {
    for (const key of entries.flatMap(keys)) {
      const before = out.get(key) ?? [];
      out.set(key, name === 'UNSPECIFIED' ? LOOK_INTO : isCapability(name) ? [...before, name] : before);
    }
  }
  return out;
}
