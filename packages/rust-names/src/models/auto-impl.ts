/** `#[auto_impl(&, &mut, Box, Rc, Arc, Fn, FnMut, FnOnce)]`, after auto_impl 1.4's `gen.rs`. */
import {
  boundList,
  fnBody,
  itemList,
  itemsOf,
  NO_NODE,
  type NodeId,
  NodeKind,
  type TokenBuffer,
  type TokenRange,
  typeOf,
} from '@lazaret/rust-syntax';
import { splitCommas } from '../attributes.ts';
import { deriveGenerics } from '../derive.ts';
import type { AttributeModel, AttributeUse, Modelled } from './macro-model.ts';
import { type TraitMethod, traitMethod } from './trait-methods.ts';

const POINTERS: Readonly<Record<string, string>> = {
  Box: 'alloc::boxed::Box',
  Rc: 'alloc::rc::Rc',
  Arc: 'alloc::sync::Arc',
};
const CALLABLE: ReadonlySet<string> = new Set(['Fn', 'FnMut', 'FnOnce']);

/** A method with the proxy types for which its default stays. */
interface Method extends TraitMethod {
  readonly kept: ReadonlySet<string>;
}

interface ForwardedTrait {
  readonly use: AttributeUse;
  readonly path: string;
  readonly params: string;
  /** Predicates of the trait, with a comma behind each. */
  readonly where: string;
  readonly supertraits: string;
  /** Associated constants and types. */
  readonly others: string;
  readonly methods: readonly Method[];
  /** Names that the trait does not use: of a type parameter and a lifetime. */
  readonly proxy: string;
  readonly lifetime: string;
}

/** `&mut` for a part of the arguments, or a name. */
function proxyOf(tokens: TokenBuffer, { start, end }: TokenRange): string {
  if (tokens.text(start) !== '&') return end === start + 1 ? tokens.text(start) : '';
  return end === start + 1 ? '&' : tokens.text(start + 1) === 'mut' ? '&mut' : '';
}

function autoImpl(use: AttributeUse): Modelled | undefined {
  const { tree, node, edits } = use;
  if (tree.kind(node) !== NodeKind.Trait || itemList(tree, node) === NO_NODE) return undefined;
  const proxies = use.args.map((part) => proxyOf(use.attr.tokens, part));
  const trait = forwardedTrait(use);
  if (trait === undefined) return undefined;
  const impls = proxies.map((proxy) => implFor(trait, proxy));
  if (impls.includes(undefined)) return undefined;
  edits.insert(tree.end(node), impls.join('\n'));
  return 'complete';
}

function forwardedTrait(use: AttributeUse): ForwardedTrait | undefined {
  const { tree, node, edits, ctx } = use;
  const { splices } = edits;
  const proxy = unused(use, 'TUVWXYZABCDEFGHIJKLMNOPQRS', '') ?? '__AutoImplProxyT';
  const lifetime = unused(use, 'abcdefghijklmnopqrstuvwxyz', "'") ?? "'__auto_impl_proxy_lifetime";
  const methods: Method[] = [];
  let others = '';
  for (const item of itemsOf(tree, itemList(tree, node))) {
    if (!ctx.attributes.isActive(tree, item)) continue;
    const kind = tree.kind(item);
    if (kind === NodeKind.Fn) {
      const method = traitMethod(tree, item, splices);
      const kept = keptDefaults(use, item);
      if (method === undefined || kept === undefined) return undefined;
      methods.push({ ...method, kept });
    } else if (kind === NodeKind.Const && tree.aux(item) >= 0) {
      const name = splices.token(tree.aux(item));
      others += `const ${name}: ${splices.node(tree, typeOf(tree, item))} = ${proxy}::${name};`;
    } else if (kind === NodeKind.TypeAlias) {
      const name = splices.token(tree.aux(item));
      const { params, args, where } = deriveGenerics(tree, item, splices, undefined);
      others += `type ${name} ${params} = ${proxy}::${name} ${args} ${where};`;
    } else return undefined;
  }
  const { params, args, where } = deriveGenerics(tree, node, splices, undefined);
  const supers = boundList(tree, node);
  return {
    use,
    path: `${splices.token(tree.aux(node))} ${args}`,
    params: params.slice(1, -1),
    where: where === '' ? '' : `${where.slice('where '.length)},`,
    supertraits: supers === NO_NODE ? '' : splices.node(tree, supers),
    others,
    methods,
    proxy,
    lifetime,
  };
}

/** The first letter that stands nowhere in the trait, method bodies aside. */
function unused({ tree, node }: AttributeUse, letters: string, before: string): string | undefined {
  const bodies = itemsOf(tree, itemList(tree, node)).map((item) => fnBody(tree, item));
  const skipped = new Map(bodies.filter((one) => one !== NO_NODE).map((one) => [tree.start(one), tree.end(one)]));
  const used = new Set<string>();
  for (let i = tree.start(node); i < tree.end(node); i = skipped.get(i) ?? i + 1) used.add(tree.tokens.text(i));
  return [...letters].map((letter) => before + letter).find((name) => !used.has(name));
}

/** `#[auto_impl(keep_default_for(&, Box))]` of a method, which is taken away; undefined if it says something else. */
function keptDefaults({ ctx, tree, edits }: AttributeUse, method: NodeId): ReadonlySet<string> | undefined {
  const kept = new Set<string>();
  for (const attr of ctx.attributes.of(tree, method)) {
    if (attr.name !== 'auto_impl') continue;
    const { tokens, args } = attr;
    if (tokens !== tree.tokens || tokens.text(args.start + 1) !== 'keep_default_for') return undefined;
    for (const part of splitCommas(tokens, args.start + 3, args.end - 2)) kept.add(proxyOf(tokens, part));
    edits.remove({ start: attr.path.start - 2, end: args.end + 1 });
  }
  return kept;
}

function implFor(trait: ForwardedTrait, proxy: string): string | undefined {
  const { proxy: T, lifetime, path } = trait;
  const methods = trait.methods.filter((method) => !method.kept.has(proxy));
  const pointer = POINTERS[proxy];
  const isRef = proxy === '&' || proxy === '&mut';
  const bound = CALLABLE.has(proxy) ? callBound(trait, proxy) : forwardBound(trait, methods, isRef);
  if (bound === undefined || (!isRef && pointer === undefined && !CALLABLE.has(proxy))) return undefined;
  const params = [isRef ? lifetime : '', trait.params, `${T}: ${bound}`].filter((part) => part !== '').join(', ');
  const type = isRef
    ? `&${lifetime} ${proxy === '&mut' ? 'mut' : ''} ${T}`
    : pointer === undefined
      ? T
      : `${pointer}<${T}>`;
  const supertraits = trait.supertraits === '' ? '' : `${type}: ${trait.supertraits},`;
  const where = supertraits + trait.where === '' ? '' : `where ${supertraits}${trait.where}`;
  const bodies = methods.map((method) => forward(trait, method, CALLABLE.has(proxy)));
  if (bodies.includes(undefined)) return undefined;
  const text = `impl<${params}> ${path} for ${type} ${where} { ${trait.others} ${bodies.join('\n')} }`;
  const open = pointer === undefined ? '' : 'extern crate alloc;';
  return `const _: () = { ${open} ${text} };`;
}

/** What the type behind a pointer must be. */
function forwardBound({ path, lifetime }: ForwardedTrait, methods: readonly Method[], isRef: boolean): string {
  const sized = methods.some(
    (method) =>
      method.receiver === 'value' || method.returnsSelf || method.selfBounds.some((bound) => bound.text === 'Sized'),
  );
  const more = methods.flatMap((method) => method.selfBounds.map((bound) => ` + ${bound.code}`)).join('');
  return `${isRef ? `${lifetime} + ` : ''}${path}${sized ? '' : ' + ?::core::marker::Sized'}${more}`;
}

/** `for<'x> Fn(A, B) -> C` of a trait with one method. */
function callBound({ methods, others }: ForwardedTrait, proxy: string): string | undefined {
  const [method] = methods;
  if (method === undefined || methods.length > 1 || others !== '') return undefined;
  const binder = method.lifetimes.length === 0 ? '' : `for<${method.lifetimes.join(', ')}> `;
  const types = method.params.map((param) => param.type).join(', ');
  return `${binder}::core::ops::${proxy}(${types})${method.output === '' ? '' : ` -> ${method.output}`}`;
}

function forward({ use, proxy: T }: ForwardedTrait, method: Method, calls: boolean): string | undefined {
  const { splices } = use.edits;
  if (method.receiver === 'typed' || method.params.some((param) => param.name < 0)) return undefined;
  const names = method.params.map((param) => splices.token(param.name));
  const params = method.params.map((param, i) => `${names[i]}: ${param.type}`);
  const self = { none: [], ref: ['self'], mut: ['self'], value: ['*self'] }[method.receiver];
  const call = calls
    ? `({ self })(${names.join(', ')})`
    : `${T}::${method.name} ${method.turbofish}(${[...self, ...names].join(', ')})`;
  return `${method.head}(${[...method.self, ...params].join(', ')}) ${method.tail} { ${call} ${method.isAsync ? '.await' : ''} }`;
}

export const AUTO_IMPL_MODELS: readonly AttributeModel[] = [
  { krate: 'auto_impl', macros: ['auto_impl'], versions: /^(?:0\.5|1)\./, expand: autoImpl },
];
