/**
 * One registry by the sparse protocol: its `config.json`, index files with revalidation, downloads. Reads Lazaret's cache
 * and, without a network, the index cache that cargo left behind.
 */
import { indexPath } from '@lazaret/cargo';
import { type LazaretCache, sha256Hex } from '../cache/cache.ts';
import type { CargoHome } from '../cargo-home/cargo-home.ts';
import { SourcesError } from '../error.ts';
import type { HttpClient, HttpResponse } from './http-client.ts';
import { downloadUrl } from './layout.ts';

const MAX_CONFIG = 64 * 1024;
/** The largest index files on crates.io are a few MiB. */
const MAX_INDEX_FILE = 64 * 1024 * 1024;
/** crates.io allows 10 MiB, raised for single crates; readCrate's own limit. */
const MAX_ARCHIVE = 128 * 1024 * 1024;

export interface RegistryOptions {
  /** `sparse+https://…/`. */
  readonly index: string;
  readonly http: HttpClient;
  readonly cache: LazaretCache;
  readonly cargoHome: CargoHome;
  readonly offline: boolean;
}

/** A registry's `config.json`. */
export interface RegistryConfig {
  readonly dl: string;
  readonly api: string | undefined;
  readonly authRequired: boolean;
}

/** The index file of a crate. */
export interface IndexFile {
  /** JSON lines, byte for byte as served. */
  readonly lines: string;
  /** How fresh it is: `network` was fetched or revalidated now; the others are as old as they are. */
  readonly origin: 'network' | 'lazaret-cache' | 'cargo-cache';
}

interface CachedIndex {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  readonly lines: string;
}

/** A registry with a sparse index. */
export class Registry {
  readonly index: string;
  readonly host: string;
  readonly #base: string;
  readonly #options: RegistryOptions;
  #config: Promise<RegistryConfig> | undefined;
  readonly #files = new Map<string, Promise<IndexFile | undefined>>();

  constructor(options: RegistryOptions) {
    const url = URL.parse(options.index.replace(/^sparse\+/, ''));
    if (!options.index.startsWith('sparse+') || url === null) {
      const message = `the registry ${options.index} has a git index, which Lazaret does not fetch; run \`cargo fetch\` first or configure its sparse index`;
      throw new SourcesError('registry-unsupported', message);
    }
    this.#options = options;
    this.index = options.index;
    this.host = url.hostname;
    this.#base = url.href.endsWith('/') ? url.href : `${url.href}/`;
  }

  /** `config.json`, fetched once. */
  config(): Promise<RegistryConfig> {
    this.#config ??= this.#fetchConfig();
    return this.#config;
  }

  /** The crate's index lines; undefined when the registry has no such crate. Fetched or revalidated once. */
  indexFile(name: string): Promise<IndexFile | undefined> {
    const path = indexPath(name);
    let file = this.#files.get(path);
    if (file === undefined) {
      file = this.#options.offline ? this.#offlineIndex(path, name) : this.#fetchIndex(path);
      this.#files.set(path, file);
    }
    return file;
  }

  /** Downloads an archive. The checksum, if known, is checked before anything else sees the bytes. */
  async download(
    name: string,
    version: string,
    checksum: string | undefined,
  ): Promise<{ bytes: Uint8Array; url: string }> {
    if (this.#options.offline) {
      throw new SourcesError(
        'offline',
        `${name} ${version} is in no local cache, and --offline forbids the download; run \`cargo fetch\` or leave out --offline`,
      );
    }
    const { dl } = await this.config();
    const url = downloadUrl(dl, name, version, checksum ?? '');
    const response = await this.#options.http.get({ url, maxBytes: MAX_ARCHIVE });
    if (response.status === 401) throw this.#authError();
    if (response.status === 404) throw new SourcesError('not-found', `${url} does not exist (404)`);
    if (response.status !== 200) throw statusError(url, response);
    const actual = sha256Hex(response.body);
    if (checksum !== undefined && actual !== checksum) {
      throw new SourcesError(
        'checksum',
        `${url} has SHA-256 ${actual}, but ${checksum} is expected; the archive was not used`,
      );
    }
    return { bytes: response.body, url };
  }

  async #fetchConfig(): Promise<RegistryConfig> {
    const key = sha256Hex(this.index);
    if (this.#options.offline) {
      const cached = this.#options.cache.read('registry', key, MAX_CONFIG);
      if (cached !== undefined) return parseRegistryConfig(decode(cached), this.index);
      throw new SourcesError(
        'offline',
        `the configuration of ${this.index} is not cached, and --offline forbids fetching it`,
      );
    }
    const url = `${this.#base}config.json`;
    const response = await this.#options.http.get({ url, maxBytes: MAX_CONFIG });
    if (response.status === 401) throw this.#authError();
    if (response.status !== 200) throw statusError(url, response);
    const config = parseRegistryConfig(decode(response.body), this.index);
    if (config.authRequired) throw this.#authError();
    this.#options.cache.write('registry', key, response.body);
    return config;
  }

  async #fetchIndex(path: string): Promise<IndexFile | undefined> {
    const cached = this.#readCached(path);
    const url = this.#base + path;
    const headers: Record<string, string> = {};
    if (cached?.etag !== undefined) headers['if-none-match'] = cached.etag;
    else if (cached?.lastModified !== undefined) headers['if-modified-since'] = cached.lastModified;
    const response = await this.#options.http.get({ url, headers, maxBytes: MAX_INDEX_FILE });
    if (response.status === 304 && cached !== undefined) return { lines: cached.lines, origin: 'network' };
    if (response.status === 404 || response.status === 410) return undefined;
    if (response.status === 401) throw this.#authError();
    if (response.status !== 200) throw statusError(url, response);
    const lines = decode(response.body);
    const validators = { etag: response.headers['etag'], lastModified: response.headers['last-modified'] };
    this.#options.cache.write('index', this.#cacheKey(path), `${JSON.stringify(validators)}\n${lines}`);
    return { lines, origin: 'network' };
  }

  /** Lazaret's copy, else cargo's. Undefined (no such crate) cannot be known offline, so absence is an error. */
  async #offlineIndex(path: string, name: string): Promise<IndexFile> {
    const own = this.#readCached(path);
    if (own !== undefined) return { lines: own.lines, origin: 'lazaret-cache' };
    const cargo = this.#options.cargoHome.indexLines(path, this.host);
    if (cargo !== undefined) return { lines: cargo.lines, origin: 'cargo-cache' };
    throw new SourcesError(
      'offline',
      `the index entry of \`${name}\` is in no local cache, and --offline forbids fetching it`,
    );
  }

  #readCached(path: string): CachedIndex | undefined {
    const bytes = this.#options.cache.read('index', this.#cacheKey(path), MAX_INDEX_FILE);
    if (bytes === undefined) return undefined;
    const text = decode(bytes);
    const end = text.indexOf('\n');
    const head = parseObject(text.slice(0, Math.max(0, end)));
    if (head === undefined) return undefined;
    const field = (key: string) => (typeof head[key] === 'string' ? (head[key] as string) : undefined);
    return { etag: field('etag'), lastModified: field('lastModified'), lines: text.slice(end + 1) };
  }

  #cacheKey(path: string): string {
    return sha256Hex(`${this.index}\n${path}`);
  }

  #authError(): SourcesError {
    const message = `the registry ${this.index} asks for a token, and Lazaret never reads credentials; run \`cargo fetch\` and try again with its cache`;
    return new SourcesError('auth-required', message);
  }
}

/** Reads `config.json`. */
function parseRegistryConfig(text: string, index: string): RegistryConfig {
  const value = parseObject(text);
  const { dl, api } = value ?? {};
  if (typeof dl !== 'string' || dl === '') {
    throw new SourcesError('registry-config', `the config.json of ${index} has no \`dl\` address`);
  }
  return { dl, api: typeof api === 'string' ? api : undefined, authRequired: value!['auth-required'] === true };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function statusError(url: string, response: HttpResponse): SourcesError {
  // A registry that refuses says why in the body; cargo prints it too.
  const reason = decode(response.body.subarray(0, 512)).trim();
  const text = reason === '' ? '' : `: ${reason}`;
  return new SourcesError('http-status', `${url} answered with status ${response.status}${text}`);
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
