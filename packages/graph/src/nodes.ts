/**
 * Nodes of the explored graph in columns. A node is not always a function: dropping a type, making a vtable and "whatever
 * this name may mean" are nodes of their own, so that their many targets are found once and not once per place that asks.
 */
import { IntVec } from '@lazaret/base';
import type { DefId, Ty, World } from '@lazaret/facts';
import { EdgeKind } from './edge.ts';

export const NodeKind = {
  /** An instance: function, closure, coroutine, const or static with generic arguments. `ty` = FnDef of both. */
  Run: 0,
  /** The same, evaluated by the compiler: what it calls does not run in the program, what it points to is in it. */
  Const: 1,
  /** Dropping a value of type `ty`. */
  Drop: 2,
  /** The vtable of `args[0]` for `args[1]`; `ty` = the pair as a tuple. */
  Vtable: 3,
  /** Something that is not known: `ty` = number of the question. */
  Query: 4,
} as const;
export type NodeKind = (typeof NodeKind)[keyof typeof NodeKind];

const KINDS = 5;

export const Layer = { Certain: 0, Possible: 1 } as const;
export type Layer = (typeof Layer)[keyof typeof Layer];

/** No use of the parent's body leads here: the edge has no place of its own. */
export const NO_USE = -1;

export class NodeTable {
  readonly #world: World;
  readonly #ids = new Map<number, number>();
  readonly kinds = new IntVec(1 << 12);
  readonly tys = new IntVec(1 << 12);
  readonly layers = new IntVec(1 << 12);
  /** Node that leads here on the best path; -1 for entries. */
  readonly parents = new IntVec(1 << 12);
  readonly edges = new IntVec(1 << 12);
  /** Index of the use in the parent's body, or {@link NO_USE}. */
  readonly uses = new IntVec(1 << 12);
  /** Taken hops on the best path so far; negative once the node's own edges have been followed. */
  readonly #cost = new IntVec(1 << 12);

  constructor(world: World) {
    this.#world = world;
  }

  get size(): number {
    return this.kinds.length;
  }

  find(kind: NodeKind, ty: number): number | undefined {
    return this.#ids.get(ty * KINDS + kind);
  }

  kind(node: number): NodeKind {
    return this.kinds.data[node] as NodeKind;
  }

  ty(node: number): Ty {
    return this.tys.data[node] as Ty;
  }

  layer(node: number): Layer {
    return this.layers.data[node] as Layer;
  }

  parent(node: number): number {
    return this.parents.data[node] as number;
  }

  edge(node: number): EdgeKind {
    return this.edges.data[node] as EdgeKind;
  }

  use(node: number): number {
    return this.uses.data[node] as number;
  }

  isInstance(node: number): boolean {
    return this.kind(node) <= NodeKind.Const;
  }

  def(node: number): DefId {
    return this.#world.types.head(this.ty(node)) as DefId;
  }

  args(node: number): readonly Ty[] {
    return this.#world.types.args(this.ty(node));
  }

  isExpanded(node: number): boolean {
    return (this.#cost.data[node] as number) < 0;
  }

  cost(node: number): number {
    const cost = this.#cost.data[node] as number;
    return cost < 0 ? -1 - cost : cost;
  }

  markExpanded(node: number): void {
    if (!this.isExpanded(node)) this.#cost.set(node, -1 - (this.#cost.data[node] as number));
  }

  add(kind: NodeKind, ty: number): number {
    const node = this.kinds.push(kind);
    this.tys.push(ty);
    this.layers.push(Layer.Possible);
    this.parents.push(-1);
    this.edges.push(EdgeKind.Entry);
    this.uses.push(NO_USE);
    this.#cost.push(COST_MAX);
    this.#ids.set(ty * KINDS + kind, node);
    return node;
  }

  /** Takes a better way to a node that has not been expanded; false if the known one is as good. */
  relax(node: number, layer: Layer, cost: number, parent: number, edge: EdgeKind, use: number): boolean {
    if (this.isExpanded(node) || (this.#cost.data[node] as number) <= cost) return false;
    this.#cost.set(node, cost);
    this.layers.set(node, layer);
    this.parents.set(node, parent);
    this.edges.set(node, edge);
    this.uses.set(node, use);
    return true;
  }
}

const COST_MAX = 0x3fffffff;
