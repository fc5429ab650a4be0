/** Columns of the table of definitions: one integer per definition each, so that they are read without decoding. */
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
  EndLine: 9,
  EndCol: 10,
} as const;

export const COLUMNS = 11;
