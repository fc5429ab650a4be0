/**
 * What name resolution tells about one crate: the contract with those who lower signatures and infer bodies.
 */
import type { Diagnostic, Sym } from '@lazaret/base';
import type {
  CrateNum,
  DefId,
  DefKind,
  LocalDef,
  ModuleScope,
  OpaqueExpansion,
  Prim,
  Span,
  Visibility,
  World,
} from '@lazaret/facts';
import type { NodeId, TokenBuffer, TokenRange, Tree } from '@lazaret/rust-syntax';
import type { FormatArgs } from './format-args.ts';
import type { CrateInput } from './input.ts';
import type { Scope } from './scope.ts';

/** Namespaces of names, as in rustc (`rustc_hir::def::Namespace`). */
export const Ns = { Type: 0, Value: 1, Macro: 2 } as const;
export type Ns = (typeof Ns)[keyof typeof Ns];

/** One segment of a path as names see it: generic arguments are the caller's. */
export interface PathSeg {
  /** Name without `r#`. */
  readonly name: Sym;
  /** Token kind: tells `self`, `super`, `crate`, `Self` and `$crate` from identifiers. */
  readonly kind: number;
  /** Hygiene context of the token. */
  readonly ctx: number;
}

export interface NamePath {
  /** Leading `::`. */
  readonly global: boolean;
  readonly segments: readonly PathSeg[];
}

/**
 * Where a path leads. `rest` counts trailing segments that names cannot resolve: those after a type, a trait or a
 * primitive (`Vec::new` → Vec, rest 1). `Enum::Variant` is resolved fully; `Alias::Variant` is not.
 */
export type PathRes =
  | { readonly kind: 'def'; readonly def: DefId; readonly rest: number }
  | { readonly kind: 'prim'; readonly prim: Prim; readonly rest: number };

/** What a macro call gives. */
export type Expansion =
  /** Tokens to be parsed as what the place of the call asks for. `def`: the macro. */
  | { readonly kind: 'tokens'; readonly tokens: TokenBuffer; readonly def: DefId | undefined }
  /** Compiler-made, with semantics of its own. */
  | BuiltinCall
  /** Not expanded; `names` = identifiers in the input tokens. */
  | {
      readonly kind: 'opaque';
      readonly reason: string;
      readonly names: readonly Sym[];
      readonly def: DefId | undefined;
      /** As written: `foo!`. */
      readonly macro: string;
    };

/** A built-in macro call. Which fields are there depends on `name`. */
export interface BuiltinCall {
  readonly kind: 'builtin';
  /**
   * `format_args` (also `format_args_nl`, `const_format_args`), `str` (a `&'static str` whose text is `value` if known:
   * `concat!`, `stringify!`, `env!`, `include_str!`, `file!`, `module_path!`), `bytes` (`&'static [u8; N]`),
   * `option_str` (`Option<&'static str>`), `bool` (`cfg!`), `u32` (`line!`, `column!`), `asm` (operands in `args`; `asm!`
   * has type `()`), `global_asm`, `compile_error`, `never` (`trace_macros!` and such: unit), `other`.
   */
  readonly name: string;
  /** Name as the standard library declares it: `include_bytes`. */
  readonly macro: string;
  readonly tokens: TokenBuffer;
  /** Argument expressions as token ranges of `tokens` (for asm the operand expressions). */
  readonly args: readonly TokenRange[];
  readonly value?: string | undefined;
  readonly format?: FormatArgs | undefined;
}

/** A body or expression with its tree. */
export interface BodySource {
  readonly tree: Tree;
  readonly node: NodeId;
}

/** All names of one crate. Numbers of definitions index its table; trees and scopes are shared, never copied. */
export interface CrateNames {
  readonly world: World;
  readonly num: CrateNum;
  readonly input: CrateInput;
  /** Paths of the files read, relative to the package root; `Span.file` indexes it. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Crates by the name under which code knows them: `externs` of the input, and `extern crate x as y`. */
  readonly externs: ReadonlyMap<string, CrateNum>;
  /** `name` or `name="value"` of configuration that nobody knew. */
  readonly unknownCfgs: ReadonlySet<string>;

  // Definitions.
  defCount(): number;
  kind(def: LocalDef): DefKind;
  parent(def: LocalDef): LocalDef | undefined;
  defName(def: LocalDef): Sym;
  flags(def: LocalDef): number;
  vis(def: LocalDef): Visibility;
  span(def: LocalDef): Span;
  children(def: LocalDef): readonly LocalDef[];
  /** Tree that holds the definition; undefined for the crate root. */
  tree(def: LocalDef): Tree | undefined;
  /** Item, Variant, or for definitions added later the node given to {@link addDef}; of a file module its Mod item. */
  node(def: LocalDef): NodeId;
  /** Where paths written in a definition's own signature or initialiser resolve. Of a module: its own scope. */
  scopeOf(def: LocalDef): Scope;
  /**
   * Body of a fn, initialiser of a const or static, discriminant (AnonConst of a Variant), parsed once: a BlockExpr or
   * another expression. Undefined if there is none.
   */
  bodySource(def: LocalDef): BodySource | undefined;
  /** Forgets the tree of a body that was looked at; if it is asked for again, it is parsed again. */
  releaseBody(def: LocalDef): void;
  /** Adds a closure, coroutine, opaque type, anonymous constant; the same node and kind always give the same number. */
  addDef(
    kind: DefKind,
    parent: LocalDef,
    name: Sym,
    flags: number,
    tree: Tree,
    node: NodeId,
    /** Where its paths resolve, if not where those of `parent` do. */
    scope?: Scope,
  ): LocalDef;
  /** Definition made for a node (items, variants, what {@link addDef} made); by place of its first token. */
  defAt(tree: Tree, node: NodeId): LocalDef | undefined;

  // Scopes and paths.
  /**
   * Scope of a block expression inside `scope`: a new one if the block declares items (collected on the first call),
   * otherwise `scope` itself. To be asked for every BlockExpr on the way down. `owner`: the item whose body it is.
   */
  enterBlock(scope: Scope, tree: Tree, block: NodeId, owner?: LocalDef): Scope;
  /** Path, PathType, PathExpr or PathPat (without its QSelf). */
  pathOf(tree: Tree, path: NodeId): NamePath;
  /**
   * Resolves a path. Locals, generic parameters and `Self` are the caller's and are to be tried first (a first segment
   * `Self` is never resolved here). Undefined if some segment does not resolve.
   */
  resolvePath(scope: Scope, path: NamePath, ns: Ns): PathRes | undefined;
  /** Traits whose methods can be called by method syntax: imported (also `as _`), declared, of the prelude; sorted, cached. */
  traitsInScope(scope: Scope): readonly DefId[];
  /** Does `vis` let code of `scope` see it? */
  isVisible(vis: Visibility, scope: Scope): boolean;

  // Conditional compilation.
  /** Are all `cfg`s on this node (item, field, variant, param, statement, arm, expression) true? */
  isActive(tree: Tree, node: NodeId): boolean;
  /** Attributes with `cfg_attr` resolved: names as written (`inline`, `rustfmt::skip`). */
  attrNames(tree: Tree, node: NodeId): readonly string[];

  // Macros.
  /** Expands a MacroExpr, MacroStmt, MacroItem, MacroPat or MacroType that stands in `scope`; memoised. */
  expand(scope: Scope, tree: Tree, call: NodeId): Expansion;
  /** Records a macro call, found opaque while a body was analysed. */
  addOpaque(opaque: OpaqueExpansion): void;
  /** Where the expansion of a nested token came from: is this token written by a macro (not given to it as argument)? */
  isExpanded(tokens: TokenBuffer, token: number): boolean;
  /**
   * The context with its outermost macro taken off, if that macro is declared inside a body (it then sees locals that
   * were declared before it). Undefined: stop. A local is found by (name, context), then (name, localOuter(context)), …
   */
  localOuter(ctx: number): number | undefined;

  // Spans.
  /** From the first character of token `start` to the last of token `end - 1`. */
  tokenSpan(tokens: TokenBuffer, start: number, end: number): Span;
  nodeSpan(tree: Tree, node: NodeId): Span;

  // The names half of the crate's facts.
  scope(def: LocalDef): ModuleScope;
  traitImpls(): readonly { readonly impl: LocalDef; readonly trait: DefId | undefined }[];
  inherentImpls(): readonly LocalDef[];
  langItems(): ReadonlyMap<string, DefId>;
  linkName(def: LocalDef): string | undefined;
  opaque(): readonly OpaqueExpansion[];
  macroText(def: LocalDef): { readonly text: string; readonly span: Span } | undefined;
}
