/** Paths from an entry point to a node, as a reader wants them: functions only, each with the place that leads on. */
import { type DefId, DefPaths, type Span, type World } from '@lazaret/facts';
import type { PathFrame, Place, Reason } from './api.ts';
import { EdgeKind, edgeName, isTaken } from './edge.ts';
import type { Explored } from './explore.ts';
import { NO_USE } from './nodes.ts';

export interface Witness {
  readonly frames: readonly PathFrame[];
  /** No hop but calls. */
  readonly certain: boolean;
  /** Hops over things that are not known, first one first. */
  readonly reasons: readonly Reason[];
}

export class Witnesses {
  readonly #explored: Explored;
  readonly #world: World;
  readonly paths: DefPaths;

  constructor(explored: Explored) {
    this.#explored = explored;
    this.#world = explored.world;
    this.paths = DefPaths.of(explored.world);
  }

  to(node: number): Witness {
    const { nodes } = this.#explored;
    const chain: number[] = [];
    for (let at = node; at >= 0; at = nodes.parent(at)) chain.push(at);
    chain.reverse();
    const frames: PathFrame[] = [];
    const reasons: Reason[] = [];
    let certain = true;
    let edge: EdgeKind = EdgeKind.Entry;
    let site: Place | undefined;
    let reason: string | undefined;
    let last = -1;
    for (const at of chain) {
      const own = nodes.edge(at);
      if (isTaken(own)) certain = false;
      if (nodes.parent(at) >= 0) {
        edge = stronger(edge, own);
        if (nodes.parent(at) === last) site = this.#site(last, nodes.use(at));
      }
      const cause = this.#explored.queryCause.get(at);
      if (cause !== undefined) {
        reason = this.#explored.unknowns[cause]!.code;
        reasons.push(this.reason(cause));
      }
      if (!nodes.isInstance(at)) continue;
      frames.push(this.#frame(nodes.def(at), edge, site, edge === EdgeKind.Possible ? reason : undefined));
      edge = EdgeKind.Entry;
      site = undefined;
      last = at;
    }
    return { frames, certain, reasons };
  }

  /** Why something is not known, with its place. */
  reason(unknown: number): Reason {
    const { node, use, code } = this.#explored.unknowns[unknown]!;
    const { nodes } = this.#explored;
    let at = node;
    while (!nodes.isInstance(at) && nodes.parent(at) >= 0) at = nodes.parent(at);
    if (!nodes.isInstance(at)) return { code, text: code };
    const place = (at === node ? this.#site(at, use) : undefined) ?? this.#place(this.#world.span(nodes.def(at)));
    return { code, text: `${code} in ${this.paths.path(nodes.def(at))}`, place };
  }

  #frame(def: DefId, edge: EdgeKind, site: Place | undefined, reason: string | undefined): PathFrame {
    const krate = this.#world.crateOfDef(def);
    const place = this.#place(this.#world.span(def));
    return {
      crate: krate.package.name,
      version: krate.package.version,
      function: this.paths.path(def),
      file: place.file,
      line: place.line,
      column: place.column,
      edge: edgeName(edge),
      ...(site === undefined ? {} : { site }),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  #site(node: number, use: number): Place | undefined {
    const { nodes } = this.#explored;
    if (node < 0 || !nodes.isInstance(node)) return undefined;
    const def = nodes.def(node);
    const span = use === NO_USE ? undefined : this.#world.body(def)?.uses[use]?.span;
    return span === undefined ? undefined : this.#place(span);
  }

  #place(span: Span): Place {
    const krate = this.#world.crate(span.krate);
    return {
      crate: krate.package.name,
      file: krate.files[span.file] ?? '',
      line: span.line,
      column: span.column,
    };
  }
}

/** Several hops between two functions (a vtable, then its drop) are shown as one: as the one that assumes most. */
function stronger(a: EdgeKind, b: EdgeKind): EdgeKind {
  if (a === EdgeKind.Entry || b === EdgeKind.Possible) return b;
  if (a === EdgeKind.Possible) return a;
  if (isTaken(a)) return a;
  return isTaken(b) || a === EdgeKind.Call ? b : a;
}
