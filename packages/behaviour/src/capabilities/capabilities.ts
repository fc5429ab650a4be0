/**
 * What a unit can do: for each capability the functions of the map that its code leads to, with the shortest call path as
 * evidence. Model: Capslock's report (proto/capability.proto); direct means that the package itself makes the call.
 */
import { compareText } from '@lazaret/base';
import { type CrateNum, crateOf } from '@lazaret/facts';
import type { Exploration, PathFrame, Place } from '@lazaret/graph';
import type { CallStep } from '../finding.ts';
import type { SinkMap } from './sink-map.ts';
import { CAPABILITIES, type Capability } from './vocabulary.ts';

/** Functions listed for one capability; the count goes on. */
const SINKS_MAX = 20;

export interface SinkUse {
  /** Path of the function: `std::net::TcpStream::connect`; for UNANALYZED what is not known, in words. */
  readonly function: string;
  /** The package's own code calls it. */
  readonly direct: boolean;
  readonly path: readonly CallStep[];
}

export interface CapabilityUse {
  readonly capability: Capability;
  readonly type: 'DIRECT' | 'TRANSITIVE';
  /** Functions that are reached, the package's own calls and short paths first; the first so many. */
  readonly sinks: readonly SinkUse[];
  readonly count: number;
  /** Names of all of them, sorted. */
  readonly functions: readonly string[];
}

export type Capabilities = ReadonlyMap<Capability, CapabilityUse>;

/**
 * Capabilities of what has been explored for certain; `own` are the package's crates. What is not known in it (calls,
 * macros) is UNANALYZED: the rest of the answer is then what the code can do at least.
 */
export function capabilitiesOf(exploration: Exploration, sinks: SinkMap, own: ReadonlySet<CrateNum>): Capabilities {
  const { world } = exploration;
  const ownNames = new Set([...own].map((num) => world.crate(num).package.name));
  const found = new Map<Capability, SinkUse[]>();
  const add = (capability: Capability, use: SinkUse): void => {
    const list = found.get(capability);
    if (list === undefined) found.set(capability, [use]);
    else list.push(use);
  };
  for (const def of exploration.reached('certain')) {
    const known = sinks.of(def);
    if (known === undefined || known.length === 0) continue;
    const frames = exploration.path(def);
    const caller = frames.at(-2);
    const direct = caller === undefined ? own.has(crateOf(def)) : ownNames.has(caller.crate);
    const use = { function: exploration.defPath(def), direct, path: steps(frames) };
    for (const capability of known) add(capability, use);
  }
  for (const { code, text, place } of exploration.unknowns(UNKNOWNS_MAX)) {
    if (CALLERS_CHOICE.has(code)) continue;
    const path = place === undefined ? [] : [{ package: place.crate, function: text, ...at(place) }];
    add('UNANALYZED', { function: text, direct: place !== undefined && ownNames.has(place.crate), path });
  }
  return new Map(CAPABILITIES.flatMap((it) => (found.has(it) ? [[it, summary(it, found.get(it)!)] as const] : [])));
}

/** Type parameters of public functions: what they stand for is up to whoever calls, and is theirs to answer for. */
const CALLERS_CHOICE: ReadonlySet<string> = new Set(['type-parameter', 'drop-of-unknown-type']);

/** Unknown things looked at; a report shows some. */
const UNKNOWNS_MAX = 1_000;

function at({ file, line, column }: Place) {
  return { file, line, column };
}

function summary(capability: Capability, uses: SinkUse[]): CapabilityUse {
  uses.sort(
    (a, b) =>
      Number(b.direct) - Number(a.direct) || a.path.length - b.path.length || compareText(a.function, b.function),
  );
  return {
    capability,
    type: uses[0]?.direct === true ? 'DIRECT' : 'TRANSITIVE',
    sinks: uses.slice(0, SINKS_MAX),
    count: uses.length,
    functions: [...new Set(uses.map((use) => use.function))].sort(compareText),
  };
}

/** Frames in the words of findings: each but the last stands where the call is. */
export function steps(frames: readonly PathFrame[]): CallStep[] {
  return frames.map((frame, at) => {
    const site = frames[at + 1]?.site;
    const place = site !== undefined && site.crate === frame.crate ? site : frame;
    return {
      package: frame.version === '' || frame.crate === 'std' ? frame.crate : `${frame.crate}@${frame.version}`,
      function: frame.function,
      file: place.file,
      line: place.line,
      column: place.column,
    };
  });
}
