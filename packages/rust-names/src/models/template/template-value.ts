/** Values of template expressions. */

/** An item, variant, field, type or attribute. */
export interface ValueObject {
  /** A property by name; undefined if it has none of that name. */
  readonly property: (name: string) => Value;
  /** An attribute by its path: `serde.with` on a field. */
  readonly attribute?: (path: readonly string[]) => Value;
  /** What a hole writes. */
  readonly text: string;
}

export type Value = string | number | boolean | undefined | readonly Value[] | ValueObject;

export function isObject(value: Value): value is ValueObject {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Nothing, blank text, the empty list and false are false. */
export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'string') return value.trim() !== '';
  return value !== undefined && value !== false;
}

export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === undefined || typeof value === 'boolean') return '';
  if (typeof value === 'number') return String(value);
  return isObject(value) ? value.text : (value as readonly Value[]).map(textOf).join(' ');
}

export function sameValue(left: Value, right: Value): boolean {
  if (isObject(left) && isObject(right)) return left === right;
  return textOf(left) === textOf(right);
}

export function propertyOf(value: Value, name: string): Value {
  if (isObject(value)) return value.property(name);
  if (!Array.isArray(value)) return undefined;
  switch (name) {
    case 'count':
      return value.length;
    case 'first':
      return value[0];
    case 'last':
      return value[value.length - 1];
    default:
      return undefined;
  }
}

export function attributeOf(value: Value, path: readonly string[]): Value {
  return isObject(value) ? value.attribute?.(path) : undefined;
}
