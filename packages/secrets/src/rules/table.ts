/** Short forms for the tables of rules. */
import type { SecretRule } from './rule.ts';

type Extra = Omit<SecretRule, 'id' | 'title' | 'source' | 'shapes' | 'names'>;

/** A token that its own shape tells. */
export function token(
  id: string,
  title: string,
  source: string,
  shapes: string | readonly string[],
  extra: Extra = {},
): SecretRule {
  return { id, title, source, shapes: typeof shapes === 'string' ? [shapes] : shapes, entropy: 2, ...extra };
}

/** A value that is a secret where it is given to a name with one of some words in it. */
export function assigned(
  id: string,
  title: string,
  source: string,
  names: string | readonly string[],
  shapes: string | readonly string[],
  extra: Extra = {},
): SecretRule {
  return {
    id,
    title,
    source,
    names: typeof names === 'string' ? [names] : names,
    shapes: typeof shapes === 'string' ? [shapes] : shapes,
    anyCase: true,
    entropy: 2,
    ...extra,
  };
}

export const UUID = '{x8}-{x4}-{x4}-{x4}-{x12}';
