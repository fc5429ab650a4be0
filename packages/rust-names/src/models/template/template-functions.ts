/** Functions that templates call. */
import { atLeast } from '../version-range.ts';
import { formatArguments, formatBounds } from './format-message.ts';
import { MetaValue, type TemplateItem, VariantValue } from './item-values.ts';
import { textOf, type Value } from './template-value.ts';

export function callFunction(item: TemplateItem, name: string, args: readonly Value[]): Value {
  const [first, second] = args;
  switch (name) {
    case 'impl':
      return implHeader(item, textOf(first), textOf(second), textOf(args[2]));
    case 'since':
      return atLeast(item.item.macroVersion, textOf(first));
    case 'derives':
      return item.item.others.has(textOf(first));
    case 'str':
      return JSON.stringify(textOf(first));
    case 'ident':
      return identifier(args.map((arg) => textOf(arg).trim()).join(''));
    case 'contains':
      return textOf(first).includes(textOf(second));
    case 'line':
      return textOf(first).split('\n')[0]!.trim();
    case 'lower':
      return textOf(first).toLowerCase();
    case 'upper':
      return textOf(first).toUpperCase();
    case 'format':
      return first instanceof MetaValue || typeof first === 'string'
        ? formatArguments(
            item.item,
            first instanceof MetaValue ? first.meta : first,
            variantOf(item, second),
            textOf(args[2]),
          )
        : undefined;
    case 'format_bounds':
      return first instanceof MetaValue || typeof first === 'string'
        ? formatBounds(first instanceof MetaValue ? first.meta : first, variantOf(item, second))
        : undefined;
    default:
      return caseOf(name, textOf(first));
  }
}

/** The fields that a message speaks of: of the given variant, or of the struct. */
function variantOf(item: TemplateItem, value: Value) {
  return value instanceof VariantValue ? value.variant : item.item.variants[0];
}

/** `impl<..> Trait for Item<..> where ..`, with more predicates and parameters. */
function implHeader(item: TemplateItem, trait: string, predicates: string, params: string): string {
  const { item: model } = item;
  const own = model.params.trim();
  const all = params === '' ? own : own === '' ? `<${params}>` : `<${params}, ${own.slice(1, -1)}>`;
  const where = [model.where.trim().replace(/^where\b/, ''), predicates].filter((text) => text.trim() !== '');
  const target = trait === '' ? '' : `${trait} for`;
  return `#[automatically_derived] impl ${all} ${target} ${model.name} ${model.args} ${
    where.length === 0 ? '' : `where ${where.join(', ')}`
  }`;
}

/** Keywords would not be names: those made of several parts seldom are, single ones become raw. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `as break const continue dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return static
  struct trait true type unsafe use where while async await abstract become box do final macro override priv try typeof
  unsized virtual yield gen`.split(/\s+/),
);

/** Text as an identifier, which the user's code can see. */
function identifier(text: string): string {
  const plain = text.replace(/^r#/, '').replace(/[^\p{XID_Continue}]/gu, '_');
  const name = /^\p{XID_Start}|^_/u.test(plain) ? plain : `_${plain}`;
  return ` '__site ${KEYWORDS.has(name) ? 'r#' : ''}${name} `;
}

/** Words of a name in any case, as heck and Inflector split them. */
function wordsOf(text: string): string[] {
  return text
    .replace(/^r#/, '')
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function caseOf(name: string, text: string): string {
  const words = wordsOf(text);
  const titled = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  switch (name) {
    case 'snake':
      return words.join('_');
    case 'kebab':
      return words.join('-');
    case 'shouty':
      return words.join('_').toUpperCase();
    case 'title':
      return titled.join(' ');
    case 'pascal':
      return titled.join('');
    case 'camel':
      return [words[0] ?? '', ...titled.slice(1)].join('');
    default:
      return text;
  }
}
