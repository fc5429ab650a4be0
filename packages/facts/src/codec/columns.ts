/**
 * Columns of integers: the table of definitions (one integer per definition each) and tables of offsets. They are written as
 * differences to the entry before, which are small and alike (a name is often the next name, a child the next definition),
 * so that they pack well.
 */
import { ByteWriter } from './bytes.ts';

export const Column = {
  Kind: 0,
  /** -1 for the root. */
  Parent: 1,
  Name: 2,
  Flags: 3,
  /** 0 = public. */
  Vis: 4,
  /** Of the span: 0 = own crate. */
  Crate: 5,
  File: 6,
  Line: 7,
  Col: 8,
  /** Behind the first line and column. */
  Lines: 9,
  Cols: 10,
} as const;

export const COLUMNS = 11;

/** The stored form of `columns` equally long columns: differences of either sign, as LEB128 integers. */
export function packColumns(data: ArrayLike<number>, columns = 1): Uint8Array {
  const out = new ByteWriter();
  const length = data.length / columns;
  for (let i = 0, before = 0; i < data.length; i++) {
    if (i % length === 0) before = 0;
    out.int((data[i]! - before) | 0);
    before = data[i]!;
  }
  return out.take();
}

/** The inverse of {@link packColumns}. Sums of a hostile file wrap around; they are checked where they are used. */
export function unpackColumns(bytes: Uint8Array, columns = 1): Int32Array {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! < 0x80) count++;
  const out = new Int32Array(count);
  const length = Math.max(1, Math.floor(count / columns));
  for (let i = 0, at = 0, sum = 0; i < count; i++) {
    if (i % length === 0) sum = 0;
    let value = bytes[at++]!;
    if (value > 0x7f) {
      value &= 0x7f;
      for (let shift = 7, more = 0x80; more > 0x7f; shift += 7) {
        more = bytes[at++]!;
        // Beyond 32 bits nothing is left to say; shifts are taken modulo 32.
        if (shift < 32) value |= (more & 0x7f) << shift;
      }
    }
    sum = (sum + ((value >>> 1) ^ -(value & 1))) | 0;
    out[i] = sum;
  }
  return out;
}
