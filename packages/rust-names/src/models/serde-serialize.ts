/** serde's `Serialize`, after serde_derive's `ser.rs`. */
import { implOf, type ModelExpansion, type ModelField, type ModelItem, type ModelVariant } from './derive-model.ts';
import { isPlain, isSkipped, pathIn, withPath } from './serde-attrs.ts';

const STATE = '__serde_state';

/** Serialisation of fields into a compound state, and its end. */
function compound(
  item: ModelItem,
  variant: ModelVariant,
  start: string,
  trait: string,
  value: (i: number) => string,
): string {
  const named = variant.shape === 'named';
  const steps = variant.fields.map((field, i) => {
    if (isSkipped(field, 'serialize')) return '';
    const label = named ? `${JSON.stringify(field.label)}, ` : '';
    const write = `$crate::ser::${trait}::serialize_field(&mut ${STATE}, ${label}${written(item, field, value(i))})?;`;
    const skip = pathIn(field.metas, 'skip_serializing_if');
    if (skip === undefined) return write;
    const skipped = named ? `$crate::ser::${trait}::skip_field(&mut ${STATE}, ${JSON.stringify(field.label)})?;` : '';
    return `if !${skip}(${value(i)}) { ${write} } else { ${skipped} }`;
  });
  return `let mut ${STATE} = ${start}?; ${steps.join(' ')} $crate::ser::${trait}::end(${STATE})`;
}

/** The value of a field as something that is `Serialize`. */
function written(item: ModelItem, field: ModelField, value: string): string {
  const path = withPath(field, 'serialize');
  if (path === undefined) return value;
  const inner = item.params.trim() === '' ? '' : item.params.trim().slice(1, -1);
  const own = item.args.trim() === '' ? '' : item.args.trim().slice(1, -1);
  const name = item.name;
  return `&{ struct __SerializeWith<'ser, ${inner}> ${item.where} { values: (&'ser ${field.type},), phantom: ::core::marker::PhantomData<${name} ${item.args}> }
    impl<'ser, ${inner}> $crate::Serialize for __SerializeWith<'ser, ${own}> ${item.where} {
      fn serialize<__S: $crate::Serializer>(&self, __s: __S) -> ::core::result::Result<__S::Ok, __S::Error> { ${path}(self.values.0, __s) } }
    __SerializeWith { values: (${value},), phantom: ::core::marker::PhantomData::<${name} ${item.args}> } }`;
}

function structBody(item: ModelItem): string {
  const only = item.variants[0]!;
  const label = JSON.stringify(item.label);
  const value = (i: number) => `&self.${only.fields[i]!.access}`;
  if (only.shape === 'unit') return `$crate::Serializer::serialize_unit_struct(__serializer, ${label})`;
  if (only.shape === 'tuple' && only.fields.length === 1) {
    return `$crate::Serializer::serialize_newtype_struct(__serializer, ${label}, ${written(item, only.fields[0]!, value(0))})`;
  }
  const [kind, trait] =
    only.shape === 'named' ? ['struct', 'SerializeStruct'] : ['tuple_struct', 'SerializeTupleStruct'];
  const start = `$crate::Serializer::serialize_${kind}(__serializer, ${label}, ${only.fields.length})`;
  return compound(item, only, start, trait!, value);
}

function variantBody(item: ModelItem, variant: ModelVariant, index: number): string {
  if (isSkipped(variant, 'serialize')) {
    return '::core::result::Result::Err(<__S::Error as $crate::ser::Error>::custom("the enum variant cannot be serialized"))';
  }
  const args = `__serializer, ${JSON.stringify(item.label)}, ${index}u32, ${JSON.stringify(variant.label)}`;
  const value = (i: number) => `__field${i}`;
  if (variant.shape === 'unit') return `$crate::Serializer::serialize_unit_variant(${args})`;
  if (variant.shape === 'tuple' && variant.fields.length === 1) {
    return `$crate::Serializer::serialize_newtype_variant(${args}, ${written(item, variant.fields[0]!, value(0))})`;
  }
  const [kind, trait] =
    variant.shape === 'named'
      ? ['struct_variant', 'SerializeStructVariant']
      : ['tuple_variant', 'SerializeTupleVariant'];
  const start = `$crate::Serializer::serialize_${kind}(${args}, ${variant.fields.length})`;
  return compound(item, variant, start, trait!, value);
}

function enumBody(item: ModelItem): string {
  const arms = item.variants.map((variant, index) => {
    const binds = variant.fields.map((field, i) => `${field.access}: ref __field${i}`).join(', ');
    return `${item.name}::${variant.name} { ${binds} } => { ${variantBody(item, variant, index)} }`;
  });
  return `match *self { ${arms.join(' ')} }`;
}

export function expandSerialize(item: ModelItem): ModelExpansion | undefined {
  if (item.kind === 'union' || item.packed || !isPlain(item)) return undefined;
  const body = item.kind === 'enum' ? enumBody(item) : structBody(item);
  const text = implOf(
    item,
    '$crate::Serialize',
    `fn serialize<__S>(&self, __serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> where __S: $crate::Serializer { ${body} }`,
  );
  return { text, complete: true };
}
