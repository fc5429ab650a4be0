/** serde's `Serialize`, after serde_derive's `ser.rs`. */
import {
  implOf,
  type ModelExpansion,
  type ModelField,
  type ModelItem,
  type ModelVariant,
  metaOf,
} from './derive-model.ts';
import {
  isFlat,
  isPlain,
  isSkipped,
  pathIn,
  privateModule,
  taggingOf,
  tagsAreModelled,
  transparentField,
  typeIn,
  withPath,
} from './serde-attrs.ts';

const STATE = '__serde_state';

/** Serialisation of fields into a compound state, and its end. `first`: what is written before the fields. */
function compound(
  item: ModelItem,
  variant: ModelVariant,
  start: string,
  trait: string,
  value: (i: number) => string,
  first = '',
): string {
  const named = variant.shape === 'named';
  const call = `$crate::ser::${trait}::${trait === 'SerializeTuple' ? 'serialize_element' : trait === 'SerializeMap' ? 'serialize_entry' : 'serialize_field'}`;
  const steps = variant.fields.map((field, i) => {
    if (isSkipped(field, 'serialize')) return '';
    const label = named ? `${JSON.stringify(field.label)}, ` : '';
    const write = isFlat(field)
      ? flattened(item, field, value(i))
      : `${call}(&mut ${STATE}, ${label}${written(item, field, value(i))})?;`;
    const skip = pathIn(field.metas, 'skip_serializing_if');
    if (skip === undefined) return write;
    const skipped =
      named && trait !== 'SerializeMap'
        ? `$crate::ser::${trait}::skip_field(&mut ${STATE}, ${JSON.stringify(field.label)})?;`
        : '';
    return `if !${skip}(${value(i)}) { ${write} } else { ${skipped} }`;
  });
  return `let mut ${STATE} = ${start}?; ${first} ${steps.join(' ')} $crate::ser::${trait}::end(${STATE})`;
}

function flattened(item: ModelItem, field: ModelField, value: string): string {
  const flat = `${privateModule(item.macroVersion)}::ser::FlatMapSerializer(&mut ${STATE})`;
  const path = withPath(field, 'serialize');
  return path === undefined ? `$crate::Serialize::serialize(&${value}, ${flat})?;` : `${path}(${value}, ${flat})?;`;
}

/** The value of a field as something that is `Serialize`. */
function written(item: ModelItem, field: ModelField, value: string): string {
  const path = withPath(field, 'serialize');
  return path === undefined ? value : wrapped(item, [field.type], path, [value]);
}

/** Values that a function of the user's writes, as something that is `Serialize`. */
function wrapped(item: ModelItem, types: readonly string[], path: string, values: readonly string[]): string {
  const inner = item.params.trim() === '' ? '' : item.params.trim().slice(1, -1);
  const own = item.args.trim() === '' ? '' : item.args.trim().slice(1, -1);
  const name = item.name;
  const refs = types.map((type) => `&'ser ${type},`).join(' ');
  return `&{ struct __SerializeWith<'ser, ${inner}> ${item.where} { values: (${refs}), phantom: ::core::marker::PhantomData<${name} ${item.args}> }
    impl<'ser, ${inner}> $crate::Serialize for __SerializeWith<'ser, ${own}> ${item.where} {
      fn serialize<__S: $crate::Serializer>(&self, __s: __S) -> ::core::result::Result<__S::Ok, __S::Error> { ${path}(${values.map((_, i) => `self.values.${i},`).join(' ')} __s) } }
    __SerializeWith { values: (${values.map((value) => `${value},`).join(' ')}), phantom: ::core::marker::PhantomData::<${name} ${item.args}> } }`;
}

/** A struct, or a variant that is written as one: `serializer` takes it under a name. */
function named(item: ModelItem, variant: ModelVariant, label: string, value: (i: number) => string, tag = ''): string {
  if (variant.fields.some(isFlat)) {
    const entry = tag === '' ? '' : `$crate::ser::SerializeMap::serialize_entry(&mut ${STATE}, ${tag})?;`;
    return compound(
      item,
      variant,
      '$crate::Serializer::serialize_map(__serializer, ::core::option::Option::None)',
      'SerializeMap',
      value,
      entry,
    );
  }
  const first = tag === '' ? '' : `$crate::ser::SerializeStruct::serialize_field(&mut ${STATE}, ${tag})?;`;
  const start = `$crate::Serializer::serialize_struct(__serializer, ${label}, ${variant.fields.length})`;
  return compound(item, variant, start, 'SerializeStruct', value, first);
}

function structBody(item: ModelItem, self: string): string {
  const only = item.variants[0]!;
  const label = JSON.stringify(item.label);
  const remote = metaOf(item.metas, 'remote') !== undefined;
  const value = (i: number) => {
    const field = only.fields[i]!;
    const getter = pathIn(field.metas, 'getter');
    const place = getter === undefined ? `&${self}.${field.access}` : `&${getter}(${self})`;
    return remote ? `${privateModule(item.macroVersion)}::ser::constrain::<${field.type}>(${place})` : place;
  };
  if (only.shape === 'unit') return `$crate::Serializer::serialize_unit_struct(__serializer, ${label})`;
  if (only.shape === 'tuple' && only.fields.length === 1) {
    return `$crate::Serializer::serialize_newtype_struct(__serializer, ${label}, ${written(item, only.fields[0]!, value(0))})`;
  }
  if (only.shape === 'named') {
    const tag = metaOf(item.metas, 'tag') === undefined ? '' : `"", ${label}`;
    return named(item, only, label, value, tag);
  }
  const start = `$crate::Serializer::serialize_tuple_struct(__serializer, ${label}, ${only.fields.length})`;
  return compound(item, only, start, 'SerializeTupleStruct', value);
}

function variantBody(item: ModelItem, variant: ModelVariant, index: number): string {
  if (isSkipped(variant, 'serialize')) {
    return '::core::result::Result::Err(<__S::Error as $crate::ser::Error>::custom("the enum variant cannot be serialized"))';
  }
  const tagging = metaOf(variant.metas, 'untagged') === undefined ? taggingOf(item) : 'untagged';
  if (tagging === 'untagged') return contentOf(item, variant);
  if (tagging === 'internal') return internal(item, variant);
  if (tagging === 'adjacent') return adjacent(item, variant, index);
  return external(item, variant, index);
}

const bound = (i: number) => `__field${i}`;

/** All fields through the function that the variant names. */
function withFunction(item: ModelItem, variant: ModelVariant): string | undefined {
  const path = withPath(variant, 'serialize');
  const types = variant.fields.map((field) => field.type);
  return path === undefined
    ? undefined
    : wrapped(
        item,
        types,
        path,
        variant.fields.map((_, i) => bound(i)),
      );
}

function external(item: ModelItem, variant: ModelVariant, index: number): string {
  const args = `__serializer, ${JSON.stringify(item.label)}, ${index}u32, ${JSON.stringify(variant.label)}`;
  const whole = withFunction(item, variant);
  if (whole !== undefined) return `$crate::Serializer::serialize_newtype_variant(${args}, ${whole})`;
  if (variant.shape === 'unit') return `$crate::Serializer::serialize_unit_variant(${args})`;
  if (variant.shape === 'tuple' && variant.fields.length === 1) {
    return `$crate::Serializer::serialize_newtype_variant(${args}, ${written(item, variant.fields[0]!, bound(0))})`;
  }
  if (variant.fields.some(isFlat)) {
    return `$crate::Serializer::serialize_newtype_variant(${args}, ${asValue(item, variant)})`;
  }
  const [kind, trait] =
    variant.shape === 'named'
      ? ['struct_variant', 'SerializeStructVariant']
      : ['tuple_variant', 'SerializeTupleVariant'];
  return compound(
    item,
    variant,
    `$crate::Serializer::serialize_${kind}(${args}, ${variant.fields.length})`,
    trait!,
    bound,
  );
}

/** The fields of a variant as one value that is `Serialize`. */
function asValue(item: ModelItem, variant: ModelVariant): string {
  const inner = item.params.trim() === '' ? '' : item.params.trim().slice(1, -1);
  const own = item.args.trim() === '' ? '' : item.args.trim().slice(1, -1);
  const refs = variant.fields.map((field) => `&'ser ${field.type},`).join(' ');
  const names = variant.fields.map((_, i) => `${bound(i)},`).join(' ');
  return `&{ struct __AdjacentlyTagged<'ser, ${inner}> ${item.where} { data: (${refs}), phantom: ::core::marker::PhantomData<${item.name} ${item.args}> }
    impl<'ser, ${inner}> $crate::Serialize for __AdjacentlyTagged<'ser, ${own}> ${item.where} {
      fn serialize<__S: $crate::Serializer>(&self, __serializer: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
        let (${names}) = self.data; ${contentOf(item, variant)} } }
    __AdjacentlyTagged { data: (${names}), phantom: ::core::marker::PhantomData::<${item.name} ${item.args}> } }`;
}

/** The content of a variant without anything that says which it is. */
function contentOf(item: ModelItem, variant: ModelVariant): string {
  const whole = withFunction(item, variant);
  if (whole !== undefined) return `$crate::Serialize::serialize(${whole}, __serializer)`;
  if (variant.shape === 'unit') return '$crate::Serializer::serialize_unit(__serializer)';
  if (variant.shape === 'named') return named(item, variant, JSON.stringify(variant.label), bound);
  if (variant.fields.length === 1) {
    return `$crate::Serialize::serialize(${written(item, variant.fields[0]!, bound(0))}, __serializer)`;
  }
  const start = `$crate::Serializer::serialize_tuple(__serializer, ${variant.fields.length})`;
  return compound(item, variant, start, 'SerializeTuple', bound);
}

function internal(item: ModelItem, variant: ModelVariant): string {
  const label = JSON.stringify(variant.label);
  const tag = `"", ${label}`;
  if (variant.shape === 'named' && withPath(variant, 'serialize') === undefined) {
    return named(item, variant, JSON.stringify(item.label), bound, tag);
  }
  if (variant.shape === 'unit') {
    return `let mut __struct = $crate::Serializer::serialize_struct(__serializer, ${label}, 1)?;
      $crate::ser::SerializeStruct::serialize_field(&mut __struct, ${tag})?; $crate::ser::SerializeStruct::end(__struct)`;
  }
  const value = withFunction(item, variant) ?? written(item, variant.fields[0]!, bound(0));
  return `${privateModule(item.macroVersion)}::ser::serialize_tagged_newtype(__serializer, "", "", ${tag}, ${value})`;
}

function adjacent(item: ModelItem, variant: ModelVariant, index: number): string {
  const name = JSON.stringify(item.label);
  const which = `&${privateModule(item.macroVersion)}::ser::AdjacentlyTaggedEnumVariant { enum_name: ${name}, variant_index: ${index}u32, variant_name: ${JSON.stringify(variant.label)} }`;
  const field = '$crate::ser::SerializeStruct::serialize_field(&mut __struct,';
  const single = variant.shape === 'tuple' && variant.fields.length === 1;
  const content =
    withFunction(item, variant) ?? (single ? written(item, variant.fields[0]!, bound(0)) : asValue(item, variant));
  return `let mut __struct = $crate::Serializer::serialize_struct(__serializer, ${name}, 2)?; ${field} "", ${which})?;
    ${variant.shape === 'unit' ? '' : `${field} "", ${content})?;`} $crate::ser::SerializeStruct::end(__struct)`;
}

function enumBody(item: ModelItem, self: string, type: string): string {
  const arms = item.variants.map((variant, index) => {
    const binds = variant.fields.map((field, i) => `${field.access}: ref __field${i}`).join(', ');
    return `${type}::${variant.name} { ${binds} } => { ${variantBody(item, variant, index)} }`;
  });
  return `match *${self} { ${arms.join(' ')} }`;
}

function body(item: ModelItem, self: string): string {
  const into = typeIn(item, 'into');
  if (into !== undefined) {
    return `$crate::Serialize::serialize(&::core::convert::Into::<${into}>::into(::core::clone::Clone::clone(${self})), __serializer)`;
  }
  const only = transparentField(item, 'serialize');
  if (only !== undefined) {
    const path = withPath(only, 'serialize') ?? '$crate::Serialize::serialize';
    return `${path}(&${self}.${only.access}, __serializer)`;
  }
  const remote = pathIn(item.metas, 'remote');
  return item.kind === 'enum' ? enumBody(item, self, remote ?? item.name) : structBody(item, self);
}

export function expandSerialize(item: ModelItem): ModelExpansion | undefined {
  if (item.kind === 'union' || item.packed || !isPlain(item)) return undefined;
  const remote = pathIn(item.metas, 'remote');
  const rest = `-> ::core::result::Result<__S::Ok, __S::Error> where __S: $crate::Serializer`;
  const text =
    remote === undefined
      ? implOf(
          item,
          '$crate::Serialize',
          `fn serialize<__S>(&self, __serializer: __S) ${rest} { ${body(item, 'self')} }`,
        )
      : `impl ${item.params} ${item.name} ${item.args} ${item.where} {
          pub fn serialize<__S>(__self: &${remote}, __serializer: __S) ${rest} { ${body(item, '__self')} } }`;
  return { text, complete: tagsAreModelled(item) };
}
