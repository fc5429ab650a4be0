/** What the inference of a body needs of the crate it belongs to and of the session. */
import type { DefId, LocalDef, Solver, World } from '@lazaret/facts';
import type { CrateNames, Scope } from '@lazaret/rust-names';
import type { NodeId, ParseOptions, Tree } from '@lazaret/rust-syntax';
import type { Lowering } from '../lower/lowering.ts';
import type { Prober } from '../probe/probe.ts';
import type { TypeObserver } from './observe.ts';

/** Smart pointers that unsizing looks through, as far as the crates were looked at. */
export interface UnsizingAdts {
  crates: number;
  readonly adts: Set<number>;
}

export interface BodyHost {
  readonly world: World;
  readonly solver: Solver;
  readonly names: CrateNames;
  readonly lowering: Lowering;
  readonly prober: Prober;
  readonly edition: 2015 | 2018 | 2021 | 2024;
  readonly parseOptions: ParseOptions;
  /** Whether bodies record where values come from. */
  readonly flow: boolean;
  readonly coerceUnsized: UnsizingAdts;
  readonly observer: TypeObserver | undefined;
  /** {@link CrateNames.enterBlock}; impls declared in the block count from then on. */
  readonly enterBlock: (scope: Scope, tree: Tree, block: NodeId, owner: LocalDef) => Scope;
  /** Number of a local definition in the world. */
  readonly global: (def: LocalDef) => DefId;
  /** Traits in scope with the one that is being implemented; the same list for the same question. */
  readonly traitsWith: (traits: readonly DefId[], own: DefId | undefined) => readonly DefId[];
  /** First item of a trait with that name. */
  readonly traitItem: (trait: DefId, name: string) => DefId | undefined;
  /** `fmt` of `core::fmt::Display` and its kin, by the trait's name. */
  readonly fmtMethod: (trait: string) => DefId | undefined;
}
