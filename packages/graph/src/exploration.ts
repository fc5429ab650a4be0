/** The answers of one exploration: verdicts, paths, lists of what is reached. */
import { compareText, inStage } from '@lazaret/base';
import {
  type CrateNum,
  crateOf,
  DefFlag,
  type DefId,
  DefKind,
  defId,
  localOf,
  type Span,
  type World,
} from '@lazaret/facts';
import type { Completeness, PathFrame, Reason, Sinks, SinkVerdict } from './api.ts';
import type { Explored } from './explore.ts';
import { isEnding } from './limits.ts';
import { Layer, NodeKind } from './nodes.ts';
import { Witnesses } from './witness.ts';

/** How many reasons a verdict gives. */
const REASONS_MAX = 20;

export class Exploration {
  readonly world: World;
  readonly #explored: Explored;
  readonly #witnesses: Witnesses;
  /** First node of each definition, by how it is reached. */
  readonly #certain = new Map<DefId, number>();
  readonly #possible = new Map<DefId, number>();
  readonly #evaluated = new Map<DefId, number>();
  #widened = false;

  constructor(explored: Explored) {
    this.world = explored.world;
    this.#explored = explored;
    this.#witnesses = new Witnesses(explored);
    this.#index(Layer.Certain);
  }

  /** Nothing that is certain changes when the wider layer is explored; so it waits until an answer depends on it. */
  #widen(): void {
    if (this.#widened) return;
    this.#widened = true;
    inStage(this.world.stages, 'follow possible calls', () => this.#explored.widen());
    this.#index(Layer.Possible);
  }

  /** Compile-time evaluation is told apart by what runs, not by layer: it is indexed with the wider layer. */
  #index(layer: Layer): void {
    const { nodes } = this.#explored;
    for (let node = 0; node < nodes.size; node++) {
      if (!nodes.isInstance(node) || !nodes.isExpanded(node)) continue;
      const def = nodes.def(node);
      const runs = nodes.kind(node) === NodeKind.Run || isData(this.world, def);
      const own = runs ? nodes.layer(node) : Layer.Possible;
      if (own !== layer) continue;
      const map = !runs ? this.#evaluated : layer === Layer.Certain ? this.#certain : this.#possible;
      const known = map.get(def);
      if (known === undefined || nodes.cost(node) < nodes.cost(known)) map.set(def, node);
    }
  }

  /** Counts of what is certain are final; those of the wider layer, and its limits, are of what has been explored by now. */
  get completeness(): Completeness {
    return this.#explored.completeness();
  }

  /** Symbols of foreign functions that are called and that no crate defines. */
  get externalSymbols(): string[] {
    this.#widen();
    return [...this.#explored.external.keys()].sort(compareText);
  }

  /** Definitions that are reached: functions, closures, coroutines, consts, statics. In order of DefId. */
  reached(layer: 'certain' | 'possible'): DefId[] {
    if (layer === 'possible') this.#widen();
    const map = layer === 'certain' ? this.#certain : this.#possible;
    const defs = [...map.keys()].sort((a, b) => a - b);
    return layer === 'certain' ? defs : defs.filter((def) => !this.#certain.has(def));
  }

  isReached(def: DefId): boolean {
    return this.#certain.has(def);
  }

  isPossible(def: DefId): boolean {
    this.#widen();
    return this.#possible.has(def);
  }

  path(def: DefId): readonly PathFrame[] {
    if (!this.#certain.has(def)) this.#widen();
    const node = this.#certain.get(def) ?? this.#possible.get(def) ?? this.#evaluated.get(def);
    return node === undefined ? [] : this.#witnesses.to(node).frames;
  }

  defPath(def: DefId): string {
    return this.#witnesses.paths.path(def);
  }

  verdictFor(sinks: Sinks): SinkVerdict {
    const defs = this.#withImpls(sinks.defs);
    const certain = this.#best(defs, this.#certain) ?? this.#macro(sinks.macros ?? [], Layer.Certain);
    if (certain !== undefined) return this.#verdict('reachable', certain, []);
    this.#widen();
    const possible = this.#best(defs, this.#possible) ?? this.#macro(sinks.macros ?? [], Layer.Possible);
    if (possible !== undefined) return this.#verdict('unknown', possible, this.#limitReasons());
    const evaluated = this.#best(defs, this.#evaluated);
    if (evaluated !== undefined) {
      const text = 'only evaluated by the compiler, in constants: no call of it is left in the program';
      return this.#verdict('unknown', evaluated, [{ code: 'compile-time-only', text }]);
    }
    const limits = this.#limitReasons();
    return { verdict: limits.length > 0 ? 'unknown' : 'not_reachable', path: [], certain: false, reasons: limits };
  }

  /** Functions and statics reached in each package, `name version` → definition paths; closures only on request. */
  functionsByPackage(
    options: { readonly closures?: boolean; readonly possible?: boolean } = {},
  ): Map<string, string[]> {
    const out = new Map<string, Set<string>>();
    const defs = options.possible ? [...this.reached('certain'), ...this.reached('possible')] : this.reached('certain');
    for (const def of defs) {
      const kind = this.world.kind(def);
      const closure = kind === DefKind.Closure || kind === DefKind.Coroutine;
      const code = kind === DefKind.Fn || kind === DefKind.Static;
      if (!code && !(closure && options.closures === true)) continue;
      if ((this.world.flags(def) & DefFlag.Foreign) !== 0) continue;
      const { name, version } = this.world.crateOfDef(def).package;
      const key = `${name} ${version}`;
      let set = out.get(key);
      if (set === undefined) out.set(key, (set = new Set()));
      set.add(this.defPath(def));
    }
    return new Map(
      [...out].sort(([a], [b]) => compareText(a, b)).map(([key, set]) => [key, [...set].sort(compareText)]),
    );
  }

  /** Crates of which something is reached, in either layer. */
  crates(layer: 'certain' | 'possible'): CrateNum[] {
    const nums = new Set<CrateNum>();
    for (const def of this.reached(layer)) nums.add(crateOf(def));
    return [...nums].sort((a, b) => a - b);
  }

  /** Things that are not known in what is certainly reached, with places; the first so many. */
  unknowns(most = REASONS_MAX): Reason[] {
    const out: Reason[] = [];
    for (let i = 0; i < this.#explored.unknowns.length && out.length < most; i++) {
      if (this.#explored.nodes.layer(this.#explored.unknowns[i]!.node) === Layer.Certain)
        out.push(this.#witnesses.reason(i));
    }
    return out;
  }

  #verdict(verdict: 'reachable' | 'unknown', node: number, more: readonly Reason[]): SinkVerdict {
    const { frames, certain, reasons } = this.#witnesses.to(node);
    const { nodes } = this.#explored;
    return {
      verdict,
      sink: nodes.def(node),
      path: frames,
      certain: certain && verdict === 'reachable',
      reasons: [...more, ...reasons].slice(0, REASONS_MAX),
    };
  }

  #limitReasons(): Reason[] {
    // Arguments that were cut are widened over, so only the limits that end exploration leave anything unseen.
    return this.completeness.limits
      .filter(isEnding)
      .map((limit) => ({ code: `budget-${limit}`, text: `exploration ended at its limit of ${limit}` }));
  }

  /** A trait's method stands for its impls, a trait for all its methods, a type for all methods of its impls. */
  #withImpls(defs: readonly DefId[]): DefId[] {
    const out = [...defs];
    for (const def of defs) {
      const parent = this.world.parent(def);
      if (parent === undefined || this.world.kind(parent) !== DefKind.Trait) continue;
      const name = this.world.name(def);
      for (const krate of this.world.crates) {
        for (const { impl, trait } of krate.traitImpls()) {
          if (trait !== parent) continue;
          for (const child of krate.children(impl)) {
            if (krate.defName(child) === name) out.push(defId(krate.num, child));
          }
        }
      }
    }
    return out;
  }

  #best(defs: readonly DefId[], map: ReadonlyMap<DefId, number>): number | undefined {
    let best: number | undefined;
    for (const def of defs) {
      const node = map.get(def);
      if (node === undefined) continue;
      if (best === undefined || this.#explored.nodes.cost(node) < this.#explored.nodes.cost(best)) best = node;
    }
    return best;
  }

  /** A macro is reached where reached code expands it: by record, or because text of the macro is in the body. */
  #macro(macros: readonly DefId[], layer: Layer): number | undefined {
    if (macros.length === 0) return undefined;
    const sites = this.#expansions(macros);
    for (const macro of macros) {
      for (const node of sites.get(macro) ?? []) if (this.#explored.nodes.layer(node) === layer) return node;
    }
    return undefined;
  }

  #expansions(macros: readonly DefId[]): ReadonlyMap<DefId, readonly number[]> {
    const out = new Map<DefId, number[]>();
    const texts = macros.map((macro) => ({
      macro,
      span: this.world.crateOfDef(macro).macroText(localOf(macro))?.span,
    }));
    for (const [def, node] of [...this.#certain, ...this.#possible]) {
      const body = this.world.body(def);
      if (body === undefined) continue;
      for (const { macro, span } of texts) {
        const used =
          body.macros?.includes(macro) === true ||
          (span !== undefined && body.uses.some((use) => within(use.span, span)));
        if (!used) continue;
        const list = out.get(macro);
        if (list === undefined) out.set(macro, [node]);
        else list.push(node);
      }
    }
    return out;
  }
}

function within(inner: Span, outer: Span): boolean {
  if (inner.krate !== outer.krate || inner.file !== outer.file) return false;
  const after = inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column);
  const before = inner.line < outer.endLine || (inner.line === outer.endLine && inner.column <= outer.endColumn);
  return after && before;
}

/** Consts and statics are data: being evaluated is all that reaching them means. */
function isData(world: World, def: DefId): boolean {
  const kind = world.kind(def);
  return kind === DefKind.Const || kind === DefKind.Static || kind === DefKind.AssocConst || kind === DefKind.AnonConst;
}
