/** The derives `Clap`, `IntoApp`, `Subcommand` and `ArgEnum` of clap 3's betas, after clap_derive 3.0.0-beta.2. */
import {
  builderCalls,
  HELPERS,
  NONE,
  nameOf,
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
} from './derive-model.ts';

const PARSE = '|s| ::std::str::FromStr::from_str(s).unwrap()';
const APP = "<'b>(app: $crate::App<'b>) -> $crate::App<'b>";

interface Owner {
  readonly label: string;
  readonly metas: readonly ModelMeta[];
  readonly docs: boolean;
}

class BetaWriter {
  complete = true;
  readonly #item: ModelItem;

  constructor(item: ModelItem) {
    this.#item = item;
  }

  #calls(owner: Owner, about: string): string {
    const { text, complete } = builderCalls(owner.metas, owner.label);
    if (!complete) this.complete = false;
    return `${owner.docs ? `.${about}("")` : ''}${text}`;
  }

  #augment(owner: Owner, fields: readonly ModelField[]): string {
    return `let app = app${this.#calls(owner, 'about')}; ${fields.map((one) => this.#augmentField(one)).join(' ')} app`;
  }

  #augmentField(field: ModelField): string {
    const { option, inner } = optional(field.ty);
    switch (roleOf(field.metas)) {
      case 'subcommand': {
        const required = option ? '' : 'let app = app.setting($crate::AppSettings::SubcommandRequiredElseHelp);';
        return `let app = <${inner} as $crate::Subcommand>::augment_subcommands(app); ${required}`;
      }
      case 'flatten':
        return `let app = <${field.type} as $crate::IntoApp>::augment_clap(app);`;
      case 'arg':
        return `let app = app.arg($crate::Arg::new(${nameOf(field.metas, field.label)})${this.#modifier(field)}${this.#calls(field, 'about')});`;
      case 'skip':
        return '';
      default:
        this.complete = false;
        return '';
    }
  }

  #modifier({ metas, ty }: ModelField): string {
    const { shape, inner } = shapeOf(ty);
    if (metaOf(metas, 'parse') !== undefined) {
      // Other ways to parse would need the inside of the attribute.
      this.complete = false;
      return '.takes_value(true)';
    }
    if (ty.name === 'bool') return '';
    const known =
      metaOf(metas, 'arg_enum') === undefined
        ? `.validator(|s| { ::std::str::FromStr::from_str(s).map(|_: ${inner}| ()).map_err(|e| e.to_string()) })`
        : `.possible_values(&<${inner} as $crate::ArgEnum>::VARIANTS)`;
    switch (shape) {
      case 'option':
        return `.takes_value(true)${known}`;
      case 'option-option':
        return `.takes_value(true).multiple(false).min_values(0).max_values(1)${known}`;
      case 'option-vec':
        return `.takes_value(true).multiple(true).min_values(0)${known}`;
      case 'vec':
        return `.takes_value(true).multiple(true)${known}`;
      default:
        return `.takes_value(true).required(${metaOf(metas, 'default_value') === undefined})${known}`;
    }
  }

  #construct(fields: readonly ModelField[]): string {
    return `{ ${fields.map((field) => `${field.access}: ${this.#value(field)}`).join(', ')} }`;
  }

  #value(field: ModelField): string {
    const { metas, ty } = field;
    const { option, inner } = optional(ty);
    switch (roleOf(metas)) {
      case 'subcommand':
        return `<${inner} as $crate::Subcommand>::from_subcommand(matches.subcommand())${option ? '' : '.unwrap()'}`;
      case 'flatten':
        return `<${field.type} as $crate::FromArgMatches>::from_arg_matches(matches)`;
      case 'skip': {
        const text = metaOf(metas, 'skip')!.text;
        return text === '' ? '::std::default::Default::default()' : `(${text}).into()`;
      }
      default:
        return this.#parsed(field);
    }
  }

  #parsed({ metas, label, ty }: ModelField): string {
    if (metaOf(metas, 'parse') !== undefined) return 'loop {}';
    const id = nameOf(metas, label);
    const { shape, inner } = shapeOf(ty);
    if (ty.name === 'bool') return `matches.is_present(${id})`;
    const parse =
      metaOf(metas, 'arg_enum') === undefined
        ? PARSE
        : `|s| <${inner} as $crate::ArgEnum>::from_str(s, false).unwrap()`;
    const one = `matches.value_of(${id}).map(${parse})`;
    const many = `matches.values_of(${id}).map(|v| v.map(${parse}).collect()).unwrap_or_else(${VEC}::new)`;
    const present = (value: string) => `if matches.is_present(${id}) { ${SOME}(${value}) } else { ${NONE} }`;
    switch (shape) {
      case 'option':
        return one;
      case 'option-option':
        return present(one);
      case 'option-vec':
        return present(many);
      case 'vec':
        return many;
      default:
        return `${one}.unwrap()`;
    }
  }

  intoApp(): string {
    const item = this.#item;
    const isEnum = item.kind === 'enum';
    const setting = isEnum ? '.setting($crate::AppSettings::SubcommandRequiredElseHelp)' : '';
    const body = isEnum
      ? '<Self as $crate::Subcommand>::augment_subcommands(app)'
      : this.#augment(item, item.variants[0]!.fields);
    return implOf(
      item,
      '$crate::IntoApp',
      `fn into_app<'b>() -> $crate::App<'b> {
        <Self as $crate::IntoApp>::augment_clap($crate::App::new(${nameOf(item.metas, item.label)})${setting}) }
      fn augment_clap${APP} { ${body} }`,
    );
  }

  clap(): string {
    const item = this.#item;
    const isEnum = item.kind === 'enum';
    const make = isEnum
      ? '<Self as $crate::Subcommand>::from_subcommand(matches.subcommand()).unwrap()'
      : `${item.name} ${this.#construct(item.variants[0]!.fields)}`;
    const from = `fn from_arg_matches(matches: &$crate::ArgMatches) -> Self { ${make} }`;
    const values = isEnum && item.variants.every((one) => one.shape === 'unit');
    return `${implOf(item, '$crate::Clap', '')}${this.intoApp()}${implOf(item, '$crate::FromArgMatches', from)}
      ${isEnum ? this.subcommand() : ''}${values ? this.argEnum() : ''}`;
  }

  subcommand(): string {
    const item = this.#item;
    const augment = item.variants.map((one) => this.#augmentVariant(one)).join(' ');
    return implOf(
      item,
      '$crate::Subcommand',
      `fn augment_subcommands${APP} { let app = app${this.#calls(item, 'about')}; ${augment} app }
      fn from_subcommand(subcommand: ${OPTION}<(&str, &$crate::ArgMatches)>) -> ${OPTION}<Self> { ${this.#fromSubcommand()} }`,
    );
  }

  #augmentVariant(variant: ModelVariant): string {
    const role = roleOf(variant.metas);
    const type = variant.fields[0]?.type;
    if (role === 'external') return 'let app = app.setting($crate::AppSettings::AllowExternalSubcommands);';
    if (role === 'flatten') return `let app = <${type ?? '()'} as $crate::Subcommand>::augment_subcommands(app);`;
    const start = `let app = $crate::App::new(${nameOf(variant.metas, variant.label)});`;
    const calls = this.#calls(variant, 'about');
    const body =
      variant.shape === 'named'
        ? `{ ${this.#augment(variant, variant.fields)} }`
        : type === undefined
          ? 'app'
          : `<${type} as $crate::IntoApp>::augment_clap(app)`;
    return `let app = app.subcommand({ ${start} let app = ${body}; app${calls} });`;
  }

  #fromSubcommand(): string {
    const arms: string[] = [];
    const flat: string[] = [];
    let rest = `_ => ${NONE}`;
    for (const variant of this.#item.variants) {
      const role = roleOf(variant.metas);
      const path = `Self::${variant.name}`;
      const type = variant.fields[0]?.type ?? '()';
      if (role === 'external') {
        const text = variant.fields[0]?.ty.arg;
        const values = text?.name === 'OsString' ? 'values_of_os' : 'values_of';
        const from = `<${text?.text ?? STRING}>::from`;
        rest = `${NONE} => ${NONE}, ${SOME}((external, matches)) => ${SOME}(${path}(::std::iter::once(${from}(external))
          .chain(matches.${values}("").into_iter().flatten().map(${from})).collect::<${VEC}<_>>()))`;
      } else if (role === 'flatten') {
        flat.push(
          `if let ${SOME}(res) = <${type} as $crate::Subcommand>::from_subcommand(other) { return ${SOME}(${path}(res)); }`,
        );
      } else {
        const tuple =
          variant.shape === 'tuple' ? `(<${type} as $crate::FromArgMatches>::from_arg_matches(matches))` : '';
        const made = variant.shape === 'named' ? this.#construct(variant.fields) : tuple;
        arms.push(
          `${SOME}((name, matches)) if name == ${nameOf(variant.metas, variant.label)} => ${SOME}(${path} ${made}),`,
        );
      }
    }
    return `match subcommand { ${arms.join(' ')} other => { ${flat.join(' ')} match other { ${rest} } } }`;
  }

  argEnum(): string {
    const { variants } = this.#item;
    if (variants.some((one) => metaOf(one.metas, 'alias') !== undefined)) this.complete = false;
    const names = variants.map((one) => nameOf(one.metas, one.label));
    const arms = variants.map((one, i) => `val if func(val, ${names[i]}) => ${RESULT}::Ok(Self::${one.name}),`);
    return implOf(
      this.#item,
      '$crate::ArgEnum',
      `const VARIANTS: &'static [&'static str] = &[${names.join(', ')}];
      fn from_str(input: &str, case_insensitive: bool) -> ${RESULT}<Self, ${STRING}> {
        let func = if case_insensitive { ::std::ascii::AsciiExt::eq_ignore_ascii_case } else { str::eq };
        match input { ${arms.join(' ')} e => ::std::unreachable!("The impossible variant have been spotted: {}", e), } }`,
    );
  }
}

function expand(item: ModelItem, derive: string): ModelExpansion | undefined {
  const writer = new BetaWriter(item);
  const isStruct = item.kind === 'struct' && item.variants[0]!.shape !== 'tuple';
  const isEnum = item.kind === 'enum' && item.variants.every((one) => one.shape !== 'tuple' || one.fields.length === 1);
  const units = item.variants.every((one) => one.shape === 'unit');
  let text: string;
  if (derive === 'Clap' && (isStruct || isEnum)) text = writer.clap();
  else if (derive === 'IntoApp' && (isStruct || isEnum)) text = writer.intoApp();
  else if (derive === 'Subcommand' && isEnum) text = writer.subcommand();
  else if (derive === 'ArgEnum' && isEnum && units) text = writer.argEnum();
  else return undefined;
  return { text, complete: writer.complete };
}

export const CLAP_BETA_MODELS: readonly DeriveModel[] = ['Clap', 'IntoApp', 'Subcommand', 'ArgEnum'].map((derive) => ({
  krate: 'clap_derive',
  derive,
  versions: /^3\.0\.0-beta\.2$/,
  facade: 'clap',
  helpers: HELPERS,
  expand: (item) => expand(item, derive),
}));
