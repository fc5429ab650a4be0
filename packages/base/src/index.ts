/** The ground floor: what every package may use and nothing that knows Rust, Cargo or a file system. */
export { assert, BugError, compareText, unreachable } from './assert.ts';
export { BitSet } from './bitset.ts';
export { IntVec } from './columns.ts';
export { buildCsr, type Csr } from './csr.ts';
export type { Diagnostic } from './diagnostic.ts';
export { Interner, type Sym } from './interner.ts';
export { inStage, noStages, type Stages } from './stages.ts';
export { isTable, type Table } from './table.ts';
export { LineIndex, type Position, plural, printable } from './text.ts';
