/**
 * The standard derives, written as the impls that rustc makes of them (rustc_builtin_macros::deriving). The text is
 * generated; names, types and bounds are copied tokens of the item, so that they keep their places and contexts.
 */
import {
  boundList,
  fieldList,
  fieldsOf,
  genericParams,
  genericsOf,
  NO_NODE,
  type NodeId,
  NodeKind,
  type TokenBuffer,
  type TokenRange,
  type Tree,
  typeOf,
  variantsOf,
  wherePredicates,
} from '@lazaret/rust-syntax';
import type { Attributes } from './attributes.ts';
import { attrList, findAttr } from './attributes.ts';
import { notesOf } from './buffer-notes.ts';
import type { CrateContext } from './context.ts';
import { DERIVED_METHODS, deriveBody } from './derive-bodies.ts';
import type { MacroOrigin } from './hygiene.ts';
import type { LateSpan } from './source-map.ts';
import { type Place, type Splice, TokenWriter } from './token-writer.ts';

export const STD_DERIVES: ReadonlyMap<string, string> = new Map([
  ['Clone', '$crate::clone::Clone'],
  ['Copy', '$crate::marker::Copy'],
  ['Debug', '$crate::fmt::Debug'],
  ['Default', '$crate::default::Default'],
  ['Eq', '$crate::cmp::Eq'],
  ['Hash', '$crate::hash::Hash'],
  ['Ord', '$crate::cmp::Ord'],
  ['PartialEq', '$crate::cmp::PartialEq'],
  ['PartialOrd', '$crate::cmp::PartialOrd'],
]);

/** A field: `access` is `name` or `0`, as text with placeholders. */
export interface DeriveField {
  readonly access: string;
  /** Name or index as plain text. */
  readonly label: string;
  /** Placeholder of the type. */
  readonly type: string;
  readonly node: NodeId;
}

export interface DeriveVariant {
  /** Placeholder of its name. */
  readonly name: string;
  readonly label: string;
  readonly shape: 'named' | 'tuple' | 'unit';
  readonly fields: readonly DeriveField[];
  readonly isDefault: boolean;
  readonly node: NodeId;
}

/** What the bodies of derived methods need to know. */
export interface DeriveInput {
  readonly kind: 'struct' | 'enum' | 'union';
  readonly name: string;
  readonly label: string;
  /** A struct or union is its own single variant. */
  readonly variants: readonly DeriveVariant[];
  readonly packed: boolean;
  readonly alsoCopy: boolean;
  readonly hasTypeParams: boolean;
}

/** Tokens of the item and the placeholders that stand for them. */
export class Splices {
  readonly list: Splice[] = [];
  /** Places that parts of the text are reported at. */
  readonly places: Place[] = [];
  readonly #tokens: TokenBuffer;

  constructor(tokens: TokenBuffer) {
    this.#tokens = tokens;
  }

  range(range: TokenRange, tokens: TokenBuffer = this.#tokens): string {
    this.list.push({ tokens, range });
    return ` '__${this.list.length - 1} `;
  }

  /** Tokens of a node; of a `>>` that closes it and what is around it, only its own half. */
  node(tree: Tree, node: NodeId): string {
    const { tokens } = tree;
    const range = tree.range(node);
    const last = range.end - 1;
    const used = range.end === range.start ? 0 : tree.endOffset(node) - tokens.startOf(last);
    if (used === 0 || tokens.startOf(last) + used === tokens.endOf(last)) return this.range(range, tokens);
    this.list.push({ tokens, range, lastUsed: used });
    return ` '__${this.list.length - 1} `;
  }

  /** Text whose own tokens are reported at a place. */
  at(place: Place, text: string): string {
    this.places.push(place);
    return ` '__at${this.places.length - 1} ${text} '__end `;
  }

  /** Text reported at the derive again, within text that is reported elsewhere. */
  here(text: string): string {
    return ` '__here ${text} '__end `;
  }

  token(token: number): string {
    return this.range({ start: token, end: token + 1 });
  }
}

/**
 * Tokens of `impl Trait for Item { fn method(..) {} }`. The method's body is written when someone asks for it
 * ({@link BufferNotes.lateBody}): most are never looked at. `others`: names of all derives of the item.
 */
export function deriveImpl(
  ctx: CrateContext,
  tree: Tree,
  node: NodeId,
  trait: string,
  others: ReadonlySet<string>,
  at: LateSpan,
  origin: MacroOrigin,
): TokenBuffer {
  const splices = new Splices(tree.tokens);
  const kind = tree.kind(node);
  const path = STD_DERIVES.get(trait)!;
  // `Clone` on a union bounds `Copy`, `Default` on an enum nothing, as in rustc.
  const bound = kind === NodeKind.Union && trait === 'Clone' ? '$crate::marker::Copy' : path;
  const noBound = trait === 'Default' && kind === NodeKind.Enum;
  const name = splices.token(tree.aux(node));
  const generics = deriveGenerics(tree, node, splices, noBound ? undefined : bound);
  const method = DERIVED_METHODS.get(trait);
  const methods = method === undefined ? '' : `${method} {}`;
  const text = `#[automatically_derived] impl ${generics.params} ${path} for ${name} ${generics.args} ${generics.where} { ${methods} }`;
  const writer = new TokenWriter(ctx, at, origin);
  const { mark } = writer;
  const tokens = writer.template(text, splices.list).finish();
  if (method !== undefined) {
    notesOf(tokens).lateBody = () => {
      const parts = new Splices(tree.tokens);
      const body = deriveBody(trait, deriveInput(ctx, tree, node, parts, others));
      // In the context of the signature, so that it sees the parameters.
      return new TokenWriter(ctx, at, origin, mark).template(`{ ${body} }`, parts.list).finish();
    };
  }
  return tokens;
}

/** Item, variants and fields that are part of this build. */
export function deriveInput(
  ctx: CrateContext,
  tree: Tree,
  node: NodeId,
  splices: Splices,
  others: ReadonlySet<string>,
): DeriveInput {
  const { attributes } = ctx;
  const kindOf = tree.kind(node);
  const kind = kindOf === NodeKind.Enum ? 'enum' : kindOf === NodeKind.Union ? 'union' : 'struct';
  const nodes = kind === 'enum' ? variantsOf(tree, node).filter((one) => attributes.isActive(tree, one)) : [node];
  const repr = findAttr(attributes.of(tree, node), 'repr');
  const params = genericParams(tree, genericsOf(tree, node));
  return {
    kind,
    name: splices.token(tree.aux(node)),
    label: labelOf(tree, tree.aux(node)),
    variants: nodes.map((one) => deriveVariant(attributes, tree, one, splices)),
    packed: repr !== undefined && attrList(repr).some((part) => repr.tokens.text(part.start) === 'packed'),
    alsoCopy: others.has('Copy'),
    hasTypeParams: params.some((param) => tree.kind(param) === NodeKind.TypeParam),
  };
}

function labelOf(tree: Tree, token: number): string {
  return token < 0 ? '' : tree.tokens.interner.text(tree.tokens.sym(token));
}

function deriveVariant(attributes: Attributes, tree: Tree, node: NodeId, splices: Splices): DeriveVariant {
  const list = fieldList(tree, node);
  const shape = list === NO_NODE ? 'unit' : tree.kind(list) === NodeKind.RecordFields ? 'named' : 'tuple';
  const fields: DeriveField[] = [];
  for (const field of fieldsOf(tree, node)) {
    if (!attributes.isActive(tree, field)) continue;
    const type = typeOf(tree, field);
    const named = tree.kind(field) === NodeKind.RecordField;
    const label = named ? labelOf(tree, tree.aux(field)) : String(fields.length);
    const access = named ? splices.token(tree.aux(field)) : label;
    fields.push({ access, label, type: type === NO_NODE ? '()' : splices.node(tree, type), node: field });
  }
  return {
    name: splices.token(tree.aux(node)),
    label: labelOf(tree, tree.aux(node)),
    shape,
    fields,
    isDefault: findAttr(attributes.of(tree, node), 'default') !== undefined,
    node,
  };
}

/** Parameters, arguments and predicates of the impl; `bound`: what every type parameter is bound by in addition. */
export function deriveGenerics(
  tree: Tree,
  node: NodeId,
  splices: Splices,
  bound: string | undefined,
): { params: string; args: string; where: string } {
  const params: string[] = [];
  const args: string[] = [];
  const typeParams = new Set<number>();
  for (const param of genericParams(tree, genericsOf(tree, node))) {
    const token = tree.aux(param);
    if (token < 0) continue;
    const name = splices.token(token);
    const bounds = boundList(tree, param);
    const written = bounds === NO_NODE ? '' : splices.node(tree, bounds);
    args.push(name);
    if (tree.kind(param) === NodeKind.TypeParam) {
      typeParams.add(tree.tokens.sym(token));
      const all = bound === undefined ? written : written === '' ? bound : `${written} + ${bound}`;
      params.push(all === '' ? name : `${name}: ${all}`);
    } else if (tree.kind(param) === NodeKind.ConstParam) {
      const type = typeOf(tree, param);
      params.push(`const ${name}: ${type === NO_NODE ? 'usize' : splices.node(tree, type)}`);
    } else {
      params.push(written === '' ? name : `${name}: ${written}`);
    }
  }
  const where = wherePredicates(tree, node).map((one) => splices.node(tree, one));
  if (bound !== undefined) {
    for (const type of projectionTypes(tree, node, typeParams)) where.push(`${splices.node(tree, type)}: ${bound}`);
  }
  return {
    params: params.length === 0 ? '' : `<${params.join(', ')}>`,
    args: args.length === 0 ? '' : `<${args.join(', ')}>`,
    where: where.length === 0 ? '' : `where ${where.join(', ')}`,
  };
}

/** Types of the form `T::Assoc` anywhere in the fields: rustc bounds them as well. */
function projectionTypes(tree: Tree, node: NodeId, typeParams: ReadonlySet<number>): NodeId[] {
  const found: NodeId[] = [];
  if (typeParams.size === 0) return found;
  const seen = new Set<string>();
  const owners = tree.kind(node) === NodeKind.Enum ? variantsOf(tree, node) : [node];
  const stack = owners.flatMap((owner) => fieldsOf(tree, owner).map((field) => typeOf(tree, field)));
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === NO_NODE) continue;
    const first = tree.first(at);
    const isPath =
      tree.kind(at) === NodeKind.PathType && first !== NO_NODE && tree.kind(first) === NodeKind.PathSegment;
    if (isPath && tree.next(first) !== NO_NODE && typeParams.has(tree.tokens.sym(tree.aux(first)))) {
      const text = tree.text(at);
      if (!seen.has(text)) found.push(at);
      seen.add(text);
    }
    for (let child = first; child !== NO_NODE; child = tree.next(child)) stack.push(child);
  }
  return found;
}
