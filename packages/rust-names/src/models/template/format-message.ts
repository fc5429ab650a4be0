/**
 * Messages in attributes and doc comments that speak of fields, `"{0} of {name:?}"`, as arguments of `write!`: thiserror,
 * displaydoc, strum and derive_more each have a form of them.
 */
import {
  isCloseDelim,
  isLiteralToken,
  isOpenDelim,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
} from '@lazaret/rust-syntax';
import { parseFormat } from '../../format-string.ts';
import { stringValue } from '../../literal.ts';
import type { AttrMeta } from '../attr-meta.ts';
import type { ModelField, ModelItem, ModelVariant } from '../derive-model.ts';
import { fieldVariable } from './item-values.ts';

/** The string and what follows it. */
interface Message {
  /** Undefined for text that is no literal: `concat!(..)`. */
  readonly text: string | undefined;
  readonly literal: { readonly tokens: TokenBuffer; readonly range: TokenRange } | undefined;
  readonly args: readonly AttrMeta[];
}

function messageOf(source: AttrMeta | string): Message | undefined {
  if (typeof source === 'string') return { text: source, literal: undefined, args: [] };
  const { tokens, parts } = source;
  const at = source.form === 'value' ? -1 : parts.findIndex((part) => part.name === '' || part.name === 'fmt');
  const of = source.form === 'value' ? source : parts[at];
  if (of === undefined) return undefined;
  const range = of.value;
  const text = range.end === range.start + 1 ? stringValue(tokens, range.start) : undefined;
  return { text, literal: { tokens, range }, args: source.form === 'value' ? [] : parts.slice(at + 1) };
}

/** `"..", args`; undefined if there is no message. `wrap`: a method called on fields shown without any format. */
export function formatArguments(
  item: ModelItem,
  source: AttrMeta | string,
  variant: ModelVariant | undefined,
  wrap = '',
): string | undefined {
  const message = messageOf(source);
  if (message === undefined || variant === undefined) return undefined;
  const args = message.args.map((arg) => argumentText(item, arg, variant));
  if (message.text === undefined) {
    const { tokens, range } = message.literal!;
    return [item.splices.range(range, tokens), ...args].join(', ');
  }
  const shown = fieldReferences(message, variant);
  const isTuple = variant.shape === 'tuple';
  if (!isTuple && wrap === '' && message.literal !== undefined) {
    return [item.splices.range(message.literal.range, message.literal.tokens), ...args].join(', ');
  }
  const wrapped = new Set<ModelField>();
  const text = message.text.replace(/\{\{|\{([^{}:]*)(:[^{}]*)?\}/g, (whole, name?: string, spec?: string) => {
    const field = shown.get((name ?? '').trim());
    if (field === undefined) return whole;
    if (wrap !== '' && spec === undefined) {
      wrapped.add(field);
      return `{__display_${field.label}}`;
    }
    return `{${isTuple ? `_${field.label}` : field.label}${spec ?? ''}}`;
  });
  const written = `'__site ${JSON.stringify(text)
    .replace(/\\[bf]/g, ' ')
    .replace(/\\u([0-9a-f]{4})/g, '\\u{$1}')}`;
  const literal = message.literal === undefined ? written : item.splices.at(message.literal, written);
  const bindings = [...wrapped].map((field) => {
    const binding = `'__site __display_${field.label} = ${fieldVariable(field)}${wrap}`;
    return message.literal === undefined ? binding : item.splices.at(message.literal, binding);
  });
  return [literal, ...args, ...bindings].join(', ');
}

/** Fields by the names that the message has for them. */
function fieldReferences(message: Message, variant: ModelVariant): Map<string, ModelField> {
  const names = new Map<string, ModelField>();
  const taken = new Set(message.args.map((arg) => arg.name));
  const positional = message.args.some((arg) => arg.form === 'value' && arg.name === '');
  for (const field of variant.fields) {
    if (variant.shape !== 'tuple') {
      if (!taken.has(field.label)) names.set(field.label, field);
    } else {
      if (!positional) names.set(field.label, field);
      names.set(`_${field.label}`, field);
    }
  }
  return names;
}

/** `Type: Display, ..` for generic fields that a message shows. */
export function formatBounds(source: AttrMeta | string, variant: ModelVariant | undefined): string {
  const message = messageOf(source);
  if (message?.text === undefined || variant === undefined) return '';
  const shown = fieldReferences(message, variant);
  const bounds = new Set<string>();
  for (const { arg, trait } of parseFormat(message.text).pieces) {
    const field = shown.get(String(arg)) ?? argumentField(message, arg, variant);
    if (field?.generic) bounds.add(`${field.type}: ::core::fmt::${trait}`);
  }
  return [...bounds].join(', ');
}

/** A positional argument that is a field and nothing else. */
function argumentField(message: Message, arg: number | string, variant: ModelVariant): ModelField | undefined {
  const meta = typeof arg === 'number' ? message.args[arg] : undefined;
  const { start, end } = meta?.value.start === meta?.value.end ? (meta?.whole ?? { start: 0, end: 0 }) : meta!.value;
  if (meta === undefined || end > start + 2) return undefined;
  const text = meta.tokens.text(end - 1);
  return variant.fields.find(
    (field) => field.label === text || (variant.shape === 'tuple' && `_${field.label}` === text),
  );
}

/** An argument, in which `.0` and `.name` at the start of an expression are fields; a string is read as Rust. */
function argumentText(item: ModelItem, arg: AttrMeta, variant: ModelVariant): string {
  const { tokens, whole } = arg;
  const string = arg.name === '' && whole.end === whole.start + 1 ? stringValue(tokens, whole.start) : undefined;
  if (string !== undefined) return item.code(string, tokens, whole) ?? '()';
  let text = '';
  let from = whole.start;
  for (let at = whole.start; at < whole.end; at++) {
    const field = isField(tokens, at, whole)
      ? fieldNamed(variant, tokens.text(at + 1))
      : tupleVariable(tokens, at, variant);
    if (field === undefined) continue;
    if (at > from) text += item.splices.range({ start: from, end: at }, tokens);
    text += fieldVariable(field);
    if (tokens.kind(at) === TokenKind.Dot) at++;
    from = at + 1;
  }
  return whole.end > from ? text + item.splices.range({ start: from, end: whole.end }, tokens) : text;
}

function isField(tokens: TokenBuffer, at: number, { start }: TokenRange): boolean {
  if (tokens.kind(at) !== TokenKind.Dot) return false;
  if (at === start) return true;
  const before = tokens.kind(at - 1);
  if (isOpenDelim(before)) return true;
  return !isCloseDelim(before) && !isLiteralToken(before) && !/^[\w'"?]/.test(tokens.text(at - 1));
}

/** `_0` as the user writes it: the same variable, whatever macro it came through. */
function tupleVariable(tokens: TokenBuffer, at: number, variant: ModelVariant): ModelField | undefined {
  if (variant.shape !== 'tuple' || tokens.kind(at) !== TokenKind.Ident) return undefined;
  const text = tokens.text(at);
  return text.startsWith('_') ? fieldNamed(variant, text.slice(1)) : undefined;
}

function fieldNamed(variant: ModelVariant, label: string): ModelField | undefined {
  return variant.fields.find((field) => field.label === label);
}
