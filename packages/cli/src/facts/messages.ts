/** What the main thread and the threads that make facts tell each other. Everything in it can be cloned. */
import type { CratePlan, ProgramInput } from '@lazaret/analyzer';
import type { Manifest } from '@lazaret/cargo';

/** What a thread is given when it starts. */
export interface MakerData {
  readonly units: ProgramInput['units'];
  readonly packages: ProgramInput['packages'];
  readonly targetCfgs: ReadonlySet<string>;
  readonly hostCfgs: ReadonlySet<string>;
  readonly roots: ProgramInput['roots'];
  readonly models: ProgramInput['models'];
  readonly plan: CratePlan;
  readonly keys: readonly (string | undefined)[];
}

/** The files of one package in memory that threads share. */
export interface SharedPackage {
  readonly pkg: number;
  readonly manifest: Manifest;
  readonly bytes: SharedArrayBuffer;
  /** Path, start and end. */
  readonly files: readonly (readonly [string, number, number])[];
}

/** Make the facts of a crate. */
export interface MakeRequest {
  readonly crate: number;
  /** Packages whose text is needed and was not sent to this thread before. */
  readonly texts: readonly SharedPackage[];
  /** Packed facts of dependencies that this thread does not have, in order. */
  readonly given: readonly (readonly [number, Uint8Array])[];
}

/** The packed facts; undefined if they could not be made. */
export interface MakeResult {
  readonly crate: number;
  readonly packed: Uint8Array | undefined;
}

/** Packs files into memory that threads share. */
export function sharePackage(pkg: number, manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): SharedPackage {
  let total = 0;
  for (const data of files.values()) total += data.length;
  const bytes = new SharedArrayBuffer(total);
  const view = new Uint8Array(bytes);
  const places: [string, number, number][] = [];
  let at = 0;
  for (const [path, data] of files) {
    view.set(data, at);
    places.push([path, at, at + data.length]);
    at += data.length;
  }
  return { pkg, manifest, bytes, files: places };
}
