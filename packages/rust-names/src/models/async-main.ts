/** `#[tokio::main]` and its kin: an `async fn` becomes one that hands its body to a runtime. */

import { NodeKind } from '@lazaret/rust-syntax';
import { stringValue } from '../literal.ts';
import { fnItem, lastStatement } from './fn-item.ts';
import type { AttributeModel, AttributeUse, Modelled } from './macro-model.ts';

/** The function's body as `text` with `BODY` in it for the block of the `async fn`. */
function wrapBody(use: AttributeUse, before: string, after: string): Modelled | undefined {
  const { tree, node, edits } = use;
  if (tree.kind(node) !== NodeKind.Fn) return undefined;
  const fn = fnItem(tree, node, edits);
  if (fn.async < 0 || fn.body === undefined) return undefined;
  const at = lastStatement(use.ctx, tree, node)?.last;
  edits.remove({ start: fn.async, end: fn.async + 1 });
  edits.insert(fn.body.start, before);
  edits.insert(fn.body.end, after, at);
  return 'complete';
}

/** Arguments `name = value`: the value's text, and its tokens to be put into the output. */
function namedArgs(use: AttributeUse): Map<string, { text: string; splice: string }> | undefined {
  const { tokens } = use.attr;
  const named = new Map<string, { text: string; splice: string }>();
  for (const { start, end } of use.args) {
    if (end < start + 3 || tokens.text(start + 1) !== '=') return undefined;
    const splice = use.edits.splices.range({ start: start + 2, end }, tokens);
    named.set(tokens.text(start), { text: stringValue(tokens, start + 2) ?? tokens.text(start + 2), splice });
  }
  return named;
}

/** tokio-macros 1 and 2, `entry.rs`: the runtime's builder, spanned at the last statement. */
function tokio(use: AttributeUse): Modelled | undefined {
  const named = namedArgs(use);
  if (named === undefined) return undefined;
  const isTest = use.macro.startsWith('test');
  const multi = use.macro === 'main';
  let builder = '$crate::runtime::Builder::';
  const flavor = named.get('flavor')?.text ?? (multi ? 'multi_thread' : 'current_thread');
  const known = flavor === 'multi_thread' || flavor === 'current_thread' || flavor === 'local';
  builder += flavor === 'multi_thread' ? 'new_multi_thread()' : 'new_current_thread()';
  let complete = known;
  for (const [name, { splice, text }] of named) {
    if (name === 'worker_threads' || name === 'start_paused' || name === 'name') builder += `.${name}(${splice})`;
    else if (name === 'unhandled_panic')
      builder += `.unhandled_panic($crate::runtime::UnhandledPanic::${variant(text)})`;
    else if (name !== 'flavor' && name !== 'crate') complete = false;
  }
  const build = flavor === 'local' ? 'build_local(::core::default::Default::default())' : 'build()';
  const run = `; { return ${builder}.enable_all().${build}.expect("Failed building the Runtime").block_on(body); } }`;
  const header = isTest ? testHeader(use) : '';
  if (header === undefined) return 'complete';
  const made = wrapBody(use, `{ let body = async `, run);
  return made === undefined ? undefined : complete ? 'complete' : 'partial';
}

function variant(text: string): string {
  return text === 'shutdown_runtime' ? 'ShutdownRuntime' : 'Ignore';
}

/** `#[test]` before the item; where tests are not built the item goes away. */
function testHeader(use: AttributeUse): '' | undefined {
  const { ctx, tree, node, edits } = use;
  if (ctx.input.cfg('test') === true) {
    edits.insert(tree.start(node), '#[test]');
    return '';
  }
  edits.clear();
  edits.remove(tree.range(node));
  return undefined;
}

/** A macro that takes no arguments we need: the body goes into `run(async { .. })`. */
function blockOn(before: string, after: string, complete: (use: AttributeUse) => boolean) {
  return (use: AttributeUse): Modelled | undefined => {
    if (use.macro === 'test' && testHeader(use) === undefined) return 'complete';
    const made = wrapBody(use, before, after);
    return made !== undefined && !complete(use) ? 'partial' : made;
  };
}

const noArgs = (use: AttributeUse) => use.args.length === 0;

export const ASYNC_MAIN_MODELS: readonly AttributeModel[] = [
  {
    krate: 'tokio_macros',
    macros: ['main', 'main_rt', 'test', 'test_rt'],
    versions: /^[12]\./,
    facade: 'tokio',
    expand: tokio,
  },
  {
    krate: 'async_attributes',
    macros: ['main', 'test'],
    versions: /^1\./,
    facade: 'async_std',
    expand: blockOn('{ $crate::task::block_on(async { (async ', ').await }) }', () => true),
  },
  {
    krate: 'actix_macros',
    macros: ['main', 'test'],
    versions: /^0\.2\./,
    facade: 'actix_rt',
    expand: blockOn('{ <$crate::System>::new().block_on(async move ', ') }', noArgs),
  },
  {
    krate: 'actix_web_codegen',
    macros: ['main', 'test'],
    versions: /^(?:0\.5|4)\./,
    facade: 'actix_web',
    // Arguments are not looked at.
    expand: blockOn('{ <$crate::rt::System>::new().block_on(async move ', ') }', () => true),
  },
];

/** proc_macro_error: the body becomes a closure that its entry point runs. */
function procMacroError(use: AttributeUse): Modelled | undefined {
  const { tree, node, edits } = use;
  if (tree.kind(node) !== NodeKind.Fn) return undefined;
  const { body } = fnItem(tree, node, edits);
  if (body === undefined) return undefined;
  const words = use.args.map((part) => use.attr.tokens.text(part.start));
  const isMacro = use.attrs.some((attr) => /^proc_macro(?:_derive|_attribute)?$/.test(attr.name));
  const safe = isMacro || words.includes('assert_unwind_safe');
  edits.insert(body.start, `{ $crate::entry_point(${safe ? '::std::panic::AssertUnwindSafe(' : ''}|| `);
  edits.insert(body.end, `${safe ? ')' : ''}, ${String(words.includes('proc_macro_hack'))}) }`);
  return 'complete';
}

export const PROC_MACRO_ERROR_MODELS: readonly AttributeModel[] = [
  {
    krate: 'proc_macro_error_attr',
    macros: ['proc_macro_error'],
    versions: /^1\./,
    facade: 'proc_macro_error',
    expand: procMacroError,
  },
  {
    krate: 'proc_macro_error_attr2',
    macros: ['proc_macro_error'],
    versions: /^2\./,
    facade: 'proc_macro_error2',
    expand: procMacroError,
  },
];
