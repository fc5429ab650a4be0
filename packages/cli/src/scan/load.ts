/** What a scan needs: the version that is scanned, the one before it, and all that it depends on, from a registry of a moment. */
import { basename, join, resolve } from 'node:path';
import type { CratePackage, RefusedArchive, RegistryView } from '@lazaret/behaviour';
import {
  ArchiveError,
  CRATES_IO_SOURCE,
  comparePrecedence,
  type IndexLine,
  type LockFile,
  type Manifest,
  parseManifest,
  parseVersion,
  resolverVersion,
  selectVersions,
} from '@lazaret/cargo';
import {
  type CrateSupply,
  openProject,
  type Project,
  type ProjectManifest,
  readTree,
  type Session,
} from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import type { Progress } from '../terminal/progress.ts';
import { neededPackages } from './needed.ts';
import type { ResolvedCode } from './report.ts';

/** Rounds of index lookups: each finds the dependencies of what the one before found; chains in real trees are below 30. */
const ROUNDS_MAX = 64;
/** Dependencies looked into as far as the subject, each of which costs as much; a crate has few that are this young. */
const WATCHED_MAX = 8;
const FEW_VERSIONS = 2;
const YOUNG_DAYS = 90;
/** Archives and index files asked for at the same time. */
const CONCURRENCY = 16;

/** The archive that was asked for is one that cargo would refuse. */
export class RefusedArchiveError extends Error {
  override name = 'RefusedArchiveError';
  readonly archive: RefusedArchive;

  constructor(archive: RefusedArchive) {
    super(archive.reason);
    this.archive = archive;
  }
}

async function opened(target: string, session: Session): Promise<Project> {
  try {
    return await openProject(target, session, { requireLock: false });
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    // Nothing in the file can be believed: its own name is what is left.
    const [, name = basename(target), version = '0.0.0'] = /^(.+?)-(\d.*)\.crate$/.exec(basename(target)) ?? [];
    const reason = `${error.message} (${error.code})`;
    throw new RefusedArchiveError({ name, version, sha256: undefined, reason, path: error.path });
  }
}

/** A version that a target names: one, or one for each member of a workspace. */
export interface Subject {
  /** Folder in its repository, '' where it is the root of what was named. */
  readonly folder: string;
  readonly pkg: CratePackage;
  /** The project it is a member of, if that has a lock file. */
  readonly project: Project | undefined;
}

/** The versions' own files: FILE.crate, a folder, or NAME@VERSION of the registry. */
export async function loadSubjects(target: string, supply: CrateSupply, session: Session): Promise<readonly Subject[]> {
  const named = /^([\p{L}\p{N}_][\p{L}\p{N}_-]*)@([0-9][^\s/]*)$/u.exec(target);
  if (named !== null)
    return [{ folder: '', pkg: await publishedVersion(named[1]!, named[2]!, supply), project: undefined }];
  const project = await opened(target, session);
  const manifest = project.rootManifest;
  if (project.kind === 'lock' || manifest === undefined)
    throw new CliError(Exit.Usage, '`scan` needs a folder, a .crate file or NAME@VERSION, not a lock file');
  if (project.archive !== undefined) {
    const { name, version } = manifest.package!;
    const { files, findings, sha256 } = project.archive.content;
    const pkg = { name, version, manifest, files, archive: findings, sha256 };
    return [{ folder: '', pkg, project: undefined }];
  }
  const locked = project.lock === undefined ? undefined : project;
  const subjects = foldersOf(target, project, session).flatMap((folder) => {
    const found = project.manifests.get(folder);
    return found?.manifest.package === undefined ? [] : [{ folder, pkg: folderPackage(found), project: locked }];
  });
  if (subjects.length > 0) return subjects;
  throw new CliError(Exit.Usage, `there is no package in ${target}: its Cargo.toml names no members that are there`);
}

/** All members where the target is the workspace's root, else the one that it is. */
function foldersOf(target: string, project: Project, session: Session): readonly string[] {
  const path = resolve(session.directory, target);
  const own = [...project.manifests.values()].find((it) => resolve(it.directory) === path && it.folder !== '');
  return own === undefined ? project.members : [own.folder];
}

function folderPackage({ manifest, directory }: ProjectManifest): CratePackage {
  const { name, version } = manifest.package!;
  const { files } = readTree(directory, { skipNestedPackages: true });
  return { name, version, manifest, files, archive: [], sha256: undefined };
}

/** One version: a workspace of several members is a question, not an answer. */
export async function loadVersion(target: string, supply: CrateSupply, session: Session): Promise<CratePackage> {
  const subjects = await loadSubjects(target, supply, session);
  if (subjects.length > 1) {
    const members = subjects.slice(0, 5).map(({ folder }) => join(target, folder));
    throw new CliError(Exit.Usage, `${target} is a workspace; name one of its members: ${members.join(', ')}`);
  }
  return subjects[0]!.pkg;
}

/** The version before, as --previous names it: a folder, a file, or a version number of the same crate. */
export async function loadPrevious(
  named: string,
  subject: CratePackage,
  supply: CrateSupply,
  session: Session,
): Promise<CratePackage> {
  if (/^\d+\.\d+\.\d+([-+].*)?$/.test(named)) return publishedVersion(subject.name, named, supply);
  const found = await loadSubjects(named, supply, session);
  return (found.find(({ pkg }) => pkg.name === subject.name) ?? found[0]!).pkg;
}

async function publishedVersion(name: string, version: string, supply: CrateSupply): Promise<CratePackage> {
  const lines = await supply.versions(name);
  if (lines === undefined) throw new CliError(Exit.NoAnswer, `the registry has no crate named \`${name}\``);
  const line = lines.find((it) => it.version === version);
  if (line === undefined) {
    const known = lines.slice(-5).map((it) => it.version);
    throw new CliError(Exit.NoAnswer, `\`${name}\` has no version ${version}; the last ones are ${known.join(', ')}`);
  }
  const found = await packageOf(line, supply);
  const reason = supply.refused.get(`${name} ${version}`);
  if (found === undefined && reason !== undefined)
    throw new RefusedArchiveError({ name, version, sha256: line.checksum, reason, path: undefined });
  if (found === undefined)
    throw new CliError(Exit.NoAnswer, supply.problems.at(-1) ?? `there are no files of ${name} ${version}`);
  return found;
}

async function packageOf(line: IndexLine, supply: CrateSupply): Promise<CratePackage | undefined> {
  const found = await supply.files(line);
  const text = found?.files.get('Cargo.toml');
  if (found === undefined || text === undefined) return undefined;
  const { name, version } = line;
  const manifest = parseManifest(Buffer.from(text).toString('utf8'), { file: `${name}-${version}/Cargo.toml` });
  return { name, version, manifest, files: found.files, archive: found.findings, sha256: found.sha256 };
}

/** Index lines and packages that have been looked up, as the checks see them. */
export class LoadedRegistry implements RegistryView {
  readonly #supply: CrateSupply;
  readonly #until: string | undefined;
  readonly #lines = new Map<string, readonly IndexLine[] | undefined>();
  readonly #packages = new Map<string, CratePackage | undefined>();

  constructor(supply: CrateSupply, until: string | undefined) {
    this.#supply = supply;
    this.#until = until;
  }

  versions(name: string): readonly IndexLine[] | undefined {
    return this.#lines.get(name);
  }

  package(name: string, version: string): CratePackage | undefined {
    return this.#packages.get(`${name} ${version}`);
  }

  has(name: string): boolean {
    return this.#lines.has(name);
  }

  async load(names: readonly string[]): Promise<void> {
    await inParallel(names, async (name) => {
      const lines = await this.#supply.versions(name);
      const until = this.#until === undefined ? undefined : Date.parse(this.#until);
      const known = lines?.filter(
        (line) => until === undefined || line.pubtime === undefined || Date.parse(line.pubtime) <= until,
      );
      this.#lines.set(name, known === undefined || known.length === 0 ? undefined : known);
    });
  }

  async loadPackages(lines: readonly IndexLine[], progress: Progress): Promise<void> {
    let done = 0;
    await inParallel(lines, async (line) => {
      const key = `${line.name} ${line.version}`;
      if (!this.#packages.has(key)) this.#packages.set(key, await packageOf(line, this.#supply));
      progress.step('reading dependencies', ++done, lines.length);
    });
  }
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, items.length) }, worker));
}

/** The package with chosen versions of all that it needs, ready to be analysed for these targets. */
export async function resolveSubject(
  subject: CratePackage,
  registry: LoadedRegistry,
  until: string | undefined,
  progress: Progress,
  targets: readonly string[],
): Promise<ResolvedCode> {
  const { lock, missing } = await select(subject.manifest, registry, until, progress);
  const lines = new Map<number, IndexLine>();
  lock.packages.forEach((pkg, index) => {
    const line = index === 0 ? undefined : registry.versions(pkg.name)?.find((it) => it.version === pkg.version);
    if (line !== undefined) lines.set(index, line);
  });
  const needed = neededPackages(lock, subject.manifest, lines, targets);
  const unproven = new Set(
    [...lines.keys()].filter((index) => isUnproven(registry.versions(lock.packages[index]!.name) ?? [], until)),
  );
  // What hardly anybody has looked at is read in any case.
  const read = [...lines].filter(([index]) => needed.has(index) || unproven.has(index));
  await registry.loadPackages(
    read.map(([, line]) => line),
    progress,
  );
  const texts = new Map([[0, textOf(subject)]]);
  for (const [index, { name, version }] of read) {
    const found = registry.package(name, version);
    if (found !== undefined) texts.set(index, textOf(found));
  }
  const published = (pkg: number) => {
    const line = lines.get(pkg);
    return line === undefined ? undefined : registry.package(line.name, line.version);
  };
  const watched = [...texts.keys()].filter((index) => unproven.has(index));
  return {
    input: {
      lock,
      member: 0,
      watched: watched.slice(0, WATCHED_MAX),
      texts,
      unread: new Set([...lines.keys()].filter((index) => !needed.has(index))),
      lines,
      resolver: resolverVersion(subject.manifest),
      missing: missing.map(({ name, requirement }) => `${name} ${requirement}`),
    },
    contentOf: (pkg) => {
      const sha256 = published(pkg)?.sha256;
      return sha256 === undefined ? undefined : `crate ${sha256}`;
    },
    filesOf: (pkg) => published(pkg)?.files ?? new Map(),
  };
}

/** A dependency that has few versions, or none that is old: its code is looked at as if it were the subject's own. */
function isUnproven(lines: readonly IndexLine[], until: string | undefined): boolean {
  if (lines.length <= FEW_VERSIONS) return true;
  const oldest = Math.min(...lines.map((line) => (line.pubtime === undefined ? 0 : Date.parse(line.pubtime))));
  return until !== undefined && Date.parse(until) - oldest < YOUNG_DAYS * 86_400_000;
}

export function textOf({ manifest, files }: CratePackage) {
  return { manifest, paths: new Set(files.keys()), read: (path: string) => files.get(path) };
}

/** Chooses versions; names that turn up are looked up, and it is chosen again until none is new. */
async function select(
  manifest: Manifest,
  registry: LoadedRegistry,
  until: string | undefined,
  progress: Progress,
): Promise<{ lock: LockFile; missing: readonly { readonly name: string; readonly requirement: string }[] }> {
  for (let round = 0; ; round++) {
    const asked = new Set<string>();
    const selected = selectVersions(manifest, {
      versions: (name) => {
        if (!registry.has(name)) asked.add(name);
        return registry.versions(name);
      },
      source: CRATES_IO_SOURCE,
      ...(until === undefined ? {} : { until }),
    });
    if (asked.size === 0 || round === ROUNDS_MAX) return selected;
    progress.step('looking up dependencies', round + 1);
    await registry.load([...asked]);
  }
}

/** The highest version below this one, for `--previous latest`. */
export function versionBefore(subject: CratePackage, lines: readonly IndexLine[]): IndexLine | undefined {
  const own = parseVersion(subject.version);
  return lines
    .filter((line) => comparePrecedence(line.semver, own) < 0)
    .toSorted((a, b) => comparePrecedence(b.semver, a.semver))[0];
}
