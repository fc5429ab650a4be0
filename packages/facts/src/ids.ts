/**
 * Numbers that name things within one session. None of them is ever stored: stored facts name definitions by crate and
 * definition path, and are given new numbers when they are loaded.
 */

declare const crateBrand: unique symbol;
/** Index of a crate (a unit of compilation: one package's library, binary or build script with one set of features) in a {@link World}. */
export type CrateNum = number & { readonly [crateBrand]: true };

declare const defBrand: unique symbol;
/** A definition: crate number in the high bits, index in that crate's table in the low {@link LOCAL_BITS}. */
export type DefId = number & { readonly [defBrand]: true };

declare const localBrand: unique symbol;
/** Index of a definition in its own crate's table. 0 is the crate root module. */
export type LocalDef = number & { readonly [localBrand]: true };

/** 2^20 definitions a crate (the `windows` crate, the largest known, has about half) and 2^11 crates a session fit in 31 bits. */
const LOCAL_BITS = 20;
export const DEFS_PER_CRATE_MAX = 1 << LOCAL_BITS;
export const CRATES_MAX = 1 << 11;

export function defId(krate: CrateNum, local: LocalDef): DefId {
  return ((krate << LOCAL_BITS) | local) as DefId;
}

export function crateOf(def: DefId): CrateNum {
  return (def >>> LOCAL_BITS) as CrateNum;
}

export function localOf(def: DefId): LocalDef {
  return (def & (DEFS_PER_CRATE_MAX - 1)) as LocalDef;
}
