/**
 * Signatures, fields, impl headers. Model: rustc_hir_analysis::collect::{fn_sig, adt_def, impl_trait_header, type_of}.
 */
import {
  type AdtDef,
  DefFlag,
  DefKind,
  defId,
  type FieldDef,
  type FnSig,
  type ImplHeader,
  type LocalDef,
  type Predicate,
  type TraitRef,
  type Ty,
  type VariantDef,
  type Visibility,
} from '@lazaret/facts';
import { Ns } from '@lazaret/rust-names';
import {
  abiToken,
  boundList,
  Flag,
  fieldList,
  fieldsOf,
  fnParams,
  fnSelf,
  implSelfType,
  implTraitPath,
  NO_NODE,
  type NodeId,
  NodeKind,
  nameToken,
  retType,
  type Tree,
  typeOf,
  visibility,
  visibilityPath,
} from '@lazaret/rust-syntax';
import type { Lowering } from './lowering.ts';
import type { TypeCx } from './type-cx.ts';
import { lowerBounds, lowerTraitRef, lowerType } from './types.ts';

export function noSig(low: Lowering): FnSig {
  return {
    params: [],
    ret: low.world.types.error,
    hasSelf: false,
    variadic: false,
    unsafe: false,
    async: false,
    output: undefined,
    abi: 'Rust',
  };
}

export function lowerFnSig(low: Lowering, def: LocalDef): FnSig {
  const { names, world } = low;
  const { types } = world;
  const tree = names.tree(def);
  const kind = names.kind(def);
  if (tree === undefined || (kind !== DefKind.Fn && kind !== DefKind.ProcMacro)) return noSig(low);
  const node = names.node(def);
  const cx = low.cxOf(def);
  const params: Ty[] = [];
  const self = fnSelf(tree, node);
  if (self !== NO_NODE) params.push(selfType(low, cx, tree, self));
  let variadic = false;
  for (const param of fnParams(tree, node)) {
    if (!names.isActive(tree, param)) continue;
    const ty = typeOf(tree, param);
    // `args: ...` has no type of its own.
    if (tree.has(param, Flag.Variadic)) variadic = true;
    else params.push(lowerType(low, cx, tree, ty));
  }
  const written = retType(tree, node);
  const output = written === NO_NODE ? types.unit : lowerType(low, cx, tree, written);
  const isAsync = tree.has(node, Flag.Async);
  const coroutine = isAsync ? low.coroutineOf(def) : undefined;
  const foreign = (names.flags(def) & DefFlag.Foreign) !== 0;
  // Kept as long as the crate: at its size.
  const base = { params: params.slice(), hasSelf: self !== NO_NODE, variadic, abi: abiOf(low, def, tree, node) };
  return {
    ...base,
    unsafe: tree.has(node, Flag.Unsafe) || (foreign && !tree.has(node, Flag.Safe)),
    async: isAsync,
    ret: coroutine === undefined ? output : types.coroutine(coroutine, world.identityArgs(defId(names.num, def))),
    output: isAsync ? output : undefined,
  };
}

function selfType(low: Lowering, cx: TypeCx, tree: Tree, self: NodeId): Ty {
  const { types } = low.world;
  const written = typeOf(tree, self);
  if (written !== NO_NODE) return lowerType(low, cx, tree, written);
  const ty = cx.self ?? types.error;
  return tree.has(self, Flag.RefSelf) ? types.ref(ty, tree.has(self, Flag.Mut)) : ty;
}

function abiOf(low: Lowering, def: LocalDef, tree: Tree, node: NodeId): string {
  const own = tree.childOf(node, NodeKind.Abi);
  const text = (t: Tree, n: NodeId): string => {
    const token = abiToken(t, n);
    return token < 0 ? 'C' : t.tokens.text(token).replaceAll('"', '');
  };
  if (own !== NO_NODE) return text(tree, node);
  const parent = low.names.parent(def);
  if (parent !== undefined && low.names.kind(parent) === DefKind.ForeignMod) {
    const block = low.names.tree(parent);
    return block === undefined ? 'C' : text(block, low.names.node(parent));
  }
  return tree.has(node, Flag.Extern) ? 'C' : 'Rust';
}

// Fields.

export function lowerAdt(low: Lowering, def: LocalDef): AdtDef {
  const { names } = low;
  const tree = names.tree(def);
  const kind = names.kind(def);
  const adtKind = kind === DefKind.Enum ? 'enum' : kind === DefKind.Union ? 'union' : 'struct';
  if (tree === undefined) return { kind: adtKind, variants: [] };
  if (kind !== DefKind.Enum) return { kind: adtKind, variants: [variantOf(low, def, def, tree, names.node(def))] };
  const variants: VariantDef[] = [];
  for (const child of names.children(def)) {
    if (names.kind(child) !== DefKind.Variant) continue;
    const variantTree = names.tree(child) ?? tree;
    variants.push(variantOf(low, def, child, variantTree, names.node(child)));
  }
  return { kind: adtKind, variants };
}

function variantOf(low: Lowering, adt: LocalDef, variant: LocalDef, tree: Tree, node: NodeId): VariantDef {
  const { names, world } = low;
  const list = fieldList(tree, node);
  const cx = low.cxOf(adt);
  const isEnum = adt !== variant;
  const fields: FieldDef[] = [];
  for (const field of fieldsOf(tree, node)) {
    if (!names.isActive(tree, field)) continue;
    const record = tree.kind(field) === NodeKind.RecordField;
    const name = record ? tree.tokens.sym(nameToken(tree, field)) : world.names.intern(String(fields.length));
    const vis = isEnum ? names.vis(adt) : fieldVis(low, cx, tree, field);
    fields.push(new LoweredField(low, cx, tree, field, name, vis));
  }
  const ctor = list === NO_NODE ? 'unit' : tree.kind(list) === NodeKind.TupleFields ? 'tuple' : 'named';
  return { def: defId(names.num, variant), name: names.defName(variant), ctor, fields };
}

/** The type is lowered when asked for: types name each other in circles. */
class LoweredField implements FieldDef {
  readonly name: FieldDef['name'];
  readonly vis: Visibility;
  readonly #low: Lowering;
  readonly #cx: TypeCx;
  readonly #tree: Tree;
  readonly #node: NodeId;
  #ty: Ty | undefined;

  constructor(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId, name: FieldDef['name'], vis: Visibility) {
    this.#low = low;
    this.#cx = cx;
    this.#tree = tree;
    this.#node = node;
    this.name = name;
    this.vis = vis;
  }

  get ty(): Ty {
    this.#ty ??= lowerType(this.#low, this.#cx, this.#tree, typeOf(this.#tree, this.#node));
    return this.#ty;
  }
}

function fieldVis(low: Lowering, cx: TypeCx, tree: Tree, field: NodeId): Visibility {
  const { names } = low;
  const node = visibility(tree, field);
  const module = defId(names.num, cx.scope.module);
  if (node === NO_NODE || tree.has(node, Flag.VisSelf)) return module;
  if (tree.has(node, Flag.VisCrate)) return defId(names.num, 0 as LocalDef);
  if (tree.has(node, Flag.VisSuper)) {
    const parent = names.parent(cx.scope.module);
    return parent === undefined ? module : defId(names.num, parent);
  }
  if (!tree.has(node, Flag.VisIn)) return true;
  const res = names.resolvePath(cx.scope, names.pathOf(tree, visibilityPath(tree, node)), Ns.Type);
  return res?.kind === 'def' && res.rest === 0 ? res.def : defId(names.num, 0 as LocalDef);
}

// Impls.

export function lowerImplSelf(low: Lowering, def: LocalDef): Ty {
  const tree = low.names.tree(def);
  if (tree === undefined) return low.world.types.error;
  return lowerType(low, low.cxOf(def), tree, implSelfType(tree, low.names.node(def)));
}

export function lowerImplTrait(low: Lowering, def: LocalDef): TraitRef | undefined {
  const tree = low.names.tree(def);
  if (tree === undefined) return undefined;
  const path = implTraitPath(tree, low.names.node(def));
  if (path === NO_NODE) return undefined;
  return lowerTraitRef(low, low.cxOf(def), tree, path, low.implSelf(def));
}

export function lowerImplHeader(low: Lowering, def: LocalDef): ImplHeader {
  const negative = (low.names.flags(def) & DefFlag.Negative) !== 0;
  return { trait: low.implTrait(def), self: low.implSelf(def), negative };
}

// Types of other items.

export function lowerTypeOf(low: Lowering, def: LocalDef): Ty {
  const { names, world } = low;
  const tree = names.tree(def);
  switch (names.kind(def)) {
    case DefKind.Const:
    case DefKind.Static:
    case DefKind.TypeAlias:
    case DefKind.AssocTy:
    case DefKind.AssocConst: {
      if (tree === undefined) return world.types.error;
      const written = typeOf(tree, names.node(def));
      return written === NO_NODE ? world.types.error : lowerType(low, low.cxOf(def), tree, written);
    }
    case DefKind.Impl:
      return low.implSelf(def);
    case DefKind.AnonConst:
      return world.types.prim('isize');
    default:
      return world.types.error;
  }
}

/** Bounds of a trait's associated type, those in the trait's where-clauses included, or of an opaque type. */
export function lowerItemBounds(low: Lowering, def: LocalDef): Predicate[] {
  const { names, world } = low;
  const tree = names.tree(def);
  const out: Predicate[] = [];
  if (tree === undefined) return out;
  const id = defId(names.num, def);
  const list = boundList(tree, names.node(def));
  if (names.kind(def) === DefKind.Opaque) {
    const owner = names.parent(def);
    if (owner === undefined) return out;
    const self = world.types.opaque(id, world.identityArgs(id));
    lowerBounds(low, low.cxOf(owner), tree, list, self, out);
    return out;
  }
  if (names.kind(def) !== DefKind.AssocTy) return out;
  const self = world.types.projection(id, world.identityArgs(id));
  if (list !== NO_NODE) lowerBounds(low, low.cxOf(def), tree, list, self, out);
  const trait = names.parent(def);
  if (trait === undefined || names.kind(trait) !== DefKind.Trait) return out;
  for (const clause of low.predicates(trait)) {
    const subject = clause.kind === 'trait' ? clause.ref.args[0] : clause.args[0];
    if (subject === self) out.push(clause);
  }
  return out;
}
