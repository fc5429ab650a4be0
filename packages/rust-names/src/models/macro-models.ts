/** The models of attribute and function-like macros that come with this package. */
import { ASYNC_MAIN_MODELS, PROC_MACRO_ERROR_MODELS } from './async-main.ts';
import { ASYNC_STREAM_MODELS } from './async-stream.ts';
import { ASYNC_TRAIT_MODELS } from './async-trait.ts';
import { AUTO_IMPL_MODELS } from './auto-impl.ts';
import { ENUM_DISPATCH_MODELS } from './enum-dispatch.ts';
import { FUTURES_MODELS } from './futures.ts';
import type { AttributeModel, BangModel } from './macro-model.ts';
import { PASTE_MODELS } from './paste.ts';
import { PIN_PROJECT_MODELS } from './pin-project.ts';
import { RSTEST_MODELS } from './rstest.ts';
import { SMALL_ATTRIBUTES } from './small-attributes.ts';
import { SMALL_MODELS } from './small-macros.ts';
import { TRACING_MODELS } from './tracing.ts';
import { WASM_BINDGEN_MODELS } from './wasm-bindgen.ts';

export const ATTRIBUTE_MODELS: readonly AttributeModel[] = [
  ...ASYNC_MAIN_MODELS,
  ...ASYNC_TRAIT_MODELS,
  ...PROC_MACRO_ERROR_MODELS,
  ...PIN_PROJECT_MODELS,
  ...TRACING_MODELS,
  ...SMALL_ATTRIBUTES,
  ...AUTO_IMPL_MODELS,
  ...ENUM_DISPATCH_MODELS,
  ...RSTEST_MODELS,
  ...WASM_BINDGEN_MODELS,
];

export const BANG_MODELS: readonly BangModel[] = [
  ...PASTE_MODELS,
  ...FUTURES_MODELS,
  ...ASYNC_STREAM_MODELS,
  ...SMALL_MODELS,
];

/** Attribute macros, by crate, that check or document their item and add nothing that runs. */
export const PLAIN_ATTRIBUTES: ReadonlyMap<string, readonly string[]> = new Map([
  ['aquamarine', ['aquamarine']],
  ['boring_macros', ['corresponds']],
  ['noop_proc_macro', ['wasm_bindgen', 'hawktracer']],
  ['instability', ['stable', 'unstable']],
  ['openssl_macros', ['corresponds']],
  ['simple_mermaid', ['mermaid']],
]);
