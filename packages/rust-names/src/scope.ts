/**
 * Scopes: modules, enums (their variants) and blocks that declare items. A scope maps names to definitions in three
 * namespaces; imports and globs fill it during the fixpoint (`rustc_resolve::ModuleData`).
 */
import type { Sym } from '@lazaret/base';
import { type CrateNum, type DefId, defId, type LocalDef, PRIMS, type Prim, type Visibility } from '@lazaret/facts';

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

export interface GlobUser {
  readonly scope: Scope;
  readonly vis: Visibility;
  readonly via: number;
}

export class Scope {
  readonly kind: 'module' | 'enum' | 'block';
  readonly krate: CrateNum;
  /** Module or enum; for a block the nearest module around it. */
  readonly module: LocalDef;
  /** Definition that owns the names declared here: the module, or for a block the body's owner. */
  readonly owner: LocalDef;
  /** Scope around a block; undefined for modules, which do not see their parents' names. */
  readonly parent: Scope | undefined;
  /** Types, values, macros: by namespace. */
  readonly names: readonly [Map<Sym, Entry>, Map<Sym, Entry>, Map<Sym, Entry>] = [new Map(), new Map(), new Map()];
  /** Traits imported as `_`. */
  readonly unnamed = new Map<DefId, Visibility>();
  /** Glob imports that copy from here. */
  readonly globUsers: GlobUser[] = [];
  /** How often a name changed: whoever looked names up here sees whether it is worth looking again. */
  version = 0;

  constructor(
    kind: 'module' | 'enum' | 'block',
    krate: CrateNum,
    module: LocalDef,
    owner: LocalDef,
    parent: Scope | undefined,
  ) {
    this.kind = kind;
    this.krate = krate;
    this.module = module;
    this.owner = owner;
    this.parent = parent;
  }

  get moduleId(): DefId {
    return defId(this.krate, this.module);
  }
}

export function primRes(name: string): Res | undefined {
  const index = (PRIMS as readonly string[]).indexOf(name);
  return index < 0 ? undefined : -1 - index;
}

export function primOf(res: Res): Prim {
  return PRIMS[-1 - res]!;
}
