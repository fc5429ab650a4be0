/**
 * Typed access to the fields of an untrusted table (TOML or JSON). Unknown fields are left alone: RustSec adds some now
 * and then, and a reader that refuses them would refuse the whole database.
 */
import { isTable, type Table } from '@lazaret/base';
import { AdvisoryError, AdvisoryErrorCode } from '../error.ts';

/** A field list longer than this is no advisory; the longest of the database has under 50 entries. */
const MAX_LIST = 10_000;

/** A single value longer than this is no advisory field. */
const MAX_TEXT = 100_000;

/** Where a table comes from, so that errors can name the place. */
export interface Origin {
  readonly file: string;
  /** 1-based line of a key, 0 if not known. */
  readonly lineOf: (key: string) => number;
}

export class Fields {
  readonly table: Table;
  readonly origin: Origin;

  constructor(table: Table, origin: Origin) {
    this.table = table;
    this.origin = origin;
  }

  /** Own properties only: a field named `constructor` must not find Object's. */
  get(key: string): unknown {
    return Object.hasOwn(this.table, key) ? this.table[key] : undefined;
  }

  fail(code: AdvisoryErrorCode, key: string, detail: string): never {
    throw new AdvisoryError(code, this.origin.file, this.origin.lineOf(key), detail);
  }

  optionalText(key: string): string | null {
    const value = this.get(key);
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string') return this.fail(AdvisoryErrorCode.FieldType, key, `\`${key}\` must be a string`);
    if (value.length > MAX_TEXT) return this.fail(AdvisoryErrorCode.TooLarge, key, `\`${key}\` is too long`);
    return value;
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.fail(AdvisoryErrorCode.MissingField, key, `\`${key}\` is missing`);
  }

  flag(key: string): boolean {
    const value = this.get(key);
    if (value === undefined || value === null) return false;
    if (typeof value !== 'boolean')
      return this.fail(AdvisoryErrorCode.FieldType, key, `\`${key}\` must be true or false`);
    return value;
  }

  list(key: string): readonly unknown[] {
    const value = this.get(key);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return this.fail(AdvisoryErrorCode.FieldType, key, `\`${key}\` must be a list`);
    if (value.length > MAX_LIST) return this.fail(AdvisoryErrorCode.TooLarge, key, `\`${key}\` has too many entries`);
    return value;
  }

  texts(key: string): string[] {
    return this.list(key).map((value) =>
      typeof value === 'string' && value.length <= MAX_TEXT
        ? value
        : this.fail(AdvisoryErrorCode.FieldType, key, `\`${key}\` must be a list of strings`),
    );
  }

  /** The tables in a list; anything else in it is an error. */
  tables(key: string): Fields[] {
    return this.list(key).map((value) =>
      isTable(value)
        ? new Fields(value, this.origin)
        : this.fail(AdvisoryErrorCode.FieldType, key, `\`${key}\` must be a list of tables`),
    );
  }

  child(key: string): Fields | null {
    const value = this.get(key);
    if (value === undefined || value === null) return null;
    if (!isTable(value)) return this.fail(AdvisoryErrorCode.FieldType, key, `\`${key}\` must be a table`);
    return new Fields(value, this.origin);
  }
}
