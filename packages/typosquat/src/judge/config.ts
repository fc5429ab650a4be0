/** The configuration of Lazaret's own checks, as JSON or TOML has it: brands, suppressions, thresholds. */
import type { Brand } from '../checks/own/brands.ts';
import { TyposquatError } from '../error.ts';
import { parseSuppressions, type Suppression } from './suppressions.ts';

/** What a user brings. */
export interface NamesConfig {
  readonly brands: readonly Brand[];
  readonly suppressions: readonly Suppression[];
}

const KEYS = ['brand', 'suppression'];

/** Unknown keys are errors: a misspelt suppression that is silently off is worse than a message. Throws `config`. */
export function parseNamesConfig(value: unknown): NamesConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TyposquatError('config', 'the configuration is no table');
  const given = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given))
    if (!KEYS.includes(key)) throw new TyposquatError('config', `${key} is not known; there are ${KEYS.join(', ')}`);
  return { brands: brandsOf(given['brand']), suppressions: parseSuppressions(given['suppression']) };
}

function brandsOf(value: unknown): Brand[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TyposquatError('config', 'brand: a list is needed');
  return value.map((one: unknown, at) => {
    const { word, owners = [] } = (one ?? {}) as { word?: unknown; owners?: unknown };
    if (typeof word !== 'string' || word === '')
      throw new TyposquatError('config', `brand ${at + 1}: word: a text is needed`);
    if (!Array.isArray(owners) || !owners.every((owner) => typeof owner === 'string'))
      throw new TyposquatError('config', `brand ${at + 1}: owners: a list of texts is needed`);
    return { word, owners };
  });
}
