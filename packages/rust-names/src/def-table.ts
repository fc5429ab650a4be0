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
  /** Children as a chain: first, last of a parent, next of a child; -1 for none. */
  readonly #first = new IntVec(256);
  readonly #last = new IntVec(256);
  readonly #next = new IntVec(256);
  /** As lists, of those that were asked for since they changed. */
  readonly #children = new Map<LocalDef, readonly LocalDef[]>();
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
    this.#first.push(-1);
    this.#last.push(-1);
    this.#next.push(-1);
    if (parent !== -1) this.#addChild(parent, def);
    return def;
  }

  #addChild(parent: LocalDef, child: LocalDef): void {
    const last = this.#last.data[parent]!;
    if (last < 0) this.#first.data[parent] = child;
    else this.#next.data[last] = child;
    this.#last.data[parent] = child;
    this.#children.delete(parent);
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
    const first = this.#first.data[def]!;
    if (first < 0) return NO_CHILDREN;
    const known = this.#children.get(def);
    if (known !== undefined) return known;
    const all: LocalDef[] = [];
    for (let child = first; child >= 0; child = this.#next.data[child]!) all.push(child as LocalDef);
    this.#children.set(def, all);
    return all;
  }
}
