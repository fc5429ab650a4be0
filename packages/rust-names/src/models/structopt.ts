/** The derive `StructOpt` of structopt 0.3, after structopt-derive 0.4. */
import { metasAt } from './attr-meta.ts';
import { builderCalls, NONE, nameOf, OPTION, optional, roleOf, SOME, shapeOf, VEC } from './clap-args.ts';
import {
  type Attributed,
  type DeriveModel,
  implOf,
  type ModelExpansion,
  type ModelField,
  type ModelItem,
  type ModelVariant,
  metaOf,
} from './derive-model.ts';

const INTERNAL = '$crate::StructOptInternal';
const APP = '$crate::clap::App';
const REQUIRED = '.setting($crate::clap::AppSettings::SubcommandRequiredElseHelp)';
const FROM = '::std::convert::From::from';

/** How a value is read: `parse(from_os_str)`, `parse(try_from_str = path)`. */
interface Parser {
  readonly kind: string;
  readonly func: string;
  readonly isDefault: boolean;
}

/** Functions of parsers that are given without one. */
const PARSERS: Readonly<Record<string, string>> = {
  from_str: FROM,
  try_from_str: '::std::str::FromStr::from_str',
  from_os_str: FROM,
  from_occurrences: '(|v| v as _)',
  from_flag: FROM,
};

class StructOptWriter {
  complete = true;
  readonly #item: ModelItem;

  constructor(item: ModelItem) {
    this.#item = item;
  }

  structOpt(): string {
    const item = this.#item;
    const isEnum = item.kind === 'enum';
    const make = isEnum
      ? `<Self as ${INTERNAL}>::from_subcommand(matches.subcommand()).expect("")`
      : `${item.name} ${this.#construct(item.variants[0]!.fields)}`;
    return implOf(
      item,
      '$crate::StructOpt',
      `fn clap<'a, 'b>() -> ${APP}<'a, 'b> {
        let app = ${APP}::new(${nameOf(item.metas, item.label)})${isEnum ? REQUIRED : ''};
        <Self as ${INTERNAL}>::augment_clap(app) }
      fn from_clap(matches: &$crate::clap::ArgMatches) -> Self { ${make} }`,
    );
  }

  internal(): string {
    const item = this.#item;
    const isEnum = item.kind === 'enum';
    const body = isEnum
      ? `let app = app${this.#about(item)}; ${item.variants.map((one) => this.#augmentVariant(one)).join(' ')} app${this.#version(item)}`
      : this.#augment(item, item.variants[0]!.fields, 'app');
    const from = `fn from_subcommand<'a, 'b>(sub: (&'b str, ${OPTION}<&'b $crate::clap::ArgMatches<'a>>)) -> ${OPTION}<Self> {
      ${this.#fromSubcommand()} }`;
    return implOf(
      item,
      INTERNAL,
      `fn augment_clap<'a, 'b>(app: ${APP}<'a, 'b>) -> ${APP}<'a, 'b> { ${body} }
      fn is_subcommand() -> bool { ${isEnum} } ${isEnum ? from : ''}`,
    );
  }

  /** Calls of attributes and of doc comments, which are the text of `method`. */
  #calls(owner: Attributed & { readonly label: string }, method: string, isApp: boolean): string {
    const own = owner.metas.filter(
      ({ name, form }) => !(form === 'flag' && (name === 'short' || name === 'default_value' || name === 'no_version')),
    );
    const kept = isApp ? own.filter(({ name }) => name !== 'version') : own;
    const { text, complete } = builderCalls(kept, owner.label);
    if (!complete) this.complete = false;
    const isLong = owner.docs && /\n\s*\n/.test(owner.doc() ?? '');
    const docs = owner.docs ? `.${method}("")${isLong ? `.long_${method}("")` : ''}` : '';
    const short = metaOf(owner.metas, 'short')?.form === 'flag' ? '.short("x")' : '';
    return `${docs}${short}${text}`;
  }

  #about(owner: Attributed & { readonly label: string }): string {
    return this.#calls(owner, 'about', true);
  }

  /** Set to the package's own unless the attributes say otherwise. */
  #version({ metas }: Attributed): string {
    if (metaOf(metas, 'no_version') !== undefined) return '';
    const given = metaOf(metas, 'version')?.text ?? '';
    return `.version(${given === '' ? '"0"' : `(${given})`})`;
  }

  #augment(owner: Attributed & { readonly label: string }, fields: readonly ModelField[], app: string): string {
    const args = fields.filter((one) => roleOf(one.metas) !== 'subcommand');
    const subcommands = fields.filter((one) => roleOf(one.metas) === 'subcommand');
    const calls = [...args, ...subcommands].map((one) => this.#augmentField(one, app)).join(' ');
    return `let ${app} = ${app}${this.#about(owner)}; ${calls} ${app}${this.#version(owner)}`;
  }

  #augmentField(field: ModelField, app: string): string {
    const { option, inner } = optional(field.ty);
    switch (roleOf(field.metas)) {
      case 'subcommand':
        return `let ${app} = <${inner} as ${INTERNAL}>::augment_clap(${app})${option ? '' : REQUIRED};`;
      case 'flatten':
        return `let ${app} = ${augmented(field.type, app)};`;
      case 'arg': {
        const name = nameOf(field.metas, field.label);
        return `let ${app} = ${app}.arg($crate::clap::Arg::with_name(${name})${this.#modifier(field)}${this.#calls(field, 'help', false)});`;
      }
      case 'skip':
        return '';
      default:
        this.complete = false;
        return '';
    }
  }

  #parser({ attrs }: ModelField): Parser {
    const [given] = metasAt(attrs, ['structopt', 'parse']);
    const part = given?.parts[0];
    const kind = part?.name ?? 'try_from_str';
    const func = part?.form === 'value' ? this.#item.splices.range(part.value, part.tokens) : PARSERS[kind];
    if (func === undefined || (given !== undefined && given.parts.length !== 1)) this.complete = false;
    return { kind, func: func ?? FROM, isDefault: given === undefined };
  }

  #modifier(field: ModelField): string {
    const { kind, func, isDefault } = this.#parser(field);
    const takes = (value: boolean, multiple: boolean): string => `.takes_value(${value}).multiple(${multiple})`;
    if (field.ty.name === 'bool' && isDefault) return takes(false, false);
    if (kind === 'from_occurrences') return takes(false, true);
    if (kind === 'from_flag') return takes(false, false);
    const { shape, inner } = shapeOf(field.ty);
    let check = '';
    if (kind === 'try_from_str') {
      check = `.validator(|s| { ${func}(s.as_str()).map(|_: ${inner}| ()).map_err(|e| e.to_string()) })`;
    } else if (kind === 'try_from_os_str') check = `.validator_os(|s| ${func}(&s).map(|_: ${inner}| ()))`;
    switch (shape) {
      case 'option':
        return `${takes(true, false)}${check}`;
      case 'option-option':
        return `${takes(true, false)}.min_values(0).max_values(1)${check}`;
      case 'option-vec':
        return `${takes(true, true)}.min_values(0)${check}`;
      case 'vec':
        return `${takes(true, true)}${check}`;
      default: {
        const given = metaOf(field.metas, 'default_value');
        return `${takes(true, false)}.required(${given === undefined})${check}${given?.form === 'flag' ? defaultOf(field) : ''}`;
      }
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
        return `<${inner} as ${INTERNAL}>::from_subcommand(matches.subcommand())${option ? '' : '.unwrap()'}`;
      case 'flatten':
        return '$crate::StructOpt::from_clap(matches)';
      case 'skip': {
        const { text } = metaOf(metas, 'skip')!;
        return text === '' ? '::std::default::Default::default()' : `(${text}).into()`;
      }
      default:
        return this.#parsed(field);
    }
  }

  #parsed(field: ModelField): string {
    const { kind, func, isDefault } = this.#parser(field);
    const id = nameOf(field.metas, field.label);
    if (field.ty.name === 'bool' && isDefault) return `matches.is_present(${id})`;
    if (kind === 'from_occurrences') return `${func}(matches.occurrences_of(${id}))`;
    if (kind === 'from_flag') return `${func}(matches.is_present(${id}))`;
    const os = kind.endsWith('os_str') ? '_os' : '';
    const parse = kind.startsWith('try_') ? `|s| ${func}(s).unwrap()` : func;
    const one = `matches.value_of${os}(${id}).map(${parse})`;
    const many = `matches.values_of${os}(${id}).map_or_else(${VEC}::new, |v| v.map(${parse}).collect())`;
    const present = (value: string) => `if matches.is_present(${id}) { ${SOME}(${value}) } else { ${NONE} }`;
    switch (shapeOf(field.ty).shape) {
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

  #augmentVariant(variant: ModelVariant): string {
    const role = roleOf(variant.metas);
    const type = variant.fields[0]?.type;
    if (role === 'external') {
      return 'let app = app.setting($crate::clap::AppSettings::AllowExternalSubcommands);';
    }
    if (role === 'flatten') return `let app = <${type ?? '()'} as ${INTERNAL}>::augment_clap(app);`;
    const body =
      variant.shape === 'named'
        ? `{ ${this.#augment(variant, variant.fields, 'subcommand')} }`
        : type === undefined
          ? 'subcommand'
          : augmented(type, 'subcommand');
    return `let app = app.subcommand({
      let subcommand = $crate::clap::SubCommand::with_name(${nameOf(variant.metas, variant.label)});
      let subcommand = ${body}; subcommand${this.#about(variant)}${this.#version(variant)} });`;
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
        const os = text?.name === 'OsString' ? '_os' : '';
        const from = `<${text?.text ?? '::std::string::String'}>::from`;
        rest = `("", ${NONE}) => ${NONE}, (external, matches) => ${SOME}(${path}(::std::iter::once(${from}(external))
          .chain(matches.unwrap().values_of${os}("").into_iter().flatten().map(${from})).collect::<${VEC}<_>>()))`;
      } else if (role === 'flatten') {
        flat.push(
          `if let ${SOME}(res) = <${type} as ${INTERNAL}>::from_subcommand(other) { return ${SOME}(${path}(res)); }`,
        );
      } else {
        const tuple = variant.shape === 'tuple' ? `(<${type} as $crate::StructOpt>::from_clap(matches))` : '';
        const made = variant.shape === 'named' ? this.#construct(variant.fields) : tuple;
        arms.push(
          `(name, ${SOME}(matches)) if name == ${nameOf(variant.metas, variant.label)} => ${SOME}(${path} ${made}),`,
        );
      }
    }
    return `match sub { ${arms.join(' ')} other => { ${flat.join(' ')} match other { ${rest} } } }`;
  }
}

/** Arguments of another type; where that has subcommands, one must be given. */
function augmented(type: string, app: string): string {
  return `{ let ${app} = <${type} as ${INTERNAL}>::augment_clap(${app});
    if <${type} as ${INTERNAL}>::is_subcommand() { ${app}${REQUIRED} } else { ${app} } }`;
}

/** `default_value` alone: the type's own default as text that is never freed. */
function defaultOf({ type }: ModelField): string {
  return `.default_value({ let val: ${type} = ::std::default::Default::default();
    ::std::boxed::Box::leak(::std::string::ToString::to_string(&val).into_boxed_str()) })`;
}

function expand(item: ModelItem): ModelExpansion | undefined {
  const isStruct = item.kind === 'struct' && item.variants[0]!.shape !== 'tuple';
  const isEnum = item.kind === 'enum' && item.variants.every((one) => one.shape !== 'tuple' || one.fields.length === 1);
  if (!isStruct && !isEnum) return undefined;
  const writer = new StructOptWriter(item);
  return { text: `${writer.structOpt()}${writer.internal()}`, complete: writer.complete };
}

export const STRUCTOPT_MODELS: readonly DeriveModel[] = [
  {
    krate: 'structopt_derive',
    derive: 'StructOpt',
    versions: /^0\.4\./,
    facade: 'structopt',
    helpers: ['structopt'],
    expand,
  },
];
