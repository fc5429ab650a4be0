/** clap 4's derives `Parser`, `Args`, `Subcommand` and `ValueEnum`, after clap_derive 4.0 to 4.6. */
import {
  builderCalls,
  HELPERS,
  headingCalls,
  NONE,
  nameOf,
  OK,
  OPTION,
  optional,
  RESULT,
  roleOf,
  SOME,
  STRING,
  shapeOf,
  VEC,
} from './clap-args.ts';
import {
  type DeriveModel,
  implOf,
  type ModelExpansion,
  type ModelField,
  type ModelItem,
  type ModelMeta,
  type ModelVariant,
  metaOf,
  type SourcePlace,
} from './derive-model.ts';

const MATCHES = '__clap_arg_matches';
const ERR = '::std::result::Result::Err';

/** A command is made of a struct or of a variant with named fields. */
interface Owner {
  readonly label: string;
  readonly metas: readonly ModelMeta[];
  readonly docs: boolean;
  readonly fields: readonly ModelField[];
}

/** Before Rust had cells that are set once: what holds default values, and the versions of clap_derive that use it. */
const LAZY = '$crate::__derive_refs::once_cell::sync::Lazy';
const LAZY_DEFAULTS = /^4\.[0-3]\./;

/** Writes the items of one derive; remembers whether all attributes were understood. */
class ClapWriter {
  complete = true;
  readonly #item: ModelItem;

  constructor(item: ModelItem) {
    this.#item = item;
  }

  /** Text that the macro writes by `quote_spanned!`: syn's span of a node is its first token. */
  #at(place: SourcePlace | undefined, text: string): string {
    return place === undefined ? text : this.#item.splices.at(place, text);
  }

  #calls(metas: readonly ModelMeta[], label: string, group = false): string {
    const { text, complete } = builderCalls(metas, label, group, (place, text) => this.#at(place, text));
    if (!complete) this.complete = false;
    return text;
  }

  /** Calls on a command behind those for its arguments. */
  #top(owner: Omit<Owner, 'fields'>): string {
    const docs = owner.docs ? `.about("").long_about(${NONE})` : '';
    return `${docs}${this.#calls(owner.metas, owner.label)}`;
  }

  #augment(owner: Owner, app: string, update: boolean): string {
    const skipGroup = owner.metas.some((one) => one.attr === 'group' && one.name === 'skip');
    const ids = owner.fields.filter((one) => roleOf(one.metas) === 'arg');
    const members = ids.map((one) => `$crate::Id::from(${nameOf(one.metas, one.label)})`).join(', ');
    const groupMetas = owner.metas.filter((one) => one.name !== 'skip' && one.name !== 'id');
    const group = skipGroup
      ? ''
      : `.group($crate::ArgGroup::new(${JSON.stringify(owner.label)}).multiple(true)${this.#calls(groupMetas, '', true)}
        .args({ let members: [$crate::Id; ${ids.length}] = [${members}]; members }))`;
    const fields = owner.fields.map((field) => this.#augmentField(field, app, update));
    return `let ${app} = ${app}${headingCalls(owner.metas)}${group}; ${fields.join(' ')} ${app}${this.#top(owner)}`;
  }

  #augmentField(field: ModelField, app: string, update: boolean): string {
    const { option, inner } = optional(field.ty);
    switch (roleOf(field.metas)) {
      case 'subcommand': {
        const required = option ? '' : '.subcommand_required(true).arg_required_else_help(true)';
        const off = update ? '.subcommand_required(false).arg_required_else_help(false)' : '';
        return `let ${app} = <${inner} as $crate::Subcommand>::augment_subcommands(${app}); let ${app} = ${app}${required}${off};`;
      }
      case 'flatten': {
        const assert = option ? `<${inner} as $crate::Args>::group_id().expect("");` : '';
        const name = update ? 'augment_args_for_update' : 'augment_args';
        return `${assert} let ${app} = ${app}${headingCalls(field.metas)}; let ${app} = <${inner} as $crate::Args>::${name}(${app});`;
      }
      case 'arg':
        return this.#at(field.place, `let ${app} = ${app}.arg({ ${this.#arg(field, update)} });`);
      case 'external':
        this.complete = false;
        return '';
      default:
        return '';
    }
  }

  #arg(field: ModelField, update: boolean): string {
    const { metas, label, ty } = field;
    const { shape, inner } = shapeOf(ty);
    const positional = !metas.some((one) => one.name === 'short' || one.name === 'long');
    const set = (name: string) => metas.some((one) => one.name === name && one.form !== 'flag');
    const usual = shape === 'vec' || shape === 'option-vec' ? 'Append' : ty.name === 'bool' ? 'SetTrue' : 'Set';
    const action = metas.find((one) => one.name === 'action' && one.form !== 'flag');
    const actionValue = action === undefined ? `$crate::ArgAction::${usual}` : `(${action.text})`;
    const here = (text: string) => this.#item.splices.here(text);
    const implicit = [`.value_name(${JSON.stringify(label)})`];
    if (shape === 'other') {
      const defaulted = metas.some((one) => /^default_values?(?:_os)?(?:_t)?$/.test(one.name));
      implicit.push(`.required(${!defaulted} && ${actionValue}.takes_values())`);
    }
    if (shape === 'option-option') implicit.push('.num_args(0..=1)');
    if (positional && (shape === 'vec' || shape === 'option-vec')) implicit.push('.num_args(1..)');
    let calls = this.#at(ty.place, implicit.join(''));
    if (shape !== 'unit' && !set('value_parser')) calls += here(`.value_parser($crate::value_parser!(${inner}))`);
    if (action === undefined) calls += here(`.action($crate::ArgAction::${usual})`);
    const docs = field.docs ? here(`.help("").long_help(${NONE})`) : '';
    return `let arg = $crate::Arg::new(${nameOf(metas, label)})${calls};
      let arg = arg${docs}${this.#calls(metas, label)}${this.#defaultValue(field)}; ${update ? 'let arg = arg.required(false);' : ''} arg`;
  }

  /** `default_value_t = expr`, or the type's own default. */
  #defaultValue({ metas, type }: ModelField): string {
    const meta = metaOf(metas, 'default_value_t');
    if (meta === undefined) return '';
    const own = this.#item.splices.here(`<${type} as ::std::default::Default>::default()`);
    const value = meta.text === '' ? own : `(${meta.text})`;
    const text =
      metaOf(metas, 'value_enum') === undefined
        ? '::std::string::ToString::to_string(&val)'
        : '$crate::ValueEnum::to_possible_value(&val).unwrap().get_name().to_owned()';
    const make = `|| { let val: ${type} = ${value}; ${text} }`;
    const made = LAZY_DEFAULTS.test(this.#item.macroVersion)
      ? `static DEFAULT_VALUE: ${LAZY}<${STRING}> = ${LAZY}::new(${make}); let s: &'static str = &*DEFAULT_VALUE; s`
      : `static DEFAULT_VALUE: ::std::sync::OnceLock<${STRING}> = ::std::sync::OnceLock::new();
      let s = DEFAULT_VALUE.get_or_init(${make}); let s: &'static str = &*s; s`;
    return this.#at(meta.place, `${this.#item.splices.here('.default_value')}({ ${made} })`);
  }

  /** `{ field: value, .. }` from matches. */
  #construct(fields: readonly ModelField[]): string {
    return `{ ${fields.map((field) => `${field.access}: ${this.#fieldValue(field)}`).join(', ')} }`;
  }

  #fieldValue(field: ModelField): string {
    const { option, inner } = optional(field.ty);
    const parsed = `<${inner} as $crate::FromArgMatches>::from_arg_matches_mut(${MATCHES})?`;
    switch (roleOf(field.metas)) {
      case 'subcommand': {
        if (!option) return `{ ${parsed} }`;
        const has = `${MATCHES}.subcommand_name().map(<${inner} as $crate::Subcommand>::has_subcommand).unwrap_or(false)`;
        return `{ if ${has} { ${SOME}(${parsed}) } else { ${NONE} } }`;
      }
      case 'flatten': {
        if (!option) return parsed;
        const id = `let group_id = <${inner} as $crate::Args>::group_id().expect("");`;
        return `{ ${id} if ${MATCHES}.contains_id(group_id.as_str()) { ${SOME}(${parsed}) } else { ${NONE} } }`;
      }
      case 'skip': {
        const meta = metaOf(field.metas, 'skip')!;
        return meta.text === '' ? '::std::default::Default::default()' : `(${meta.text}).into()`;
      }
      case 'external':
        this.complete = false;
        return 'loop {}';
      default:
        return this.#parsed(field);
    }
  }

  #parsed(field: ModelField): string {
    return this.#at(field.ty.place, this.#plainParsed(field));
  }

  #plainParsed({ metas, label, ty }: ModelField): string {
    const id = nameOf(metas, label);
    const { shape, inner } = shapeOf(ty);
    const matches = this.#item.splices.here(MATCHES);
    const one = `${matches}.remove_one::<${inner}>(${id})`;
    const many = `${matches}.remove_many::<${inner}>(${id}).map(|v| v.collect::<${VEC}<_>>()).unwrap_or_else(${VEC}::new)`;
    const present = (value: string) => `if ${MATCHES}.contains_id(${id}) { ${SOME}(${value}) } else { ${NONE} }`;
    switch (shape) {
      case 'unit':
        return '()';
      case 'option':
        return one;
      case 'option-option':
        return present(one);
      case 'option-vec':
        return present(many);
      case 'vec':
        return many;
      default:
        return `${one}.ok_or_else(|| $crate::Error::raw($crate::error::ErrorKind::MissingRequiredArgument, "${label}"))${this.#item.splices.here('?')}`;
    }
  }

  /** Statements that update fields; `access`: an expression of type `&mut` for a field. */
  #updater(fields: readonly ModelField[], access: (field: ModelField) => string): string {
    return fields
      .map((field) => {
        const { option, inner } = optional(field.ty);
        const role = roleOf(field.metas);
        if (role === 'skip' || role === 'external') return '';
        const place = `let __field = ${access(field)};`;
        if (role === 'arg' || role === 'global') {
          const parsed = `if ${MATCHES}.contains_id(${nameOf(field.metas, field.label)}) { ${place} *__field = ${this.#parsed(field)}; }`;
          return this.#at(field.place, parsed);
        }
        const update = `<${inner} as $crate::FromArgMatches>::update_from_arg_matches_mut(__field, ${MATCHES})?;`;
        if (!option) return `{ ${place} ${update} }`;
        const make = `*__field = ${SOME}(<${inner} as $crate::FromArgMatches>::from_arg_matches_mut(${MATCHES})?);`;
        return `{ ${place} if let ${SOME}(__field) = __field.as_mut() { ${update} } else { ${make} } }`;
      })
      .join(' ');
  }

  #fromArgMatches(make: string, update: string): string {
    const result = (type: string) => `${RESULT}<${type}, $crate::Error>`;
    return implOf(
      this.#item,
      '$crate::FromArgMatches',
      `fn from_arg_matches(${MATCHES}: &$crate::ArgMatches) -> ${result('Self')} { Self::from_arg_matches_mut(&mut ${MATCHES}.clone()) }
      fn from_arg_matches_mut(${MATCHES}: &mut $crate::ArgMatches) -> ${result('Self')} { ${make} }
      fn update_from_arg_matches(&mut self, ${MATCHES}: &$crate::ArgMatches) -> ${result('()')} { self.update_from_arg_matches_mut(&mut ${MATCHES}.clone()) }
      fn update_from_arg_matches_mut(&mut self, ${MATCHES}: &mut $crate::ArgMatches) -> ${result('()')} { ${update} ${OK}(()) }`,
    );
  }

  args(): string {
    const item = this.#item;
    const only = item.variants[0]!;
    const owner: Owner = { label: item.label, metas: item.metas, docs: item.docs, fields: only.fields };
    const command = '(__clap_app: $crate::Command) -> $crate::Command';
    const skipGroup = item.metas.some((one) => one.attr === 'group' && one.name === 'skip');
    const id = skipGroup ? NONE : `${SOME}($crate::Id::from(${JSON.stringify(item.label)}))`;
    const make = `let v = ${item.name} ${this.#construct(only.fields)}; ${OK}(v)`;
    const update = this.#updater(only.fields, (field) => `&mut self.${field.access}`);
    return (
      this.#fromArgMatches(make, update) +
      implOf(
        item,
        '$crate::Args',
        `fn group_id() -> ${OPTION}<$crate::Id> { ${id} }
        fn augment_args${command} { ${this.#augment(owner, '__clap_app', false)} }
        fn augment_args_for_update${command} { ${this.#augment(owner, '__clap_app', true)} }`,
      )
    );
  }

  subcommand(): string {
    const item = this.#item;
    const command = '(__clap_app: $crate::Command) -> $crate::Command';
    const body = (update: boolean) =>
      `let __clap_app = __clap_app${headingCalls(item.metas)};
      ${item.variants.map((one) => this.#augmentVariant(one, update)).join(' ')} __clap_app${this.#top(item)}`;
    return (
      this.#fromArgMatches(this.#makeVariant(), this.#updateVariant()) +
      implOf(
        item,
        '$crate::Subcommand',
        `fn augment_subcommands${command} { ${body(false)} }
        fn augment_subcommands_for_update${command} { ${body(true)} }
        fn has_subcommand(__clap_name: &str) -> bool { ${this.#hasSubcommand()} }`,
      )
    );
  }

  #augmentVariant(variant: ModelVariant, update: boolean): string {
    const role = roleOf(variant.metas);
    const type = variant.fields[0]?.type;
    const suffix = update ? '_for_update' : '';
    if (role === 'skip') return '';
    if (role === 'external') {
      const inner = variant.fields[0]?.ty.arg?.text ?? STRING;
      return `let __clap_app = __clap_app.external_subcommand_value_parser($crate::value_parser!(${inner}));`;
    }
    if (role === 'flatten') {
      return `let __clap_app = __clap_app${headingCalls(variant.metas)};
        let __clap_app = <${type ?? '()'} as $crate::Subcommand>::augment_subcommands${suffix}(__clap_app);`;
    }
    const sub = '__clap_subcommand';
    const start = `let ${sub} = $crate::Command::new(${nameOf(variant.metas, variant.label)});`;
    let body: string;
    if (role === 'subcommand') {
      const off = update ? '.subcommand_required(false).arg_required_else_help(false)' : '';
      const inner = type === undefined ? sub : `<${type} as $crate::Subcommand>::augment_subcommands${suffix}(${sub})`;
      body = `let ${sub} = ${sub}.subcommand_required(true).arg_required_else_help(true)${headingCalls(variant.metas)};
        let ${sub} = ${inner}; ${sub}${this.#top(variant)}${off}`;
    } else if (variant.shape === 'named') body = this.#augment(variant, sub, update);
    else {
      const inner = type === undefined ? sub : `<${type} as $crate::Args>::augment_args${suffix}(${sub})`;
      body = `let ${sub} = ${sub}${headingCalls(variant.metas)}; let ${sub} = ${inner}; ${sub}${this.#top(variant)}`;
    }
    return `let __clap_app = __clap_app.subcommand({ ${start} ${body} });`;
  }

  #hasSubcommand(): string {
    return `${this.#item.variants
      .map((variant) => {
        const role = roleOf(variant.metas);
        if (role === 'skip') return '';
        if (role === 'external') return 'if true { return true; }';
        if (role !== 'flatten') return `if ${nameOf(variant.metas, variant.label)} == __clap_name { return true; }`;
        return `if <${variant.fields[0]?.type ?? '()'} as $crate::Subcommand>::has_subcommand(__clap_name) { return true; }`;
      })
      .join(' ')} false`;
  }

  #makeVariant(): string {
    const flat: string[] = [];
    const plain: string[] = [];
    let rest = `${ERR}($crate::Error::raw($crate::error::ErrorKind::InvalidSubcommand, ::std::format!("The subcommand '{}' wasn't recognized", __clap_name)))`;
    for (const variant of this.#item.variants) {
      const role = roleOf(variant.metas);
      const type = variant.fields[0]?.type ?? '()';
      const parsed = `<${type} as $crate::FromArgMatches>::from_arg_matches_mut(${MATCHES})?`;
      const path = `Self::${variant.name}`;
      if (role === 'skip') continue;
      if (role === 'external') {
        const text = variant.fields[0]?.ty.arg?.text ?? STRING;
        rest = `${OK}(${path}(::std::iter::once(<${text}>::from(__clap_name))
          .chain(${MATCHES}.remove_many::<${text}>("").unwrap().map(<${text}>::from)).collect::<${VEC}<_>>()))`;
      } else if (role === 'flatten') {
        flat.push(`if ${MATCHES}.subcommand_name().map(|__clap_name| <${type} as $crate::Subcommand>::has_subcommand(__clap_name)).unwrap_or_default() {
          let __clap_res = ${parsed}; return ${OK}(${path}(__clap_res)); }`);
      } else {
        const made =
          variant.shape === 'named' ? this.#construct(variant.fields) : variant.shape === 'tuple' ? `(${parsed})` : '';
        plain.push(
          `if __clap_name == ${nameOf(variant.metas, variant.label)} && !${MATCHES}.contains_id("") { return ${OK}(${path} ${made}); }`,
        );
      }
    }
    return `${flat.join(' ')}
      if let ${SOME}((__clap_name, mut __clap_arg_sub_matches)) = ${MATCHES}.remove_subcommand() {
        let ${MATCHES} = &mut __clap_arg_sub_matches; ${plain.join(' ')} ${rest}
      } else { ${ERR}($crate::Error::raw($crate::error::ErrorKind::MissingSubcommand, "A subcommand is required but one was not provided.")) }`;
  }

  #updateVariant(): string {
    const arms: string[] = [];
    const flat: string[] = [];
    for (const variant of this.#item.variants) {
      const role = roleOf(variant.metas);
      if (role === 'skip' || role === 'external') continue;
      const type = variant.fields[0]?.type ?? '()';
      const path = `Self::${variant.name}`;
      const update = `<${type} as $crate::FromArgMatches>::update_from_arg_matches_mut(__clap_arg, ${MATCHES})?;`;
      if (role === 'flatten') {
        flat.push(`if <${type} as $crate::Subcommand>::has_subcommand(__clap_name) {
          if let ${path}(__clap_arg) = s { ${update} return ${OK}(()); } }`);
        continue;
      }
      const named = variant.shape === 'named';
      const binds = variant.fields.map((field, i) => `${field.access}: __bound_${i}`).join(', ');
      const pattern = named ? `{ ${binds} }` : variant.shape === 'tuple' ? '(ref mut __clap_arg)' : '';
      const byField = new Map(variant.fields.map((field, i) => [field, `__bound_${i}`]));
      const body = named
        ? this.#updater(variant.fields, (field) => byField.get(field)!)
        : variant.shape === 'tuple'
          ? update
          : '';
      arms.push(`${path} ${pattern} if ${nameOf(variant.metas, variant.label)} == __clap_name => {
        let (_, mut __clap_arg_sub_matches) = ${MATCHES}.remove_subcommand().unwrap();
        let ${MATCHES} = &mut __clap_arg_sub_matches; ${body} }`);
    }
    return `if let ${SOME}(__clap_name) = ${MATCHES}.subcommand_name() { match self { ${arms.join(' ')}
      s => { ${flat.join(' ')} *s = <Self as $crate::FromArgMatches>::from_arg_matches_mut(${MATCHES})?; } } }`;
  }

  parser(): string {
    const item = this.#item;
    const make = `$crate::Command::new(${nameOf(item.metas, item.label)})`;
    const isEnum = item.kind === 'enum';
    const help = (on: boolean) => (isEnum ? `.subcommand_required(${on}).arg_required_else_help(${on})` : '');
    const augment = isEnum ? '$crate::Subcommand>::augment_subcommands' : '$crate::Args>::augment_args';
    return (
      implOf(item, '$crate::Parser', '') +
      implOf(
        item,
        '$crate::CommandFactory',
        `fn command() -> $crate::Command { let __clap_app = ${make}${help(true)}; <Self as ${augment}(__clap_app) }
        fn command_for_update() -> $crate::Command { let __clap_app = ${make}; <Self as ${augment}_for_update(__clap_app)${help(false)} }`,
      ) +
      (isEnum ? this.subcommand() : this.args())
    );
  }

  valueEnum(): string {
    const item = this.#item;
    const shown = item.variants.filter((one) => roleOf(one.metas) !== 'skip');
    const arms = shown.map((one) => {
      const docs = one.docs ? '.help("")' : '';
      const value = this.#at(one.place, `$crate::builder::PossibleValue::new(${nameOf(one.metas, one.label)})`);
      return `Self::${one.name} => ${SOME}(${value}${docs}${this.#calls(one.metas, one.label)}),`;
    });
    return implOf(
      item,
      '$crate::ValueEnum',
      `fn value_variants<'a>() -> &'a [Self] { &[${shown.map((one) => `Self::${one.name}`).join(', ')}] }
      fn to_possible_value(&self) -> ${OPTION}<$crate::builder::PossibleValue> { match self { ${arms.join(' ')} _ => ${NONE} } }`,
    );
  }
}

/** Structs with named fields or none, and enums, as the macro accepts. */
function expand(item: ModelItem, derive: string): ModelExpansion | undefined {
  const writer = new ClapWriter(item);
  const isStruct = item.kind === 'struct' && item.variants[0]!.shape !== 'tuple';
  const isEnum = item.kind === 'enum' && item.variants.every((one) => one.shape !== 'tuple' || one.fields.length === 1);
  let text: string;
  if (derive === 'Parser' && (isStruct || isEnum)) text = writer.parser();
  else if (derive === 'Args' && isStruct) text = writer.args();
  else if (derive === 'Subcommand' && isEnum) text = writer.subcommand();
  else if (derive === 'ValueEnum' && item.kind === 'enum') text = writer.valueEnum();
  else return undefined;
  return { text, complete: writer.complete };
}

export const CLAP_MODELS: readonly DeriveModel[] = ['Parser', 'Args', 'Subcommand', 'ValueEnum'].map((derive) => ({
  krate: 'clap_derive',
  derive,
  versions: /^4\./,
  facade: 'clap',
  helpers: HELPERS,
  expand: (item) => expand(item, derive),
}));
