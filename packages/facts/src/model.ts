/**
 * What is known of the definitions of one crate: items, signatures, traits, impls, scopes. This is the interface half of the
 * facts; {@link BodyFacts} is the other. Two things implement {@link CrateFacts}: the analyser, which computes each answer
 * from source when it is asked for, and the store, which decodes it. Nobody who reads facts can tell which.
 */
import type { Diagnostic, Sym } from '@lazaret/base';
import type { BodyFacts } from './body.ts';
import type { BodyFlow } from './flow.ts';
import type { CrateNum, DefId, LocalDef } from './ids.ts';
import type { Span } from './span.ts';
import type { Ty } from './types.ts';

export const DefKind = {
  Mod: 0,
  Struct: 1,
  Enum: 2,
  Union: 3,
  Variant: 4,
  Field: 5,
  Trait: 6,
  TraitAlias: 7,
  Impl: 8,
  Fn: 9,
  Const: 10,
  Static: 11,
  TypeAlias: 12,
  /** Associated type, in a trait or an impl. */
  AssocTy: 13,
  /** Associated const, in a trait or an impl. */
  AssocConst: 14,
  /** `extern "C" { … }`; its children are foreign fns, statics and types. */
  ForeignMod: 15,
  ForeignTy: 16,
  /** `macro_rules!` or `macro`. */
  Macro: 17,
  /** A function of a proc-macro crate that is a macro for others. */
  ProcMacro: 18,
  /** A closure expression; parent = the body that creates it. */
  Closure: 19,
  /** An async/gen block or the body of an async fn. */
  Coroutine: 20,
  /** `impl Trait` in return or argument-less alias position; parent = the item that writes it. */
  Opaque: 21,
  /** `extern crate x as y`. */
  ExternCrate: 22,
  /** An anonymous body: `const _`, array length, enum discriminant, inline const. */
  AnonConst: 23,
  GenericParam: 24,
} as const;
export type DefKind = (typeof DefKind)[keyof typeof DefKind];

export const DefFlag = {
  HasBody: 1,
  Unsafe: 2,
  Async: 4,
  Const: 8,
  /** `#[no_mangle]`, `#[export_name]`, `#[used]` statics: callable or seen from outside Rust. */
  Exported: 16,
  /** `#[test]`, `#[bench]` or inside `#[cfg(test)]`. */
  Test: 32,
  /** Made by a macro (the name's span may lie in the macro's text). */
  Expanded: 64,
  /** Declared in an `extern` block. */
  Foreign: 128,
  /** Takes `self` in any form. */
  HasSelf: 256,
  /** Negative impl, `impl !Trait for T`. */
  Negative: 512,
  /** `default fn` or `default impl`: may be specialised. */
  Default: 1024,
  /** `#[derive]` made this impl. */
  Derived: 2048,
  /** `auto trait`. */
  Auto: 4096,
  /** The item carries a macro attribute or derive whose output is not known: see {@link CrateFacts.opaque}. */
  Opaque: 8192,
  MutStatic: 16384,
  /** Item is declared within a body (fn, const initialiser). */
  InBody: 32768,
  /** `#[fundamental]` type (`Box`, `Pin`), `#[rustc_…]` builtin whose body is the compiler's. */
  Intrinsic: 65536,
  /** `#[unstable]`: a stable crate does not see this item of the standard library, if it can mean another. */
  Unstable: 131072,
} as const;

export interface GenericParam {
  readonly name: Sym;
  readonly kind: 'type' | 'const';
  /** Absolute index: the `head` of its `Param` type. */
  readonly index: number;
  readonly default: Ty | undefined;
  /** Type of a const parameter. */
  readonly ty: Ty | undefined;
  /** `impl Trait` in argument position. */
  readonly synthetic: boolean;
}

export interface Generics {
  /** Definition whose parameters come before these: trait or impl of an associated item, owner of a closure. */
  readonly parent: DefId | undefined;
  /** Number of parameters of all parents together. */
  readonly parentCount: number;
  /** A trait has `Self` as its own parameter 0. */
  readonly params: readonly GenericParam[];
}

export interface TraitRef {
  readonly trait: DefId;
  /** Self first. */
  readonly args: readonly Ty[];
}

/** One where-clause. `maybe` bounds (`?Sized`) and lifetime bounds are not listed. */
export type Predicate =
  | { readonly kind: 'trait'; readonly ref: TraitRef }
  /** `<args[0] as Trait>::assoc == ty`. */
  | { readonly kind: 'projection'; readonly assoc: DefId; readonly args: readonly Ty[]; readonly ty: Ty };

export interface FnSig {
  /** Parameter types; `self` first if there is one. */
  readonly params: readonly Ty[];
  readonly ret: Ty;
  readonly hasSelf: boolean;
  readonly variadic: boolean;
  readonly unsafe: boolean;
  /** `ret` of an async fn is its Coroutine type, `output` what it resolves to. */
  readonly async: boolean;
  readonly output: Ty | undefined;
  readonly abi: string;
}

export interface FieldDef {
  readonly name: Sym;
  readonly ty: Ty;
  readonly vis: Visibility;
}

export interface VariantDef {
  /** DefId of the variant; of the struct or union itself where there is only one. */
  readonly def: DefId;
  readonly name: Sym;
  readonly ctor: 'unit' | 'tuple' | 'named';
  /** Tuple fields are named `0`, `1`, … */
  readonly fields: readonly FieldDef[];
}

export interface AdtDef {
  readonly kind: 'struct' | 'enum' | 'union';
  readonly variants: readonly VariantDef[];
}

export interface ImplHeader {
  /** Undefined for an inherent impl. */
  readonly trait: TraitRef | undefined;
  readonly self: Ty;
  readonly negative: boolean;
}

/** `true`: public; otherwise the module (or crate root) inside which it is visible. */
export type Visibility = true | DefId;

export interface ScopeEntry {
  readonly def: DefId;
  readonly vis: Visibility;
  /** The name comes from an import here, not from a declaration. */
  readonly imported: boolean;
}

/** Names of one module (or block), after imports and macro expansion reached their fixpoint. */
export interface ModuleScope {
  readonly types: ReadonlyMap<Sym, ScopeEntry>;
  readonly values: ReadonlyMap<Sym, ScopeEntry>;
  readonly macros: ReadonlyMap<Sym, ScopeEntry>;
  /** Traits imported as `_`: in scope for methods, without a name. */
  readonly unnamedTraits: readonly DefId[];
}

/** A macro call, attribute or derive whose output is not known. */
export interface OpaqueExpansion {
  /** As written: `derive(Foo)`, `#[bar]`, `baz!`. */
  readonly macro: string;
  /** The macro's definition, where its name resolved (a proc macro of a known crate). */
  readonly def: DefId | undefined;
  /** Item that carries it, or body or module that contains it. */
  readonly owner: DefId;
  readonly span: Span;
  /** Identifiers in its input tokens: what it may name without its own help. */
  readonly names: readonly Sym[];
  readonly reason: string;
}

/** What one crate lets others and the graph know. All methods are total for indexes of the right kind. */
export interface CrateFacts {
  readonly num: CrateNum;
  /** Name in code: `serde_json`. */
  readonly name: string;
  readonly package: { readonly name: string; readonly version: string };
  readonly edition: 2015 | 2018 | 2021 | 2024;
  readonly unit: 'lib' | 'bin' | 'build-script' | 'proc-macro' | 'example' | 'test' | 'bench';
  /** Paths relative to the package root. */
  readonly files: readonly string[];
  /** Crates by the name under which this crate's code knows them. */
  readonly externs: ReadonlyMap<string, CrateNum>;
  readonly diagnostics: readonly Diagnostic[];

  /** Definitions known so far; closures and block items may be added when bodies are analysed. */
  defCount(): number;
  kind(def: LocalDef): DefKind;
  /** Undefined for the crate root. */
  parent(def: LocalDef): LocalDef | undefined;
  defName(def: LocalDef): Sym;
  flags(def: LocalDef): number;
  vis(def: LocalDef): Visibility;
  /** Place of the name (`fn name`), of the `impl` keyword, of a closure's first token. */
  span(def: LocalDef): Span;
  /** Direct children in source order: of modules, traits, impls, enums, foreign mods. */
  children(def: LocalDef): readonly LocalDef[];
  /** Scope of a module. */
  scope(def: LocalDef): ModuleScope;

  generics(def: LocalDef): Generics;
  /** Own predicates, without the parent's. A trait's supertraits are predicates on `Self`; a trait's own `Self: Trait` is not listed. */
  predicates(def: LocalDef): readonly Predicate[];
  fnSig(def: LocalDef): FnSig;
  adt(def: LocalDef): AdtDef;
  implHeader(def: LocalDef): ImplHeader;
  /** Type of a const, static, type alias, impl's associated type, trait's associated type default; error type if there is none. */
  typeOf(def: LocalDef): Ty;
  /** Bounds on an associated type (of a trait) or an opaque type, as predicates whose Self is the projection or opaque type itself. */
  bounds(def: LocalDef): readonly Predicate[];
  /** Hidden type of an opaque definition or error; looks into the owner's body. */
  hiddenType(def: LocalDef): Ty;
  /** Impl blocks that implement a trait, with that trait (undefined if its path did not resolve). */
  traitImpls(): readonly { readonly impl: LocalDef; readonly trait: DefId | undefined }[];
  inherentImpls(): readonly LocalDef[];
  /** Facts of a body: fn, const, static, closure, coroutine, anonymous const. Undefined if it has none. */
  body(def: LocalDef): BodyFacts | undefined;
  /** Where the values in a body come from, that of the function around it for a closure; where this was asked for. */
  flow?(def: LocalDef): BodyFlow | undefined;
  /** `#[lang = "…"]` and `#[rustc_diagnostic_item = "…"]` definitions, by name. */
  langItems(): ReadonlyMap<string, DefId>;
  /** Symbol under which a foreign or exported item is linked. */
  linkName(def: LocalDef): string | undefined;
  opaque(): readonly OpaqueExpansion[];
  /** Text of a macro_rules definition for use by other crates, and where it stands. */
  macroText(def: LocalDef): { readonly text: string; readonly span: Span } | undefined;
}
