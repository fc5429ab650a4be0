/** Where a type is written: what its names mean there. */
import type { Sym } from '@lazaret/base';
import type { LocalDef, Ty } from '@lazaret/facts';
import type { Scope } from '@lazaret/rust-names';
import type { NodeId, Tree } from '@lazaret/rust-syntax';

/** A generic parameter in scope. */
export interface ParamRef {
  readonly index: number;
  readonly kind: 'type' | 'const';
}

/** `impl Trait` nodes in argument position and the parameters they stand for. */
export interface SyntheticParams {
  readonly tree: Tree;
  readonly nodes: ReadonlyMap<NodeId, number>;
}

/** Made by `Lowering.cxOf(owner)` for signatures, by `Lowering.bodyCx(owner, scope, infer)` for what bodies write. */
export interface TypeCx {
  /** Item (or body) whose generic parameters are in scope. */
  readonly owner: LocalDef;
  /** Impl or trait around it, or it itself. */
  readonly container: LocalDef | undefined;
  readonly scope: Scope;
  /** `Self`. */
  readonly self: Ty | undefined;
  readonly params: ReadonlyMap<Sym, ParamRef>;
  /** A fresh variable for `_` and for arguments left out; undefined in signatures, where `_` is the error type. */
  readonly infer: (() => Ty) | undefined;
  readonly synthetic: SyntheticParams | undefined;
  /** Told of each constant in a type, const argument or array length that is a body of its own. */
  readonly onConst?: ((def: LocalDef, tree: Tree, node: NodeId) => void) | undefined;
}

/** What to do about generic arguments that are not written. */
export type Fill =
  /** In types: the parameter's default. */
  | 'default'
  /** In expressions and patterns: `TypeCx.infer`. */
  | 'infer';
