/**
 * Drop glue: which destructors a drop of a type runs. Model: rustc_ty_utils::needs_drop, rustc_mir_transform::shim::build_drop_shim.
 */
import type { DefId } from '../ids.ts';
import { type Ty, TyFlag, TyKind } from '../types.ts';
import { closureSig } from './builtin.ts';
import { InferTable } from './infer.ts';
import type { DropGlue } from './outcome.ts';
import { newQuery } from './query.ts';
import type { Solver } from './solver.ts';

const NONE: DropGlue = { drop: undefined, parts: [], virtual: false, unknown: false };
const UNKNOWN: DropGlue = { drop: undefined, parts: [], virtual: false, unknown: true };
const VIRTUAL: DropGlue = { drop: undefined, parts: [], virtual: true, unknown: false };

export function dropGlueOf(solver: Solver, ty: Ty): DropGlue {
  const { types } = solver;
  if (types.needsNoDrop(ty)) return NONE;
  switch (types.kind(ty)) {
    case TyKind.Slice:
    case TyKind.Array:
      return ofParts(solver, [types.arg(ty, 0)]);
    case TyKind.Tuple:
      return ofParts(solver, types.args(ty));
    case TyKind.Dyn:
      return VIRTUAL;
    case TyKind.Adt:
      return ofAdt(solver, ty);
    case TyKind.Closure:
    case TyKind.Coroutine:
      return ofClosure(solver, ty);
    default:
      return UNKNOWN;
  }
}

function ofParts(solver: Solver, parts: readonly Ty[], drop?: DropGlue['drop']): DropGlue {
  const own: Ty[] = [];
  for (const part of parts) {
    const ty = solver.reveal(part);
    if (!solver.types.needsNoDrop(ty) && !own.includes(ty)) own.push(ty);
  }
  if (own.length === 0 && drop === undefined) return NONE;
  return { drop, parts: own, virtual: false, unknown: false };
}

function ofAdt(solver: Solver, ty: Ty): DropGlue {
  const { types, world, lang } = solver;
  const def = types.head(ty) as DefId;
  if (lang.is(def, 'manually_drop') || lang.is(def, 'phantom_data')) return NONE;
  const args = types.args(ty);
  const adt = world.adt(def);
  const drop = dropImpl(solver, ty);
  // Fields of a union are never dropped.
  if (adt.kind === 'union') return ofParts(solver, [], drop);
  const parts: Ty[] = [];
  if (lang.is(def, 'owned_box') && args[0] !== undefined) parts.push(args[0]);
  for (const variant of adt.variants) {
    for (const field of variant.fields) parts.push(types.subst(field.ty, args));
  }
  return ofParts(solver, parts, drop);
}

/** `impl Drop` of the type: at most one, and it fits all arguments (E0366), so its header decides alone. */
function dropImpl(solver: Solver, ty: Ty): DropGlue['drop'] {
  const { lang, impls } = solver;
  const trait = lang.get('drop');
  if (trait === undefined) return undefined;
  const candidates = impls.candidates(trait, ty);
  if (candidates.length === 0) return undefined;
  const table = new InferTable(solver.types);
  const q = newQuery(solver, table, solver.codegenEnv);
  for (const entry of candidates) {
    const args = solver.implArgs(q, entry.impl, [ty]);
    const name = solver.world.names.intern('drop');
    const fn = solver.world.children(entry.impl).find((child) => solver.world.name(child) === name);
    if (args !== undefined && fn !== undefined) return { fn, args: args.map((arg) => closed(solver, arg)) };
  }
  return undefined;
}

function closed(solver: Solver, ty: Ty): Ty {
  return solver.types.has(ty, TyFlag.HasInfer) ? solver.types.error : ty;
}

/** Captures; locals that live across an `.await` are in the body's own Drop uses. */
function ofClosure(solver: Solver, ty: Ty): DropGlue {
  const table = new InferTable(solver.types);
  const sig = closureSig(newQuery(solver, table, solver.codegenEnv), ty);
  if (sig?.captures === undefined) return UNKNOWN;
  return ofParts(solver, sig.captures);
}
