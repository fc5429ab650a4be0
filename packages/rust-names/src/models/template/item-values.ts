/** What the variables of a template mean: the item under the derive, its variants, fields, types and attributes. */
import { type AttrMeta, metaString, metasAt } from '../attr-meta.ts';
import type { ModelField, ModelItem, ModelType, ModelVariant, SourcePlace } from '../derive-model.ts';
import { isObject, type Value, type ValueObject } from './template-value.ts';

/** A value that stands somewhere in the source. */
interface Placed extends ValueObject {
  readonly place: SourcePlace | undefined;
}

export function placeOf(value: Value): SourcePlace | undefined {
  return isObject(value) && 'place' in value ? (value as Placed).place : undefined;
}

/** A local variable as the macro's own text names it, seen by what the user wrote (`Span::call_site`). */
function siteName(name: string): string {
  return ` '__site ${name} `;
}

export class MetaValue implements Placed {
  readonly meta: AttrMeta;
  readonly #item: ModelItem;

  constructor(meta: AttrMeta, item: ModelItem) {
    this.meta = meta;
    this.#item = item;
  }

  /** Its name. */
  get place(): SourcePlace {
    const { tokens, whole } = this.meta;
    return { tokens, range: { start: whole.start, end: whole.start + 1 } };
  }

  /** The value's tokens. */
  get text(): string {
    const { value, tokens } = this.meta;
    return value.end > value.start ? this.#item.splices.range(value, tokens) : '';
  }

  attribute(path: readonly string[]): Value {
    const [first] = metasAt(this.meta.parts, path);
    return first && new MetaValue(first, this.#item);
  }

  property(name: string): Value {
    switch (name) {
      case 'name':
      case 'label':
        return this.meta.name;
      case 'form':
        return this.meta.form;
      case 'text':
        return this.text;
      case 'string':
        return metaString(this.meta);
      case 'code':
        return this.#code();
      case 'args':
        return this.meta.parts.map((part) => new MetaValue(part, this.#item));
      default:
        return undefined;
    }
  }

  /** Rust text in a string, as macros parse it (`LitStr::parse`); or the value's own tokens, if it is no string. */
  #code(): string | undefined {
    const string = metaString(this.meta);
    return string === undefined ? this.text : this.#item.code(string, this.meta.tokens, this.meta.value);
  }
}

/** A name as a place. */
class IdentValue implements Placed {
  readonly place: SourcePlace;
  readonly text: string;

  constructor(place: SourcePlace, text: string) {
    this.place = place;
    this.text = text;
  }

  property(): Value {
    return undefined;
  }
}

class TypeValue implements Placed {
  readonly #type: ModelType;

  constructor(type: ModelType) {
    this.#type = type;
  }

  get place(): SourcePlace | undefined {
    return this.#type.place;
  }

  get text(): string {
    return this.#type.text;
  }

  property(name: string): Value {
    if (name === 'base') return this.#type.name;
    if (name === 'arg') return this.#type.arg && new TypeValue(this.#type.arg);
    return undefined;
  }
}

export class FieldValue implements Placed {
  readonly field: ModelField;
  readonly #item: ModelItem;
  readonly #index: number;

  constructor(field: ModelField, index: number, item: ModelItem) {
    this.field = field;
    this.#index = index;
    this.#item = item;
  }

  get place(): SourcePlace {
    return this.field.place;
  }

  get text(): string {
    return this.field.access;
  }

  attribute(path: readonly string[]): Value {
    const [first] = metasAt(this.field.attrs, path);
    return first && new MetaValue(first, this.#item);
  }

  property(name: string): Value {
    const { field } = this;
    switch (name) {
      case 'name':
      case 'access':
        return field.access;
      case 'ident':
        return new IdentValue(field.ident, field.access);
      case 'label':
        return field.label;
      case 'var':
        return fieldVariable(field);
      case 'type':
        return new TypeValue(field.ty);
      case 'index':
        return this.#index;
      case 'generic':
        return field.generic;
      case 'borrows':
        return field.borrows;
      case 'docs':
        return field.docs;
      case 'attrs':
        return field.attrs.map((meta) => new MetaValue(meta, this.#item));
      default:
        return undefined;
    }
  }
}

/** The variable that patterns bind a field to: its name, or `_0`. */
export function fieldVariable(field: ModelField): string {
  return /^\d+$/.test(field.label) ? siteName(`_${field.label}`) : field.access;
}

export class VariantValue implements Placed {
  readonly variant: ModelVariant;
  readonly fields: readonly FieldValue[];
  readonly #item: ModelItem;
  readonly #index: number;

  constructor(variant: ModelVariant, index: number, item: ModelItem) {
    this.variant = variant;
    this.#index = index;
    this.#item = item;
    this.fields = variant.fields.map((field, i) => new FieldValue(field, i, item));
  }

  get place(): SourcePlace {
    return this.variant.place;
  }

  get text(): string {
    return this.variant.name;
  }

  attribute(path: readonly string[]): Value {
    const [first] = metasAt(this.variant.attrs, path);
    return first && new MetaValue(first, this.#item);
  }

  property(name: string): Value {
    const { variant } = this;
    const path = this.#item.kind === 'enum' ? `${this.#item.name}::${variant.name}` : this.#item.name;
    switch (name) {
      case 'name':
        return variant.name;
      case 'ident':
        return new IdentValue(variant.ident, variant.name);
      case 'label':
        return variant.label;
      case 'path':
        return path;
      case 'pattern':
        return `${path} { ${variant.fields.map((one) => `${one.access}: ${fieldVariable(one)}`).join(', ')} }`;
      case 'fields':
        return this.fields;
      case 'shape':
        return variant.shape;
      case 'index':
        return this.#index;
      case 'docs':
        return variant.docs;
      case 'doc':
        return variant.doc();
      case 'discriminant':
        return variant.discriminant;
      case 'attrs':
        return variant.attrs.map((meta) => new MetaValue(meta, this.#item));
      default:
        return undefined;
    }
  }
}

/** The item, and the variables that speak of it. */
export class TemplateItem implements Placed {
  readonly item: ModelItem;
  readonly #variants: readonly VariantValue[];

  constructor(item: ModelItem) {
    this.item = item;
    this.#variants = item.variants.map((variant, i) => new VariantValue(variant, i, item));
  }

  get place(): SourcePlace {
    return this.item.ident;
  }

  get text(): string {
    return this.item.name;
  }

  attribute(path: readonly string[]): Value {
    const [first] = metasAt(this.item.attrs, path);
    return first && new MetaValue(first, this.item);
  }

  property(name: string): Value {
    return this.variable(name);
  }

  /** Text reported at a place. */
  at(place: SourcePlace, text: string): string {
    return this.item.splices.at(place, text);
  }

  variable(name: string): Value {
    const { item } = this;
    switch (name) {
      case 'item':
        return this;
      case 'name':
        return item.name;
      case 'label':
        return item.label;
      case 'type':
        return `${item.name} ${item.args}`;
      case 'params':
        return inside(item.params);
      case 'args':
        return inside(item.args);
      case 'where':
        return item.where;
      case 'kind':
        return item.kind;
      case 'variants':
        return this.#variants;
      case 'fields':
        return item.kind === 'enum' ? [] : (this.#variants[0]?.fields ?? []);
      case 'shape':
        return item.kind === 'enum' ? '' : item.variants[0]?.shape;
      case 'type_params':
        return item.typeParams;
      case 'lifetimes':
        return item.lifetimes;
      case 'packed':
        return item.packed;
      case 'docs':
        return item.docs;
      case 'doc':
        return item.doc();
      case 'version':
        return item.macroVersion;
      case 'patch':
        return item.macroVersion.split('.')[2]?.replace(/\D.*$/, '') ?? '0';
      case 'attrs':
        return item.attrs.map((meta) => new MetaValue(meta, item));
      default:
        return undefined;
    }
  }
}

/** Without the angle brackets, and with a comma at the end, so that a template can add its own. */
function inside(list: string): string {
  const text = list.trim();
  return text === '' ? '' : `${text.slice(1, -1)}, `;
}
