/** What the name of a function, as an advisory writes it, turned out to be in one version of a crate. */
import type { DefId } from '@lazaret/facts';

/** The part of a parsed function name that looking it up needs; the advisories package makes it. */
export interface FunctionName {
  /** Segments after the crate, without generic arguments. */
  readonly segments: readonly string[];
  /** Written as a macro (`name!`). */
  readonly macro: boolean;
  /** `Timestamp::Into<SystemTime>`: the impl to look for instead. */
  readonly conversion?: { readonly trait: string; readonly from: string; readonly to: string };
}

export type FoundOutcome =
  /** Functions, consts or statics at that path. */
  | 'function'
  /** Methods of that type, inherent or of its trait impls. */
  | 'method'
  /** A trait's method: the default body and all impls count. */
  | 'trait-method'
  /** A type or trait is named: all its methods. */
  | 'type'
  /** A module is named: all its functions. */
  | 'module'
  /** `impl From<A> for B` where the advisory says `A::Into<B>`. */
  | 'conversion'
  | 'macro'
  /** A re-export of a function of another crate. */
  | 'foreign-reexport'
  /** Only a re-export of a function of core, alloc or std here. */
  | 'alias-of-std'
  /** The source of this version does not have the name. */
  | 'missing-in-source'
  /** The source has the identifier, but only in code that is not compiled here. */
  | 'cfg-off';

export type FoundDefinitions =
  | {
      readonly kind: 'found';
      readonly outcome: Exclude<FoundOutcome, 'alias-of-std' | 'missing-in-source' | 'cfg-off'>;
      readonly defs: readonly DefId[];
      readonly macros: readonly DefId[];
      /** How it was found, for people. */
      readonly note: string;
    }
  | {
      readonly kind: 'alias';
      readonly outcome: 'alias-of-std';
      readonly defs: readonly DefId[];
      readonly macros: readonly DefId[];
      readonly note: string;
    }
  | { readonly kind: 'missing'; readonly outcome: 'missing-in-source' | 'cfg-off'; readonly note: string };

export interface FindOptions {
  /** Whether an identifier occurs anywhere in the package's source text, compiled or not. */
  readonly occurs?: (identifier: string) => boolean;
}
