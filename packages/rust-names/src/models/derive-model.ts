/**
 * Models of derives whose macro crate is not run: what their expansion calls, written as Rust source. A model is chosen by
 * the crate that defines the macro, its version and the derive's name; the text it writes becomes items of the deriving
 * crate, as those of the standard derives do. Control flow need not be that of the real expansion, its calls must be.
 */
import type { DocComment, TokenBuffer, TokenRange } from '@lazaret/rust-syntax';
import type { DeriveField, DeriveInput, DeriveVariant, Splices } from '../derive.ts';
import type { AttrMeta } from './attr-meta.ts';

/** `name`, `name = value` or `name(args)` within a helper attribute: `long`, `default_value = "x"`. */
export interface ModelMeta {
  /** The attribute that holds it: `arg` in `#[arg(long)]`. */
  readonly attr: string;
  readonly name: string;
  readonly form: 'flag' | 'value' | 'call';
  /** Placeholder of the value or the arguments; empty for a flag or empty arguments. */
  readonly text: string;
  /** Placeholder of the path in a string value, `with = "path"`, to be written as tokens; undefined for other values. */
  readonly string: string | undefined;
  /** Its name. */
  readonly place: SourcePlace;
}

/** A type as far as macros look at it. */
export interface ModelType {
  readonly text: string;
  /** Last segment of a path; empty for all other types. */
  readonly name: string;
  /** Sole type argument of the last segment. */
  readonly arg: ModelType | undefined;
  /** Its first token. */
  readonly place: SourcePlace | undefined;
}

/** Where something stands. */
export interface SourcePlace {
  readonly tokens: TokenBuffer;
  readonly range: TokenRange;
  /** The doc comment that stands there instead of a token. */
  readonly doc?: DocComment | undefined;
}

/** What items, variants and fields have in common. */
export interface Attributed {
  readonly metas: readonly ModelMeta[];
  /** The same attributes as trees. */
  readonly attrs: readonly AttrMeta[];
  /** Has a doc comment or `#[doc]`. */
  readonly docs: boolean;
  /** Text of its doc comments, a line each. */
  readonly doc: () => string | undefined;
  /** Its first token, attributes and doc comments included: what syn calls its span. */
  readonly place: SourcePlace;
  /** Its name; the type of a field without one. */
  readonly ident: SourcePlace;
}

export interface ModelField extends DeriveField, Attributed {
  readonly ty: ModelType;
  /** Its type names a type parameter of the item. */
  readonly generic: boolean;
  /** Its type names a lifetime. */
  readonly borrows: boolean;
}

export interface ModelVariant extends DeriveVariant, Attributed {
  readonly fields: readonly ModelField[];
  /** Placeholder of the expression behind `=`. */
  readonly discriminant: string | undefined;
}

/** The item under the derive. Strings are placeholders or plain text, to be put into the model's text as they are. */
export interface ModelItem extends DeriveInput, Attributed {
  readonly variants: readonly ModelVariant[];
  /** Names of the type parameters, as placeholders. */
  readonly typeParams: readonly string[];
  /** Lifetime parameters, as placeholders. */
  readonly lifetimes: readonly string[];
  /** Names of all derives of the item. */
  readonly others: ReadonlySet<string>;
  readonly splices: Splices;
  /** Rust text that stands in a string at a place, as a placeholder; undefined if its brackets do not match. */
  readonly code: (text: string, tokens: TokenBuffer, range: TokenRange) => string | undefined;
  /** Version of the macro crate. */
  readonly macroVersion: string;
  /** `<'a, T: Bound>`, `<'a, T>` and `where ..` of the item. */
  readonly params: string;
  readonly args: string;
  readonly where: string;
}

export interface ModelExpansion {
  /** Items; `$crate` is the facade. */
  readonly text: string;
  /** Everything that was written on the item is understood; if not, the expansion stays opaque in addition. */
  readonly complete: boolean;
}

export interface DeriveModel {
  /** Name of the macro crate in code: `clap_derive`. */
  readonly krate: string;
  readonly derive: string;
  /** Does the model hold for this version of the macro crate? */
  readonly versions: RegExp | ((version: string) => boolean);
  /** Crate, among the dependencies of the deriving crate, whose items the expansion names: `clap`; empty for none. */
  readonly facade: string;
  /** Attributes that the derive reads. */
  readonly helpers: readonly string[];
  /** Undefined if the item is none that the derive accepts. */
  readonly expand: (item: ModelItem) => ModelExpansion | undefined;
}

/** `impl<..> Trait for Item<..> where .. { body }`. */
export function implOf(item: ModelItem, trait: string, body: string): string {
  return `#[automatically_derived] impl ${item.params} ${trait} for ${item.name} ${item.args} ${item.where} {\n${body}\n}\n`;
}

/** First meta of a name. */
export function metaOf(metas: readonly ModelMeta[], name: string): ModelMeta | undefined {
  return metas.find((one) => one.name === name);
}
