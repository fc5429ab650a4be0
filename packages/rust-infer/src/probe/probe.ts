/**
 * Which method `receiver.name` means, and which item `Type::name`.
 * Model: rustc_hir_typeck::method::probe (order of steps, autoref, inherent before extension candidates).
 *
 * ```ts
 * const prober = new Prober(solver);                       // one per solver
 * const cx = { solver, table, env, traits: names.traitsInScope(scope), isVisible: (vis) => names.isVisible(vis, scope) };
 * const found = prober.method(cx, receiverTy, name);
 * if (found.kind === 'pick') {
 *   const args = lowering.args(typeCx, tree, methodCallNode, found.item, found.parentArgs, 'infer');
 *   // adjust the receiver: found.derefs (overloaded ones are calls), found.autoref, found.unsize; it then has type found.receiver
 *   fulfill.registerAll(found.pending); fulfill.registerPredicates(found.item, args) …
 * }
 * const item = prober.path(cx, ty, name);                  // Type::name, enum variants are the caller's
 * ```
 */
import type { Sym } from '@lazaret/base';
import { type DefId, type Obligation, type TraitRef, type Ty, TyKind, type Visibility } from '@lazaret/facts';
import { type Autoderef, autoderef, type DerefStep, type ProbeCx } from './autoderef.ts';
import { type Candidate, confirmFit, type Fit, fitItems, fitMethods, withoutClause } from './candidate.ts';
import { ItemIndex } from './items.ts';

export interface LookupCx extends ProbeCx {
  /** Traits in scope (`CrateNames.traitsInScope`); pass the same array for the same scope. */
  readonly traits: readonly DefId[];
  readonly isVisible: (vis: Visibility) => boolean;
  /** May this crate use what is unstable, as the standard library does? */
  readonly unstable: boolean;
}

type Autoref = 'none' | 'ref' | 'mut' | 'const-ptr';

export interface Pick {
  readonly kind: 'pick';
  readonly item: DefId;
  /** Arguments of the impl or trait (Self first), bound to the receiver; the item's own arguments are to be added. */
  readonly parentArgs: readonly Ty[];
  /** `param-env`: a where-clause; `dyn`: method of a trait object; both are trait methods, as is `trait`. */
  readonly source: 'inherent' | 'trait' | 'param-env' | 'dyn';
  /** Derefs of the receiver before it is passed or borrowed. */
  readonly derefs: readonly DerefStep[];
  readonly autoref: Autoref;
  /** After autoref the pointer to an array becomes one to a slice. */
  readonly unsize: boolean;
  /** Type of the receiver as it is passed. */
  readonly receiver: Ty;
  /** Goals that came up on the way; the item's own predicates are not among them. */
  readonly pending: readonly Obligation[];
  /** The receiver is an integer or float whose type is not known; the item is that of `i32` or `f64`. */
  readonly assumedNumber: boolean;
}

export type Lookup =
  | Pick
  /** Several fit. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly DefId[] }
  /** Found, but not visible from here. */
  | { readonly kind: 'private'; readonly item: DefId }
  /** The type of the receiver (or what it derefs to) is a variable, or the error type. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-found' };

const AUTOREFS = ['none', 'ref', 'mut', 'const-ptr'] as const;

interface Assembled {
  readonly inherent: readonly Candidate[];
  readonly extension: readonly Candidate[];
  /** Bounds of associated and opaque types whose trait is not in scope: when nothing else is found. */
  readonly alias: readonly Candidate[];
  private: DefId | undefined;
}

export class Prober {
  readonly items: ItemIndex;

  constructor(solver: LookupCx['solver']) {
    this.items = new ItemIndex(solver);
  }

  /** `receiver.name(…)`. Binds variables of the table if the result is a pick. */
  method(cx: LookupCx, receiver: Ty, name: Sym): Lookup {
    const pending: Obligation[] = [];
    const chain = autoderef(cx, receiver, pending);
    const { types } = cx.solver;
    if (chain.unknown || types.kind(chain.types[chain.types.length - 1]!) === TyKind.Error) return { kind: 'unknown' };
    const found = this.#search(cx, chain, name, pending);
    if (found.kind !== 'not-found') return found;
    return this.#assumeNumber(cx, chain, name, pending) ?? found;
  }

  /** `ty::name` in value position: function or constant, inherent ones first. For `<_>::name` traits decide alone. */
  path(cx: LookupCx, ty: Ty, name: Sym): Lookup {
    const { types } = cx.solver;
    const pending: Obligation[] = [];
    const self = cx.solver.normalize(cx.table, cx.env, cx.table.shallow(ty), pending);
    const kind = types.kind(self);
    if (kind === TyKind.Error) return { kind: 'unknown' };
    const all = this.#assemble(cx, [self], name);
    for (const { inherent, extension, alias } of stableFirst(cx, all)) {
      for (const candidates of [inherent, extension, alias]) {
        const fits = fitItems(cx, candidates, self);
        const one = choose(cx, fits);
        if (one === undefined) {
          if (fits.length > 0) return ambiguous(fits);
          continue;
        }
        return this.#confirm(cx, one, { derefs: [], autoref: 'none', unsize: false, receiver: self, pending });
      }
    }
    if (kind === TyKind.Infer) return { kind: 'unknown' };
    return all.private === undefined ? { kind: 'not-found' } : { kind: 'private', item: all.private };
  }

  #search(cx: LookupCx, chain: Autoderef, name: Sym, pending: Obligation[]): Lookup {
    const steps = chain.unsized === undefined ? chain.types : [...chain.types, chain.unsized];
    const all = this.#assemble(cx, steps, name);
    for (const some of stableFirst(cx, all)) {
      const found = this.#among(cx, some, chain, steps, pending);
      if (found !== undefined) return found;
    }
    return all.private === undefined ? { kind: 'not-found' } : { kind: 'private', item: all.private };
  }

  #among(
    cx: LookupCx,
    all: Assembled,
    chain: Autoderef,
    steps: readonly Ty[],
    pending: Obligation[],
  ): Lookup | undefined {
    const lists = [all.inherent, all.extension];
    for (const aliases of [false, true]) {
      if (aliases && all.alias.length === 0) break;
      for (let at = 0; at < steps.length; at++) {
        for (const autoref of AUTOREFS) {
          const self = adjusted(cx, steps[at]!, autoref);
          if (self === undefined) continue;
          for (const candidates of aliases ? [all.alias] : lists) {
            const fits = fitMethods(cx, candidates, self);
            if (fits.length === 0) continue;
            const one = choose(cx, fits);
            if (one === undefined) return ambiguous(fits);
            const unsize = at >= chain.types.length;
            const derefs = chain.steps.slice(0, unsize ? at - 1 : at);
            return this.#confirm(cx, one, { derefs, autoref, unsize, receiver: self, pending });
          }
        }
      }
    }
    return undefined;
  }

  #confirm(
    cx: LookupCx,
    fit: Fit,
    adjust: Omit<Pick, 'kind' | 'item' | 'parentArgs' | 'source' | 'assumedNumber'>,
  ): Pick {
    const parentArgs = confirmFit(cx, fit);
    const { pending } = adjust;
    return {
      kind: 'pick',
      item: fit.candidate.item,
      parentArgs: parentArgs.args,
      source: fit.candidate.source,
      derefs: adjust.derefs,
      autoref: adjust.autoref,
      unsize: adjust.unsize,
      receiver: adjust.receiver,
      pending: parentArgs.pending.length === 0 ? pending : [...pending, ...parentArgs.pending],
      assumedNumber: false,
    };
  }

  /** `2.pow(3)`: rustc wants the type to be written; what we did not infer is taken for the fallback type. */
  #assumeNumber(cx: LookupCx, chain: Autoderef, name: Sym, pending: Obligation[]): Lookup | undefined {
    const { types } = cx.solver;
    const last = cx.table.shallow(chain.types[chain.types.length - 1]!);
    const kind = types.kind(last);
    if (kind !== TyKind.InferInt && kind !== TyKind.InferFloat) return undefined;
    const assumed = types.prim(kind === TyKind.InferInt ? 'i32' : 'f64');
    const steps = [...chain.types.slice(0, -1), assumed];
    const found = cx.table.probe(() => this.#search(cx, { ...chain, types: steps }, name, pending));
    return found.kind === 'pick' ? { ...found, assumedNumber: true } : undefined;
  }

  // Candidates.

  #assemble(cx: LookupCx, steps: readonly Ty[], name: Sym): Assembled {
    const inherent: Candidate[] = [];
    const alias: Candidate[] = [];
    const out: Assembled = { inherent, extension: this.#extension(cx, name), alias, private: undefined };
    for (const ty of steps) {
      const kind = cx.solver.types.kind(ty);
      if (kind === TyKind.Dyn) this.#bounds(cx, cx.solver.objectBounds(ty), ty, name, 'dyn', inherent);
      else if (kind === TyKind.Param) this.#bounds(cx, cx.env.clauses, ty, name, 'param-env', inherent);
      else if (kind === TyKind.Projection || kind === TyKind.Opaque) {
        this.#bounds(cx, cx.env.clauses, ty, name, 'param-env', alias);
        this.#bounds(cx, cx.solver.aliasBounds(ty), ty, name, 'param-env', alias);
      }
      for (const candidate of this.items.inherent(ty, name)) {
        const { item } = candidate;
        if (!cx.isVisible(cx.solver.world.vis(item))) out.private ??= item;
        else if (!hasItem(inherent, item)) inherent.push(candidate);
      }
    }
    return out;
  }

  #extension(cx: LookupCx, name: Sym): readonly Candidate[] {
    return this.items.extension(cx.traits, name);
  }

  /** Methods of the traits that clauses on `self` name. */
  #bounds(
    cx: LookupCx,
    clauses: readonly Obligation[],
    self: Ty,
    name: Sym,
    source: 'dyn' | 'param-env',
    out: Candidate[],
  ): void {
    for (const clause of clauses) {
      if (clause.kind !== 'trait' || cx.table.shallow(clause.ref.args[0]!) !== self) continue;
      const item = this.items.inTrait(clause.ref.trait, name);
      if (item !== undefined && !hasClause(out, item, clause.ref)) {
        out.push(this.items.byClause(item, source, clause.ref));
      }
    }
  }
}

/** Stable candidates alone, then all (ProbeContext::pick_core); the same once if all are stable. */
function stableFirst(cx: LookupCx, all: Assembled): Assembled[] {
  if (cx.unstable || !(all.inherent.some(isUnstable) || all.extension.some(isUnstable) || all.alias.some(isUnstable))) {
    return [all];
  }
  const stable: Assembled = {
    inherent: all.inherent.filter(isStable),
    extension: all.extension.filter(isStable),
    alias: all.alias.filter(isStable),
    private: all.private,
  };
  return [stable, all];
}

function isUnstable(candidate: Candidate): boolean {
  return candidate.unstable;
}

function isStable(candidate: Candidate): boolean {
  return !candidate.unstable;
}

function hasItem(list: readonly Candidate[], item: DefId): boolean {
  for (const other of list) if (other.item === item) return true;
  return false;
}

function hasClause(list: readonly Candidate[], item: DefId, ref: TraitRef): boolean {
  for (const other of list) if (other.item === item && other.ref !== undefined && sameArgs(other.ref, ref)) return true;
  return false;
}

function sameArgs(a: TraitRef, b: TraitRef): boolean {
  return a.args.length === b.args.length && a.args.every((arg, i) => arg === b.args[i]);
}

/** The receiver's type after autoref; undefined if that autoref is not tried on this type. */
function adjusted(cx: LookupCx, ty: Ty, autoref: Autoref): Ty | undefined {
  const { types } = cx.solver;
  switch (autoref) {
    case 'none':
      return ty;
    case 'ref':
      return types.ref(ty, false);
    case 'mut':
      return types.ref(ty, true);
    case 'const-ptr':
      return types.kind(ty) === TyKind.RawPtr && types.head(ty) === 1
        ? types.rawPtr(types.arg(ty, 0), false)
        : undefined;
  }
}

/** One of several: certain ones before possible ones, and clauses of one trait are one. */
function choose(cx: LookupCx, fits: readonly Fit[]): Fit | undefined {
  if (fits.length <= 1) return fits[0];
  const header = ({ candidate: { impl } }: Fit): Ty | undefined =>
    impl === undefined ? undefined : cx.solver.world.implHeader(impl).self;
  const certain = fits.filter((fit) => fit.certain);
  if (certain.length === 1) return certain[0];
  const list = certain.length > 0 ? certain : fits;
  const item = list[0]!.candidate.item;
  // `dyn Any` and `dyn Any + Send` have impls of their own, but are one type here.
  if (list.every((fit) => fit.candidate.impl !== undefined && header(fit) === header(list[0]!))) return list[0];
  if (!list.every((fit) => fit.candidate.item === item)) return undefined;
  // Several clauses of one trait: the trait's method, with arguments left open.
  return withoutClause(cx, list[0]!);
}

function ambiguous(fits: readonly Fit[]): Lookup {
  return { kind: 'ambiguous', candidates: [...new Set(fits.map((fit) => fit.candidate.item))] };
}
