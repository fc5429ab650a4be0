/**
 * `#[enum_dispatch]` on a trait and on an enum, after enum_dispatch 0.3's `expansion.rs` and `cache.rs`. One of the two
 * names the other; the impls stand behind the one that comes second.
 */
import {
  attrs as attrNodes,
  fieldsOf,
  itemList,
  itemsOf,
  NO_NODE,
  type NodeId,
  NodeKind,
  type Tree,
  typeOf,
  variantsOf,
} from '@lazaret/rust-syntax';
import { splitCommas } from '../attributes.ts';
import { deriveGenerics, type Splices } from '../derive.ts';
import type { DispatchItem } from './dispatch-items.ts';
import type { AttributeModel, AttributeUse, Modelled } from './macro-model.ts';
import { traitMethod } from './trait-methods.ts';

interface Variant {
  readonly name: string;
  readonly label: string;
  readonly type: string;
}

function enumDispatch(use: AttributeUse): Modelled | undefined {
  const { ctx, tree, node, edits } = use;
  const isTrait = tree.kind(node) === NodeKind.Trait;
  if (!isTrait && tree.kind(node) !== NodeKind.Enum) return undefined;
  if (isTrait && itemsOf(tree, itemList(tree, node)).some((item) => tree.kind(item) !== NodeKind.Fn)) return undefined;
  const links = use.args.map((part) => linkKey(use, part.start, part.end));
  if (links.includes(undefined)) return undefined;
  if (!isTrait && !completeVariants(use)) return undefined;
  const items = ctx.dispatchItems;
  const item: DispatchItem = { key: keyOf(tree, node), tree, node };
  (isTrait ? items.traits : items.enums).set(item.key, item);
  for (const link of links) items.link(link!, item.key);
  let text = '';
  for (const key of items.takeLinks(item.key)) {
    const other = (isTrait ? items.enums : items.traits).get(key);
    if (other === undefined) continue;
    const impls = isTrait ? implsOf(use, item, other) : implsOf(use, other, item);
    if (impls === undefined) return 'partial';
    text += impls;
  }
  edits.insert(tree.end(node), text);
  return 'complete';
}

function keyOf(tree: Tree, node: NodeId): string {
  const params = tree.childOf(node, NodeKind.GenericParams);
  const counted =
    params === NO_NODE ? [] : tree.children(params).filter((one) => tree.kind(one) !== NodeKind.LifetimeParam);
  return `${tree.tokens.text(tree.aux(node))} ${counted.length}`;
}

/** Key of `Name` or `Name<A, B>` among the arguments. */
function linkKey({ attr: { tokens } }: AttributeUse, start: number, end: number): string | undefined {
  const name = tokens.text(start);
  if (end === start + 1) return `${name} 0`;
  if (tokens.text(start + 1) !== '<' || !tokens.text(end - 1).endsWith('>')) return undefined;
  const args = splitCommas(tokens, start + 2, end - 1);
  if (tokens.text(end - 1) !== '>' || args.some((arg) => tokens.textOf(arg).includes('<'))) return undefined;
  return `${name} ${args.filter((arg) => !tokens.text(arg.start).startsWith("'")).length}`;
}

/** A variant that is just a name holds the type of that name. False if there are variants of another form. */
function completeVariants({ ctx, tree, node, edits }: AttributeUse): boolean {
  for (const variant of variantsOf(tree, node)) {
    const fields = fieldsOf(tree, variant);
    const bare = fields.length === 0 && tree.end(variant) === tree.aux(variant) + 1;
    if (!bare && (fields.length !== 1 || tree.kind(fields[0]!) !== NodeKind.TupleField)) return false;
    if (!ctx.attributes.isActive(tree, variant)) continue;
    if (bare) edits.insert(tree.end(variant), `(${edits.splices.token(tree.aux(variant))})`);
  }
  return true;
}

function variantsFor(use: AttributeUse, { tree, node }: DispatchItem): Variant[] {
  const { splices } = use.edits;
  const active = variantsOf(tree, node).filter((variant) => use.ctx.attributes.isActive(tree, variant));
  return active.map((variant) => {
    const name = splices.range({ start: tree.aux(variant), end: tree.aux(variant) + 1 }, tree.tokens);
    const [field] = fieldsOf(tree, variant);
    const type = field === undefined ? name : splices.node(tree, typeOf(tree, field));
    return { name, label: tree.tokens.text(tree.aux(variant)), type };
  });
}

function implsOf(use: AttributeUse, trait: DispatchItem, enumeration: DispatchItem): string | undefined {
  const { splices } = use.edits;
  const { converted } = use.ctx.dispatchItems;
  const variants = variantsFor(use, enumeration);
  const generics = deriveGenerics(enumeration.tree, enumeration.node, splices, undefined);
  const name = nameOf(enumeration, splices);
  const head = (path: string): string =>
    `impl ${generics.params} ${path} for ${name} ${generics.args} ${generics.where}`;
  const methods = itemsOf(trait.tree, itemList(trait.tree, trait.node)).map((item) =>
    use.ctx.attributes.isActive(trait.tree, item) ? dispatch(use, trait, item, name, variants) : '',
  );
  if (methods.includes(undefined)) return undefined;
  const conversions = converted.has(enumeration.key) ? '' : conversionsOf(name, generics.args, variants, head);
  converted.add(enumeration.key);
  const isUnsafe = trait.tree.tokens
    .textOf({ start: behindAttrs(trait.tree, trait.node), end: trait.tree.aux(trait.node) })
    .includes('unsafe');
  const path = `${nameOf(trait, splices)} ${deriveGenerics(trait.tree, trait.node, splices, undefined).args}`;
  return `${conversions} ${isUnsafe ? 'unsafe' : ''} ${head(path)} { ${methods.join('\n')} }`;
}

function behindAttrs(tree: Tree, node: NodeId): number {
  const last = attrNodes(tree, node).at(-1);
  return last === undefined ? tree.start(node) : tree.end(last);
}

function nameOf({ tree, node }: DispatchItem, splices: Splices): string {
  return splices.range({ start: tree.aux(node), end: tree.aux(node) + 1 }, tree.tokens);
}

/** `From` of each variant's type, and `TryInto` of it. */
function conversionsOf(
  name: string,
  args: string,
  variants: readonly Variant[],
  head: (path: string) => string,
): string {
  const from = variants.map(
    ({ name: variant, type }) =>
      `${head(`::core::convert::From<${type}>`)} { fn from(v: ${type}) -> ${name} ${args} { ${name}::${variant}(v) } }`,
  );
  const into = variants.map((one) => {
    const others = variants.filter((other) => other !== one);
    const errors = others.map(
      (other) =>
        `${name}::${other.name}(v) => { Err(${JSON.stringify(`Tried to convert variant ${other.label} to ${one.label}`)}) }`,
    );
    return `${head(`::core::convert::TryInto<${one.type}>`)} { type Error = &'static str;
      fn try_into(self) -> ::core::result::Result<${one.type}, <Self as ::core::convert::TryInto<${one.type}>>::Error> {
        match self { ${name}::${one.name}(v) => { Ok(v) } ${errors.join('\n')} } } }`;
  });
  return [...from, ...into].join('\n');
}

/** A method that passes a call on to what the variant holds; undefined where there is no `self`. */
function dispatch(
  use: AttributeUse,
  trait: DispatchItem,
  item: NodeId,
  name: string,
  variants: readonly Variant[],
): string | undefined {
  const { splices } = use.edits;
  const method = traitMethod(trait.tree, item, splices);
  if (method === undefined || method.receiver === 'none' || method.receiver === 'typed') return undefined;
  const params = method.params.map((param, i) => `__enum_dispatch_arg_${i}: ${param.type}`);
  const args = method.params.map((_, i) => `, __enum_dispatch_arg_${i}`).join('');
  const { args: traitArgs } = deriveGenerics(trait.tree, trait.node, splices, undefined);
  const path = `${nameOf(trait, splices)} ${traitArgs === '' ? '' : `::${traitArgs}`}::${method.name} ${method.turbofish}`;
  const arms = variants.map((variant) => {
    const call = `${path}(inner ${args}) ${method.isAsync ? '.await' : ''}`;
    const made = method.returnsSelf ? `<Self as ::core::convert::From::<${variant.type}>>::from(${call})` : call;
    return `${name}::${variant.name}(inner) => ${made},`;
  });
  return `${method.head}(${[...method.self, ...params].join(', ')}) ${method.tail} { match self { ${arms.join('\n')} } }`;
}

export const ENUM_DISPATCH_MODELS: readonly AttributeModel[] = [
  { krate: 'enum_dispatch', macros: ['enum_dispatch'], versions: /^0\.3\./, expand: enumDispatch },
];
