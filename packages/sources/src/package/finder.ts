/**
 * Where the bytes of a locked package come from, in order: vendor folder or local registry (when the configuration puts
 * one in the source's place), cargo's cached archive, Lazaret's cache, the registry, cargo's unpacked copy. An archive is
 * used only when its digest is the lock file's; what does not fit is a problem in the result and the next place is tried.
 */
import { join, resolve } from 'node:path';
import { type CargoConfig, parseSource, replaceSource, type SourcePlace } from '@lazaret/cargo';
import { type LazaretCache, sha256Hex } from '../cache/cache.ts';
import type { CargoHome } from '../cargo-home/cargo-home.ts';
import { SourcesError } from '../error.ts';
import { entryAt, readRegularFile } from '../files/read.ts';
import type { HttpClient } from '../registry/http-client.ts';
import { Registry } from '../registry/registry.ts';
import { listVersions } from '../registry/versions.ts';
import { archiveSource } from './archive.ts';
import { directorySource } from './directory.ts';
import { findInCheckouts } from './git-checkout.ts';
import type {
  MissingSource,
  PackageRequest,
  PackageSource,
  SourceProblem,
  SourceResult,
  Verification,
} from './origin.ts';
import { makeOutline, type PackageOutline, readOutline } from './outline.ts';
import { VendorFolder } from './vendor.ts';

/** Where a finder may look. */
export interface SourceFinderOptions {
  readonly config: CargoConfig;
  /** Paths in the configuration that are relative to nothing else are relative to this. */
  readonly directory: string;
  readonly cargoHome: CargoHome;
  readonly cache: LazaretCache;
  readonly http: HttpClient;
  /** Forbids the network (`--offline`, `--frozen`, `net.offline`). */
  readonly offline: boolean;
}

/** Told after each package, whatever came of it. */
export interface FindProgress {
  readonly done: number;
  readonly total: number;
  readonly request: PackageRequest;
}

const MAX_ARCHIVE = 128 * 1024 * 1024;
/** Packages looked for at the same time; the HTTP client has as many connections. */
const CONCURRENCY = 16;

/** Finds the bytes of packages under one configuration. */
export class SourceFinder {
  readonly #options: SourceFinderOptions;
  readonly #vendors = new Map<string, VendorFolder>();
  readonly #registries = new Map<string, Registry>();

  constructor(options: SourceFinderOptions) {
    this.#options = options;
  }

  /** The registry with this index (`sparse+…`); throws for one with a git index. */
  registry(index: string): Registry {
    let registry = this.#registries.get(index);
    if (registry === undefined) {
      const { http, cache, cargoHome, offline } = this.#options;
      registry = new Registry({ index, http, cache, cargoHome, offline });
      this.#registries.set(index, registry);
    }
    return registry;
  }

  /** The registry that a lock file's source is read from after source replacement; undefined if it is no registry. */
  registryOf(source: string): Registry | undefined {
    const replaced = replaceSource(this.#options.config, source);
    return replaced.ok && replaced.place.kind === 'registry' ? this.registry(replaced.place.index) : undefined;
  }

  /** Finds all packages, in the order asked for; never throws for one that is missing. */
  findAll(requests: readonly PackageRequest[], onProgress?: (progress: FindProgress) => void): Promise<SourceResult[]> {
    return inParallel(requests, (request) => this.find(request), onProgress);
  }

  /** The outlines of all packages, in the order asked for. */
  outlineAll(
    requests: readonly PackageRequest[],
    onProgress?: (progress: FindProgress) => void,
  ): Promise<(PackageOutline | MissingSource)[]> {
    return inParallel(requests, (request) => this.outline(request), onProgress);
  }

  /** Manifest and file names; from the cache without touching the archive where it can be. */
  async outline(request: PackageRequest): Promise<PackageOutline | MissingSource> {
    const { cache, config } = this.#options;
    const known = readOutline(cache, config, request);
    if (known !== undefined) return known;
    const source = await this.find(request);
    return source.found ? makeOutline(cache, request, source, source.open()) : source;
  }

  async find(request: PackageRequest): Promise<SourceResult> {
    const { name, version } = request;
    const unsafe = !/^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(name) || !/^[0-9A-Za-z.+-]+$/.test(version);
    if (unsafe)
      return missing(request, [problem('path-missing', 'the name or version is none that a package can have')]);
    if (request.source === undefined) return this.#findPath(request);
    const replaced = replaceSource(this.#options.config, request.source.text);
    if (!replaced.ok) return missing(request, [problem('source-replacement', replaced.message)]);
    return this.#findIn(replaced.place, request);
  }

  async #findIn(place: SourcePlace, request: PackageRequest): Promise<SourceResult> {
    switch (place.kind) {
      case 'directory':
        return this.#findVendored(this.#resolve(place.path), request);
      case 'local-registry':
        return this.#findLocal(this.#resolve(place.path), request);
      case 'git':
        return findInCheckouts(this.#options.cargoHome, request, parseSource(request.source!.text).commit);
      case 'registry':
        return this.#findRegistry(place.index, request);
    }
  }

  #resolve(path: { readonly path: string; readonly relativeTo: string }): string {
    return resolve(this.#options.directory, path.relativeTo, path.path);
  }

  #findPath(request: PackageRequest): SourceResult {
    const { directory } = request;
    if (directory === undefined || !entryAt(directory)?.isDirectory()) {
      const message = 'the package has no source in the lock file, and no manifest of it was found in the project';
      return missing(request, [problem('path-missing', message, directory)]);
    }
    return directorySource(request, directory, { kind: 'path', path: directory }, [], { skipNestedPackages: true });
  }

  #findVendored(directory: string, request: PackageRequest): SourceResult {
    let folder = this.#vendors.get(directory);
    if (folder === undefined) this.#vendors.set(directory, (folder = new VendorFolder(directory)));
    const message = 'the vendor folder does not hold the package; run `cargo vendor`';
    return folder.find(request) ?? missing(request, [problem('vendor-missing', message, directory)]);
  }

  #findLocal(directory: string, request: PackageRequest): SourceResult {
    const path = join(directory, `${request.name}-${request.version}.crate`);
    const problems: SourceProblem[] = [];
    const found = this.#archiveAt(path, 'local-registry', request, request.checksum, problems);
    return (
      found ??
      missing(
        request,
        problems.length > 0
          ? problems
          : [problem('vendor-missing', 'the local registry does not hold the package', path)],
      )
    );
  }

  /** Cargo's cache, Lazaret's cache, the network, cargo's unpacked copy. */
  async #findRegistry(index: string, request: PackageRequest): Promise<SourceResult> {
    const problems: SourceProblem[] = [];
    const host = URL.parse(index.replace(/^sparse\+/, ''))?.hostname;
    const cached = this.#findCached(host, request, problems);
    if (cached !== undefined) return cached;
    const own = request.checksum === undefined ? undefined : this.#findOwn(request, request.checksum, problems);
    if (own !== undefined) return own;
    const downloaded = await this.#download(index, request, problems);
    if (downloaded !== undefined) return downloaded;
    // An unpacked copy proves nothing, so an archive that can be had goes first; without a network it may be all there is.
    return this.#findUnpacked(host, request, problems) ?? missing(request, problems);
  }

  #findCached(host: string | undefined, request: PackageRequest, problems: SourceProblem[]): PackageSource | undefined {
    const { name, version, checksum } = request;
    for (const path of this.#options.cargoHome.archivePaths(name, version, host, checksum === undefined)) {
      const found = this.#archiveAt(path, 'cargo-cache', request, checksum, problems);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #archiveAt(
    path: string,
    kind: 'cargo-cache' | 'local-registry',
    request: PackageRequest,
    checksum: string | undefined,
    problems: SourceProblem[],
  ): PackageSource | undefined {
    const bytes = readArchive(path, problems);
    if (bytes === undefined) return undefined;
    const sha256 = sha256Hex(bytes);
    if (checksum !== undefined && sha256 !== checksum) {
      const message = `the archive has SHA-256 ${sha256}, but the lock file names ${checksum}; it was not used`;
      problems.push(problem('archive-checksum', message, path));
      return undefined;
    }
    const verification: Verification = checksum === undefined ? 'none' : 'lock-checksum';
    return archiveSource(request, bytes, sha256, { kind, path }, verification, problems);
  }

  #findOwn(request: PackageRequest, checksum: string, problems: SourceProblem[]): PackageSource | undefined {
    const bytes = this.#options.cache.readArchive(checksum);
    if (bytes === undefined) return undefined;
    const path = this.#options.cache.archivePath(checksum);
    return archiveSource(request, bytes, checksum, { kind: 'lazaret-cache', path }, 'lock-checksum', problems);
  }

  #findUnpacked(
    host: string | undefined,
    request: PackageRequest,
    problems: readonly SourceProblem[],
  ): PackageSource | undefined {
    const path = this.#options.cargoHome.unpackedPaths(request.name, request.version, host)[0];
    if (path === undefined) return undefined;
    const message = 'only an unpacked copy is there, which nothing vouches for: it may have been edited';
    const found = [...problems, problem('unpacked-copy', message, path)];
    return directorySource(request, path, { kind: 'unpacked-copy', path }, found, {
      skipBuildOutput: false,
      include: (file) => file !== '.cargo-ok',
    });
  }

  async #download(
    index: string,
    request: PackageRequest,
    problems: SourceProblem[],
  ): Promise<PackageSource | undefined> {
    try {
      const registry = this.registry(index);
      const expected = request.checksum ?? (await indexChecksum(registry, request));
      const own =
        request.checksum === undefined && expected !== undefined
          ? this.#findOwn(request, expected, problems)
          : undefined;
      if (own !== undefined) return { ...own, verification: 'index-checksum' };
      const { bytes, url } = await registry.download(request.name, request.version, expected);
      this.#options.cache.writeArchive(bytes);
      const verification =
        request.checksum !== undefined ? 'lock-checksum' : expected !== undefined ? 'index-checksum' : 'none';
      return archiveSource(request, bytes, sha256Hex(bytes), { kind: 'download', url }, verification, problems);
    } catch (error) {
      if (!(error instanceof SourcesError)) throw error;
      problems.push(problem(error.code === 'offline' ? 'offline' : 'download', error.message));
      return undefined;
    }
  }
}

async function inParallel<T>(
  requests: readonly PackageRequest[],
  work: (request: PackageRequest) => Promise<T>,
  onProgress: ((progress: FindProgress) => void) | undefined,
): Promise<T[]> {
  const results = new Array<T>(requests.length);
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < requests.length; at = next++) {
      results[at] = await work(requests[at]!);
      done++;
      onProgress?.({ done, total: requests.length, request: requests[at]! });
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, requests.length) }, worker));
  return results;
}

/** The checksum that the index states, where the lock file has none. */
async function indexChecksum(registry: Registry, request: PackageRequest): Promise<string | undefined> {
  const versions = await listVersions(registry, request.name);
  return versions?.find(({ version }) => version === request.version)?.checksum;
}

function readArchive(path: string, problems: SourceProblem[]): Uint8Array | undefined {
  try {
    return readRegularFile(path, MAX_ARCHIVE, { followLink: true });
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error;
    problems.push(problem('archive-unreadable', error.message, path));
    return undefined;
  }
}

function missing(request: PackageRequest, problems: readonly SourceProblem[]): SourceResult {
  return { found: false, name: request.name, version: request.version, problems };
}

function problem(code: SourceProblem['code'], message: string, place?: string): SourceProblem {
  return place === undefined ? { code, message } : { code, message, place };
}
