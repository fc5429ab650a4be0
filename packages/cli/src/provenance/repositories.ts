/** Repositories as users and manifests name them, opened once in a run: folders here, addresses through copies in the cache. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cloneUrl, GitRepository, type NoRepository, type Repository } from '@lazaret/provenance';
import { GitMirror, openLocalRepository, type Session, SourcesError } from '@lazaret/sources';
import type { Progress } from '../terminal/progress.ts';

export class Repositories {
  readonly #session: Session;
  readonly #progress: Progress;
  readonly #opened = new Map<string, Promise<Repository | NoRepository>>();

  constructor(session: Session, progress: Progress) {
    this.#session = session;
    this.#progress = progress;
  }

  /** What `--repo` names: a folder, or an address. The user vouches for the address, so any host is taken. */
  named(place: string): Promise<Repository | NoRepository> {
    const folder = resolve(this.#session.directory, place);
    const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(place);
    return isUrl && !existsSync(folder) ? this.address(place) : this.#once(folder, () => this.#local(folder));
  }

  /** An address that has been checked, or comes from the user. */
  address(url: string): Promise<Repository | NoRepository> {
    return this.#once(url, () => this.#remote(url));
  }

  /** A submodule's: its address is the repository's word, so it is checked like a manifest's. */
  async submodule(url: string): Promise<Repository | undefined> {
    const checked = cloneUrl(url);
    if (typeof checked !== 'string') return undefined;
    const opened = await this.address(checked);
    return 'unavailable' in opened ? undefined : opened;
  }

  #once(key: string, open: () => Promise<Repository | NoRepository>): Promise<Repository | NoRepository> {
    let opened = this.#opened.get(key);
    if (opened === undefined) {
      opened = open().catch((error: unknown) => unavailable(error));
      this.#opened.set(key, opened);
    }
    return opened;
  }

  async #local(folder: string): Promise<Repository> {
    const { shallow, run } = await openLocalRepository(folder);
    return new GitRepository(run, { place: folder, shallow });
  }

  async #remote(url: string): Promise<Repository> {
    this.#progress.step(`fetching the commits of ${url}`);
    const directory = join(this.#session.cache.directory, 'git');
    const mirror = await GitMirror.open(url, { directory, offline: this.#session.isOffline() });
    return new GitRepository((args, options) => mirror.run(args, options), { place: url, server: mirror });
  }
}

function unavailable(error: unknown): NoRepository {
  if (!(error instanceof SourcesError)) throw error;
  return { unavailable: 'repository-unreachable', message: error.message };
}
