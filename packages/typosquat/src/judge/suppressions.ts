/**
 * Words of a person that a resemblance is all right. Each holds for one name and what it is like, for the owners that it was given
 * to, and until a day: names change hands.
 */
import { TyposquatError } from '../error.ts';

export interface Suppression {
  /** The name that may be so called, as written. */
  readonly name: string;
  /** What it may be like; all that it is like where absent. */
  readonly target?: string | undefined;
  /** Only what these checks find. */
  readonly checks?: readonly string[] | undefined;
  /** Only while all owners are among these. */
  readonly owners?: readonly string[] | undefined;
  readonly reason: string;
  /** RFC 3339 date or time; from then on it no longer holds. */
  readonly until?: string | undefined;
}

/** What a suppression is asked about. */
export interface Suppressible {
  readonly name: string;
  readonly owners: readonly string[];
  readonly target: string;
  readonly checks: readonly string[];
}

/** The first that holds. Without a moment, those that end do not hold: nobody knows whether they have. */
export function suppressionFor(
  suppressions: readonly Suppression[],
  asked: Suppressible,
  now: string | undefined,
): Suppression | undefined {
  return suppressions.find(
    ({ name, target, checks, owners, until }) =>
      name === asked.name &&
      (target === undefined || target === asked.target) &&
      (checks === undefined || asked.checks.every((check) => checks.includes(check))) &&
      (owners === undefined || (asked.owners.length > 0 && asked.owners.every((owner) => owners.includes(owner)))) &&
      (until === undefined || (now !== undefined && Date.parse(now) < Date.parse(until))),
  );
}

/** Reads a list of suppressions, of JSON or TOML. Throws {@link TyposquatError} (`config`). */
export function parseSuppressions(value: unknown): Suppression[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TyposquatError('config', 'suppression: a list is needed');
  return value.map((one: unknown, at) => {
    const where = `suppression ${at + 1}`;
    if (typeof one !== 'object' || one === null) throw new TyposquatError('config', `${where}: a table is needed`);
    const given = one as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(given))
      if (!KEYS.includes(key))
        throw new TyposquatError('config', `${where}: ${key} is not known; there are ${KEYS.join(', ')}`);
    const until = given['until'] instanceof Date ? given['until'].toISOString() : given['until'];
    if (until !== undefined && (typeof until !== 'string' || Number.isNaN(Date.parse(until))))
      throw new TyposquatError('config', `${where}: until is no date`);
    return {
      name: text(given['name'], `${where}: name`),
      target: given['target'] === undefined ? undefined : text(given['target'], `${where}: target`),
      checks: texts(given['checks'], `${where}: checks`),
      owners: texts(given['owners'], `${where}: owners`),
      reason: text(given['reason'], `${where}: reason`),
      until,
    };
  });
}

const KEYS = ['name', 'target', 'checks', 'owners', 'reason', 'until'];

function text(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw new TyposquatError('config', `${at}: a text is needed`);
  return value;
}

function texts(value: unknown, at: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw new TyposquatError('config', `${at}: a list of texts is needed`);
  return value as string[];
}
