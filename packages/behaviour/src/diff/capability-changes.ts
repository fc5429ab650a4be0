/** What each unit can do now and could not before, and the other way round, with the call path that is new. */
import type { CapabilityUse, SinkUse } from '../capabilities/capabilities.ts';
import { CAPABILITIES, type Capability } from '../capabilities/vocabulary.ts';
import type { CodeFacts, CodeUnit, UnitName } from '../code.ts';
import { type Listed, listed, only } from './listed.ts';

export interface UnitChange {
  readonly unit: UnitName;
  readonly name: string;
  readonly change: 'added' | 'removed' | 'kept';
  readonly gained: readonly CapabilityChange[];
  readonly lost: readonly CapabilityChange[];
  /** Capabilities that it had and has. */
  readonly kept: readonly Capability[];
}

export interface CapabilityChange {
  readonly capability: Capability;
  /** The capability itself is new, or gone; else only functions within it. */
  readonly whole: boolean;
  /** The package's own code makes the call, or a dependency does. */
  readonly direct: boolean;
  /** Functions that are reached and were not: `std::net::TcpStream::connect`. */
  readonly functions: Listed<SinkUse>;
}

/** Functions shown for a capability. */
const FUNCTIONS_MAX = 20;

/** Units are the same by kind and name; a library that was renamed is still the library. */
export function unitChanges(before: CodeFacts | undefined, after: CodeFacts): UnitChange[] {
  const old = new Map((before?.units ?? []).map((unit) => [keyOf(unit), unit]));
  const now = new Map(after.units.map((unit) => [keyOf(unit), unit]));
  return [...new Set([...old.keys(), ...now.keys()])].map((key) => {
    const [a, b] = [old.get(key), now.get(key)];
    const any = (b ?? a)!;
    return {
      unit: any.unit,
      name: any.name,
      change: a === undefined ? 'added' : b === undefined ? 'removed' : 'kept',
      gained: CAPABILITIES.flatMap((it) => changeOf(it, b, a) ?? []),
      lost: CAPABILITIES.flatMap((it) => changeOf(it, a, b) ?? []),
      kept: CAPABILITIES.filter((it) => a?.capabilities.has(it) && b?.capabilities.has(it)),
    };
  });
}

function keyOf({ unit, name }: CodeUnit): string {
  return unit === 'bin' ? `bin ${name}` : unit;
}

/** What `having` has of a capability and `lacking` has not. Unknown things move with every line: only whether there are any counts. */
function changeOf(
  capability: Capability,
  having: CodeUnit | undefined,
  lacking: CodeUnit | undefined,
): CapabilityChange | undefined {
  const use = having?.capabilities.get(capability);
  if (use === undefined) return undefined;
  const other = lacking?.capabilities.get(capability);
  if (other !== undefined && capability === 'UNANALYZED') return undefined;
  const names = new Set(only(use.functions, new Set(other?.functions)));
  if (names.size === 0) return undefined;
  const shown = use.sinks.filter((sink) => names.has(sink.function));
  return {
    capability,
    whole: other === undefined,
    direct: shown.some((sink) => sink.direct),
    functions: { items: listed([...shown, ...withoutPath(use, names)], FUNCTIONS_MAX).items, count: names.size },
  };
}

/** Functions beyond those for which a unit's report has a path. */
function withoutPath(use: CapabilityUse, names: ReadonlySet<string>): SinkUse[] {
  const shown = new Set(use.sinks.map((sink) => sink.function));
  return only(names, shown).map((name) => ({ function: name, direct: false, path: [] }));
}
