/**
 * Bodies of the methods that the standard derives write. Text with `$crate` for core and the placeholders of
 * {@link DeriveInput}.
 */
import type { DeriveInput, DeriveVariant } from './derive.ts';

const EQUAL = '$crate::cmp::Ordering::Equal';
/** `Formatter::debug_struct_field1_finish` .. `field5_finish`; more fields go through slices. */
const DEBUG_FIELDS_MAX = 5;

/** What a derived impl declares: its only method, without its body. */
export const DERIVED_METHODS: ReadonlyMap<string, string> = new Map([
  ['Clone', '#[inline] fn clone(&self) -> Self'],
  ['Debug', '#[inline] fn fmt(&self, f: &mut $crate::fmt::Formatter) -> $crate::fmt::Result'],
  ['Default', '#[inline] fn default() -> Self'],
  ['Eq', '#[inline] #[doc(hidden)] fn assert_fields_are_eq(&self) -> ()'],
  ['Hash', '#[inline] fn hash<__H: $crate::hash::Hasher>(&self, state: &mut __H) -> ()'],
  ['PartialEq', '#[inline] fn eq(&self, other: &Self) -> bool'],
  ['Ord', '#[inline] fn cmp(&self, other: &Self) -> $crate::cmp::Ordering'],
  ['PartialOrd', '#[inline] fn partial_cmp(&self, other: &Self) -> $crate::option::Option<$crate::cmp::Ordering>'],
]);

/** Body of the method of {@link DERIVED_METHODS}, without its braces. */
export function deriveBody(trait: string, input: DeriveInput): string {
  switch (trait) {
    case 'Clone':
      return cloneBody(input);
    case 'Debug':
      return debugBody(input);
    case 'Default':
      return defaultBody(input);
    case 'Eq':
      return eqBody(input);
    case 'Hash':
      return hashBody(input);
    case 'PartialEq':
      return partialEqBody(input);
    case 'Ord':
      return ordBody(input);
    case 'PartialOrd':
      return partialOrdBody(input);
    default:
      return '';
  }
}

/** `self.a` as a reference, for packed structs of a copy. */
function selfRef(input: DeriveInput, receiver: string, access: string): string {
  return input.packed ? `&{ ${receiver}.${access} }` : `&${receiver}.${access}`;
}

/** Path of a variant or of the struct itself. */
function ctorPath(input: DeriveInput, variant: DeriveVariant): string {
  return input.kind === 'enum' ? `${input.name}::${variant.name}` : input.name;
}

/** A pattern that binds each field to `prefix` and its number. */
function pattern(input: DeriveInput, variant: DeriveVariant, prefix: string): string {
  const path = ctorPath(input, variant);
  if (variant.shape === 'unit') return path;
  if (variant.shape === 'tuple') return `${path}(${variant.fields.map((_, i) => `${prefix}${i}`).join(', ')})`;
  return `${path} { ${variant.fields.map((field, i) => `${field.access}: ${prefix}${i}`).join(', ')} }`;
}

function construct(input: DeriveInput, variant: DeriveVariant, values: readonly string[]): string {
  const path = ctorPath(input, variant);
  if (variant.shape === 'unit') return path;
  if (variant.shape === 'tuple') return `${path}(${values.join(', ')})`;
  return `${path} { ${variant.fields.map((field, i) => `${field.access}: ${values[i]}`).join(', ')} }`;
}

function cloneBody(input: DeriveInput): string {
  const assertions = input.variants.flatMap((one) =>
    one.fields.map((field) => `let _: $crate::clone::AssertParamIsClone<${field.type}>;`),
  );
  if (input.kind === 'union') return '*self';
  if (input.alsoCopy && !input.hasTypeParams) return `${assertions.join(' ')} *self`;
  const cloned = (ref: string) => `$crate::clone::Clone::clone(${ref})`;
  if (input.kind === 'struct') {
    const only = input.variants[0]!;
    return construct(
      input,
      only,
      only.fields.map((field) => cloned(selfRef(input, 'self', field.access))),
    );
  }
  return matchSelf(input, (variant) =>
    construct(
      input,
      variant,
      variant.fields.map((_, i) => cloned(`__self_${i}`)),
    ),
  );
}

function matchSelf(input: DeriveInput, arm: (variant: DeriveVariant) => string): string {
  if (input.variants.length === 0) return 'match *self {}';
  const arms = input.variants.map((variant) => `${pattern(input, variant, '__self_')} => ${arm(variant)},`);
  return `match self { ${arms.join(' ')} }`;
}

function debugBody(input: DeriveInput): string {
  if (input.kind === 'union') return '';
  if (input.kind === 'struct') {
    const only = input.variants[0]!;
    return debugFields(
      only,
      only.fields.map((field) => selfRef(input, 'self', field.access)),
    );
  }
  if (input.variants.length > 0 && input.variants.every((one) => one.fields.length === 0)) {
    return `$crate::fmt::Formatter::write_str(f, ${matchSelf(input, (one) => JSON.stringify(one.label))})`;
  }
  return matchSelf(input, (variant) =>
    debugFields(
      variant,
      variant.fields.map((_, i) => `__self_${i}`),
    ),
  );
}

function debugFields(variant: DeriveVariant, refs: readonly string[]): string {
  const name = JSON.stringify(variant.label);
  if (refs.length === 0) return `$crate::fmt::Formatter::write_str(f, ${name})`;
  const kind = variant.shape === 'named' ? 'struct' : 'tuple';
  const values = refs.map((ref, i) => (i === refs.length - 1 ? `&${ref}` : ref));
  if (refs.length <= DEBUG_FIELDS_MAX) {
    const args = values.map((value, i) =>
      kind === 'struct' ? `${JSON.stringify(variant.fields[i]!.label)}, ${value}` : value,
    );
    return `$crate::fmt::Formatter::debug_${kind}_field${refs.length}_finish(f, ${name}, ${args.join(', ')})`;
  }
  const names = variant.fields.map((field) => JSON.stringify(field.label)).join(', ');
  const namesLet = kind === 'struct' ? `let names: &'static _ = &[${names}];` : '';
  const namesArg = kind === 'struct' ? ' names,' : '';
  return `{ ${namesLet} let values: &[&dyn $crate::fmt::Debug] = &[${values.join(', ')}]; $crate::fmt::Formatter::debug_${kind}_fields_finish(f, ${name},${namesArg} values) }`;
}

function defaultBody(input: DeriveInput): string {
  const variant = input.kind === 'enum' ? input.variants.find((one) => one.isDefault) : input.variants[0];
  if (variant === undefined) return 'loop {}';
  return construct(
    input,
    variant,
    variant.fields.map(() => '$crate::default::Default::default()'),
  );
}

function eqBody(input: DeriveInput): string {
  const types = new Set(input.variants.flatMap((one) => one.fields.map((field) => field.type)));
  return [...types].map((type) => `let _: $crate::cmp::AssertParamIsEq<${type}>;`).join(' ');
}

function hashBody(input: DeriveInput): string {
  const hash = (ref: string) => `$crate::hash::Hash::hash(${ref}, state);`;
  if (input.kind !== 'enum') {
    return input.variants[0]!.fields.map((field) => hash(selfRef(input, 'self', field.access))).join(' ');
  }
  const fields = matchSelf(input, (one) => `{ ${one.fields.map((_, i) => hash(`__self_${i}`)).join(' ')} }`);
  return input.variants.length < 2
    ? fields
    : `let __self_discr = $crate::intrinsics::discriminant_value(self); ${hash('&__self_discr')} ${fields}`;
}

const DISCRIMINANTS =
  'let __self_discr = $crate::intrinsics::discriminant_value(self); let __arg1_discr = $crate::intrinsics::discriminant_value(other);';

/** Arms for two values of the same variant, of those that have fields. */
function pairArms(input: DeriveInput, arm: (variant: DeriveVariant) => string): string {
  return input.variants
    .filter((one) => one.fields.length > 0)
    .map((one) => `(${pattern(input, one, '__self_')}, ${pattern(input, one, '__arg1_')}) => ${arm(one)},`)
    .join(' ');
}

function partialEqBody(input: DeriveInput): string {
  if (input.kind !== 'enum') {
    const value = (receiver: string, access: string) =>
      input.packed ? `({ ${receiver}.${access} })` : `${receiver}.${access}`;
    const parts = input.variants[0]!.fields.map(
      (field) => `${value('self', field.access)} == ${value('other', field.access)}`,
    );
    return parts.length === 0 ? 'true' : parts.join(' && ');
  }
  if (input.variants.length === 0) return 'match *self {}';
  const equal = (one: DeriveVariant) => one.fields.map((_, i) => `__self_${i} == __arg1_${i}`).join(' && ');
  const arms = pairArms(input, equal);
  if (input.variants.length === 1) return arms === '' ? 'true' : `match (self, other) { ${arms} }`;
  const same = '__self_discr == __arg1_discr';
  return `${DISCRIMINANTS} ${arms === '' ? same : `${same} && match (self, other) { ${arms} _ => true }`}`;
}

/** Compares fields one after the other, as long as they are equal. */
function compareChain(pairs: readonly (readonly [string, string])[], compare: string, equal: string): string {
  if (pairs.length === 0) return equal;
  const call = (pair: readonly [string, string]) => `${compare}(${pair[0]}, ${pair[1]})`;
  let text = call(pairs[pairs.length - 1]!);
  for (let i = pairs.length - 2; i >= 0; i--) text = `match ${call(pairs[i]!)} { ${equal} => ${text}, cmp => cmp }`;
  return text;
}

function fieldPairs(input: DeriveInput, variant: DeriveVariant): [string, string][] {
  return variant.fields.map((field, i) =>
    input.kind === 'enum'
      ? [`__self_${i}`, `__arg1_${i}`]
      : [selfRef(input, 'self', field.access), selfRef(input, 'other', field.access)],
  );
}

function ordBody(input: DeriveInput): string {
  const compare = '$crate::cmp::Ord::cmp';
  const chain = (one: DeriveVariant) => compareChain(fieldPairs(input, one), compare, EQUAL);
  if (input.kind !== 'enum') return chain(input.variants[0]!);
  if (input.variants.length === 0) return 'match *self {}';
  const arms = pairArms(input, chain);
  if (input.variants.length === 1) return arms === '' ? EQUAL : `match (self, other) { ${arms} }`;
  const discriminants = `${compare}(&__self_discr, &__arg1_discr)`;
  if (arms === '') return `${DISCRIMINANTS} ${discriminants}`;
  return `${DISCRIMINANTS} match ${discriminants} { ${EQUAL} => match (self, other) { ${arms} _ => ${EQUAL} }, cmp => cmp }`;
}

function partialOrdBody(input: DeriveInput): string {
  const compare = '$crate::cmp::PartialOrd::partial_cmp';
  const equal = `$crate::option::Option::Some(${EQUAL})`;
  const chain = (one: DeriveVariant) => compareChain(fieldPairs(input, one), compare, equal);
  if (input.kind !== 'enum') return chain(input.variants[0]!);
  if (input.variants.length === 0) return 'match *self {}';
  const arms = pairArms(input, chain);
  if (input.variants.length === 1) return arms === '' ? equal : `match (self, other) { ${arms} }`;
  const discriminants = `${compare}(&__self_discr, &__arg1_discr)`;
  if (arms === '') return `${DISCRIMINANTS} ${discriminants}`;
  return `${DISCRIMINANTS} match (self, other) { ${arms} _ => ${discriminants} }`;
}
