/** What a fuzz target is, and the crate that targets make of an input. */
import type { CrateNum } from '@lazaret/facts';
import type { CrateInput, StdCrates } from '@lazaret/rust-names';

export interface Target {
  /** Throws where the input shows a fault. */
  readonly check: (input: string) => void;
  /** One input may take this long before it counts as a hang; the machine may be busy. */
  readonly seconds: number;
}

/** A fault of a property, not a crash. */
export class Fault extends Error {}

export function ensure(holds: boolean, what: string): void {
  if (!holds) throw new Fault(what);
}

/** A library of one file, which `include!` and `mod` find again under any name. */
export function crateOf(text: string, stdCrates: StdCrates, externs: ReadonlyMap<string, CrateNum>): CrateInput {
  return {
    name: 'fuzzed',
    package: { name: 'fuzzed', version: '0.0.0' },
    edition: text.length % 2 === 0 ? 2021 : 2015,
    unit: 'lib',
    root: 'lib.rs',
    readFile: (path) => (path === 'lib.rs' || path === 'm.rs' ? text : undefined),
    features: new Set(['std']),
    cfg: (name) => (name === 'unix' ? true : name === 'test' ? false : undefined),
    externs,
    stdCrates,
  };
}
