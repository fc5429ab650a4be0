/** serde's `Deserialize`, after serde_derive's `de.rs` and its parts. */
import type { ModelExpansion, ModelField, ModelItem, ModelVariant } from './derive-model.ts';
import { metaOf } from './derive-model.ts';
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

const RESULT = '::core::result::Result';
const OK = '::core::result::Result::Ok';
const ERR = '::core::result::Result::Err';
const SOME = '::core::option::Option::Some';
const NONE = '::core::option::Option::None';
const PHANTOM = '::core::marker::PhantomData';
const DEFAULT = '::core::default::Default::default()';
const FMT = '__formatter: &mut ::core::fmt::Formatter';

/** What fields are read from: a struct, an enum's variant, or the content of a variant that is known. */
type Form =
  | { readonly how: 'struct'; readonly label: string }
  | { readonly how: 'variant' }
  | { readonly how: 'content'; readonly seq: boolean };

class DeserializeWriter {
  readonly #item: ModelItem;
  readonly #params: string;
  readonly #args: string;
  readonly #type: string;
  readonly #remote: string | undefined;
  readonly #private: string;

  constructor(item: ModelItem) {
    this.#item = item;
    const inside = (text: string) => text.trim().slice(1, -1).trim();
    this.#params = `<'de, ${inside(item.params)}>`;
    this.#args = `<'de, ${inside(item.args)}>`;
    const remote = pathIn(item.metas, 'remote');
    this.#type = remote ?? `${item.name} ${item.args}`;
    this.#remote = remote;
    this.#private = privateModule(item.macroVersion);
  }

  impl(): string {
    const { where, name, args } = this.#item;
    const fn = (result: string) =>
      `fn deserialize<__D>(__deserializer: __D) -> ${RESULT}<${result}, __D::Error> where __D: $crate::Deserializer<'de> { ${this.#body()} }`;
    return this.#remote === undefined
      ? `#[automatically_derived] impl ${this.#params} $crate::Deserialize<'de> for ${name} ${args} ${where} { ${fn('Self')} }`
      : `impl ${this.#params} ${name} ${args} ${where} { pub ${fn(this.#remote)} }`;
  }

  #body(): string {
    const item = this.#item;
    const { kind, label, variants, name, metas } = item;
    const read = (type: string) => `<${type} as $crate::Deserialize>::deserialize(__deserializer)`;
    const from = typeIn(item, 'from');
    if (from !== undefined) return `${RESULT}::map(${read(from)}, ::core::convert::From::from)`;
    const tryFrom = typeIn(item, 'try_from');
    if (tryFrom !== undefined) {
      return `${RESULT}::and_then(${read(tryFrom)}, |v| ::core::convert::TryFrom::try_from(v).map_err($crate::de::Error::custom))`;
    }
    const only = transparentField(item, 'deserialize');
    if (only !== undefined) return this.#transparent(only);
    if (metaOf(metas, 'field_identifier') !== undefined) return this.#ownIdentifier(true);
    if (metaOf(metas, 'variant_identifier') !== undefined) return this.#ownIdentifier(false);
    if (kind === 'enum') return this.#enum(this.#remote ?? name);
    return this.#struct(variants[0]!, name, { how: 'struct', label });
  }

  #transparent(only: ModelField): string {
    const { fields } = this.#item.variants[0]!;
    const path = withPath(only, 'deserialize') ?? `<${only.type} as $crate::Deserialize>::deserialize`;
    const values = fields.map((field) => {
      if (field === only) return `${field.access}: __transparent`;
      const given = pathIn(field.metas, 'default');
      const value = field.ty.name === 'PhantomData' ? PHANTOM : given === undefined ? DEFAULT : `${given}()`;
      return `${field.access}: ${value}`;
    });
    return `${RESULT}::map(${path}(__deserializer), |__transparent| ${this.#item.name} { ${values.join(', ')} })`;
  }

  /** An enum that is itself the names of fields or variants. */
  #ownIdentifier(isField: boolean): string {
    const { variants, name } = this.#item;
    const plain = variants.filter((one) => one.shape === 'unit');
    const rest = variants.find((one) => one.shape !== 'unit' || metaOf(one.metas, 'other') !== undefined);
    const list = isField ? 'FIELDS' : 'VARIANTS';
    const arms = (literal: (label: string) => string) =>
      plain.map((one) => `${literal(one.label)} => ${OK}(${name}::${one.name}),`).join(' ');
    const unknown = `${ERR}($crate::de::Error::unknown_${isField ? 'field' : 'variant'}(__value, ${list}))`;
    const other = (value: string, deserializer: string) => {
      if (rest === undefined) return `_ => { ${value} ${unknown} }`;
      if (rest.shape === 'unit') return `_ => ${OK}(${name}::${rest.name}),`;
      const inner = `$crate::Deserialize::deserialize(${this.#private}::de::IdentifierDeserializer::from(${deserializer}))`;
      return `_ => ${RESULT}::map(${inner}, ${name}::${rest.name}),`;
    };
    const { items, value } = this.#visitor(
      `${this.#visit('visit_u64', 'u64')} { match __value { ${plain.map((one, i) => `${i}u64 => ${OK}(${name}::${one.name}),`).join(' ')}
          _ => ${ERR}($crate::de::Error::invalid_value($crate::de::Unexpected::Unsigned(__value), &"")) } }
        ${this.#visit('visit_str', '&str')} { match __value { ${arms((label) => JSON.stringify(label))} ${other('', '__value')} } }
        ${this.#visit('visit_bytes', '&[u8]')} { match __value { ${arms((label) => `b${JSON.stringify(label)}`)}
          ${other(`let __value = &${this.#private}::from_utf8_lossy(__value);`, '__value')} } }`,
    );
    const labels = plain.map((one) => JSON.stringify(one.label)).join(', ');
    return `const ${list}: &'static [&'static str] = &[${labels}]; ${items}
      $crate::Deserializer::deserialize_identifier(__deserializer, ${value})`;
  }

  #visit(name: string, type: string): string {
    return `fn ${name}<__E>(self, __value: ${type}) -> ${RESULT}<Self::Value, __E> where __E: $crate::de::Error`;
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
  #identifier(parts: readonly (ModelField | ModelVariant)[], isField: boolean, flat = false): string {
    const { metas } = this.#item;
    const ignore = isField && !flat && metaOf(metas, 'deny_unknown_fields') === undefined;
    const rest = parts.findIndex((one) => !isField && metaOf(one.metas, 'other') !== undefined);
    const names = [...parts.keys()].map((i) => `__field${i},`).join(' ');
    const arms = (quote: (label: string) => string) =>
      parts.map((one, i) => `${quote(one.label)} => ${OK}(__Field::__field${i}),`).join(' ');
    const list = isField ? 'FIELDS' : 'VARIANTS';
    const unknown = `<__E as $crate::de::Error>::unknown_${isField ? 'field' : 'variant'}`;
    const fallback = ignore ? '__ignore' : rest >= 0 ? `__field${rest}` : undefined;
    const content = (made: string) => `_ => ${OK}(__Field::__other(${this.#private}::de::Content::${made}))`;
    const other = (value: string) =>
      fallback !== undefined
        ? `_ => ${OK}(__Field::${fallback})`
        : `_ => { ${value} ${ERR}(${unknown}(__value, ${list})) }`;
    const number =
      fallback !== undefined
        ? `_ => ${OK}(__Field::${fallback})`
        : `_ => ${ERR}($crate::de::Error::invalid_value($crate::de::Unexpected::Unsigned(__value), &""))`;
    const ids = parts.map((_, i) => `${i}u64 => ${OK}(__Field::__field${i}),`).join(' ');
    const text = arms((label) => JSON.stringify(label));
    const bytes = arms((label) => `b${JSON.stringify(label)}`);
    const lifetime = flat ? "<'de>" : '';
    const methods = flat
      ? `${this.#contentVisits()}
        ${this.#visit('visit_str', '&str')} { match __value { ${text} ${content('String(::std::string::ToString::to_string(__value))')} } }
        ${this.#visit('visit_bytes', '&[u8]')} { match __value { ${bytes} ${content('ByteBuf(__value.to_vec())')} } }
        ${this.#visit('visit_borrowed_str', "&'de str")} { match __value { ${text} ${content('Str(__value)')} } }
        ${this.#visit('visit_borrowed_bytes', "&'de [u8]")} { match __value { ${bytes} ${content('Bytes(__value)')} } }`
      : `${this.#visit('visit_u64', 'u64')} { match __value { ${ids} ${number} } }
        ${this.#visit('visit_str', '&str')} { match __value { ${text} ${other('')} } }
        ${this.#visit('visit_bytes', '&[u8]')} { match __value { ${bytes} ${other(`let __value = &${this.#private}::from_utf8_lossy(__value);`)} } }`;
    return `enum __Field ${lifetime} { ${names} ${ignore ? '__ignore,' : ''} ${flat ? `__other(${this.#private}::de::Content<'de>)` : ''} } struct __FieldVisitor;
      impl<'de> $crate::de::Visitor<'de> for __FieldVisitor { type Value = __Field ${lifetime};
        fn expecting(&self, ${FMT}) -> ::core::fmt::Result { ::core::fmt::Formatter::write_str(__formatter, "") } ${methods} }
      impl<'de> $crate::Deserialize<'de> for __Field ${lifetime} { fn deserialize<__D>(__deserializer: __D) -> ${RESULT}<Self, __D::Error> where __D: $crate::Deserializer<'de> {
        $crate::Deserializer::deserialize_identifier(__deserializer, __FieldVisitor) } }`;
  }

  /** Keys that are no names of fields are kept for flattened fields. */
  #contentVisits(): string {
    const kept = (made: string) => `{ ${OK}(__Field::__other(${this.#private}::de::Content::${made})) }`;
    const scalars = 'bool:Bool i8:I8 i16:I16 i32:I32 i64:I64 u8:U8 u16:U16 u32:U32 u64:U64 f32:F32 f64:F64 char:Char';
    const visits = scalars.split(' ').map((pair) => {
      const [type, made] = pair.split(':');
      return `${this.#visit(`visit_${type}`, type!)} ${kept(`${made}(__value)`)}`;
    });
    return `${visits.join(' ')} fn visit_unit<__E>(self) -> ${RESULT}<Self::Value, __E> where __E: $crate::de::Error ${kept('Unit')}`;
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
    const made = `${path} { ${variant.fields.map((field, i) => `${field.access}: __field${i}`).join(', ')} }`;
    const converted = variant.fields.some((field) => metaOf(field.metas, 'getter') !== undefined);
    return `${OK}(${converted ? `::core::convert::Into::<${this.#type}>::into(${made})` : made})`;
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
    const read = variant.fields.filter((field) => !isSkipped(field, 'deserialize') && !isFlat(field));
    const flat = variant.fields.some(isFlat);
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
      if (isFlat(field)) {
        const call = withPath(field, 'deserialize') ?? '$crate::de::Deserialize::deserialize';
        return `let __field${i}: ${field.type} = ${call}(${priv}::de::FlatMapDeserializer(&mut __collect, ${PHANTOM}))?;`;
      }
      const label = JSON.stringify(field.label);
      const absent =
        withPath(field, 'deserialize') === undefined
          ? `${priv}::de::missing_field::<${field.type}, __A::Error>(${label})?`
          : `return ${ERR}(<__A::Error as $crate::de::Error>::missing_field(${label}))`;
      return `let __field${i} = match __field${i} { ${SOME}(__value) => __value, ${NONE} => ${given ?? absent} };`;
    });
    const deny = metaOf(this.#item.metas, 'deny_unknown_fields') !== undefined;
    const ignored = `_ => { let _ = $crate::de::MapAccess::next_value::<$crate::de::IgnoredAny>(&mut __map)?; }`;
    const collected = `__Field::__other(__name) => { __collect.push(${SOME}((__name, ${this.#contentOf('$crate::de::MapAccess::next_value', '__map')}))); }`;
    const collect = `let mut __collect = ::std::vec::Vec::<::core::option::Option<(${priv}::de::Content<'de>, ${priv}::de::Content<'de>)>>::new();`;
    return `fn visit_map<__A>(self, mut __map: __A) -> ${RESULT}<Self::Value, __A::Error> where __A: $crate::de::MapAccess<'de> {
      ${lets.join(' ')} ${flat ? collect : ''} while let ${SOME}(__key) = $crate::de::MapAccess::next_key::<__Field>(&mut __map)? {
        match __key { ${arms.join(' ')} ${flat ? collected : deny ? '' : ignored} } }
      ${this.#containerDefault()} ${takes.join(' ')} ${this.#construct(variant, path)} }`;
  }

  /** Something of any type, kept: `call` reads a value. */
  #contentOf(call: string, from: string): string {
    return this.#private === '$crate::__private'
      ? `${call}(&mut ${from})?`
      : `${call}_seed(&mut ${from}, ${this.#private}::de::ContentVisitor::new())?`;
  }

  /** Fields of a struct, or of the variant that `path` names. */
  #struct(variant: ModelVariant, path: string, form: Form): string {
    const count = variant.fields.length;
    if (variant.shape === 'named') return this.#record(variant, path, form);
    if (variant.shape === 'unit') {
      const { items, value } = this.#visitor(
        `fn visit_unit<__E>(self) -> ${RESULT}<Self::Value, __E> where __E: $crate::de::Error { ${OK}(${path}) }`,
      );
      return `${items} $crate::Deserializer::deserialize_unit_struct(__deserializer, "", ${value})`;
    }
    const newtype = count === 1 && form.how === 'struct' ? this.#visitNewtype(variant.fields[0]!, path) : '';
    const { items, value } = this.#visitor(newtype + this.#visitSeq(variant, path));
    if (form.how === 'variant')
      return `${items} $crate::de::VariantAccess::tuple_variant(__variant, ${count}, ${value})`;
    if (form.how === 'content')
      return `${items} $crate::Deserializer::deserialize_tuple(__deserializer, ${count}, ${value})`;
    const name = JSON.stringify(form.label);
    return newtype === ''
      ? `${items} $crate::Deserializer::deserialize_tuple_struct(__deserializer, ${name}, ${count}, ${value})`
      : `${items} $crate::Deserializer::deserialize_newtype_struct(__deserializer, ${name}, ${value})`;
  }

  #record(variant: ModelVariant, path: string, form: Form): string {
    const flat = variant.fields.some(isFlat);
    const read = variant.fields.filter((field) => !isSkipped(field, 'deserialize') && !isFlat(field));
    const seq = flat || (form.how === 'content' && !form.seq) ? '' : this.#visitSeq(variant, path);
    const { items, value } = this.#visitor(seq + this.#visitMap(variant, path));
    const fields = `const FIELDS: &'static [&'static str] = &[${read.map((one) => JSON.stringify(one.label)).join(', ')}];`;
    const parts = `${this.#identifier(read, true, flat)} ${items} ${flat ? '' : fields}`;
    if (form.how === 'content') return `${parts} $crate::Deserializer::deserialize_any(__deserializer, ${value})`;
    if (form.how === 'struct') {
      return flat
        ? `${parts} $crate::Deserializer::deserialize_map(__deserializer, ${value})`
        : `${parts} $crate::Deserializer::deserialize_struct(__deserializer, ${JSON.stringify(form.label)}, FIELDS, ${value})`;
    }
    if (!flat) return `${parts} $crate::de::VariantAccess::struct_variant(__variant, FIELDS, ${value})`;
    // A variant with flattened fields is a newtype of a map: its visitor is a seed.
    const head = `#[automatically_derived] impl ${this.#params} $crate::de::DeserializeSeed<'de> for __Visitor ${this.#args} ${this.#item.where}`;
    return `${parts} ${head} { type Value = ${this.#type};
      fn deserialize<__D>(self, __deserializer: __D) -> ${RESULT}<Self::Value, __D::Error> where __D: $crate::Deserializer<'de> {
        $crate::Deserializer::deserialize_map(__deserializer, self) } }
      $crate::de::VariantAccess::newtype_variant_seed(__variant, ${value})`;
  }

  #visitNewtype(field: ModelField, path: string): string {
    const read = withPath(field, 'deserialize') ?? `<${field.type} as $crate::Deserialize>::deserialize`;
    const value = isSkipped(field, 'deserialize') ? (this.#defaultOf(field) ?? DEFAULT) : `${read}(__e)?`;
    return `fn visit_newtype_struct<__E>(self, __e: __E) -> ${RESULT}<Self::Value, __E::Error> where __E: $crate::Deserializer<'de> {
      ${this.#containerDefault()} let __field0: ${field.type} = ${value}; ${OK}(${path}(__field0)) }`;
  }

  #enum(type: string): string {
    const { variants } = this.#item;
    const read = variants.filter((one) => !isSkipped(one, 'deserialize'));
    const path = (variant: ModelVariant) => `${type}::${variant.name}`;
    const untagged = read.filter((one) => metaOf(one.metas, 'untagged') !== undefined);
    const tagged = read.filter((one) => !untagged.includes(one));
    const tagging = taggingOf(this.#item);
    if (tagging === 'untagged' || untagged.length > 0) {
      const first = tagging === 'untagged' ? [] : [`(|| { ${this.#tagged(tagged, path)} })()`];
      const rest = tagging === 'untagged' ? read : untagged;
      const tries = [...first, ...rest.map((one) => this.#content(one, path(one), false))];
      const content =
        this.#private === '$crate::__private'
          ? `<${this.#private}::de::Content as $crate::Deserialize>::deserialize(__deserializer)?`
          : `$crate::de::DeserializeSeed::deserialize(${this.#private}::de::ContentVisitor::new(), __deserializer)?`;
      return `let __content = ${content};
        let __deserializer = ${this.#private}::de::ContentRefDeserializer::<__D::Error>::new(&__content);
        ${tries.map((one) => `if let ${RESULT}::<_, __D::Error>::Ok(__ok) = { ${one} } { return ${OK}(__ok); }`).join(' ')}
        ${ERR}($crate::de::Error::custom(""))`;
    }
    return this.#tagged(read, path);
  }

  /** Variants that something tells apart. */
  #tagged(read: readonly ModelVariant[], path: (variant: ModelVariant) => string): string {
    const names = `const VARIANTS: &'static [&'static str] = &[${read.map((one) => JSON.stringify(one.label)).join(', ')}];`;
    const label = JSON.stringify(this.#item.label);
    const tagging = taggingOf(this.#item);
    if (tagging === 'internal') {
      const arms = read.map((one, i) => `__Field::__field${i} => { ${this.#content(one, path(one), true)} }`);
      return `${this.#identifier(read, false)} ${names}
        let (__tag, __content) = $crate::Deserializer::deserialize_any(__deserializer, ${this.#private}::de::TaggedContentVisitor::<__Field>::new("", ""))?;
        let __deserializer = ${this.#private}::de::ContentDeserializer::<__D::Error>::new(__content);
        match __tag { ${arms.join(' ')} }`;
    }
    if (tagging === 'adjacent') return `${this.#identifier(read, false)} ${names} ${this.#adjacent(read, path)}`;
    const arms = read.map((one, i) => `(__Field::__field${i}, __variant) => { ${this.#variant(one, path(one))} }`);
    const { items, value } = this.#visitor(
      `fn visit_enum<__A>(self, __data: __A) -> ${RESULT}<Self::Value, __A::Error> where __A: $crate::de::EnumAccess<'de> {
        match $crate::de::EnumAccess::variant::<__Field>(__data)? { ${arms.join(' ')} } }`,
    );
    return `${this.#identifier(read, false)} ${items} ${names}
      $crate::Deserializer::deserialize_enum(__deserializer, ${label}, VARIANTS, ${value})`;
  }

  /** A variant out of a deserializer of its content alone. */
  #content(variant: ModelVariant, path: string, internal: boolean): string {
    const whole = withPath(variant, 'deserialize');
    if (whole !== undefined && variant.fields.length === 1) return `${RESULT}::map(${whole}(__deserializer), ${path})`;
    if (variant.shape === 'unit') {
      const visitor = `${this.#private}::de::${internal ? 'InternallyTagged' : 'Untagged'}UnitVisitor::new("", "")`;
      const read = `$crate::Deserializer::deserialize_any(__deserializer, ${visitor})`;
      return internal
        ? `${read}?; ${OK}(${path})`
        : `match ${read} { ${OK}(()) => ${OK}(${path}), ${ERR}(__err) => ${ERR}(__err) }`;
    }
    if (variant.shape === 'tuple' && variant.fields.length === 1) {
      const field = variant.fields[0]!;
      if (isSkipped(field, 'deserialize')) return `${OK}(${path}(${this.#defaultOf(field) ?? DEFAULT}))`;
      const read = withPath(field, 'deserialize') ?? `<${field.type} as $crate::Deserialize>::deserialize`;
      return `${RESULT}::map(${read}(__deserializer), ${path})`;
    }
    return this.#struct(variant, path, { how: 'content', seq: internal });
  }

  /** A map of two keys, in any order, or a sequence of two elements. */
  #adjacent(read: readonly ModelVariant[], path: (variant: ModelVariant) => string): string {
    const arms = read.map((one, i) => `__Field::__field${i} => { ${this.#content(one, path(one), false)} }`);
    const { where, label } = this.#item;
    const p = this.#private;
    const key = `${p}::de::TagOrContentField`;
    const marks = `marker: ${PHANTOM}, lifetime: ${PHANTOM}`;
    const seed = (field: string) => `__Seed { variant: ${field}, ${marks} }`;
    const variantSeed = `${p}::de::AdjacentlyTaggedEnumVariantSeed::<__Field> { enum_name: ${JSON.stringify(label)}, variants: VARIANTS, fields_enum: ${PHANTOM} }`;
    const next = `$crate::de::MapAccess::next_key_seed(&mut __map, ${this.#tagOrContent()})?`;
    const wanted = `{ let mut __rk: ::core::option::Option<${key}> = ${NONE}; while let ${SOME}(__k) = ${next} { ${this.#relevant(key)} } __rk }`;
    const twice = `${ERR}(<__A::Error as $crate::de::Error>::duplicate_field(""))`;
    const ended = (value: string) =>
      `match ${wanted} { ${SOME}(${key}::Tag) => ${twice}, ${SOME}(${key}::Content) => ${twice}, ${NONE} => ${value} }`;
    const { items, value } = this.#visitor(
      `fn visit_map<__A>(self, mut __map: __A) -> ${RESULT}<Self::Value, __A::Error> where __A: $crate::de::MapAccess<'de> {
        match ${wanted} {
          ${SOME}(${key}::Tag) => { let __field = $crate::de::MapAccess::next_value_seed(&mut __map, ${variantSeed})?;
            match ${wanted} { ${SOME}(${key}::Tag) => ${twice},
              ${SOME}(${key}::Content) => { let __ret = $crate::de::MapAccess::next_value_seed(&mut __map, ${seed('__field')})?; ${ended(`${OK}(__ret)`)} }
              ${NONE} => ${this.#missingContent(read, path)} } }
          ${SOME}(${key}::Content) => { let __content = ${this.#contentOf('$crate::de::MapAccess::next_value', '__map')};
            match ${wanted} { ${SOME}(${key}::Tag) => {
                let __field = $crate::de::MapAccess::next_value_seed(&mut __map, ${variantSeed})?;
                let __ret = $crate::de::DeserializeSeed::deserialize(${seed('__field')}, ${p}::de::ContentDeserializer::<__A::Error>::new(__content))?; ${ended(`${OK}(__ret)`)} }
              ${SOME}(${key}::Content) => ${twice}, ${NONE} => ${ERR}(<__A::Error as $crate::de::Error>::missing_field("")) } }
          ${NONE} => ${ERR}(<__A::Error as $crate::de::Error>::missing_field("")) } }
      fn visit_seq<__A>(self, mut __seq: __A) -> ${RESULT}<Self::Value, __A::Error> where __A: $crate::de::SeqAccess<'de> {
        match $crate::de::SeqAccess::next_element::<__Field>(&mut __seq)? {
          ${SOME}(__variant) => match $crate::de::SeqAccess::next_element_seed(&mut __seq, ${seed('__variant')})? {
            ${SOME}(__ret) => ${OK}(__ret), ${NONE} => ${ERR}($crate::de::Error::invalid_length(1, &self)) },
          ${NONE} => ${ERR}($crate::de::Error::invalid_length(0, &self)) } }`,
    );
    return `struct __Seed ${this.#params} ${where} { variant: __Field, marker: ${PHANTOM}<${this.#type}>, lifetime: ${PHANTOM}<&'de ()> }
      impl ${this.#params} $crate::de::DeserializeSeed<'de> for __Seed ${this.#args} ${where} { type Value = ${this.#type};
        fn deserialize<__D>(self, __deserializer: __D) -> ${RESULT}<Self::Value, __D::Error> where __D: $crate::Deserializer<'de> { match self.variant { ${arms.join(' ')} } } }
      ${items} const FIELDS: &'static [&'static str] = &["", ""];
      $crate::Deserializer::deserialize_struct(__deserializer, ${JSON.stringify(label)}, FIELDS, ${value})`;
  }

  #tagOrContent(): string {
    const deny = metaOf(this.#item.metas, 'deny_unknown_fields') !== undefined;
    return `${this.#private}::de::${deny ? 'TagOrContentFieldVisitor' : 'TagContentOtherFieldVisitor'} { tag: "", content: "" }`;
  }

  /** Takes a key, or passes over one that means nothing. */
  #relevant(key: string): string {
    if (metaOf(this.#item.metas, 'deny_unknown_fields') !== undefined) return `__rk = ${SOME}(__k); break;`;
    const other = `${this.#private}::de::TagContentOtherField`;
    return `match __k { ${other}::Other => { let _ = $crate::de::MapAccess::next_value::<$crate::de::IgnoredAny>(&mut __map)?; continue; }
      ${other}::Tag => { __rk = ${SOME}(${key}::Tag); break; } ${other}::Content => { __rk = ${SOME}(${key}::Content); break; } }`;
  }

  /** Variants that need no content. */
  #missingContent(read: readonly ModelVariant[], path: (variant: ModelVariant) => string): string {
    const missing = `${this.#private}::de::missing_field("")`;
    const arms = read.map((one, i) => {
      if (one.shape === 'unit') return `__Field::__field${i} => ${OK}(${path(one)}),`;
      const field = one.shape === 'tuple' && one.fields.length === 1 ? one.fields[0]! : undefined;
      return field === undefined || withPath(field, 'deserialize') !== undefined
        ? ''
        : `__Field::__field${i} => ${RESULT}::map(${this.#private}::de::missing_field::<${field.type}, __A::Error>(""), ${path(one)}),`;
    });
    return `match __field { ${arms.join(' ')} _ => ${missing} }`;
  }

  #variant(variant: ModelVariant, path: string): string {
    const whole = withPath(variant, 'deserialize');
    if (whole !== undefined) return this.#variantWith(variant, path, whole);
    if (variant.shape === 'unit') return `$crate::de::VariantAccess::unit_variant(__variant)?; ${OK}(${path})`;
    if (variant.shape === 'named' || variant.fields.length !== 1)
      return this.#struct(variant, path, { how: 'variant' });
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

  /** A variant whose fields a function of the user's makes, as a tuple. */
  #variantWith(variant: ModelVariant, path: string, call: string): string {
    const { where } = this.#item;
    const types = variant.fields.map((field) => field.type);
    const single = types.length === 1;
    const parts = variant.fields.map((field, i) => `${field.access}: __wrap.value${single ? '' : `.${i}`}`);
    const made = `__DeserializeWith { value: ${call}(__deserializer)?, phantom: ${PHANTOM}, lifetime: ${PHANTOM} }`;
    return `struct __DeserializeWith ${this.#params} ${where} { value: (${types.join(', ')}), phantom: ${PHANTOM}<${this.#type}>, lifetime: ${PHANTOM}<&'de ()> }
      impl ${this.#params} $crate::Deserialize<'de> for __DeserializeWith ${this.#args} ${where} {
        fn deserialize<__D>(__deserializer: __D) -> ${RESULT}<Self, __D::Error> where __D: $crate::Deserializer<'de> { ${OK}(${made}) } }
      ${RESULT}::map($crate::de::VariantAccess::newtype_variant::<__DeserializeWith ${this.#args}>(__variant), |__wrap| ${path} { ${parts.join(', ')} })`;
  }
}

/** Lifetimes of fields would have to outlive `'de`; lifetimes are erased, so nothing is said of them. */
export function expandDeserialize(item: ModelItem): ModelExpansion | undefined {
  if (item.kind === 'union' || !isPlain(item)) return undefined;
  return { text: new DeserializeWriter(item).impl(), complete: tagsAreModelled(item) };
}
