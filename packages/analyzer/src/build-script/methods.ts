/** Methods of the standard library's types, and of those crates that tell build scripts about the compiler. */
import { minorOf } from './compare.ts';
import type { Interpreter } from './interpret.ts';
import { autocfgMethod } from './outside.ts';
import { bool, equal, int, list, NONE, option, some, str, UNIT, UNKNOWN, type Value } from './values.ts';

/** These give the value itself, as far as we look. */
const SAME = new Set(
  (
    'clone to_owned to_string into as_str as_ref as_mut as_deref borrow iter into_iter iter_mut copied cloned collect to_str ' +
    'to_string_lossy into_string as_os_str as_bytes by_ref into_owned to_vec as_slice as_path into_boxed_str ok deref ' +
    'rev peekable display as_os_string'
  ).split(' '),
);
/** These of an `Option` or `Result` keep whether there is a value, and wrap what `SAME` gives. */
const WRAPPING = new Set('to_str into_string'.split(' '));

/** Undefined: not a method that is known here. */
export function callMethod(run: Interpreter, receiver: Value, name: string, args: readonly Value[]): Value | undefined {
  if (WRAPPING.has(name) && receiver.k === 'str') return some(receiver);
  if (SAME.has(name) && args.length === 0 && receiver.k !== 'unknown') {
    return receiver.k === 'some' && name !== 'ok' && receiver.v.k === 'str' && name === 'to_str'
      ? some(receiver.v)
      : receiver;
  }
  switch (receiver.k) {
    case 'str':
      return strMethod(receiver.v, name, args);
    case 'some':
    case 'none':
      return optionMethod(run, receiver, name, args);
    case 'list':
      return listMethod(run, receiver.items, name, args);
    case 'compiler':
      return compilerMethod(run, name, args);
    case 'autocfg':
      return autocfgMethod(run, name, args);
    default:
      return undefined;
  }
}

const STR_PAIR: ReadonlyMap<string, (a: string, b: string) => Value> = new Map<string, (a: string, b: string) => Value>(
  [
    ['contains', (a, b) => bool(a.includes(b))],
    ['starts_with', (a, b) => bool(a.startsWith(b))],
    ['ends_with', (a, b) => bool(a.endsWith(b))],
    ['eq', (a, b) => bool(a === b)],
    ['ne', (a, b) => bool(a !== b)],
    ['eq_ignore_ascii_case', (a, b) => bool(a.toLowerCase() === b.toLowerCase())],
    ['split', (a, b) => (b === '' ? UNKNOWN : list(a.split(b).map(str)))],
    ['strip_prefix', (a, b) => option(a.startsWith(b) ? a.slice(b.length) : undefined)],
    ['strip_suffix', (a, b) => option(a.endsWith(b) ? a.slice(0, a.length - b.length) : undefined)],
  ],
);
const STR_ALONE: ReadonlyMap<string, (a: string) => Value> = new Map<string, (a: string) => Value>([
  ['to_uppercase', (a) => str(a.toUpperCase())],
  ['to_ascii_uppercase', (a) => str(a.toUpperCase())],
  ['to_lowercase', (a) => str(a.toLowerCase())],
  ['to_ascii_lowercase', (a) => str(a.toLowerCase())],
  ['trim', (a) => str(a.trim())],
  ['is_empty', (a) => bool(a === '')],
  ['len', (a) => int(a.length)],
  ['parse', (a) => (/^\d+$/.test(a) ? some(int(Number(a))) : UNKNOWN)],
]);

function strMethod(text: string, name: string, args: readonly Value[]): Value | undefined {
  const alone = args.length === 0 ? STR_ALONE.get(name) : undefined;
  if (alone !== undefined) return alone(text);
  const first = args[0];
  if (first?.k !== 'str') return undefined;
  if (name === 'replace' && args[1]?.k === 'str') return str(text.replaceAll(first.v, args[1].v));
  return STR_PAIR.get(name)?.(text, first.v);
}

function optionMethod(run: Interpreter, receiver: Value, name: string, args: readonly Value[]): Value | undefined {
  const value = receiver.k === 'some' ? receiver.v : undefined;
  const [first, second] = args;
  switch (name) {
    case 'is_some':
    case 'is_ok':
      return bool(value !== undefined);
    case 'is_none':
    case 'is_err':
      return bool(value === undefined);
    case 'unwrap':
    case 'expect':
    case 'take':
      return name === 'take' ? receiver : (value ?? UNKNOWN);
    case 'unwrap_or':
      return value ?? first;
    case 'unwrap_or_default':
      return value ?? str('');
    case 'unwrap_or_else':
      return value ?? run.call(first ?? UNKNOWN, [UNKNOWN]);
    case 'map':
      return value === undefined ? NONE : some(run.call(first ?? UNKNOWN, [value]));
    case 'and_then':
      return value === undefined ? NONE : run.call(first ?? UNKNOWN, [value]);
    case 'or_else':
      return value === undefined ? run.call(first ?? UNKNOWN, []) : receiver;
    case 'or':
      return value === undefined ? first : receiver;
    case 'map_err':
    case 'ok_or':
    case 'ok_or_else':
    case 'err':
      return name === 'err' ? UNKNOWN : receiver;
    case 'map_or':
      return value === undefined ? first : run.call(second ?? UNKNOWN, [value]);
    case 'map_or_else':
      return value === undefined ? run.call(first ?? UNKNOWN, []) : run.call(second ?? UNKNOWN, [value]);
    case 'is_some_and':
    case 'is_ok_and':
      return value === undefined ? bool(false) : run.call(first ?? UNKNOWN, [value]);
    case 'filter': {
      if (value === undefined) return NONE;
      const keeps = run.call(first ?? UNKNOWN, [value]);
      return keeps.k === 'bool' ? (keeps.v ? receiver : NONE) : UNKNOWN;
    }
    default:
      // Errors carry nothing we know; methods of the value itself are called through `Deref` only on boxes.
      return undefined;
  }
}

function listMethod(
  run: Interpreter,
  items: readonly Value[],
  name: string,
  args: readonly Value[],
): Value | undefined {
  const [first] = args;
  const tests = () => items.map((item) => run.call(first ?? UNKNOWN, [item]));
  switch (name) {
    case 'contains': {
      const same = items.map((item) => equal(item, first ?? UNKNOWN));
      if (same.includes(true)) return bool(true);
      return same.includes(undefined) ? UNKNOWN : bool(false);
    }
    case 'any':
    case 'all': {
      const all = tests();
      const decisive = name === 'any';
      if (all.some((value) => value.k === 'bool' && value.v === decisive)) return bool(decisive);
      return all.every((value) => value.k === 'bool') ? bool(!decisive) : UNKNOWN;
    }
    case 'map':
      return list(tests());
    case 'for_each':
      tests();
      return UNIT;
    case 'is_empty':
      return bool(items.length === 0);
    case 'len':
      return int(items.length);
    case 'next':
    case 'first':
      return items[0] === undefined ? NONE : some(items[0]);
    case 'last':
      return items.length === 0 ? NONE : some(items[items.length - 1]!);
    default:
      return undefined;
  }
}

/** `rustc_version::Version`, `version_check::Version` and `Channel`, and what scripts write themselves. */
function compilerMethod(run: Interpreter, name: string, args: readonly Value[]): Value | undefined {
  if (/^(?:is_nightly|is_dev|is_beta|supports_features|supports_feature)$/.test(name)) return bool(false);
  if (name === 'is_stable') return bool(true);
  const minor = args[0]?.k === 'str' ? minorOf(args[0].v) : undefined;
  if (name === 'at_least' && minor !== undefined) return bool(run.env.rustMinor >= minor);
  if (name === 'at_most' && minor !== undefined) return bool(run.env.rustMinor <= minor);
  if (name === 'exactly') return bool(minor === run.env.rustMinor);
  if (name === 'minor') return int(run.env.rustMinor);
  if (name === 'major') return int(1);
  return undefined;
}
