/** What is known of the code of one version, unit by unit: the checks' view of the analyser and the graph. */
import type { CrateNum, DefId, World } from '@lazaret/facts';
import type { Exploration } from '@lazaret/graph';
import type { Action } from './actions/action.ts';
import type { Capabilities } from './capabilities/capabilities.ts';
import type { Folder } from './values/fold.ts';
import type { CallRef, ProgramFlow } from './values/program-flow.ts';

/** When code runs: in the program that uses the crate, or on the machine that builds it. */
const UNITS = ['lib', 'bin', 'build', 'macro'] as const;
export type UnitName = (typeof UNITS)[number];

/** One unit of compilation of the package, explored from where it can be entered. */
export interface CodeUnit {
  readonly unit: UnitName;
  /** Target's name. */
  readonly name: string;
  readonly crate: CrateNum;
  /** Entry points: `main`, public functions, the functions of macros. */
  readonly entries: readonly DefId[];
  readonly exploration: Exploration;
  readonly capabilities: Capabilities;
  /** Where values come from, in the package's own functions that this unit reaches. */
  readonly flow: ProgramFlow;
  readonly folder: Folder;
  /** Name of a callee for patterns: its path, a C function by its symbol, of what is not known what is written. */
  readonly callee: (call: CallRef) => string;
  /** What the package's own functions do to the world, in source order. */
  readonly actions: readonly Action[];
}

export interface CodeFacts {
  readonly world: World;
  readonly units: readonly CodeUnit[];
  /** Files that are code of no unit (tests, examples, benches): what stands there does not count. */
  readonly completeness: CodeCompleteness;
}

export interface CodeCompleteness {
  readonly units: number;
  readonly functions: number;
  readonly unresolvedCalls: number;
  readonly opaqueExpansions: number;
  /** Dependencies without source, `name requirement`. */
  readonly missing: readonly string[];
  readonly limits: readonly string[];
}
