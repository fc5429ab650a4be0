/** What the graph needs of the trait solver: answers for types without inference variables, opaque types revealed. */
import { type DefId, type DropGlue, mayUnify, type Resolved, type Solver, type Ty } from '@lazaret/facts';

export interface ImplCandidate {
  readonly impl: DefId;
  /** Trait arguments, Self first, in terms of the impl's parameters. */
  readonly args: readonly Ty[];
}

export interface Selector {
  normalize(ty: Ty): Ty;
  /** Function, const or type of a trait for the given arguments. */
  resolve(item: DefId, args: readonly Ty[]): Resolved;
  dropGlue(ty: Ty): DropGlue;
  /** All impls of a trait that are not negative. */
  impls(trait: DefId): readonly ImplCandidate[];
  /** Structural: parameters of the pattern and unknown types fit everything. */
  mayUnify(pattern: Ty, other: Ty): boolean;
}

/** The solver's answers as the graph asks for them. */
export function selectorOf(solver: Solver): Selector {
  /** With the number of impls there were: analysing a body may bring more. */
  const impls = new Map<DefId, { readonly of: number; readonly list: readonly ImplCandidate[] }>();
  return {
    normalize: (ty) => solver.reveal(ty),
    resolve: (item, args) => solver.resolveMethod(item, args),
    dropGlue: (ty) => solver.dropGlue(ty),
    impls: (trait) => {
      const all = solver.impls.all(trait);
      let known = impls.get(trait);
      if (known?.of !== all.length) {
        known = { of: all.length, list: all.filter((entry) => !entry.negative) };
        impls.set(trait, known);
      }
      return known.list;
    },
    mayUnify: (pattern, other) => mayUnify(solver.types, pattern, other, 0),
  };
}
