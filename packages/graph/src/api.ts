/** What the graph is asked and what it answers: plain data, for reports and stores. */
import type { Sym } from '@lazaret/base';
import type { CrateNum, DefId, Ty } from '@lazaret/facts';
import type { EdgeName } from './edge.ts';

/** Why exploration starts at a function. */
export type EntryReason =
  | 'main'
  | 'public'
  | 'trait-impl'
  | 'exported'
  | 'build-script'
  | 'proc-macro'
  | 'test'
  | 'asked';

/** A function from which exploration starts; without `args` it sees itself generically. */
export interface Entry {
  readonly def: DefId;
  readonly args?: readonly Ty[];
  readonly reason: EntryReason;
}

/** Numbers beyond which exploration gives up; what lies beyond is unknown, and the report says so. */
export interface GraphLimits {
  /** Instances of both layers. */
  readonly instances: number;
  /** Uses looked at, over all instances: the measure of work. */
  readonly uses: number;
  /** Bodies looked into, and different types there are: the measures of memory. */
  readonly bodies: number;
  readonly types: number;
  /** Instances of one generic definition; further ones see unknown arguments. */
  readonly instancesPerDef: number;
  /** Nesting of a generic argument; deeper ones become unknown. */
  readonly typeDepth: number;
  /** Nodes of a generic argument written out as a tree; larger ones become unknown. */
  readonly typeSize: number;
}

export interface ExploreOptions {
  readonly limits?: Partial<GraphLimits>;
  /** Identifiers in the source of a proc macro's crate: what its output may name besides its input. */
  readonly macroNames?: (macro: DefId | undefined, text: string) => readonly Sym[] | undefined;
  /** Identifiers in the source text of a body that was not analysed to its end. */
  readonly bodyNames?: (def: DefId) => readonly Sym[] | undefined;
  /** Functions whose bodies are not looked at: what they do is known to whoever asks. They count as reached. */
  readonly stop?: (def: DefId) => boolean;
  /** Crates that are linked into the program although nothing names them: their exported symbols count. */
  readonly linked?: readonly CrateNum[];
}

/** One step of a witness path. */
export interface PathFrame {
  /** Name of the package, `std` for the standard library's crates. */
  readonly crate: string;
  readonly version: string;
  /** Definition path, generics erased, as the compiler writes it: `<tar::Entry as std::io::Read>::read`. */
  readonly function: string;
  /** Relative to the package of `crate`. Where the function stands. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How the frame before leads here. */
  readonly edge: EdgeName;
  /** Place in the frame before that leads here: the call. */
  readonly site?: Place;
  /** Why the callee is not known, for `possible` hops. */
  readonly reason?: string;
}

export interface Place {
  readonly crate: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Reason {
  /** Kebab-case: `receiver-unknown`, `opaque-expansion`, `budget-instances`, … */
  readonly code: string;
  readonly text: string;
  readonly place?: Place;
}

/** What an advisory is about in one crate version. */
export interface Sinks {
  /** Functions, methods, trait methods (then all impls and the default body), consts and statics. */
  readonly defs: readonly DefId[];
  /** Macros: reached where reached code expands them. */
  readonly macros?: readonly DefId[];
}

export type ReachVerdict = 'reachable' | 'unknown' | 'not_reachable';

export interface SinkVerdict {
  readonly verdict: ReachVerdict;
  /** The definition that is reached, or may be. */
  readonly sink?: DefId;
  /** From an entry point to the sink; empty when not reachable. */
  readonly path: readonly PathFrame[];
  /** The path runs through calls alone: no address, vtable or closure that might never be called. */
  readonly certain: boolean;
  /** Why it is unknown. */
  readonly reasons: readonly Reason[];
}

export interface Completeness {
  readonly instances: number;
  readonly functions: number;
  /** Instances only in the wider layer. */
  readonly possibleInstances: number;
  /** Things not known in the part that is certainly reached, by reason. */
  readonly unknown: Readonly<Record<string, number>>;
  /** The same in the wider layer. */
  readonly unknownPossible: Readonly<Record<string, number>>;
  /** Limits that were reached: everything not found is then unknown. */
  readonly limits: readonly string[];
}
