/** One target to one report: the crate from a file or the registry, its repository, and the record that is kept of it. */
import { resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { IndexLine } from '@lazaret/cargo';
import {
  type ExamineInput,
  examine,
  type NoRepository,
  openCrate,
  type ProvenanceReport,
  parseRecord,
  ProvenanceError,
  type PublishedCrate,
  RecordedRepository,
  RecordingRepository,
  type Repository,
  repositoryAddress,
  type TrustedPublishing,
} from '@lazaret/provenance';
import { type CrateSupply, readRegularFile, type Session, sha256Hex } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import type { Progress } from '../terminal/progress.ts';
import { Repositories } from './repositories.ts';

export interface ExaminerOptions {
  /** What `--repo` names, instead of the manifest's repository. */
  readonly repository: string | undefined;
  readonly trustedPublishing: TrustedPublishing | undefined;
  /** Read and keep records of what repositories answered. */
  readonly cache: boolean;
  readonly offline: boolean;
}

const MAX_ARCHIVE = 128 * 1024 * 1024;
/** A record, packed and unpacked. */
const MAX_RECORD = 512 * 1024 * 1024;
const KIND = 'provenance';
/** Bytes of all records that are kept; the least recently used go first. */
const RECORDS_MAX = 1024 * 1024 * 1024;

type Opened = { readonly crate: PublishedCrate; readonly index: IndexLine | undefined };

export class Examiner {
  readonly #supply: CrateSupply;
  readonly #session: Session;
  readonly #options: ExaminerOptions;
  readonly #repositories: Repositories;
  readonly #progress: Progress;

  constructor(supply: CrateSupply, session: Session, options: ExaminerOptions, progress: Progress) {
    this.#supply = supply;
    this.#session = session;
    this.#options = options;
    this.#progress = progress;
    this.#repositories = new Repositories(session, progress);
  }

  async report(target: string): Promise<ProvenanceReport> {
    const { crate, index } = await this.#open(target);
    return this.examine(crate, index);
  }

  /** Examines a crate that is at hand. */
  async examine(crate: PublishedCrate, index: IndexLine | undefined): Promise<ProvenanceReport> {
    const { repository: named, trustedPublishing } = this.#options;
    const stated = repositoryAddress(crate.manifest);
    const url = named ?? (stated !== undefined && 'url' in stated ? stated.url : undefined);
    const address: ProvenanceReport['repository'] =
      url === undefined ? { from: 'none' } : { url, from: named !== undefined ? 'given' : stated!.from };
    const base = {
      crate,
      address,
      index,
      trustedPublishing,
      openSubmodule: (submodule: string) => this.#repositories.submodule(submodule),
    };
    if (url === undefined) return examine({ ...base, repository: noAddress(stated) });
    this.#progress.step(`examining ${crate.name} ${crate.version}`);
    const key = sha256Hex(`${crate.sha256}\n${url}`);
    if (this.#options.offline && this.#options.cache) {
      const again = await this.#fromRecord(key, base);
      if (again !== undefined) return again;
    }
    const opened = named === undefined ? await this.#repositories.address(url) : await this.#repositories.named(named);
    if ('unavailable' in opened) return examine({ ...base, repository: opened });
    return this.#recorded(key, base, opened);
  }

  async #recorded(key: string, base: Omit<ExamineInput, 'repository'>, opened: Repository): Promise<ProvenanceReport> {
    if (!this.#options.cache) return examine({ ...base, repository: opened });
    const recording = new RecordingRepository(opened);
    const report = await examine({ ...base, repository: recording });
    const record = recording.record();
    if (record !== undefined) {
      this.#session.cache.write(KIND, key, gzipSync(JSON.stringify(record)));
      this.#session.cache.prune(KIND, RECORDS_MAX);
    }
    return report;
  }

  /** Judges again what was recorded; undefined if there is no record, or it is not enough for today's questions. */
  async #fromRecord(key: string, base: Omit<ExamineInput, 'repository'>): Promise<ProvenanceReport | undefined> {
    const packed = this.#session.cache.read(KIND, key, MAX_RECORD, 'touch');
    if (packed === undefined) return undefined;
    try {
      const text = gunzipSync(packed, { maxOutputLength: MAX_RECORD }).toString('utf8');
      const report = await examine({ ...base, repository: new RecordedRepository(parseRecord(text)) });
      return report.reason === 'repository-damaged' ? undefined : report;
    } catch (error) {
      if (error instanceof ProvenanceError || (error instanceof Error && 'code' in error)) return undefined;
      throw error;
    }
  }

  async #open(target: string): Promise<Opened> {
    const named = /^([\p{L}\p{N}_][\p{L}\p{N}_-]*)@([0-9][^\s/]*)$/u.exec(target);
    if (named !== null) return this.#published(named[1]!, named[2]!);
    const path = resolve(this.#session.directory, target);
    const bytes = readRegularFile(path, MAX_ARCHIVE, { followLink: true });
    if (bytes === undefined) throw new CliError(Exit.Usage, `${target} is neither NAME@VERSION nor a .crate file`);
    return { crate: opened(bytes, target), index: undefined };
  }

  async #published(name: string, version: string): Promise<Opened> {
    const lines = await this.#supply.versions(name);
    if (lines === undefined) throw new CliError(Exit.NoAnswer, `the registry has no crate named \`${name}\``);
    const index = lines.find((line) => line.version === version);
    if (index === undefined) throw new CliError(Exit.NoAnswer, `\`${name}\` has no version ${version}`);
    const bytes = await this.#supply.archive(index);
    if (bytes === undefined) {
      throw new CliError(Exit.NoAnswer, this.#supply.problems.at(-1) ?? `there is no archive of ${name} ${version}`);
    }
    return { crate: opened(bytes, `${name} ${version}`), index };
  }
}

function opened(bytes: Uint8Array, what: string): PublishedCrate {
  try {
    return openCrate(bytes);
  } catch (error) {
    if (!(error instanceof ProvenanceError)) throw error;
    throw new CliError(Exit.NoAnswer, `${what}: ${error.message}`, { cause: error });
  }
}

function noAddress(stated: ReturnType<typeof repositoryAddress>): NoRepository {
  if (stated !== undefined && 'refused' in stated) {
    return {
      unavailable: 'repository-refused',
      message: `the manifest's repository is not fetched: ${stated.refused}`,
    };
  }
  return { unavailable: 'no-repository', message: 'the manifest names no repository' };
}
