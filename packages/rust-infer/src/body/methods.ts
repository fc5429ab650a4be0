/** Method calls and `Type::name`: what probing finds, put to use. Model: rustc_hir_typeck::method::{probe, confirm}. */
import type { Sym } from '@lazaret/base';
import type { DefId, Ty } from '@lazaret/facts';
import type { NodeId } from '@lazaret/rust-syntax';
import type { DerefStep } from '../probe/autoderef.ts';
import type { Lookup } from '../probe/probe.ts';
import type { BodyCx } from './context.ts';
import { segmentArgs } from './type-paths.ts';

export interface NoMethod {
  readonly reason: string;
  readonly candidates: readonly DefId[];
}

export interface MethodPick {
  readonly def: DefId;
  readonly parentArgs: readonly Ty[];
  /** Types whose `Deref::deref` is called on the way to the receiver. */
  readonly derefs: readonly Ty[];
  readonly autoref: boolean;
  /** Type of the receiver as it is passed. */
  readonly self: Ty;
}

function failure(found: Exclude<Lookup, { kind: 'pick' }>): NoMethod {
  switch (found.kind) {
    case 'ambiguous':
      return { reason: 'ambiguous', candidates: found.candidates };
    case 'private':
      return { reason: 'private', candidates: [found.item] };
    case 'unknown':
      return { reason: 'receiver-unknown', candidates: [] };
    case 'not-found':
      return { reason: 'no-method', candidates: [] };
  }
}

const NO_DEREFS: readonly Ty[] = [];

function overloadedOf(steps: readonly DerefStep[]): readonly Ty[] {
  return steps.filter((step) => step.overloaded).map((step) => step.from);
}

export function lookupMethod(cx: BodyCx, ty: Ty, name: Sym): MethodPick | NoMethod {
  const found = cx.host.prober.method(cx.lookupCx(), ty, name);
  if (found.kind !== 'pick') return failure(found);
  cx.fulfill.registerAll(found.pending);
  return {
    def: found.item,
    parentArgs: found.parentArgs,
    derefs: found.derefs.length === 0 ? NO_DEREFS : overloadedOf(found.derefs),
    autoref: found.autoref !== 'none',
    self: found.receiver,
  };
}

/** Arguments and signature of the method; its where-clauses become goals. */
export function confirmMethod(
  cx: BodyCx,
  pick: MethodPick,
  node: NodeId,
): { args: readonly Ty[]; params: readonly Ty[]; ret: Ty } {
  const args = segmentArgs(cx, pick.def, pick.parentArgs, node);
  const { params, ret } = cx.sigOf(pick.def, args);
  if (params[0] !== undefined) cx.unify(params[0], pick.self);
  cx.obligateOwn(pick.def, args);
  return { args, params, ret };
}

export function lookupAssoc(
  cx: BodyCx,
  ty: Ty,
  name: Sym,
): { readonly def: DefId; readonly parentArgs: readonly Ty[] } | NoMethod {
  const found = cx.host.prober.path(cx.lookupCx(), ty, name);
  if (found.kind !== 'pick') return failure(found);
  cx.fulfill.registerAll(found.pending);
  return { def: found.item, parentArgs: found.parentArgs };
}
