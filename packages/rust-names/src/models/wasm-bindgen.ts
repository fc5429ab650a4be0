/**
 * `#[wasm_bindgen]` on an extern block, after wasm-bindgen-macro-support's `codegen.rs`: imported types are structs around a
 * `JsValue`, imported functions convert what they are given and call a foreign function. What is exported to JavaScript is kept
 * as written, beside its record.
 */
import type { Span } from '@lazaret/facts';
import {
  attrs as attrNodes,
  genericArgs,
  itemList,
  itemsOf,
  NO_NODE,
  type NodeId,
  NodeKind,
  pathSegments,
  retType,
  typeOf,
} from '@lazaret/rust-syntax';
import { attrList } from '../attributes.ts';
import { type FnItem, fnItem, tokenAt } from './fn-item.ts';
import type { AttributeModel, AttributeUse, Modelled } from './macro-model.ts';

/** Text, and the place that it is reported at if that is not the macro's. */
interface Piece {
  readonly text: string;
  readonly at: Span | undefined;
}

/** Arguments of the `#[wasm_bindgen(..)]` of an imported item: a word, or the text behind its `=`. */
type ImportArgs = ReadonlyMap<string, readonly string[]>;

function wasmBindgen(use: AttributeUse): Modelled | undefined {
  const { ctx, tree, node, edits } = use;
  if (tree.kind(node) !== NodeKind.ExternBlock || itemList(tree, node) === NO_NODE) return undefined;
  const made: Piece[] = [];
  let kept = '';
  for (const item of itemsOf(tree, itemList(tree, node))) {
    if (!ctx.attributes.isActive(tree, item)) continue;
    const kind = tree.kind(item);
    const pieces =
      kind === NodeKind.TypeAlias ? importedType(use, item) : kind === NodeKind.Fn ? importedFn(use, item) : undefined;
    if (pieces === undefined) kept += edits.splices.node(tree, item);
    else made.push(...pieces);
  }
  edits.clear();
  for (const { text, at } of made) edits.insert(tree.start(node), text, at);
  edits.replace(tree.range(node), kept === '' ? '' : `extern "C" { ${kept} }`);
  // Glue differs between versions, and says to JavaScript what is there.
  return 'partial';
}

function importArgs({ ctx, tree, edits }: AttributeUse, item: NodeId): ImportArgs {
  const found = new Map<string, string[]>();
  for (const attr of ctx.attributes.of(tree, item)) {
    if (attr.name !== 'wasm_bindgen') continue;
    for (const { start, end } of attrList(attr)) {
      const name = attr.tokens.text(start);
      const value = end > start + 2 ? edits.splices.range({ start: start + 2, end }, attr.tokens) : '';
      found.set(name, [...(found.get(name) ?? []), value]);
    }
  }
  return found;
}

/** Attributes but wasm-bindgen's, and the visibility. */
function before({ ctx, tree, edits }: AttributeUse, item: NodeId): { attrs: string; vis: string } {
  const attrs = attrNodes(tree, item).filter((one) =>
    ctx.attributes.ofAttr(tree, one).every((attr) => attr.name !== 'wasm_bindgen'),
  );
  const vis = tree.childOf(item, NodeKind.Visibility);
  return {
    attrs: attrs.map((one) => edits.splices.node(tree, one)).join(''),
    vis: vis === NO_NODE ? '' : edits.splices.node(tree, vis),
  };
}

function importedType(use: AttributeUse, item: NodeId): Piece[] | undefined {
  const { tree, edits } = use;
  if (tree.childOf(item, NodeKind.GenericParams) !== NO_NODE || tree.aux(item) < 0) return undefined;
  const args = importArgs(use, item);
  const { attrs, vis } = before(use, item);
  const name = edits.splices.token(tree.aux(item));
  const parents = args.get('extends') ?? [];
  const inner = parents[0] ?? '$crate::JsValue';
  const deref = args.has('no_deref')
    ? ''
    : `impl ::core::ops::Deref for ${name} { type Target = ${inner}; fn deref(&self) -> &${inner} { &self.obj } }`;
  const extended = parents.map(
    (
      parent,
    ) => `impl From<${name}> for ${parent} { fn from(obj: ${name}) -> ${parent} { use $crate::JsCast; ${parent}::unchecked_from_js(obj.into()) } }
      impl AsRef<${parent}> for ${name} { fn as_ref(&self) -> &${parent} { use $crate::JsCast; ${parent}::unchecked_from_js_ref(self.as_ref()) } }`,
  );
  const text = `${attrs} #[repr(transparent)] ${vis} struct ${name} { obj: ${inner} }
    const _: () = { ${IMPORTED_TYPE.replaceAll('THING', name)} }; ${deref} ${extended.join(' ')}`;
  return [{ text, at: undefined }];
}

/** Traits of every imported type. */
const IMPORTED_TYPE = `use $crate::convert::{IntoWasmAbi, FromWasmAbi, OptionIntoWasmAbi, OptionFromWasmAbi, RefFromWasmAbi, LongRefFromWasmAbi};
  use $crate::describe::WasmDescribe; use $crate::{JsValue, JsCast}; use ::core;
  impl WasmDescribe for THING { fn describe() { JsValue::describe() } }
  impl IntoWasmAbi for THING { type Abi = <JsValue as IntoWasmAbi>::Abi; fn into_abi(self) -> Self::Abi { self.obj.into_abi() } }
  impl OptionIntoWasmAbi for THING { fn none() -> Self::Abi { 0 } }
  impl<'a> OptionIntoWasmAbi for &'a THING { fn none() -> Self::Abi { 0 } }
  impl FromWasmAbi for THING { type Abi = <JsValue as FromWasmAbi>::Abi;
    unsafe fn from_abi(js: Self::Abi) -> Self { THING { obj: JsValue::from_abi(js).into() } } }
  impl OptionFromWasmAbi for THING { fn is_none(abi: &Self::Abi) -> bool { *abi == 0 } }
  impl<'a> IntoWasmAbi for &'a THING { type Abi = <&'a JsValue as IntoWasmAbi>::Abi; fn into_abi(self) -> Self::Abi { (&self.obj).into_abi() } }
  impl RefFromWasmAbi for THING { type Abi = <JsValue as RefFromWasmAbi>::Abi; type Anchor = core::mem::ManuallyDrop<THING>;
    unsafe fn ref_from_abi(js: Self::Abi) -> Self::Anchor { let tmp = <JsValue as RefFromWasmAbi>::ref_from_abi(js);
      core::mem::ManuallyDrop::new(THING { obj: core::mem::ManuallyDrop::into_inner(tmp).into() }) } }
  impl LongRefFromWasmAbi for THING { type Abi = <JsValue as LongRefFromWasmAbi>::Abi; type Anchor = THING;
    unsafe fn long_ref_from_abi(js: Self::Abi) -> Self::Anchor { let tmp = <JsValue as LongRefFromWasmAbi>::long_ref_from_abi(js); THING { obj: tmp.into() } } }
  impl AsRef<JsValue> for THING { fn as_ref(&self) -> &JsValue { self.obj.as_ref() } }
  impl AsRef<THING> for THING { fn as_ref(&self) -> &THING { self } }
  impl From<JsValue> for THING { fn from(obj: JsValue) -> Self { THING { obj: obj.into() } } }
  impl From<THING> for JsValue { fn from(obj: THING) -> JsValue { obj.obj.into() } }
  impl JsCast for THING { fn instanceof(val: &JsValue) -> bool { extern "C" { fn __wbg_instanceof(_: u32) -> u32; }
      unsafe { let idx = val.into_abi(); __wbg_instanceof(idx) != 0 } }
    fn unchecked_from_js(val: JsValue) -> Self { THING { obj: val.into() } }
    fn unchecked_from_js_ref(val: &JsValue) -> &Self { unsafe { &*(val as *const JsValue as *const Self) } } }`;

function importedFn(use: AttributeUse, item: NodeId): Piece[] | undefined {
  const { tree, edits } = use;
  const { splices } = edits;
  const args = importArgs(use, item);
  const fn = fnItem(tree, item, edits);
  if (fn.async >= 0 || fn.hasSelf || tree.childOf(item, NodeKind.GenericParams) !== NO_NODE) return undefined;
  if (fn.params.some((param) => param.name < 0 || param.type === NO_NODE)) return undefined;
  const isMethod = args.has('method');
  const result = resultOf(use, item, fn, args.has('catch'));
  const owner = isMethod ? thisType(use, fn) : args.has('constructor') ? result : args.get('static_method_of')?.[0];
  if (result === undefined || ((isMethod || args.has('constructor')) && (owner === undefined || owner === '')))
    return undefined;
  const params = fn.params.map((param, i) => {
    const type = splices.node(tree, param.type);
    const self = isMethod && i === 0;
    const [name, value] = self ? ['__this', 'self'] : [splices.token(param.name), splices.token(param.name)];
    const { start, end } = tree.range(param.type);
    return { name, value, type, at: use.ctx.tokenSpan(tree.tokens, start, end) };
  });
  const declared = params
    .map((param) => (param.value === 'self' ? '&self' : `${param.name}: ${param.type}`))
    .join(', ');
  const { attrs, vis } = before(use, item);
  const head = `${owner === undefined ? '' : `impl ${owner} {`} ${attrs} ${vis} fn ${splices.token(tree.aux(item))} (${declared}) ${splices.range(fn.output)} {`;
  const at = tokenAt(use.ctx, tree.tokens, tree.aux(item));
  const body = importBody(params, result, args.has('catch'), at);
  return [{ text: head, at: undefined }, ...body, { text: owner === undefined ? '}' : '} }', at: undefined }];
}

interface ImportParam {
  readonly name: string;
  readonly value: string;
  readonly type: string;
  readonly at: Span;
}

/** Converts, calls, converts back. */
function importBody(params: readonly ImportParam[], result: string, catches: boolean, at: Span): Piece[] {
  const abi = ({ type }: ImportParam): string => `<${type} as $crate::convert::IntoWasmAbi>::Abi`;
  const prims = params.map((_, i) => [1, 2, 3, 4].map((n) => `__p${i}_${n}`));
  const declared = params.map((param, i) =>
    prims[i]!.map((prim, n) => `${prim}: <${abi(param)} as $crate::convert::WasmAbi>::Prim${n + 1}`).join(', '),
  );
  const split = params.map((param, i) => ({
    text: `let ${param.name} = <${param.type} as $crate::convert::IntoWasmAbi>::into_abi(${param.value});
      let (${prims[i]!.join(', ')}) = <${abi(param)} as $crate::convert::WasmAbi>::split(${param.name});`,
    at: param.at,
  }));
  const unit = result === '';
  const ret = unit ? '()' : `<${result} as $crate::convert::FromWasmAbi>::Abi`;
  const value = unit ? '()' : `<${result} as $crate::convert::FromWasmAbi>::from_abi(_ret.join())`;
  const drops = prims.flat().map((prim) => `drop(${prim});`);
  const type = `(${declared.join(', ')}) -> ${unit ? '()' : `$crate::convert::WasmRet<${ret}>`}`;
  const callee = `#[cfg(target_family = "wasm")] extern "C" { fn __wbg_import ${type}; }
    #[cfg(not(target_family = "wasm"))] unsafe fn __wbg_import ${type} { ${drops.join(' ')}
      panic!("cannot call wasm-bindgen imported functions on non-wasm targets"); }`;
  const made = catches ? `$crate::__rt::take_last_exception()?; Ok(${value})` : value;
  return [
    { text: callee, at },
    { text: 'unsafe { let _ret = {', at: undefined },
    ...split,
    { text: `__wbg_import(${prims.flat().join(', ')})`, at },
    { text: `}; ${made} }`, at: undefined },
  ];
}

/** The type that comes back from JavaScript, empty for none: with `catch` the first argument of the `Result`. */
function resultOf({ tree, edits }: AttributeUse, item: NodeId, fn: FnItem, catches: boolean): string | undefined {
  const type = retType(tree, item);
  if (!catches) return type === NO_NODE || tree.text(type) === '()' ? '' : fn.type;
  if (type === NO_NODE || tree.kind(type) !== NodeKind.PathType) return undefined;
  const last = pathSegments(tree, type).at(-1);
  const list = last === undefined ? NO_NODE : genericArgs(tree, last);
  if (list === NO_NODE || tree.kind(list) !== NodeKind.GenericArgs || tree.first(list) === NO_NODE) return undefined;
  const first = tree.first(list);
  return tree.text(first) === '()' ? '' : edits.splices.node(tree, first);
}

/** `T` of `this: &T`. */
function thisType({ tree, edits }: AttributeUse, { params }: FnItem): string | undefined {
  const type = params[0]?.type;
  if (type === undefined || type === NO_NODE || tree.kind(type) !== NodeKind.RefType) return undefined;
  const inner = typeOf(tree, type);
  return inner === NO_NODE ? undefined : edits.splices.node(tree, inner);
}

export const WASM_BINDGEN_MODELS: readonly AttributeModel[] = [
  {
    krate: 'wasm_bindgen_macro',
    macros: ['wasm_bindgen'],
    // Values are split into primitives since 0.2.88.
    versions: /^0\.2\.(?:8[89]|9\d|1\d\d)(?!\d)/,
    facade: 'wasm_bindgen',
    expand: wasmBindgen,
  },
];
