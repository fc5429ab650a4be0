/**
 * Fields of a configuration as gitleaks' reader takes them: names in any case, a number written as text, one text where a
 * list is wanted (split at commas). What cannot be taken is an error with the name of the field.
 */
import { parse, TomlError } from 'smol-toml';
import { SecretsError } from '../error.ts';

/** Configurations are tens of kilobytes. */
const MAX_CONFIG_LENGTH = 16 * 1024 * 1024;
/** Nesting of inline values. */
const MAX_CONFIG_DEPTH = 64;

/** A table with names in lower case. */
export class Fields {
  readonly #values = new Map<string, unknown>();
  readonly #where: string;

  constructor(table: object, where: string) {
    this.#where = where;
    for (const [key, value] of Object.entries(table)) this.#values.set(key.toLowerCase(), value);
  }

  static parse(text: string, what: string): Fields {
    if (text.length > MAX_CONFIG_LENGTH)
      throw new SecretsError('config', `${what} has more than ${MAX_CONFIG_LENGTH} characters`);
    try {
      return new Fields(parse(text, { maxDepth: MAX_CONFIG_DEPTH, integersAsBigInt: 'asNeeded' }), '');
    } catch (error) {
      const place = error instanceof TomlError ? ` (line ${error.line})` : '';
      const message = error instanceof Error ? error.message.split('\n')[0] : '';
      throw new SecretsError('config', `${what} is not TOML: ${message}${place}`, { cause: error });
    }
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  text(name: string): string {
    const value = this.#values.get(name.toLowerCase());
    if (value === undefined) return '';
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'bigint') return String(value);
    if (typeof value === 'boolean') return value ? '1' : '0';
    return this.#refuse(name, 'a text');
  }

  number(name: string): number | undefined {
    const value = this.#values.get(name.toLowerCase());
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number(value);
    if ((typeof value === 'object' && value !== null) || Number.isNaN(number)) return this.#refuse(name, 'a number');
    return number;
  }

  integer(name: string): number | undefined {
    const value = this.number(name);
    return value === undefined ? undefined : Math.trunc(value);
  }

  flag(name: string): boolean {
    const value = this.#values.get(name.toLowerCase());
    if (value === undefined) return false;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') return value !== 0;
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0' || value === '') return false;
    return this.#refuse(name, 'true or false');
  }

  texts(name: string): string[] {
    const value = this.#values.get(name.toLowerCase());
    if (value === undefined || value === '') return [];
    if (typeof value === 'string') return value.split(',');
    if (!Array.isArray(value)) return this.#refuse(name, 'a list of texts');
    return value.map((one) => (typeof one === 'string' ? one : this.#refuse(name, 'a list of texts')));
  }

  table(name: string): Fields | undefined {
    const value = this.#values.get(name.toLowerCase());
    if (value === undefined) return undefined;
    return this.#table(name, Array.isArray(value) && value.length === 1 ? value[0] : value);
  }

  tables(name: string): Fields[] {
    const value = this.#values.get(name.toLowerCase());
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((one) => this.#table(name, one));
  }

  #table(name: string, value: unknown): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#refuse(name, 'a table');
    return new Fields(value, this.#where === '' ? name : `${this.#where}.${name}`);
  }

  #refuse(name: string, wanted: string): never {
    throw new SecretsError('config', `${this.#where === '' ? name : `${this.#where}.${name}`} must be ${wanted}`);
  }
}
