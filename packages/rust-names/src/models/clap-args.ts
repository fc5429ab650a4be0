/**
 * What both generations of clap's derive share: how helper attributes turn into builder calls and which part a field or
 * variant plays (clap_derive's `item.rs`, formerly `attrs.rs`).
 */
import { type ModelMeta, type ModelType, metaOf, type SourcePlace } from './derive-model.ts';

export const HELPERS: readonly string[] = ['clap', 'arg', 'command', 'value', 'group', 'structopt'];

export const STRING = '::std::string::String';
export const OPTION = '::std::option::Option';
export const SOME = '::std::option::Option::Some';
export const NONE = '::std::option::Option::None';
export const RESULT = '::std::result::Result';
export const OK = '::std::result::Result::Ok';
export const VEC = '::std::vec::Vec';

/** The role of a field or variant. */
export type Role = 'arg' | 'subcommand' | 'flatten' | 'skip' | 'external' | 'global';

export function roleOf(metas: readonly ModelMeta[]): Role {
  for (const { name, attr } of metas) {
    if (attr === 'group') continue;
    if (name === 'subcommand') return 'subcommand';
    if (name === 'flatten') return 'flatten';
    if (name === 'skip') return 'skip';
    if (name === 'external_subcommand') return 'external';
    if (name === 'from_global') return 'global';
  }
  return 'arg';
}

/** How values of a field are kept (clap_derive's `Ty`). */
export type Shape = 'unit' | 'option' | 'option-option' | 'option-vec' | 'vec' | 'other';

export function shapeOf(type: ModelType): { readonly shape: Shape; readonly inner: string } {
  const { name, arg } = type;
  if (name === 'Option' && arg !== undefined) {
    if (arg.name === 'Option' && arg.arg !== undefined) return { shape: 'option-option', inner: arg.arg.text };
    if (arg.name === 'Vec' && arg.arg !== undefined) return { shape: 'option-vec', inner: arg.arg.text };
    return { shape: 'option', inner: arg.text };
  }
  if (name === 'Vec' && arg !== undefined) return { shape: 'vec', inner: arg.text };
  if (type.text.trim() === '()') return { shape: 'unit', inner: type.text };
  return { shape: 'other', inner: type.text };
}

/** `T` of a field `Option<T>`, as subcommands and flattened fields may be. */
export function optional(type: ModelType): { readonly option: boolean; readonly inner: string } {
  const option = type.name === 'Option' && type.arg !== undefined;
  return { option, inner: option ? type.arg!.text : type.text };
}

/** Plain string literal of a name, in the case that clap gives it by default. */
function kebab(label: string): string {
  const words = label.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll('_', '-');
  return JSON.stringify(words.toLowerCase());
}

/** Expression that names an argument or command: `name = ".."`, or the identifier. */
export function nameOf(metas: readonly ModelMeta[], label: string): string {
  const given = metas.find(
    (one) => (one.name === 'name' || one.name === 'id') && one.attr !== 'group' && one.text !== '',
  );
  return given === undefined ? kebab(label) : `(${given.text})`;
}

/** Attributes that say how to derive and are no calls. */
const DIRECTIVES: ReadonlySet<string> = new Set(
  `name id subcommand flatten skip external_subcommand from_global value_enum arg_enum rename_all rename_all_env
  verbatim_doc_comment parse next_help_heading next_display_order default_value_t default_values_t default_value_os_t
  default_values_os_t`.split(/\s+/),
);

/** Directives that take types apart further than the models do. */
const UNMODELLED: ReadonlySet<string> = new Set(['default_values_t', 'default_value_os_t', 'default_values_os_t']);

/** Builder calls of attributes. A bare name means a value of the macro's choice. */
export function builderCalls(
  metas: readonly ModelMeta[],
  label: string,
  group = false,
  at: (place: SourcePlace, text: string) => string = (_, text) => text,
): { readonly text: string; readonly complete: boolean } {
  let text = '';
  let complete = true;
  for (const meta of metas) {
    if ((meta.attr === 'group') !== group) continue;
    if (DIRECTIVES.has(meta.name)) {
      if (UNMODELLED.has(meta.name)) complete = false;
      continue;
    }
    if (!/^[A-Za-z_]\w*$/.test(meta.name)) complete = false;
    else if (meta.form === 'flag') {
      const value = flagValue(meta.name, label);
      if (value === undefined) complete = false;
      else if (value !== '') text += `.${at(meta.place, meta.name)}(${value})`;
    } else if (meta.form === 'value') text += `.${at(meta.place, meta.name)}((${meta.text}))`;
    else text += `.${at(meta.place, meta.name)}(${meta.text})`;
  }
  return { text, complete };
}

/** Value of an attribute without one; empty if it then says nothing. */
function flagValue(name: string, label: string): string | undefined {
  switch (name) {
    case 'short':
      return "'x'";
    case 'long':
    case 'env':
      return kebab(label);
    case 'about':
    case 'author':
    case 'version':
      return '"0"';
    case 'long_about':
    case 'long_help':
    case 'value_parser':
    case 'action':
      return '';
    default:
      return undefined;
  }
}

/** `.next_help_heading(..)` and the like, which come before the calls of arguments. */
export function headingCalls(metas: readonly ModelMeta[]): string {
  return ['next_display_order', 'next_help_heading']
    .map((name) => metaOf(metas, name))
    .map((meta) => (meta === undefined || meta.text === '' ? '' : `.${meta.name}((${meta.text}))`))
    .join('');
}
