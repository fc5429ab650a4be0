/** Signatures and bodies to types and calls, one body at a time, on demand. */
export { Session, sessionOf } from './session.ts';
export { createSourceCrate } from './source-crate.ts';
