/** `#[async_trait]` and `#[async_recursion]`: an `async fn` becomes one that returns a boxed future. */
import { attrs as attrNodes, itemList, itemsOf, NO_NODE, NodeKind } from '@lazaret/rust-syntax';
import { type FnItem, fnItem, tokenAt } from './fn-item.ts';
import type { AttributeModel, AttributeUse, Modelled } from './macro-model.ts';

/** `(?Send)`: the futures need not be `Send`. */
function isLocal(use: AttributeUse): boolean {
  return use.args.some((part) => use.attr.tokens.text(part.start) === '?');
}

/** async-trait's `expand.rs`. `self` keeps its name: the future owns it either way. */
function asyncTrait(use: AttributeUse): Modelled | undefined {
  const { tree, node } = use;
  const list = itemList(tree, node);
  const kind = tree.kind(node);
  if ((kind !== NodeKind.Trait && kind !== NodeKind.Impl) || list === NO_NODE) return undefined;
  let complete: Modelled = use.args.length === 0 || isLocal(use) ? 'complete' : 'partial';
  for (const item of itemsOf(tree, list)) {
    if (tree.kind(item) === NodeKind.MacroItem) complete = 'partial';
    if (tree.kind(item) !== NodeKind.Fn) continue;
    const fn = fnItem(tree, item, use.edits);
    if (fn.async < 0) continue;
    boxOutput(use, fn, isLocal(use) ? '' : ' + ::core::marker::Send');
    boxBody(use, fn, `{ ${returnType(fn)} ${owned(use, fn)} let __ret: ${fn.type} = `, '; __ret }');
  }
  return complete;
}

/** What makes the return type known to the body. */
function returnType(fn: FnItem): string {
  if (fn.type === '()') return '';
  return `if let ::core::option::Option::Some(__ret) = ::core::option::Option::None::<${fn.type}> { return __ret; }`;
}

/** The future owns all parameters, whether it uses them or not. */
function owned(use: AttributeUse, fn: FnItem): string {
  const { tree, edits } = use;
  const moves = fn.hasSelf ? ['let __self = self;'] : [];
  for (const param of fn.params) {
    const reference = param.type !== NO_NODE && tree.kind(param.type) === NodeKind.RefType;
    if (reference || param.name < 0 || attrNodes(tree, param.node).length > 0) continue;
    const name = edits.splices.token(param.name);
    moves.push(`let ${param.mutable ? 'mut ' : ''}${name} = ${name};`);
  }
  return moves.join(' ');
}

function boxOutput(use: AttributeUse, fn: FnItem, bound: string): void {
  const { edits } = use;
  edits.remove({ start: fn.async, end: fn.async + 1 });
  const future = `dyn ::core::future::Future<Output = ${fn.type}>${bound}`;
  edits.replace(fn.output, ` -> ::core::pin::Pin<Box<${future}>>`);
}

function boxBody(use: AttributeUse, fn: FnItem, before: string, after: string): void {
  if (fn.body === undefined) return;
  const at = tokenAt(use.ctx, use.tree.tokens, fn.async);
  use.edits.insert(fn.body.start, '{ Box::pin', at);
  use.edits.insert(fn.body.start, `(async move ${before}`);
  use.edits.insert(fn.body.end, `${after}) }`);
}

/** async-recursion's `expand.rs`. */
function asyncRecursion(use: AttributeUse): Modelled | undefined {
  const { tree, node, edits } = use;
  if (tree.kind(node) !== NodeKind.Fn) return undefined;
  const fn = fnItem(tree, node, edits);
  if (fn.async < 0 || fn.body === undefined) return undefined;
  const sync = use.args.some((part) => use.attr.tokens.text(part.start) === 'Sync');
  boxOutput(use, fn, `${isLocal(use) ? '' : ' + ::core::marker::Send'}${sync ? ' + ::core::marker::Sync' : ''}`);
  use.edits.insert(fn.body.start, '{ Box::pin(async move ');
  use.edits.insert(fn.body.end, ') }');
  return 'complete';
}

export const ASYNC_TRAIT_MODELS: readonly AttributeModel[] = [
  { krate: 'async_trait', macros: ['async_trait'], versions: /^0\.1\./, expand: asyncTrait },
  { krate: 'async_recursion', macros: ['async_recursion'], versions: /^(?:0\.3|1)\./, expand: asyncRecursion },
];
