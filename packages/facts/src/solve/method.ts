/**
 * From a trait's method and known types to what runs. Model: rustc_ty_utils::instance::resolve_associated_item.
 */
import type { DefId } from '../ids.ts';
import { DefFlag } from '../model.ts';
import { type Ty, TyFlag, TyKind } from '../types.ts';
import { closureSig } from './builtin.ts';
import type { Resolved, Selection } from './outcome.ts';
import { normalizeIn } from './project.ts';
import type { Query } from './query.ts';
import { selectIn } from './select.ts';

const NOTHING: Resolved = { kind: 'nothing' };

export function resolveMethodIn(q: Query, method: DefId, args: readonly Ty[]): Resolved {
  const { world } = q.solver;
  const trait = world.parent(method);
  if (trait === undefined) return { kind: 'unknown', candidates: [] };
  const count = world.genericCount(trait);
  const traitArgs = args.slice(0, count);
  const selection = selectIn(q, { trait, args: traitArgs });
  switch (selection.kind) {
    case 'impl':
      return fromImpl(q, selection, method, args, count);
    case 'builtin':
      return fromBuiltin(q, selection.which, trait, method, args);
    case 'param':
      return { kind: 'generic' };
    case 'object':
      return virtualCall(q, method, args, trait);
    case 'ambiguous':
      return { kind: 'unknown', candidates: itemsOf(q, method, selection.impls) };
    default:
      return unselected(q, method, trait, traitArgs, selection);
  }
}

/** `dyn Trait` calls through the vtable, unless the method needs a sized Self (it then has a default body and cannot be called). */
function virtualCall(q: Query, method: DefId, args: readonly Ty[], trait: DefId): Resolved {
  const self = q.table.shallow(args[0]!);
  const { world } = q.solver;
  const generic = world.generics(method).params.length > 0;
  if (generic && (world.flags(method) & DefFlag.HasBody) !== 0)
    return { kind: 'fn', fn: method, args, impl: undefined };
  return { kind: 'virtual', ty: self, trait };
}

function fromImpl(
  q: Query,
  selection: Extract<Selection, { kind: 'impl' }>,
  method: DefId,
  args: readonly Ty[],
  traitCount: number,
): Resolved {
  const { solver } = q;
  const own = args.slice(traitCount);
  const item = solver.implItem(selection.impl, method);
  if (item !== undefined) {
    const found: Resolved = { kind: 'fn', fn: item, args: [...selection.args, ...own], impl: selection.impl };
    return selection.twins === undefined ? found : { ...found, twins: itemsOf(q, method, selection.twins) };
  }
  for (const other of selection.others) {
    const inherited = solver.implItem(other, method);
    const otherArgs = inherited && solver.implArgs(q, other, args.slice(0, traitCount));
    if (inherited !== undefined && otherArgs)
      return { kind: 'fn', fn: inherited, args: [...otherArgs, ...own], impl: other };
  }
  return { kind: 'fn', fn: method, args, impl: selection.impl };
}

function fromBuiltin(q: Query, which: string, trait: DefId, method: DefId, args: readonly Ty[]): Resolved {
  const { types, world } = q.solver;
  const self = q.table.shallow(args[0]!);
  const kind = types.kind(self);
  const head = types.head(self) as DefId;
  if (which === 'callable') {
    if (kind === TyKind.Closure) return { kind: 'closure', def: head, args: types.args(self) };
    if (kind === TyKind.FnDef) return { kind: 'item', def: head, args: types.args(self) };
    return { kind: 'fn-ptr', ty: self };
  }
  const main = isMainMethod(q, trait, method);
  if (which === 'coroutine' && main) return { kind: 'closure', def: head, args: types.args(self) };
  if (which === 'clone' && main) return { kind: 'clone', parts: cloneParts(q, self) };
  // A provided method of a builtin trait (`clone_from`, adaptors of Iterator).
  if ((world.flags(method) & DefFlag.HasBody) !== 0) return { kind: 'fn', fn: method, args, impl: undefined };
  return NOTHING;
}

/** The method without a body in the trait: `clone`, `poll`, `next`. */
function isMainMethod(q: Query, _trait: DefId, method: DefId): boolean {
  return (q.solver.world.flags(method) & DefFlag.HasBody) === 0;
}

function cloneParts(q: Query, self: Ty): readonly Ty[] {
  const { types } = q.solver;
  const kind = types.kind(self);
  if (kind === TyKind.Tuple) return types.args(self);
  if (kind === TyKind.Closure) return closureSig(q, self)?.captures ?? [];
  return [];
}

function itemsOf(q: Query, method: DefId, impls: readonly DefId[]): DefId[] {
  const out = new Set<DefId>();
  for (const impl of impls) out.add(q.solver.implItem(impl, method) ?? method);
  return [...out];
}

/** Nothing was selected: generic where the Self type can still become something, otherwise all impls of its outer type. */
function unselected(q: Query, method: DefId, trait: DefId, traitArgs: readonly Ty[], selection: Selection): Resolved {
  const { types, impls } = q.solver;
  const self = normalizeIn(q, traitArgs[0] ?? types.error, undefined);
  if (selection.kind === 'none') {
    const kind = types.kind(self);
    if (kind === TyKind.Param || kind === TyKind.Projection || kind === TyKind.Opaque) return { kind: 'generic' };
    if (traitArgs.some((arg) => types.has(arg, TyFlag.HasParam))) return { kind: 'generic' };
    const fitting = impls.candidates(trait, self).filter((entry) => q.solver.headerFits(q, entry, traitArgs));
    return {
      kind: 'unknown',
      candidates: itemsOf(
        q,
        method,
        fitting.map((entry) => entry.impl),
      ),
    };
  }
  return { kind: 'unknown', candidates: [] };
}
