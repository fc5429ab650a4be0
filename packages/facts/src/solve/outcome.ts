/**
 * What the solver is asked and what it answers.
 */
import type { DefId } from '../ids.ts';
import type { Predicate, TraitRef } from '../model.ts';
import type { Ty } from '../types.ts';

/** Something to prove: `Predicate`s whose types may hold variables of one {@link InferTable}. */
export type Obligation = Predicate;

/** `maybe`: depends on variables, on unknown types, or a limit was reached. */
export type Answer = 'yes' | 'maybe' | 'no';

/** Why a type implements a trait without an impl in source. */
export type BuiltinKind =
  /** `Fn*` or `AsyncFn*` for a closure, fn item, fn pointer. */
  | 'callable'
  /** Future, Iterator, AsyncIterator, Coroutine for an async or gen body. */
  | 'coroutine'
  /** Clone or Copy of tuple, array, closure, fn item, pointer, reference. */
  | 'clone'
  | 'unsize'
  | 'coerce-unsized'
  /** Auto trait: assumed to hold unless a negative impl says no. */
  | 'auto'
  /** Sized, Tuple, Destruct, Freeze, Pointee, DiscriminantKind, FnPtr, TransmuteFrom, …: nothing runs. */
  | 'marker';

/** How `args[0]: Trait<args[1..]>` holds. `args` of an impl are its generic arguments, which may be variables of the table. */
export type Selection =
  | {
      readonly kind: 'impl';
      readonly impl: DefId;
      readonly args: readonly Ty[];
      readonly nested: readonly Obligation[];
      /** Less specific impls that also fit (specialisation), next most specific first. */
      readonly others: readonly DefId[];
      /** Impls that differ from it only in auto traits of trait objects, which types do not record: one of them it is. */
      readonly twins?: readonly DefId[];
    }
  | { readonly kind: 'builtin'; readonly which: BuiltinKind; readonly nested: readonly Obligation[] }
  /** A where-clause or the bound of an associated or opaque type. */
  | { readonly kind: 'param'; readonly ref: TraitRef; readonly nested: readonly Obligation[] }
  /** Self is `dyn Principal` and the trait is the principal or a supertrait of it. */
  | { readonly kind: 'object'; readonly ref: TraitRef }
  /** Several fit, or the Self type is a variable. `impls` = those that may apply (empty: not known at all). */
  | { readonly kind: 'ambiguous'; readonly impls: readonly DefId[]; readonly overflow: boolean }
  /** Self is the error type, so nothing can be said. */
  | { readonly kind: 'error' }
  | { readonly kind: 'none' };

/** What a call of a trait method with known types runs. */
export type Resolved =
  /** A function with a body: in an impl, or the trait's default. `args` are all its generic arguments. */
  | {
      readonly kind: 'fn';
      readonly fn: DefId;
      readonly args: readonly Ty[];
      readonly impl: DefId | undefined;
      /**
       * The same function of impls that differ only in auto traits of trait objects (`Box<dyn Error>`, `Box<dyn Error + Send>`),
       * which types do not record. One of them or `fn` runs, with the same `args`.
       */
      readonly twins?: readonly DefId[];
    }
  /** `Fn*::call*` of a closure, `Future::poll` of an async body, `Iterator::next` of a gen body: that body runs. */
  | { readonly kind: 'closure'; readonly def: DefId; readonly args: readonly Ty[] }
  /** `Fn*::call*` of a fn item (or constructor): that function is called; it may itself be a trait method to resolve. */
  | { readonly kind: 'item'; readonly def: DefId; readonly args: readonly Ty[] }
  /** `Fn*::call*` of a fn pointer: some address-taken function of that type. */
  | { readonly kind: 'fn-ptr'; readonly ty: Ty }
  /** Call through the vtable of `dyn Principal`: every `Unsize` to that trait has already reached its methods. */
  | { readonly kind: 'virtual'; readonly ty: Ty; readonly trait: DefId }
  /** `Clone::clone` made by the compiler: calls `clone` of each part. */
  | { readonly kind: 'clone'; readonly parts: readonly Ty[] }
  /** Nothing of the program runs (markers, builtin operations). */
  | { readonly kind: 'nothing' }
  /** The Self type is a parameter, projection or opaque type: known only when instantiated. */
  | { readonly kind: 'generic' }
  /** Not known. `candidates` are the functions it can be, as far as impls narrow it down (empty: no idea). */
  | { readonly kind: 'unknown'; readonly candidates: readonly DefId[] };

/** What dropping a value of a type runs, one level deep: see {@link Solver.dropGlue}. */
export interface DropGlue {
  /** `Drop::drop` of the type itself. */
  readonly drop: { readonly fn: DefId; readonly args: readonly Ty[] } | undefined;
  /** Types of which a value is dropped in turn; those that need no drop are left out. */
  readonly parts: readonly Ty[];
  /** The type is `dyn Trait`: the drop in its vtable runs, which {@link UseKind.Unsize} has already reached. */
  readonly virtual: boolean;
  /** Not known: error type, or a type that is only known when instantiated. */
  readonly unknown: boolean;
}
