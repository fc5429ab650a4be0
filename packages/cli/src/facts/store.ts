/**
 * Facts of crates in Lazaret's cache, packed, under keys of all that they depend on. Entries are written in one step and carry
 * a digest of themselves (the cache sees to that), so that one that a crash or another process cut short is as good as none.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { StoredFacts } from '@lazaret/analyzer';
import type { LazaretCache } from '@lazaret/sources';

const KIND = 'facts';
/** Packed facts of the largest crates known (bindings of whole operating systems) take some 20 MB. */
const ENTRY_BYTES_MAX = 256 * 1024 * 1024;
/** Unpacked they are about three times that. */
const FACTS_BYTES_MAX = 1024 * 1024 * 1024;
/** Facts of about ten thousand crates; the least recently used go first. */
export const STORE_BYTES_MAX = 1024 * 1024 * 1024;
/** Beyond this level the packed form hardly shrinks, and time grows. */
const LEVEL = 9;

export function packFacts(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } });
}

/** Undefined for what {@link packFacts} did not make. */
export function unpackFacts(packed: Uint8Array): Uint8Array | undefined {
  try {
    return zstdDecompressSync(packed, { maxOutputLength: FACTS_BYTES_MAX });
  } catch {
    return undefined;
  }
}

export class FactsStore implements StoredFacts {
  readonly contentOf: (pkg: number) => string | undefined;
  readonly #cache: LazaretCache;
  readonly #engineId: () => string;
  #engine: string | undefined;
  /** What was read or made in this run; undefined for what is not there. */
  readonly #packed = new Map<string, Uint8Array | undefined>();
  #written = false;

  constructor(cache: LazaretCache, engineId: () => string, contentOf: (pkg: number) => string | undefined) {
    this.#cache = cache;
    this.#engineId = engineId;
    this.contentOf = contentOf;
  }

  get engine(): string {
    this.#engine ??= this.#engineId();
    return this.#engine;
  }

  read(key: string): Uint8Array | undefined {
    const packed = this.packed(key);
    return packed === undefined ? undefined : unpackFacts(packed);
  }

  /** The entry as it is stored. */
  packed(key: string): Uint8Array | undefined {
    if (!this.#packed.has(key)) this.#packed.set(key, this.#cache.read(KIND, key, ENTRY_BYTES_MAX, 'touch'));
    return this.#packed.get(key);
  }

  /** Keeps an entry, in this run even if the cache cannot be written. */
  write(key: string, packed: Uint8Array): void {
    this.#packed.set(key, packed);
    this.#cache.write(KIND, key, packed);
    this.#written = true;
  }

  /** Removes what was not used for longest, if the cache has grown too large. */
  prune(): void {
    if (this.#written) this.#cache.prune(KIND, STORE_BYTES_MAX);
  }
}
