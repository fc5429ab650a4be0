/**
 * Scopes: modules, enums (their variants) and blocks that declare items. A scope maps names to definitions in three
 * namespaces; imports and globs fill it during the fixpoint (`rustc_resolve::ModuleData`).
 */
import type { Sym } from '@lazaret/base';
import type { DefId, LocalDef, Visibility } from '@lazaret/facts';
import type { TokenBuffer } from '@lazaret/rust-syntax';

/** A {@link DefId}, or a primitive type as `-1 - index into PRIMS`. */
export type Res = number;

export interface Entry {
  readonly res: Res;
  readonly vis: Visibility;
  /** Brought by a glob: anything explicit shadows it. */
  readonly glob: boolean;
  /** Number of the import that brought it, or -1 for a declaration. */
  readonly via: number;
  /** The glob entry that this explicit one shadows. */
  readonly under: Entry | undefined;
}

/**
 * Textual scope of `macro_rules!`: a chain from the latest definition back (`rustc_resolve::macros::MacroRulesScope`). A call
 * that is expanded later leaves a link whose `inner` is filled then.
 */
export interface TextualScope {
  readonly name: Sym;
  /** The definition, or -1 for a call that was not expanded when it was passed. */
  readonly def: DefId | -1;
  readonly prev: TextualScope | undefined;
  inner: TextualScope | undefined;
}

export class Scope {
  readonly id: number;
  readonly kind: 'module' | 'enum' | 'block';
  /** Module or enum; for a block the nearest module around it. */
  readonly module: LocalDef;
  /** Definition that owns the names declared here: the module, or for a block the body's owner. */
  readonly owner: LocalDef;
  /** Scope around a block; undefined for modules, which do not see their parents' names. */
  readonly parent: Scope | undefined;
  readonly types = new Map<Sym, Entry>();
  readonly values = new Map<Sym, Entry>();
  readonly macros = new Map<Sym, Entry>();
  /** Traits imported as `_`. */
  readonly unnamed = new Map<DefId, Visibility>();
  /** Glob imports that copy from here. */
  readonly globUsers: { readonly scope: Scope; readonly vis: Visibility; readonly via: number }[] = [];
  /** For blocks: where the block stands, and `macro_rules!` in force from each statement on. */
  readonly tokens: TokenBuffer | undefined;
  readonly textualAt: { readonly token: number; readonly textual: TextualScope | undefined }[] = [];
  /** `macro_rules!` in force at the end (blocks) or the start (modules). */
  textual: TextualScope | undefined = undefined;

  constructor(
    id: number,
    kind: 'module' | 'enum' | 'block',
    module: LocalDef,
    owner: LocalDef,
    parent: Scope | undefined,
    tokens: TokenBuffer | undefined,
  ) {
    this.id = id;
    this.kind = kind;
    this.module = module;
    this.owner = owner;
    this.parent = parent;
    this.tokens = tokens;
  }
}
