/** What a program is loaded from: the units of a build, the files of their packages, the standard library. */
import type { Stages } from '@lazaret/base';
import type { Manifest, Unit } from '@lazaret/cargo';
import type { CrateNum, World } from '@lazaret/facts';
import type { ModelDeclaration, StdCrates } from '@lazaret/rust-names';

/** The files of one package, read on demand and in memory. */
export interface PackageText {
  readonly manifest: Manifest;
  /** Paths of all files, `/`-separated, relative to the package root. */
  readonly paths: ReadonlySet<string>;
  readonly read: (path: string) => Uint8Array | undefined;
}

/** Puts the standard library's crates into an empty world. */
export type StdLoader = (world: World) => StdLibrary;

export interface StdLibrary extends StdCrates {
  readonly procMacro?: CrateNum;
  readonly test?: CrateNum;
  /** `1.96.0 x86_64-unknown-linux-gnu`. */
  readonly label: string;
}

export interface ProgramInput {
  readonly std: StdLoader;
  /** Told which work is going on, for whoever measures. */
  readonly stages?: Stages | undefined;
  readonly units: readonly Unit[];
  /** Name and version by lock index. */
  readonly packages: readonly { readonly name: string; readonly version: string }[];
  /** By lock index; a package without text is a hole that everything leading into it falls into. */
  readonly texts: ReadonlyMap<number, PackageText>;
  /** `rustc --print cfg` of the target and of the host. */
  readonly targetCfgs: ReadonlySet<string>;
  readonly hostCfgs: ReadonlySet<string>;
  /** Lock indexes of packages whose bodies tell where values come from. */
  readonly flow?: ReadonlySet<number>;
  /** Which targets of the project's own packages are roots; libraries are roots where there is no binary. */
  readonly roots: { readonly examples: boolean; readonly tests: boolean; readonly benches: boolean };
  /** Models of derives besides those that Lazaret has; they come first. */
  readonly models?: readonly ModelDeclaration[] | undefined;
  /** Facts that were stored before: crates that have them are neither parsed nor inferred again. */
  readonly stored?: StoredFacts;
}

/** Facts of crates by keys of all that they depend on. */
export interface StoredFacts {
  /** Names the analyser and the standard library's facts: whatever changes them must change it. */
  readonly engine: string;
  /** Names the content of a package, by lock index. Crates of a package without such a name are never stored. */
  readonly contentOf: (pkg: number) => string | undefined;
  /** The stored form of a crate; undefined if there is none. */
  readonly read: (key: string) => Uint8Array | undefined;
}
