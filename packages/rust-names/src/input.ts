/**
 * What name resolution needs to know about one unit of compilation. Everything is given: nothing is read from the host.
 */
import type { CrateNum } from '@lazaret/facts';
import type { DeriveModel } from './models/derive-model.ts';
import type { AttributeModel, BangModel } from './models/macro-model.ts';

export interface CrateInput {
  /** Name in code: `serde_json`. */
  readonly name: string;
  readonly package: { readonly name: string; readonly version: string };
  readonly edition: 2015 | 2018 | 2021 | 2024;
  readonly unit: 'lib' | 'bin' | 'build-script' | 'proc-macro' | 'example' | 'test' | 'bench';
  /** Path of the root file relative to the package root, `/`-separated: `src/lib.rs`. */
  readonly root: string;
  /** Text of a file by its path relative to the package root; undefined if there is none. */
  readonly readFile: (path: string) => string | undefined;
  /** Features that are on. */
  readonly features: ReadonlySet<string>;
  /**
   * Other configuration: `cfg(unix)` asks `('unix')`, `cfg(target_os = "linux")` asks `('target_os', 'linux')`. Undefined
   * means that nobody knows (a build script may set it): recorded, and taken as `cfgLikely` says, or as false.
   * `feature` is asked for what is not on: a build script may set it.
   */
  readonly cfg: (name: string, value?: string) => boolean | undefined;
  /**
   * What to take for options that `cfg` does not know. Where it is given, code that is left out because of such options is
   * recorded as an opaque expansion with its names (reason `cfg-unknown`).
   */
  readonly cfgLikely?: (name: string, value?: string) => boolean;
  /** Dependencies by the name under which this crate's code knows them. */
  readonly externs: ReadonlyMap<string, CrateNum>;
  /** The standard library's crates as far as they are loaded. */
  readonly stdCrates: StdCrates;
  /** Values of `env!`/`option_env!`; undefined for unknown. `CARGO_PKG_NAME` and the like are known without it. */
  readonly env?: (name: string) => string | undefined;
  /** Models of derives besides those of this package; they come first. */
  readonly deriveModels?: readonly DeriveModel[];
  /** The same for attribute macros. */
  readonly attributeModels?: readonly AttributeModel[];
  /** The same for function-like macros. */
  readonly bangModels?: readonly BangModel[];
  /** Files that a build script would write, by their path inside `OUT_DIR`: `private.rs`. */
  /** Whether bodies tell where values come from (BodyFlow): for crates whose behaviour is looked at. */
  readonly flow?: boolean;
  readonly outFile?: (path: string) => string | undefined;
}

export interface StdCrates {
  readonly core?: CrateNum;
  readonly alloc?: CrateNum;
  readonly std?: CrateNum;
}
