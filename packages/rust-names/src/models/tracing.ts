/** tracing's `#[instrument]`, after tracing-attributes 0.1's `expand.rs`. */
import {
  fnSelf,
  isOpenDelim,
  NO_NODE,
  type NodeId,
  NodeKind,
  pathSegments,
  patOf,
  type Tree,
  typeOf,
} from '@lazaret/rust-syntax';
import { splitCommas } from '../attributes.ts';
import { stringValue } from '../literal.ts';
import { type FnItem, fnItem } from './fn-item.ts';
import type { AttributeModel, AttributeUse, Modelled } from './macro-model.ts';

/** Types that are recorded as they are; all others by `Debug`. */
const VALUE_TYPE =
  /^(?:bool|str|[ui](?:8|16|32|64|128|size)|f32|f64|String|NonZero[UI](?:8|16|32|64|128|size)|Wrapping)$/;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'];

interface InstrumentArgs {
  name: string | undefined;
  target: string;
  parent: string;
  level: string;
  followsFrom: string;
  skipAll: boolean;
  readonly skips: Set<string>;
  fields: string;
  readonly fieldNames: Set<string>;
  err: EventArgs | undefined;
  ret: EventArgs | undefined;
  complete: boolean;
}

interface EventArgs {
  readonly level: string | undefined;
  readonly mode: '%' | '?' | undefined;
}

function instrumentArgs(use: AttributeUse): InstrumentArgs {
  const { tokens } = use.attr;
  const { splices } = use.edits;
  const found: InstrumentArgs = {
    name: undefined,
    target: '::core::module_path!()',
    parent: '',
    level: '$crate::Level::INFO',
    followsFrom: '',
    skipAll: false,
    skips: new Set(),
    fields: '',
    fieldNames: new Set(),
    err: undefined,
    ret: undefined,
    complete: true,
  };
  for (const { start, end } of use.args) {
    const word = tokens.text(start);
    const value = tokens.text(start + 1) === '=' ? splices.range({ start: start + 2, end }, tokens) : '';
    const list = isOpenDelim(tokens.kind(start + 1)) && end > start + 1 ? splitCommas(tokens, start + 2, end - 1) : [];
    if (stringValue(tokens, start) !== undefined) found.name = splices.range({ start, end }, tokens);
    else if (word === 'name' && value !== '') found.name = value;
    else if (word === 'target' && value !== '') found.target = value;
    else if (word === 'parent' && value !== '') found.parent = `parent: ${value},`;
    else if (word === 'follows_from' && value !== '') {
      found.followsFrom = `for cause in ${value} { __tracing_attr_span.follows_from(cause); }`;
    } else if (word === 'level' && value !== '') found.level = levelOf(use, start + 2, value);
    else if (word === 'skip_all') found.skipAll = true;
    else if (word === 'skip') for (const part of list) found.skips.add(tokens.text(part.start));
    else if (word === 'fields') for (const part of list) addField(use, part.start, part.end, found);
    else if (word === 'err') found.err = eventArgs(use, list);
    else if (word === 'ret') found.ret = eventArgs(use, list);
    else found.complete = false;
  }
  return found;
}

function levelOf(use: AttributeUse, token: number, value: string): string {
  const { tokens } = use.attr;
  const text = stringValue(tokens, token)?.toLowerCase() ?? LEVELS[Number(tokens.text(token)) - 1];
  return text !== undefined && LEVELS.includes(text) ? `$crate::Level::${text.toUpperCase()}` : value;
}

/** `name = %value`, `%name`, or a name that gets its value later. */
function addField(use: AttributeUse, start: number, end: number, found: InstrumentArgs): void {
  const { tokens } = use.attr;
  const sigil = tokens.text(start);
  const text = use.edits.splices.range({ start, end }, tokens);
  if (sigil !== '%' && sigil !== '?') found.fieldNames.add(tokens.text(start));
  let assigned = false;
  for (let i = start; i < end; i = tokens.skipTree(i)) if (tokens.text(i) === '=') assigned = true;
  const empty = !assigned && sigil !== '%' && sigil !== '?';
  found.fields += `${text}${empty ? ' = $crate::field::Empty' : ''},`;
}

function eventArgs(use: AttributeUse, list: readonly { start: number; end: number }[]): EventArgs {
  const { tokens } = use.attr;
  let level: string | undefined;
  let mode: EventArgs['mode'];
  for (const { start, end } of list) {
    const word = tokens.text(start);
    if (word === 'Debug') mode = '?';
    else if (word === 'Display') mode = '%';
    else if (word === 'level')
      level = levelOf(use, start + 2, use.edits.splices.range({ start: start + 2, end }, tokens));
  }
  return { level, mode };
}

/** The parameters as fields of the span. */
function paramFields(use: AttributeUse, fn: FnItem, args: InstrumentArgs): string {
  if (args.skipAll) return '';
  const { tree, node, edits } = use;
  const fields: string[] = [];
  const add = (token: number, asValue: boolean) => {
    const label = tree.tokens.text(token);
    if (args.skips.has(label) || args.fieldNames.has(label)) return;
    const name = edits.splices.token(token);
    fields.push(asValue ? `${name} = ${name},` : `${name} = $crate::field::debug(&${name}),`);
  };
  const self = fnSelf(tree, node);
  if (self !== NO_NODE) add(tree.aux(self), false);
  for (const param of fn.params) {
    const pat = patOf(tree, param.node);
    if (pat !== NO_NODE)
      for (const token of boundNames(tree, pat)) add(token, isDirect(tree, pat) && isValue(tree, param.type));
  }
  return fields.join(' ');
}

function isDirect(tree: Tree, pat: NodeId): boolean {
  return tree.kind(pat) === NodeKind.IdentPat || tree.kind(pat) === NodeKind.RefPat;
}

function boundNames(tree: Tree, pat: NodeId): number[] {
  if (tree.kind(pat) === NodeKind.IdentPat) return [tree.aux(pat)];
  const names: number[] = [];
  for (let child = tree.first(pat); child !== NO_NODE; child = tree.next(child)) names.push(...boundNames(tree, child));
  return names;
}

function isValue(tree: Tree, type: NodeId): boolean {
  let at = type;
  while (at !== NO_NODE && tree.kind(at) === NodeKind.RefType) at = typeOf(tree, at);
  if (at === NO_NODE || tree.kind(at) !== NodeKind.PathType) return false;
  const last = pathSegments(tree, at).at(-1);
  return last !== undefined && tree.aux(last) >= 0 && VALUE_TYPE.test(tree.tokens.text(tree.aux(last)));
}

function event(args: InstrumentArgs, which: EventArgs, level: string, field: string, sigil: string): string {
  return `$crate::event!(target: ${args.target}, ${which.level ?? level}, ${field} = ${which.mode ?? sigil}${field === 'error' ? 'e' : 'x'});`;
}

/** What becomes of the value of the body, whose text is `value`. */
function reported(args: InstrumentArgs, value: string): string {
  const { err, ret } = args;
  const onRet = ret === undefined ? '' : event(args, ret, args.level, 'return', '?');
  if (err === undefined) return ret === undefined ? value : `{ let x = ${value}; ${onRet} x }`;
  const onErr = event(args, err, '$crate::Level::ERROR', 'error', '%');
  return `match ${value} { ::core::result::Result::Ok(x) => { ${onRet} ::core::result::Result::Ok(x) }
    ::core::result::Result::Err(e) => { ${onErr} ::core::result::Result::Err(e) } }`;
}

function instrument(use: AttributeUse): Modelled | undefined {
  const { tree, node, edits } = use;
  if (tree.kind(node) !== NodeKind.Fn) return undefined;
  const fn = fnItem(tree, node, edits);
  if (fn.body === undefined) return undefined;
  const args = instrumentArgs(use);
  const name = args.name ?? JSON.stringify(fn.label);
  const fields = paramFields(use, fn, args);
  const span = `$crate::span!(target: ${args.target}, ${args.parent} ${args.level}, ${name}, ${fields} ${args.fields})`;
  const boxed = boxedFuture(use, fn);
  const plain = !/\bimpl\b/.test(tree.tokens.textOf(fn.output));
  const fake =
    plain && boxed === undefined
      ? `if false { let __tracing_attr_fake_return: ${fn.type} = loop {}; return __tracing_attr_fake_return; }`
      : '';
  const inner = boxed ?? fn.body;
  const isAsync = fn.async >= 0 || boxed !== undefined;
  // The text around the body, which stays where it is.
  const body = (before: string, after: string) => {
    edits.insert(inner.start, before);
    edits.insert(inner.end, after);
  };
  const around = (text: string): [string, string] => {
    const at = text.indexOf(BODY);
    return [text.slice(0, at), text.slice(at + BODY.length)];
  };
  if (isAsync) {
    const future =
      args.err === undefined && args.ret === undefined
        ? `async move { ${fake} ${BODY} }`
        : `async move { ${reported(args, `(async move { ${fake} ${BODY} }).await`)} }`;
    body(
      ...around(`{ let __tracing_attr_span = ${span}; let __tracing_instrument_future = ${future};
        if !__tracing_attr_span.is_disabled() { ${args.followsFrom}
          $crate::Instrument::instrument(__tracing_instrument_future, __tracing_attr_span).await
        } else { __tracing_instrument_future.await } }`),
    );
  } else {
    const value =
      args.err === undefined && args.ret === undefined
        ? `{ ${fake} ${BODY} }`
        : reported(args, `(move || { ${fake} ${BODY} })()`);
    body(
      ...around(`{ let __tracing_attr_span; let __tracing_attr_guard;
        if $crate::level_enabled!(${args.level}) || $crate::if_log_enabled!(${args.level}, { true } else { false }) {
          __tracing_attr_span = ${span}; ${args.followsFrom} __tracing_attr_guard = __tracing_attr_span.enter(); }
        ${value} }`),
    );
  }
  return args.complete ? 'complete' : 'partial';
}

const BODY = '\u0001';

/** The block of a body `{ Box::pin(async move { .. }) }`, as async-trait leaves it: the future is what is instrumented. */
function boxedFuture(use: AttributeUse, fn: FnItem): { start: number; end: number } | undefined {
  const { tokens } = use.tree;
  if (fn.body === undefined || fn.async >= 0) return undefined;
  const { start, end } = fn.body;
  const words = ['Box', '::', 'pin', '(', 'async', 'move', '{'];
  if (!words.every((word, i) => tokens.text(start + 1 + i) === word)) return undefined;
  const open = start + words.length;
  return tokens.skipTree(open) === end - 2 ? { start: open, end: end - 2 } : undefined;
}

export const TRACING_MODELS: readonly AttributeModel[] = [
  { krate: 'tracing_attributes', macros: ['instrument'], versions: /^0\.1\./, facade: 'tracing', expand: instrument },
];
