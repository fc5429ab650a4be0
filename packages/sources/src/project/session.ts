/** What one run shares: environment, cargo's home, caches, one HTTP client, one finder for each configuration. */
import { resolve } from 'node:path';
import { type CargoConfig, CRATES_IO_SOURCE } from '@lazaret/cargo';
import { cacheDirectory, LazaretCache } from '../cache/cache.ts';
import { type CargoHome, findCargoHome } from '../cargo-home/cargo-home.ts';
import { readCargoConfig } from '../cargo-home/config-files.ts';
import { SourcesError } from '../error.ts';
import { SourceFinder } from '../package/finder.ts';
import { HttpClient } from '../registry/http-client.ts';
import type { Registry } from '../registry/registry.ts';

/** What a session uses; everything has a default taken from the machine. */
export interface SessionOptions {
  /** Where relative paths start; the current directory by default. */
  readonly directory?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `--offline` or `--frozen`; the configuration can forbid the network too. */
  readonly offline?: boolean;
  readonly cargoHome?: CargoHome;
  readonly cache?: LazaretCache;
  readonly http?: HttpClient;
}

/** One run: shares caches, connections and configuration among all that it opens. */
export class Session {
  readonly directory: string;
  readonly cargoHome: CargoHome;
  readonly cache: LazaretCache;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #offline: boolean;
  readonly #configs = new Map<string, CargoConfig>();
  readonly #finders = new Map<CargoConfig, SourceFinder>();
  #http: HttpClient | undefined;

  constructor(options: SessionOptions = {}) {
    this.directory = resolve(options.directory ?? process.cwd());
    this.#env = options.env ?? process.env;
    this.#offline = options.offline ?? false;
    this.cargoHome = options.cargoHome ?? findCargoHome(this.#env, this.directory);
    this.cache = options.cache ?? new LazaretCache(cacheDirectory(this.#env));
    this.#http = options.http;
  }

  /** Cargo's configuration as seen from a directory. */
  configOf(directory: string): CargoConfig {
    let config = this.#configs.get(directory);
    if (config === undefined) {
      config = readCargoConfig(directory, this.cargoHome, this.#env);
      this.#configs.set(directory, config);
    }
    return config;
  }

  /** The finder for a project's configuration; that of the session's directory by default. */
  finder(config: CargoConfig = this.configOf(this.directory)): SourceFinder {
    let finder = this.#finders.get(config);
    if (finder === undefined) {
      finder = new SourceFinder({
        config,
        directory: this.directory,
        cargoHome: this.cargoHome,
        cache: this.cache,
        http: this.#client(config),
        offline: this.isOffline(config),
      });
      this.#finders.set(config, finder);
    }
    return finder;
  }

  isOffline(config: CargoConfig = this.configOf(this.directory)): boolean {
    return this.#offline || config.offline;
  }

  /** The registry that stands for crates.io here. */
  registry(config: CargoConfig = this.configOf(this.directory)): Registry {
    const registry = this.finder(config).registryOf(CRATES_IO_SOURCE);
    if (registry !== undefined) return registry;
    const message = 'the configuration replaces crates.io with a folder, which has no index to look things up in';
    throw new SourcesError('registry-unsupported', message);
  }

  /** Closes kept connections. */
  close(): void {
    this.#http?.close();
  }

  #client(config: CargoConfig): HttpClient {
    if (this.#http !== undefined) return this.#http;
    const { retry, httpProxy, httpCaInfo } = config;
    this.#http = new HttpClient({
      env: this.#env,
      retry,
      ...(httpProxy === undefined ? {} : { proxy: httpProxy }),
      ...(httpCaInfo === undefined ? {} : { caFile: resolve(this.directory, httpCaInfo.relativeTo, httpCaInfo.path) }),
    });
    return this.#http;
  }
}
