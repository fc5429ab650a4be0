/**
 * The definitions of one crate as columns, indexed by {@link LocalDef}.
 */
import { IntVec, type Sym } from '@lazaret/base';
import { DEFS_PER_CRATE_MAX, type DefId, type DefKind, type LocalDef, type Visibility } from '@lazaret/facts';
import { NO_NODE, type NodeId, type Tree } from '@lazaret/rust-syntax';
import type { Scope } from './scope.ts';

const NO_CHILDREN: readonly LocalDef[] = [];
/** In the visibility column. */
const PUBLIC = -1;

export class DefTable {
  readonly #kinds = new IntVec(256);
  readonly #parents = new IntVec(256);
  readonly #names = new IntVec(256);
  readonly #flags = new IntVec(256);
  readonly #vis = new IntVec(256);
  readonly #nodes = new IntVec(256);
  readonly #trees: (Tree | undefined)[] = [];
  readonly #scopes: (Scope | undefined)[] = [];
  readonly #children: (LocalDef[] | undefined)[] = [];
  /** Kept back, so that the crate's last numbers are never exceeded: further definitions share this one. */
  #overflow: LocalDef | undefined;

  get count(): number {
    return this.#kinds.length;
  }

  /** True if the crate has more definitions than numbers. */
  get overflowed(): boolean {
    return this.#overflow !== undefined;
  }

  add(
    kind: DefKind,
    parent: LocalDef | -1,
    name: Sym,
    flags: number,
    vis: Visibility,
    tree: Tree | undefined,
    node: NodeId,
    scope: Scope | undefined,
  ): LocalDef {
    if (this.#overflow !== undefined) return this.#overflow;
    const def = this.#kinds.push(kind) as LocalDef;
    if (def === DEFS_PER_CRATE_MAX - 1) this.#overflow = def;
    this.#parents.push(parent);
    this.#names.push(name);
    this.#flags.push(flags);
    this.#vis.push(vis === true ? PUBLIC : vis);
    this.#nodes.push(node);
    this.#trees.push(tree);
    this.#scopes.push(scope);
    this.#children.push(undefined);
    if (parent !== -1) (this.#children[parent] ??= []).push(def);
    return def;
  }

  kind(def: LocalDef): DefKind {
    return this.#kinds.data[def] as DefKind;
  }

  parent(def: LocalDef): LocalDef | undefined {
    const parent = this.#parents.data[def]!;
    return parent < 0 ? undefined : (parent as LocalDef);
  }

  name(def: LocalDef): Sym {
    return this.#names.data[def] as Sym;
  }

  flags(def: LocalDef): number {
    return this.#flags.data[def]!;
  }

  addFlags(def: LocalDef, flags: number): void {
    this.#flags.data[def] = this.#flags.data[def]! | flags;
  }

  vis(def: LocalDef): Visibility {
    const vis = this.#vis.data[def]!;
    return vis === PUBLIC ? true : (vis as DefId);
  }

  setVis(def: LocalDef, vis: Visibility): void {
    this.#vis.data[def] = vis === true ? PUBLIC : vis;
  }

  node(def: LocalDef): NodeId {
    return this.#nodes.data[def] ?? NO_NODE;
  }

  tree(def: LocalDef): Tree | undefined {
    return this.#trees[def];
  }

  /** Where the definition's own paths resolve. */
  scope(def: LocalDef): Scope | undefined {
    return this.#scopes[def];
  }

  setScope(def: LocalDef, scope: Scope): void {
    this.#scopes[def] = scope;
  }

  children(def: LocalDef): readonly LocalDef[] {
    return this.#children[def] ?? NO_CHILDREN;
  }
}
