/** Attributes of serde's derives that the models take part in; an item with any other stays opaque. */
import { type ModelField, type ModelItem, type ModelMeta, type ModelVariant, metaOf } from './derive-model.ts';

/** Say names or bounds: nothing is called differently. */
const NAMES: readonly string[] = ['rename', 'rename_all', 'rename_all_fields', 'alias', 'bound', 'expecting'];
const ON_ITEM: ReadonlySet<string> = new Set([...NAMES, 'deny_unknown_fields', 'default']);
const ON_VARIANT: ReadonlySet<string> = new Set([...NAMES, 'skip', 'skip_serializing', 'skip_deserializing']);
const ON_FIELD: ReadonlySet<string> = new Set([
  ...ON_VARIANT,
  'default',
  'skip_serializing_if',
  'with',
  'serialize_with',
  'deserialize_with',
  'borrow',
]);
/** Values that must be a path in a string. */
const PATHS: ReadonlySet<string> = new Set([
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

/** Function that does the work for a field: `with`, `serialize_with`. */
export function withPath(field: ModelField, direction: Direction): string | undefined {
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
