/** serde's `Deserialize`, after serde_derive's `de.rs` and its parts, for structs and externally tagged enums. */
import type { ModelExpansion, ModelField, ModelItem, ModelVariant } from './derive-model.ts';
import { metaOf } from './derive-model.ts';
import { isPlain, isSkipped, pathIn, privateModule, withPath } from './serde-attrs.ts';

const RESULT = '::core::result::Result';
const OK = '::core::result::Result::Ok';
const ERR = '::core::result::Result::Err';
const SOME = '::core::option::Option::Some';
const NONE = '::core::option::Option::None';
const PHANTOM = '::core::marker::PhantomData';
const DEFAULT = '::core::default::Default::default()';
const FMT = '__formatter: &mut ::core::fmt::Formatter';

class DeserializeWriter {
  readonly #item: ModelItem;
  readonly #params: string;
  readonly #args: string;
  readonly #type: string;

  constructor(item: ModelItem) {
    this.#item = item;
    const inside = (text: string) => text.trim().slice(1, -1).trim();
    this.#params = `<'de, ${inside(item.params)}>`;
    this.#args = `<'de, ${inside(item.args)}>`;
    this.#type = `${item.name} ${item.args}`;
  }

  impl(): string {
    const { kind, label, variants, where, name, args } = this.#item;
    const body = kind === 'enum' ? this.#enum() : this.#struct(variants[0]!, name, label);
    return `#[automatically_derived] impl ${this.#params} $crate::Deserialize<'de> for ${name} ${args} ${where} {
      fn deserialize<__D>(__deserializer: __D) -> ${RESULT}<Self, __D::Error> where __D: $crate::Deserializer<'de> { ${body} } }`;
  }

  /** A visitor with the given methods, and a value of it. */
  #visitor(methods: string): { readonly items: string; readonly value: string } {
    const { where } = this.#item;
    return {
      items: `struct __Visitor ${this.#params} ${where} { marker: ${PHANTOM}<${this.#type}>, lifetime: ${PHANTOM}<&'de ()> }
        impl ${this.#params} $crate::de::Visitor<'de> for __Visitor ${this.#args} ${where} { type Value = ${this.#type};
          fn expecting(&self, ${FMT}) -> ::core::fmt::Result { ::core::fmt::Formatter::write_str(__formatter, "") } ${methods} }`,
      value: `__Visitor { marker: ${PHANTOM}::<${this.#type}>, lifetime: ${PHANTOM} }`,
    };
  }

  /** The enum of field or variant names, with its visitor. */
  #identifier(parts: readonly (ModelField | ModelVariant)[], isField: boolean): string {
    const { metas } = this.#item;
    const ignore = isField && metaOf(metas, 'deny_unknown_fields') === undefined;
    const names = [...parts.keys()].map((i) => `__field${i},`).join(' ');
    const arms = (quote: (label: string) => string) =>
      parts.map((one, i) => `${quote(one.label)} => ${OK}(__Field::__field${i}),`).join(' ');
    const list = isField ? 'FIELDS' : 'VARIANTS';
    const unknown = `<__E as $crate::de::Error>::unknown_${isField ? 'field' : 'variant'}`;
    const priv = privateModule(this.#item.macroVersion);
    const other = (value: string) =>
      ignore ? `_ => ${OK}(__Field::__ignore)` : `_ => { ${value} ${ERR}(${unknown}(__value, ${list})) }`;
    const number = ignore
      ? `_ => ${OK}(__Field::__ignore)`
      : `_ => ${ERR}($crate::de::Error::invalid_value($crate::de::Unexpected::Unsigned(__value), &""))`;
    const head = (name: string, type: string) =>
      `fn ${name}<__E>(self, __value: ${type}) -> ${RESULT}<Self::Value, __E> where __E: $crate::de::Error`;
    const ids = parts.map((_, i) => `${i}u64 => ${OK}(__Field::__field${i}),`).join(' ');
    return `enum __Field { ${names} ${ignore ? '__ignore,' : ''} } struct __FieldVisitor;
      impl<'de> $crate::de::Visitor<'de> for __FieldVisitor { type Value = __Field;
        fn expecting(&self, ${FMT}) -> ::core::fmt::Result { ::core::fmt::Formatter::write_str(__formatter, "") }
        ${head('visit_u64', 'u64')} { match __value { ${ids} ${number} } }
        ${head('visit_str', '&str')} { match __value { ${arms((label) => JSON.stringify(label))} ${other('')} } }
        ${head('visit_bytes', '&[u8]')} { match __value { ${arms((label) => `b${JSON.stringify(label)}`)}
          ${other(`let __value = &${priv}::from_utf8_lossy(__value);`)} } } }
      impl<'de> $crate::Deserialize<'de> for __Field { fn deserialize<__D>(__deserializer: __D) -> ${RESULT}<Self, __D::Error> where __D: $crate::Deserializer<'de> {
        $crate::Deserializer::deserialize_identifier(__deserializer, __FieldVisitor) } }`;
  }

  /** `call::<Type>(..)?` for a field, through a wrapper where a function of the user's does the work. */
  #next(field: ModelField, call: (type: string) => string, some: boolean): string {
    const path = withPath(field, 'deserialize');
    if (path === undefined) return call(field.type);
    const { where } = this.#item;
    const made = `__DeserializeWith { value: ${path}(__deserializer)?, phantom: ${PHANTOM}, lifetime: ${PHANTOM} }`;
    const value = call(`__DeserializeWith ${this.#args}`);
    return `{ struct __DeserializeWith ${this.#params} ${where} { value: ${field.type}, phantom: ${PHANTOM}<${this.#type}>, lifetime: ${PHANTOM}<&'de ()> }
      impl ${this.#params} $crate::Deserialize<'de> for __DeserializeWith ${this.#args} ${where} {
        fn deserialize<__D>(__deserializer: __D) -> ${RESULT}<Self, __D::Error> where __D: $crate::Deserializer<'de> { ${OK}(${made}) } }
      ${some ? `${value}.map(|__wrap| __wrap.value)` : `${value}.value`} }`;
  }

  /** Value of a field that is not in the input; undefined if that is an error. */
  #defaultOf(field: ModelField): string | undefined {
    const path = pathIn(field.metas, 'default');
    if (path !== undefined) return `${path}()`;
    if (metaOf(field.metas, 'default') !== undefined) return DEFAULT;
    if (metaOf(this.#item.metas, 'default') !== undefined) return `__default.${field.access}`;
    return isSkipped(field, 'deserialize') ? DEFAULT : undefined;
  }

  #containerDefault(): string {
    const { metas } = this.#item;
    if (metaOf(metas, 'default') === undefined) return '';
    const path = pathIn(metas, 'default');
    return `let __default: Self::Value = ${path === undefined ? DEFAULT : `${path}()`};`;
  }

  #construct(variant: ModelVariant, path: string): string {
    return `${OK}(${path} { ${variant.fields.map((field, i) => `${field.access}: __field${i}`).join(', ')} })`;
  }

  #visitSeq(variant: ModelVariant, path: string): string {
    const steps = variant.fields.map((field, i) => {
      if (isSkipped(field, 'deserialize'))
        return `let __field${i}: ${field.type} = ${this.#defaultOf(field) ?? DEFAULT};`;
      const next = this.#next(field, (type) => `$crate::de::SeqAccess::next_element::<${type}>(&mut __seq)?`, true);
      const missing = this.#defaultOf(field) ?? `return ${ERR}($crate::de::Error::invalid_length(${i}usize, &""))`;
      return `let __field${i} = match ${next} { ${SOME}(__value) => __value, ${NONE} => ${missing} };`;
    });
    return `fn visit_seq<__A>(self, mut __seq: __A) -> ${RESULT}<Self::Value, __A::Error> where __A: $crate::de::SeqAccess<'de> {
      ${this.#containerDefault()} ${steps.join(' ')} ${this.#construct(variant, path)} }`;
  }

  #visitMap(variant: ModelVariant, path: string): string {
    const priv = privateModule(this.#item.macroVersion);
    const read = variant.fields.filter((field) => !isSkipped(field, 'deserialize'));
    const arms = read.map((field, at) => {
      const i = variant.fields.indexOf(field);
      const next = this.#next(field, (type) => `$crate::de::MapAccess::next_value::<${type}>(&mut __map)?`, false);
      const twice = `<__A::Error as $crate::de::Error>::duplicate_field(${JSON.stringify(field.label)})`;
      return `__Field::__field${at} => { if ::core::option::Option::is_some(&__field${i}) { return ${ERR}(${twice}); } __field${i} = ${SOME}(${next}); }`;
    });
    const lets = read.map(
      (field) => `let mut __field${variant.fields.indexOf(field)}: ::core::option::Option<${field.type}> = ${NONE};`,
    );
    const takes = variant.fields.map((field, i) => {
      const given = this.#defaultOf(field);
      if (isSkipped(field, 'deserialize')) return `let __field${i}: ${field.type} = ${given ?? DEFAULT};`;
      const label = JSON.stringify(field.label);
      const absent =
        withPath(field, 'deserialize') === undefined
          ? `${priv}::de::missing_field::<${field.type}, __A::Error>(${label})?`
          : `return ${ERR}(<__A::Error as $crate::de::Error>::missing_field(${label}))`;
      return `let __field${i} = match __field${i} { ${SOME}(__value) => __value, ${NONE} => ${given ?? absent} };`;
    });
    const ignored = `_ => { let _ = $crate::de::MapAccess::next_value::<$crate::de::IgnoredAny>(&mut __map)?; }`;
    return `fn visit_map<__A>(self, mut __map: __A) -> ${RESULT}<Self::Value, __A::Error> where __A: $crate::de::MapAccess<'de> {
      ${lets.join(' ')} while let ${SOME}(__key) = $crate::de::MapAccess::next_key::<__Field>(&mut __map)? {
        match __key { ${arms.join(' ')} ${metaOf(this.#item.metas, 'deny_unknown_fields') === undefined ? ignored : ''} } }
      ${this.#containerDefault()} ${takes.join(' ')} ${this.#construct(variant, path)} }`;
  }

  /** Fields of a struct, or of the variant that `path` names, with `__variant` as its access. */
  #struct(variant: ModelVariant, path: string, label: string | undefined): string {
    const name = JSON.stringify(label ?? '');
    const count = variant.fields.length;
    if (variant.shape === 'named') {
      const read = variant.fields.filter((field) => !isSkipped(field, 'deserialize'));
      const { items, value } = this.#visitor(this.#visitSeq(variant, path) + this.#visitMap(variant, path));
      const fields = `const FIELDS: &'static [&'static str] = &[${read.map((one) => JSON.stringify(one.label)).join(', ')}];`;
      const start =
        label === undefined
          ? `$crate::de::VariantAccess::struct_variant(__variant, FIELDS, ${value})`
          : `$crate::Deserializer::deserialize_struct(__deserializer, ${name}, FIELDS, ${value})`;
      return `${this.#identifier(read, true)} ${items} ${fields} ${start}`;
    }
    if (variant.shape === 'unit') {
      const { items, value } = this.#visitor(
        `fn visit_unit<__E>(self) -> ${RESULT}<Self::Value, __E> where __E: $crate::de::Error { ${OK}(${path}) }`,
      );
      return `${items} $crate::Deserializer::deserialize_unit_struct(__deserializer, ${name}, ${value})`;
    }
    const only = count === 1 && label !== undefined ? variant.fields[0]! : undefined;
    const newtype = only === undefined ? '' : this.#visitNewtype(only, path);
    const { items, value } = this.#visitor(newtype + this.#visitSeq(variant, path));
    if (label === undefined) return `${items} $crate::de::VariantAccess::tuple_variant(__variant, ${count}, ${value})`;
    return only === undefined
      ? `${items} $crate::Deserializer::deserialize_tuple_struct(__deserializer, ${name}, ${count}, ${value})`
      : `${items} $crate::Deserializer::deserialize_newtype_struct(__deserializer, ${name}, ${value})`;
  }

  #visitNewtype(field: ModelField, path: string): string {
    const read = withPath(field, 'deserialize') ?? `<${field.type} as $crate::Deserialize>::deserialize`;
    const value = isSkipped(field, 'deserialize') ? (this.#defaultOf(field) ?? DEFAULT) : `${read}(__e)?`;
    return `fn visit_newtype_struct<__E>(self, __e: __E) -> ${RESULT}<Self::Value, __E::Error> where __E: $crate::Deserializer<'de> {
      ${this.#containerDefault()} let __field0: ${field.type} = ${value}; ${OK}(${path}(__field0)) }`;
  }

  #enum(): string {
    const { label, name, variants } = this.#item;
    const read = variants.filter((one) => !isSkipped(one, 'deserialize'));
    const arms = read.map(
      (variant, i) => `(__Field::__field${i}, __variant) => { ${this.#variant(variant, `${name}::${variant.name}`)} }`,
    );
    const { items, value } = this.#visitor(
      `fn visit_enum<__A>(self, __data: __A) -> ${RESULT}<Self::Value, __A::Error> where __A: $crate::de::EnumAccess<'de> {
        match $crate::de::EnumAccess::variant::<__Field>(__data)? { ${arms.join(' ')} } }`,
    );
    return `${this.#identifier(read, false)} ${items}
      const VARIANTS: &'static [&'static str] = &[${read.map((one) => JSON.stringify(one.label)).join(', ')}];
      $crate::Deserializer::deserialize_enum(__deserializer, ${JSON.stringify(label)}, VARIANTS, ${value})`;
  }

  #variant(variant: ModelVariant, path: string): string {
    if (variant.shape === 'unit') return `$crate::de::VariantAccess::unit_variant(__variant)?; ${OK}(${path})`;
    if (variant.shape === 'named' || variant.fields.length !== 1) return this.#struct(variant, path, undefined);
    const field = variant.fields[0]!;
    if (isSkipped(field, 'deserialize'))
      return `$crate::de::VariantAccess::unit_variant(__variant)?; ${OK}(${path}(${DEFAULT}))`;
    const value = this.#next(
      field,
      (type) => `$crate::de::VariantAccess::newtype_variant::<${type}>(__variant)?`,
      false,
    );
    return `${OK}(${path}(${value}))`;
  }
}

/** Lifetimes of fields would have to outlive `'de`; lifetimes are erased, so nothing is said of them. */
export function expandDeserialize(item: ModelItem): ModelExpansion | undefined {
  if (item.kind === 'union' || !isPlain(item)) return undefined;
  return { text: new DeserializeWriter(item).impl(), complete: true };
}
