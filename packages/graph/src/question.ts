/** What may be called where it is not known what is: questions that many places ask and that are answered once. */
import type { Sym } from '@lazaret/base';
import type { DefId, Ty } from '@lazaret/facts';

export type Question =
  /** A function or method of that name, with that many arguments. `receiver`: a method call on such a value. */
  | {
      readonly kind: 'name';
      readonly name: Sym;
      readonly arity: number | undefined;
      readonly receiver: Ty | undefined;
    }
  /** Anything that identifiers in a macro's input, or in the macro's own crate, may name. */
  | { readonly kind: 'names'; readonly names: readonly Sym[]; readonly macro: DefId | undefined; readonly text: string }
  /** An item of a trait, for a Self type or arguments that are not (all) known. */
  | {
      readonly kind: 'impls';
      readonly method: DefId;
      readonly args: readonly Ty[];
      /** Functions that are left of all that fit. */
      readonly among?: readonly DefId[];
    }
  /** One of these. */
  | { readonly kind: 'candidates'; readonly defs: readonly DefId[] }
  /** Anything that the text of this body names. */
  | { readonly kind: 'body'; readonly def: DefId }
  /** The destructor of any type. */
  | { readonly kind: 'drop' }
  /** Any method of any trait of this type: a vtable for an unknown trait. */
  | { readonly kind: 'methods-of'; readonly self: Ty };
