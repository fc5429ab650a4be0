/** Attributes of serde's derives that the models take part in; an item with any other stays opaque. */
import { metaString, metasAt } from './attr-meta.ts';
import { type ModelField, type ModelItem, type ModelMeta, type ModelVariant, metaOf } from './derive-model.ts';

/** Say names or bounds: nothing is called differently. */
const NAMES: readonly string[] = ['rename', 'rename_all', 'rename_all_fields', 'alias', 'bound', 'expecting'];
const ON_ITEM: ReadonlySet<string> = new Set([
  ...NAMES,
  'deny_unknown_fields',
  'default',
  'tag',
  'content',
  'untagged',
  'from',
  'try_from',
  'into',
  'transparent',
  'crate',
  'remote',
  'field_identifier',
  'variant_identifier',
]);
/** For one direction or both. */
const DIRECTED: readonly string[] = [
  'skip',
  'skip_serializing',
  'skip_deserializing',
  'with',
  'serialize_with',
  'deserialize_with',
  'borrow',
];
const ON_VARIANT: ReadonlySet<string> = new Set([...NAMES, ...DIRECTED, 'other', 'untagged']);
const ON_FIELD: ReadonlySet<string> = new Set([
  ...NAMES,
  ...DIRECTED,
  'default',
  'skip_serializing_if',
  'flatten',
  'getter',
]);
/** Values that must be a path in a string. */
const PATHS: ReadonlySet<string> = new Set([
  'remote',
  'getter',
  'default',
  'skip_serializing_if',
  'with',
  'serialize_with',
  'deserialize_with',
]);

/** Are all attributes among those that the models know? */
export function isPlain(item: ModelItem): boolean {
  return (
    allOf(item.metas, ON_ITEM) &&
    item.variants.every(
      (variant) =>
        (item.kind === 'enum' ? allOf(variant.metas, ON_VARIANT) : true) &&
        variant.fields.every((field) => allOf(field.metas, ON_FIELD)),
    )
  );
}

function allOf(metas: readonly ModelMeta[], known: ReadonlySet<string>): boolean {
  return metas.every(
    (one) => known.has(one.name) && (one.form !== 'value' || !PATHS.has(one.name) || one.string !== undefined),
  );
}

/** The path given by an attribute. */
export function pathIn(metas: readonly ModelMeta[], name: string): string | undefined {
  return metaOf(metas, name)?.string;
}

export type Direction = 'serialize' | 'deserialize';

/** The type given by an attribute of the item, `from = "Type"`, as tokens. */
export function typeIn(item: ModelItem, name: string): string | undefined {
  const [meta] = metasAt(item.attrs, ['serde', name]);
  const string = meta && metaString(meta);
  return string === undefined ? undefined : item.code(string, meta!.tokens, meta!.value);
}

/** How the variants of an enum are told apart. */
export type Tagging = 'external' | 'internal' | 'adjacent' | 'untagged';

export function taggingOf({ metas }: ModelItem): Tagging {
  if (metaOf(metas, 'untagged') !== undefined) return 'untagged';
  if (metaOf(metas, 'tag') === undefined) return 'external';
  return metaOf(metas, 'content') === undefined ? 'internal' : 'adjacent';
}

export function isFlat(field: ModelField): boolean {
  return metaOf(field.metas, 'flatten') !== undefined;
}

/** The field that a transparent struct is made of. */
export function transparentField(item: ModelItem, direction: Direction): ModelField | undefined {
  if (metaOf(item.metas, 'transparent') === undefined || item.kind !== 'struct') return undefined;
  return item.variants[0]!.fields.find(
    (field) =>
      field.ty.name !== 'PhantomData' &&
      !isSkipped(field, direction) &&
      !(direction === 'deserialize' && metaOf(field.metas, 'default') !== undefined),
  );
}

/** Are the tags of enums read and written as since 1.0.181? Before, other private items did it. */
export function tagsAreModelled(item: ModelItem): boolean {
  const patch = Number.parseInt(item.macroVersion.split('.')[2] ?? '0', 10);
  return item.kind !== 'enum' || taggingOf(item) === 'external' || patch >= TAGS_SINCE;
}

const TAGS_SINCE = 181;

/** Function that does the work for a field: `with`, `serialize_with`. */
export function withPath(field: ModelField | ModelVariant, direction: Direction): string | undefined {
  const module = pathIn(field.metas, 'with');
  return pathIn(field.metas, `${direction}_with`) ?? (module === undefined ? undefined : `${module}::${direction}`);
}

export function isSkipped(part: ModelField | ModelVariant, direction: Direction): boolean {
  const name = direction === 'serialize' ? 'skip_serializing' : 'skip_deserializing';
  return part.metas.some((one) => one.name === 'skip' || one.name === name);
}

/** The module of serde that is the derive's alone: of its patch version since serde_core. */
export function privateModule(version: string): string {
  const patch = Number.parseInt(version.split('.')[2] ?? '0', 10);
  return patch >= SERDE_CORE_SINCE ? `$crate::__private${patch}` : '$crate::__private';
}

/** First patch version of serde 1.0 that has serde_core and `__privateN`. */
const SERDE_CORE_SINCE = 220;
