/**
 * Bare copies of repositories in Lazaret's cache: all commits of branches and tags, trees and contents only as far as
 * somebody asks for them (partial clones). The configuration is ours; nothing is ever checked out.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../cache/cache.ts';
import { SourcesError } from '../error.ts';
import { type GitOptions, runGit } from './git.ts';

export interface MirrorOptions {
  /** Folder that all copies are in. */
  readonly directory: string;
  readonly offline: boolean;
  /** Bytes that a copy may take on disk. */
  readonly maxBytes?: number;
  readonly timeout?: number;
}

/** The commits of the largest repositories take some hundred megabytes; one that needs more is not copied. */
const DEFAULT_MAX_BYTES = 2 * 1024 * 1024 * 1024;
const DEFAULT_TIMEOUT = 600_000;
/** How often the size of a copy is looked at while git fetches. */
const WATCH_MS = 500;

const REMOTE = 'origin';
/** Settings for fetching; git's own defaults may be anything by the machine's configuration, which is not read. */
const FETCH_SETTINGS: readonly string[] = [
  // Said for the one command only: in the copy's own configuration it would make every read of a missing object a fetch.
  `remote.${REMOTE}.promisor=true`,
  `remote.${REMOTE}.partialclonefilter=tree:0`,
  'protocol.version=2',
  'http.followRedirects=initial',
  'http.lowSpeedLimit=1000',
  'http.lowSpeedTime=60',
  'transfer.bundleURI=false',
  'fetch.recurseSubmodules=false',
  'fetch.unpackLimit=1',
  'fetch.writeCommitGraph=false',
  'gc.auto=0',
  'maintenance.auto=false',
];
const FETCH = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--no-show-forced-updates',
];

/** One repository, copied in part. */
export class GitMirror {
  readonly url: string;
  readonly directory: string;
  readonly #options: MirrorOptions;
  readonly #protocols: readonly string[];
  #history = false;

  private constructor(url: string, directory: string, options: MirrorOptions) {
    this.url = url;
    this.directory = directory;
    this.#options = options;
    this.#protocols = [new URL(url).protocol.replace(':', '')];
  }

  /** Makes or updates the copy. Without a network the copy of an earlier run, if there is one. */
  static async open(url: string, options: MirrorOptions): Promise<GitMirror> {
    const mirror = new GitMirror(checkedUrl(url), join(options.directory, `${sha256Hex(url)}.git`), options);
    const complete = join(mirror.directory, COMPLETE);
    if (options.offline) {
      if (existsSync(complete)) return mirror;
      throw new SourcesError('offline', `there is no copy of ${url}, and --offline forbids fetching it`);
    }
    // A first fetch that was cut off leaves nothing worth keeping.
    if (!existsSync(complete)) rmSync(mirror.directory, { recursive: true, force: true });
    mkdirSync(mirror.directory, { recursive: true });
    if (!existsSync(complete))
      await runGit(['init', '--quiet', '--bare', '--template=', '.'], { directory: mirror.directory });
    await mirror.#fetch(['--filter=tree:0', '--prune'], ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']);
    writeFileSync(complete, '');
    return mirror;
  }

  /** Reads with git; nothing is fetched on the way. */
  run(args: readonly string[], options: Omit<GitOptions, 'directory'> = {}): Promise<Buffer> {
    return runGit(args, { ...options, directory: this.directory });
  }

  /** Brings objects by id: commits alone, trees with the trees below them, contents. What the server lacks is passed over. */
  async fetch(ids: readonly string[], kind: 'commit' | 'tree' | 'blob'): Promise<void> {
    if (this.#options.offline) return;
    const filter = kind === 'commit' ? ['--filter=tree:0', '--depth=1'] : ['--filter=blob:none'];
    for (let at = 0; at < ids.length; at += IDS_PER_FETCH) {
      await this.#fetchKnown(filter, ids.slice(at, at + IDS_PER_FETCH));
    }
  }

  /** Brings the trees of all commits, for questions about paths in history. */
  async fetchHistory(): Promise<void> {
    if (this.#options.offline || this.#history) return;
    this.#history = true;
    await this.#fetch(['--filter=blob:none', '--refetch'], ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']);
  }

  /** A server that refuses one object refuses the whole request, so they are asked for one by one then. */
  async #fetchKnown(filter: readonly string[], ids: readonly string[]): Promise<void> {
    try {
      await this.#fetch(filter, ids);
    } catch (error) {
      if (!(error instanceof SourcesError) || error.code !== 'git-failed') throw error;
      if (ids.length === 1) return;
      const half = Math.ceil(ids.length / 2);
      await this.#fetchKnown(filter, ids.slice(0, half));
      await this.#fetchKnown(filter, ids.slice(half));
    }
  }

  async #fetch(options: readonly string[], specs: readonly string[]): Promise<void> {
    const settings = [...FETCH_SETTINGS, `remote.${REMOTE}.url=${this.url}`].flatMap((setting) => ['-c', setting]);
    const watch = this.#watch();
    try {
      await this.run([...settings, ...FETCH, ...options, '--stdin', REMOTE], {
        input: `${specs.join('\n')}\n`,
        protocols: this.#protocols,
        timeout: this.#options.timeout ?? DEFAULT_TIMEOUT,
        signal: watch.signal,
      });
    } catch (error) {
      if (!watch.signal.aborted) throw error;
      rmSync(this.directory, { recursive: true, force: true });
      const limit = this.#options.maxBytes ?? DEFAULT_MAX_BYTES;
      throw new SourcesError('too-large', `${this.url} takes more than ${limit} bytes; it was not copied`, {
        cause: error,
      });
    } finally {
      watch.end();
    }
  }

  /** Git has no limit of its own for what it fetches. */
  #watch(): { readonly signal: AbortSignal; end(): void } {
    const controller = new AbortController();
    const limit = this.#options.maxBytes ?? DEFAULT_MAX_BYTES;
    const timer = setInterval(() => {
      if (directorySize(this.directory) > limit) controller.abort();
    }, WATCH_MS);
    return { signal: controller.signal, end: () => clearInterval(timer) };
  }
}

/** Written when the first fetch has ended well. */
const COMPLETE = 'lazaret-complete';
/** A request holds this many ids at most. */
const IDS_PER_FETCH = 2000;

/** https; http to this machine only, for tests and registries at home. */
function checkedUrl(url: string): string {
  const parsed = URL.parse(url);
  const local = parsed !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(parsed.hostname);
  if (parsed?.protocol === 'https:' || (local && parsed?.protocol === 'http:')) return parsed.href;
  throw new SourcesError('bad-target', `${url} is no address to fetch a repository from: https is needed`);
}

function directorySize(directory: string): number {
  let total = 0;
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) total += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // Git renames files while it works; the next look counts them.
  }
  return total;
}
