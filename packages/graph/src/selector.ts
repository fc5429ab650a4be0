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
  const impls = new Map<DefId, readonly ImplCandidate[]>();
  return {
    normalize: (ty) => solver.reveal(ty),
    resolve: (item, args) => solver.resolveMethod(item, args),
    dropGlue: (ty) => solver.dropGlue(ty),
    impls: (trait) => {
      let list = impls.get(trait);
      if (list === undefined) {
        list = solver.impls.all(trait).filter((entry) => !entry.negative);
        impls.set(trait, list);
      }
      return list;
    },
    mayUnify: (pattern, other) => mayUnify(solver.types, pattern, other, 0),
  };
}
