/**
 * rstest: a fixture is a function with a type of the same name whose functions call it, after rstest_macros' `render/fixture.rs`
 * and `inject.rs`. Tests are no part of a crate that is not built for tests.
 */
import {
  attrs as attrNodes,
  genericsOf,
  NO_NODE,
  type NodeId,
  NodeKind,
  type TokenBuffer,
  type TokenRange,
} from '@lazaret/rust-syntax';
import { attrList } from '../attributes.ts';
import { deriveGenerics } from '../derive.ts';
import { stringValue } from '../literal.ts';
import { type FnItem, fnItem } from './fn-item.ts';
import type { AttributeModel, AttributeUse, Modelled } from './macro-model.ts';

interface Injected {
  readonly name: string;
  readonly declared: string;
  /** Gives the parameter its value. */
  readonly value: string;
}

/** Tests, with all their cases, carry `#[test]` or `#[cfg(test)]`. */
function rstest({ ctx, tree, node, edits }: AttributeUse): Modelled | undefined {
  if (tree.kind(node) !== NodeKind.Fn || ctx.input.cfg('test', undefined) === true) return undefined;
  edits.clear();
  edits.remove(tree.range(node));
  return 'complete';
}

function fixture(use: AttributeUse): Modelled | undefined {
  const { tree, node, edits } = use;
  if (tree.kind(node) !== NodeKind.Fn || use.args.length > 0) return undefined;
  const fn = fnItem(tree, node, edits);
  if (fn.body === undefined || fn.hasSelf) return undefined;
  let once = false;
  for (const attr of use.attrs) {
    if (attr.name === 'default' || attr.name.startsWith('partial_') || attr.name === 'awt') return undefined;
    if (attr.name !== 'once' || attr.tokens !== tree.tokens) continue;
    once = true;
    edits.remove({ start: attr.path.start - 2, end: attr.args.end + 1 });
  }
  const params = injectedParams(use, fn);
  if (params === undefined) return undefined;
  const vis = tree.childOf(node, NodeKind.Visibility);
  const name = edits.splices.token(tree.aux(node));
  const visibility = vis === NO_NODE ? '' : edits.splices.node(tree, vis);
  const methods = methodsOf(use, fn, params, name, once);
  edits.insert(
    tree.start(node),
    `#[allow(non_camel_case_types)] ${visibility} struct ${name} {} impl ${name} { ${methods} }`,
  );
  // What a fixture of several parameters, of which only some are given, infers: its own type parameters may be too many.
  return genericsOf(tree, node) === NO_NODE || params.length === 0 ? 'complete' : 'partial';
}

function methodsOf(use: AttributeUse, fn: FnItem, params: readonly Injected[], name: string, once: boolean): string {
  const { params: generics, where } = deriveGenerics(use.tree, use.node, use.edits.splices, undefined);
  const isAsync = fn.async >= 0;
  const [async, wait] = isAsync ? ['async', '.await'] : ['', ''];
  const none = fn.output.end === fn.output.start;
  const output = none ? '' : `-> ${once ? "&'static" : ''} ${fn.type}`;
  const names = params.map((param) => param.name).join(', ');
  const call = `${name}(${names})${wait}`;
  const cell = none
    ? `static CELL: ::std::sync::Once = ::std::sync::Once::new(); CELL.call_once(|| ${call});`
    : `static CELL: ::std::sync::OnceLock<${fn.type}> = ::std::sync::OnceLock::new(); CELL.get_or_init(|| ${call})`;
  const method = (label: string, given: number, body: string): string => {
    const declared = params.slice(0, given).map((param) => param.declared);
    return `pub ${async} fn ${label} ${generics} (${declared.join(', ')}) ${output} ${where} { ${body} }`;
  };
  const inject = (given: number): string =>
    params
      .slice(given)
      .map((param) => `let ${param.name} = ${param.value};`)
      .join(' ');
  const get = `Self::get(${names})${wait}`;
  const partials = params.map((_, i) => method(`partial_${i + 1}`, i + 1, `${inject(i + 1)} ${get}`));
  return [
    method('get', params.length, once ? cell : call),
    method('default', 0, `${inject(0)} ${get}`),
    ...partials,
  ].join('\n');
}

/** Where the parameters' values come from; undefined if one is of a form that is not known. Their attributes go. */
function injectedParams(use: AttributeUse, fn: FnItem): Injected[] | undefined {
  const { ctx, tree, edits } = use;
  const found: Injected[] = [];
  for (const param of fn.params) {
    if (param.name < 0 || param.type === NO_NODE) return undefined;
    const name = edits.splices.token(param.name);
    const written = tree.tokens.text(param.name);
    let from = /^_[^_]/.test(written) ? written.slice(1) : name;
    let call = 'default()';
    let value: string | undefined;
    for (const attr of ctx.attributes.of(tree, param.node)) {
      const inner = { start: attr.args.start + 1, end: Math.max(attr.args.end - 1, attr.args.start + 1) };
      const text = inner.end > inner.start ? edits.splices.range(inner, attr.tokens) : '';
      if (text === '') return undefined;
      if (attr.name === 'default') value = defaultValue(use, attr.tokens, inner, param.type);
      else if (attr.name === 'from') from = text;
      else if (attr.name === 'with') call = `partial_${attrList(attr).length}(${text})`;
      else return undefined;
    }
    for (const one of attrNodes(tree, param.node)) edits.remove(tree.range(one));
    const type = edits.splices.node(tree, param.type);
    const mutable = param.mutable ? 'mut ' : '';
    found.push({ name, declared: `${mutable}${name}: ${type}`, value: value ?? `${from}::${call}` });
  }
  return found;
}

/** A string for another type is converted. */
function defaultValue(use: AttributeUse, tokens: TokenBuffer, range: TokenRange, type: NodeId): string {
  const { splices } = use.edits;
  const value = splices.range(range, tokens);
  const isString = range.end === range.start + 1 && stringValue(tokens, range.start) !== undefined;
  if (!isString) return value;
  const text = splices.node(use.tree, type);
  return `{ use $crate::magic_conversion::*; (&&&Magic::<${text}>(::core::marker::PhantomData)).magic_conversion(${value}) }`;
}

export const RSTEST_MODELS: readonly AttributeModel[] = [
  { krate: 'rstest_macros', macros: ['rstest'], versions: /^0\./, facade: 'rstest', expand: rstest },
  {
    krate: 'rstest_macros',
    macros: ['fixture'],
    versions: /^0\.(?:1[0-9]|2[0-9])\./,
    facade: 'rstest',
    expand: fixture,
  },
];
