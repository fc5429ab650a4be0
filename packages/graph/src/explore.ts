/**
 * Exploration of a program's instances in two layers. First what is certainly reached, in order of how little has to be
 * assumed (fewest addresses taken, then fewest hops), so that the first way found to a node is its witness. Then what may
 * be reached through things that are not known: the wider layer, in which "not reachable" is decided.
 */
import { IntVec } from '@lazaret/base';
import { type CrateNum, crateOf, type DefId, type Ty, type World } from '@lazaret/facts';
import { ALLOCATOR_SYMBOL, allocatorMethods } from './allocator.ts';
import type { Completeness, Entry, ExploreOptions, GraphLimits } from './api.ts';
import { CrateSets } from './crate-sets.ts';
import { DefInfos } from './def-info.ts';
import { EdgeKind, isTaken } from './edge.ts';
import { Expander, type Sink } from './expand.ts';
import { ArgClamp, DEFAULT_LIMITS, type EndingLimit } from './limits.ts';
import { Mentions } from './mentions.ts';
import { Layer, NO_USE, NodeKind, NodeTable } from './nodes.ts';
import { OpaqueExpansions } from './opaque.ts';
import type { Question } from './question.ts';
import type { Selector } from './selector.ts';
import { Symbols } from './symbols.ts';
import { Widener } from './widen.ts';
import { Worklist } from './worklist.ts';

/** One hop over something unknown weighs more than several taken addresses. */
const POSSIBLE_COST = 8;

/** A question that came up at a node. */
interface Unknown {
  readonly node: number;
  readonly use: number;
  readonly code: string;
  /** The question's node; undefined where nothing can follow from it. */
  readonly query: number | undefined;
}

/** More uses than a body has: makes one number of a definition and a use. */
const USES_SPAN = 1 << 20;

/** What exploration leaves behind for verdicts, paths and lists. */
export interface Explored {
  readonly world: World;
  readonly nodes: NodeTable;
  readonly unknowns: readonly Unknown[];
  /** As far as has been explored by now. */
  completeness(): Completeness;
  /**
   * Explores the wider layer too, once. It leaves what is certain as it is, and costs as much as that or more: who asks only
   * for what is certainly reached does without.
   */
  widen(): void;
  /** Foreign functions that nothing in the program defines, by symbol: the first node that calls each. */
  readonly external: ReadonlyMap<string, number>;
  /** Why a node of kind Query was asked, by node: index into `unknowns`. */
  readonly queryCause: ReadonlyMap<number, number>;
}

/** Explores everything that the entry points certainly reach, and the rest when it is asked for. */
export function exploreNodes(
  world: World,
  select: Selector,
  entries: readonly Entry[],
  options: ExploreOptions = {},
): Explored {
  return new Explorer(world, select, entries, options).run(entries);
}

class Explorer implements Sink {
  readonly #world: World;
  readonly #limits: GraphLimits;
  readonly #select: Selector;
  /** Crates that can be part of the program. */
  readonly #program: ReadonlySet<CrateNum>;
  readonly #sets: CrateSets;
  readonly #nodes: NodeTable;
  readonly #infos: DefInfos;
  readonly #mentions: Mentions;
  readonly #clamp: ArgClamp;
  readonly #expander: Expander;
  readonly #widener: Widener;
  readonly #opaque: OpaqueExpansions;
  readonly #work = new Worklist();
  readonly #options: ExploreOptions;
  readonly #unknowns: Unknown[] = [];
  readonly #external = new Map<string, number>();
  readonly #queryCause = new Map<number, number>();
  readonly #hitLimits = new Set<EndingLimit>();
  /** First call of each dyn method: node, use. */
  readonly #dynCalls = new Map<Ty, { readonly node: number; readonly use: number; readonly question: Question }>();
  readonly #bodiesWithUnknowns = new IntVec();
  readonly #bodiesSeen = new Set<DefId>();
  readonly #askedAt = new Map<number, Set<number>>();
  /** Instances with nothing but unknown arguments. */
  readonly #open = new Map<DefId, number>();
  /** Questions for any impl of a trait item, whatever the types. */
  readonly #openImpls = new Map<DefId, number>();
  #symbols: Symbols | undefined;
  #layer: Layer = Layer.Certain;
  #node = -1;
  #uses = 0;
  #dynOpen = false;
  #allocatorSeen = false;

  constructor(world: World, select: Selector, entries: readonly Entry[], options: ExploreOptions) {
    this.#world = world;
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#nodes = new NodeTable(world);
    this.#infos = new DefInfos(world);
    this.#mentions = new Mentions(world);
    this.#clamp = new ArgClamp(world.types, this.#limits);
    this.#opaque = new OpaqueExpansions(world, this.#infos, this.#mentions);
    this.#expander = new Expander(world, select, this.#infos, this.#nodes, this);
    const sets = new CrateSets(world);
    this.#sets = sets;
    this.#program = new Set(entries.flatMap((entry) => [...sets.reachable(crateOf(entry.def))] as CrateNum[]));
    this.#select = select;
    this.#widener = new Widener(world, select, this.#infos, sets, this.#mentions, this.#program, options, {
      possible: (node, def, args) => this.#possible(node, def, args),
      ask: (node, question, krate) => this.#link(node, NO_USE, question, krate),
    });
  }

  run(entries: readonly Entry[]): Explored {
    for (const entry of entries.map((asked) => this.#selected(asked))) {
      const info = this.#infos.get(entry.def);
      const node = this.#instanceNode(
        entry.def,
        entry.args ?? this.#world.identityArgs(entry.def),
        info.isConst ? NodeKind.Const : NodeKind.Run,
      );
      if (this.#nodes.relax(node, Layer.Certain, 0, -1, EdgeKind.Entry, NO_USE)) this.#work.push(0, node);
    }
    this.#drain();
    let widened = false;
    let completeness: Completeness | undefined;
    return {
      world: this.#world,
      nodes: this.#nodes,
      unknowns: this.#unknowns,
      completeness: () => {
        completeness ??= this.#completeness();
        return completeness;
      },
      widen: () => {
        if (widened) return;
        widened = true;
        completeness = undefined;
        this.#widen(entries);
      },
      external: this.#external,
      queryCause: this.#queryCause,
    };
  }

  /** An entry that is a trait's method for known types is the impl's. */
  #selected(entry: Entry): Entry {
    if (entry.args === undefined || this.#infos.get(entry.def).trait === undefined) return entry;
    const resolved = this.#select.resolve(entry.def, entry.args);
    return resolved.kind === 'fn' ? { ...entry, def: resolved.fn, args: resolved.args } : entry;
  }

  #widen(entries: readonly Entry[]): void {
    this.#layer = Layer.Possible;
    for (let i = 0; i < this.#unknowns.length; i++) {
      const { node, use, query } = this.#unknowns[i]!;
      if (query !== undefined) this.#reachQuery(node, use, query, i);
    }
    this.#exportedMayBeCalled(entries);
    if (this.#bodiesWithUnknowns.length > 0) this.#openDyn();
    this.#drain();
  }

  /** Code that is not Rust may call what is exported. */
  #exportedMayBeCalled(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    for (const def of this.#exported().defs) {
      const info = this.#infos.get(def);
      const node = this.#instanceNode(def, this.#unknownArgs(def), info.isConst ? NodeKind.Const : NodeKind.Run);
      this.#relax(node, Layer.Possible, POSSIBLE_COST, -1, EdgeKind.Possible, NO_USE);
    }
  }

  /**
   * Where the type of an expression is not known, a coercion to a trait object or a drop may have gone unseen: then
   * methods called through objects may be those of any mentioned type.
   */
  #openDyn(): void {
    if (this.#dynOpen) return;
    this.#dynOpen = true;
    this.#question(this.#bodiesWithUnknowns.get(0), NO_USE, 'expression-type-unknown', { kind: 'drop' });
    for (const { node, use, question } of this.#dynCalls.values()) this.#question(node, use, 'dyn-call', question);
  }

  #drain(): void {
    for (let node = this.#work.pop(); node !== -1; node = this.#work.pop()) {
      if (this.#nodes.isExpanded(node)) continue;
      this.#nodes.markExpanded(node);
      const limit = this.#limitReached();
      if (limit !== undefined) {
        this.#hitLimits.add(limit);
        return;
      }
      this.#node = node;
      if (this.#nodes.kind(node) === NodeKind.Query) this.#widener.expand(this.#nodes.ty(node), node);
      else this.#expandNode(node);
    }
  }

  #limitReached(): EndingLimit | undefined {
    if (this.#uses > this.#limits.uses) return 'uses';
    if (this.#nodes.size > this.#limits.instances) return 'instances';
    if (this.#bodiesSeen.size > this.#limits.bodies) return 'bodies';
    return this.#world.types.size > this.#limits.types ? 'types' : undefined;
  }

  #expandNode(node: number): void {
    if (this.#nodes.isInstance(node)) {
      const def = this.#nodes.def(node);
      if (this.#options.stop?.(def) === true) return;
      this.#opaque.touch(def, (expansion) => {
        this.#question(node, NO_USE, 'opaque-expansion', {
          kind: 'names',
          names: expansion.names,
          macro: expansion.def,
          text: expansion.macro,
        });
      });
      for (const arg of this.#nodes.args(node)) this.#mentions.addType(arg);
      if (!this.#bodiesSeen.has(def)) this.#firstBody(node, def);
    }
    this.#node = node;
    this.#uses += this.#expander.expand(node);
  }

  #firstBody(node: number, def: DefId): void {
    this.#bodiesSeen.add(def);
    const body = this.#infos.body(def);
    if (body === undefined || body.exprsUnknown === 0) return;
    this.#bodiesWithUnknowns.push(node);
    if (this.#layer === Layer.Possible) this.#openDyn();
  }

  instance(
    def: DefId,
    args: readonly Ty[],
    mode: typeof NodeKind.Run | typeof NodeKind.Const,
    edge: EdgeKind,
    use: number,
  ): void {
    this.#reach(
      this.#instanceNode(def, this.#clamp.args(args, this.#layer === Layer.Certain), mode),
      this.#node,
      edge,
      use,
    );
  }

  node(kind: typeof NodeKind.Drop | typeof NodeKind.Vtable, ty: Ty, edge: EdgeKind, use: number): void {
    const node = this.#nodes.find(kind, ty) ?? this.#nodes.add(kind, ty);
    this.#reach(node, this.#node, edge, use);
  }

  unknown(code: string, use: number, question: Question | undefined): void {
    if (question === undefined) this.#unknowns.push({ node: this.#node, use, code, query: undefined });
    else this.#question(this.#node, use, code, question);
  }

  mention(ty: Ty): void {
    this.#mentions.addType(ty);
  }

  signature(def: DefId): void {
    this.#mentions.addSignature(def);
  }

  foreign(def: DefId, use: number): void {
    const name = this.#world.linkName(def) ?? this.#world.names.text(this.#world.name(def));
    const found = this.#exported().find(name);
    if (ALLOCATOR_SYMBOL.test(name)) this.#allocator(use);
    for (const target of found) {
      const mode = this.#infos.get(target).isConst ? NodeKind.Const : NodeKind.Run;
      this.instance(target, this.#unknownArgs(target), mode, EdgeKind.Symbol, use);
    }
    if (found.length === 0 && !this.#external.has(name)) this.#external.set(name, this.#node);
  }

  #allocator(use: number): void {
    if (this.#allocatorSeen) return;
    this.#allocatorSeen = true;
    for (const { method, self } of allocatorMethods(this.#world, this.#program, (num) => this.#sets.isStd(num))) {
      const resolved = this.#select.resolve(method, [self]);
      if (resolved.kind === 'fn') this.instance(resolved.fn, resolved.args, NodeKind.Run, EdgeKind.Symbol, use);
    }
  }

  dynCall(method: DefId, args: readonly Ty[], use: number): void {
    const key = this.#world.types.fnDef(method, args);
    if (this.#dynCalls.has(key)) return;
    const open = [this.#world.types.error, ...args.slice(1)];
    const question: Question = { kind: 'impls', method, args: open };
    this.#dynCalls.set(key, { node: this.#node, use, question });
    if (this.#dynOpen) this.#question(this.#node, use, 'dyn-call', question);
  }

  #instanceNode(def: DefId, args: readonly Ty[], mode: typeof NodeKind.Run | typeof NodeKind.Const): number {
    // What an instance may do in the wider layer, the one with unknown arguments may do too: one of them is enough.
    const open = this.#layer === Layer.Possible && mode === NodeKind.Run ? this.#open.get(def) : undefined;
    if (open !== undefined) return open;
    const known = this.#nodes.find(mode, this.#world.types.fnDef(def, args));
    if (known !== undefined) return known;
    // Identity instances of the error type are always allowed, so that the limit loses precision but no function.
    const { error } = this.#world.types;
    const few = this.#clamp.count(def) && (this.#layer === Layer.Certain || this.#clamp.isFew(def));
    const own = few ? args : args.map(() => error);
    const ty = this.#world.types.fnDef(def, own);
    const node = this.#nodes.find(mode, ty) ?? this.#nodes.add(mode, ty);
    const isOpen = own.length > 0 && mode === NodeKind.Run && own.every((arg) => arg === error);
    if (isOpen) this.#open.set(def, node);
    return node;
  }

  #unknownArgs(def: DefId): Ty[] {
    return new Array<Ty>(this.#world.genericCount(def)).fill(this.#world.types.error);
  }

  #possible(query: number, def: DefId, args: readonly Ty[]): void {
    const mode = this.#infos.get(def).isConst ? NodeKind.Const : NodeKind.Run;
    this.#reach(this.#instanceNode(def, this.#clamp.args(args, false), mode), query, EdgeKind.Possible, NO_USE);
  }

  #link(query: number, use: number, question: Question, krate: CrateNum): void {
    this.#reach(this.#queryNode(question, krate), query, EdgeKind.Possible, use);
  }

  #queryNode(question: Question, krate: CrateNum): number {
    const item = question.kind === 'impls' ? question.method : undefined;
    const open = item === undefined ? undefined : this.#openImpls.get(item);
    if (open !== undefined) return open;
    const id = this.#widener.idOf(question, krate);
    const node = this.#nodes.find(NodeKind.Query, id) ?? this.#nodes.add(NodeKind.Query, id);
    if (question.kind === 'impls' && question.args.every((arg) => arg === this.#world.types.error)) {
      this.#openImpls.set(question.method, node);
    }
    return node;
  }

  /** The same question at the same place of the same definition is asked once, not once per instance. */
  #question(node: number, use: number, code: string, question: Question): void {
    const owner = this.#owner(node);
    const query = this.#queryNode(question, crateOf(owner));
    let places = this.#askedAt.get(query);
    if (places === undefined) {
      places = new Set();
      this.#askedAt.set(query, places);
    }
    const place = owner * USES_SPAN + use + 1;
    if (places.has(place)) return;
    places.add(place);
    this.#unknowns.push({ node, use, code, query });
    if (this.#layer === Layer.Possible) this.#reachQuery(node, use, query, this.#unknowns.length - 1);
  }

  /** The nearest instance on the way to a node that is none. */
  #owner(node: number): DefId {
    let at = node;
    while (!this.#nodes.isInstance(at) && this.#nodes.parent(at) >= 0) at = this.#nodes.parent(at);
    return this.#nodes.isInstance(at) ? this.#nodes.def(at) : (0 as DefId);
  }

  #reachQuery(node: number, use: number, query: number, cause: number): void {
    if (this.#reach(query, node, EdgeKind.Possible, use)) this.#queryCause.set(query, cause);
  }

  #reach(to: number, from: number, edge: EdgeKind, use: number): boolean {
    const step = edge === EdgeKind.Possible ? POSSIBLE_COST : isTaken(edge) ? 1 : 0;
    return this.#relax(to, this.#layer, this.#nodes.cost(from) + step, from, edge, use);
  }

  #relax(to: number, layer: Layer, cost: number, from: number, edge: EdgeKind, use: number): boolean {
    if (!this.#nodes.relax(to, layer, cost, from, edge, use)) return false;
    this.#work.push(cost, to);
    return true;
  }

  #exported(): Symbols {
    this.#symbols ??= new Symbols(this.#world, this.#options.linked ?? this.#world.crates.map((krate) => krate.num));
    return this.#symbols;
  }

  #completeness(): Completeness {
    const unknown: Record<string, number> = {};
    const unknownPossible: Record<string, number> = {};
    for (const { node, code } of this.#unknowns) {
      const counts = this.#nodes.layer(node) === Layer.Certain ? unknown : unknownPossible;
      counts[code] = (counts[code] ?? 0) + 1;
    }
    let instances = 0;
    let possibleInstances = 0;
    const functions = new Set<DefId>();
    for (let node = 0; node < this.#nodes.size; node++) {
      if (this.#nodes.kind(node) !== NodeKind.Run || !this.#nodes.isExpanded(node)) continue;
      if (this.#nodes.layer(node) === Layer.Certain) {
        instances++;
        functions.add(this.#nodes.def(node));
      } else possibleInstances++;
    }
    return {
      instances,
      functions: functions.size,
      possibleInstances,
      unknown,
      unknownPossible,
      limits: [...this.#hitLimits, ...this.#clamp.reached].sort(),
    };
  }
}
