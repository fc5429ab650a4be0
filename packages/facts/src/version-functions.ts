/**
 * A crate's functions as token streams: what the comparison of two versions needs to know of them. The analyser makes
 * these, the inference from fixes reads them.
 */

/** One function, method, trait method with a body, or `macro_rules!` definition of one version. */
export interface FnToken {
  /** Identity across versions and within one: module path, self type, trait and name. */
  readonly id: string;
  /** Module path from the crate root, `::` between segments, empty at the root. */
  readonly module: string;
  /** Type of the impl it is in, without generic arguments; `null` for free functions and trait definitions. */
  readonly selfType: string | null;
  /** Trait of the impl, or the trait that defines it; `null` otherwise. */
  readonly trait: string | null;
  readonly name: string;
  /** As an advisory would write it, without the crate: `module::Type::method`, the module being that of the type. */
  readonly path: string;
  /** Type or trait whose header it falls with: `selfType`, else `trait`, else `null`. */
  readonly ownerType: string | null;
  /** Hash over the tokens of signature and body, without comments, attributes and whitespace. */
  readonly tokenHash: string;
  /** The tokens that were hashed. Asked for only where hashes differ. */
  readonly tokens: () => readonly string[];
  /** May code outside of the crate call it (visibility and re-exports, trait impls of public types)? */
  readonly public: boolean;
  /** Called functions: ids where they are resolved, plain names where not. */
  readonly callees: readonly string[];
  readonly file: string;
  readonly line: number;
  /** In `cfg(test)`, `#[test]`, `#[bench]`, or a folder of tests, benches, examples or fuzz targets. */
  readonly isTest: boolean;
}

/** A type's definition, or the header of an impl block, with a hash over its tokens. */
export interface HeaderToken {
  /** Identity across versions: `struct a::B`, `impl Trait for a::B`. */
  readonly id: string;
  /** The type that it is about; functions with this `ownerType` fall with it. */
  readonly owner: string;
  readonly hash: string;
}

/** One version of a crate, as far as the comparison looks at it. */
export interface VersionFunctions {
  readonly version: string;
  readonly functions: readonly FnToken[];
  readonly headers: readonly HeaderToken[];
}
