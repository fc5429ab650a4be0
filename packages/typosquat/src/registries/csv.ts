/** Comma-separated values as PostgreSQL writes them (RFC 4180), in pieces of whatever size. */
import { TyposquatError } from '../error.ts';

/** Characters of one field; the readmes of a dump are the longest, and are passed over. */
const FIELD_MAX = 16 * 1024 * 1024;

/** Rows of fields, the header first. Throws {@link TyposquatError} (`corpus`) where a quote never ends. */
export function* csvRows(pieces: Iterable<string>): Generator<string[]> {
  let row: string[] = [];
  let field = '';
  // Outside of quotes, within, or at a quote within that may be the end or the first of two.
  let state: 'plain' | 'quoted' | 'quote' = 'plain';
  let isBegun = false;
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at++) {
      if (state === 'quoted') {
        const end = piece.indexOf('"', at);
        field += piece.slice(at, end < 0 ? undefined : end);
        if (field.length > FIELD_MAX)
          throw new TyposquatError('corpus', `a field of more than ${FIELD_MAX} characters`);
        if (end < 0) break;
        at = end;
        state = 'quote';
        continue;
      }
      const char = piece[at]!;
      isBegun = true;
      if (char === '"') {
        if (state === 'quote') field += '"';
        state = 'quoted';
        continue;
      }
      state = 'plain';
      if (char === ',' || char === '\n') {
        row.push(field);
        field = '';
        if (char === ',') continue;
        yield row;
        row = [];
        isBegun = false;
      } else if (char !== '\r') field += char;
    }
  }
  if (state === 'quoted') throw new TyposquatError('corpus', 'a quoted field has no end');
  if (isBegun) yield [...row, field];
}

/** The named fields of each row after the header. Throws where the header lacks one of them. */
export function* csvColumns(pieces: Iterable<string>, names: readonly string[]): Generator<string[]> {
  let places: number[] | undefined;
  for (const row of csvRows(pieces)) {
    if (places === undefined) {
      places = names.map((name) => row.indexOf(name));
      const missing = names.filter((_, at) => places![at]! < 0);
      if (missing.length > 0) throw new TyposquatError('corpus', `there is no column ${missing.join(', ')}`);
    } else yield places.map((place) => row[place] ?? '');
  }
}
