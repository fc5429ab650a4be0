/**
 * Opens what a user names: a directory, a Cargo.lock, a `.crate` file or `NAME@VERSION`. The result holds the lock file,
 * the manifests and the configuration as data, and says where the sources of each locked package are to be looked for.
 */
import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '@lazaret/base';
import {
  ArchiveError,
  type CargoConfig,
  CargoError,
  CRATES_IO_SOURCE,
  type CrateArchive,
  type LockFile,
  type LockPackage,
  type Manifest,
  parseLockFile,
  parseManifest,
  readCrate,
} from '@lazaret/cargo';
import { sha256Hex } from '../cache/cache.ts';
import { SourcesError } from '../error.ts';
import { entryAt, readRegularFile, readRegularText } from '../files/read.ts';
import { archiveSource } from '../package/archive.ts';
import type { FindProgress } from '../package/finder.ts';
import { packageIdentity, readManifestToml } from '../package/identity.ts';
import type { MissingSource, PackageRequest, PackageSource, SourceResult } from '../package/origin.ts';
import type { PackageOutline } from '../package/outline.ts';
import { findVersion } from '../registry/versions.ts';
import type { Session } from './session.ts';
import {
  configuredPatches,
  findManifestDirectory,
  type ProjectManifest,
  readWorkspace,
  type Workspace,
} from './workspace.ts';

/** A lock file, read. */
export interface ProjectLock {
  /** A path, or `Cargo.lock` of an archive. */
  readonly path: string;
  readonly text: string;
  readonly file: LockFile;
}

/** What was opened. */
export interface Project {
  readonly kind: 'workspace' | 'lock' | 'archive';
  /** Absolute workspace root; for a lone lock file its directory; undefined for an archive. */
  readonly root: string | undefined;
  /** Undefined only where `requireLock` was false. */
  readonly lock: ProjectLock | undefined;
  /** Undefined for a lone lock file. */
  readonly rootManifest: Manifest | undefined;
  /** Manifests of members and other local packages by folder; that of an archive is at ''. */
  readonly manifests: ReadonlyMap<string, ProjectManifest>;
  readonly members: readonly string[];
  readonly config: CargoConfig;
  /** The archive that was opened, for `FILE.crate` and `NAME@VERSION`. */
  readonly archive: { readonly source: PackageSource; readonly content: CrateArchive } | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The lock file's packages as requests for a finder, in order: with directories for local ones. */
  readonly requests: () => PackageRequest[];
}

/** How to open a target. */
export interface OpenProjectOptions {
  /** A lock file to take instead of the project's own. */
  readonly lockFile?: string;
  /** Whether a missing lock file is an error; the default is true. */
  readonly requireLock?: boolean;
}

const MAX_LOCK = 64 * 1024 * 1024;
const MAX_ARCHIVE = 128 * 1024 * 1024;

/** Opens a target. Throws {@link SourcesError}, `CargoError` or `ArchiveError` when there is nothing to work on. */
export async function openProject(
  target: string,
  session: Session,
  options: OpenProjectOptions = {},
): Promise<Project> {
  const path = resolve(session.directory, target);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return openDirectory(path, session, options);
  if (stats?.isFile()) {
    if (path.endsWith('.crate')) return openCrateFile(path, session, options);
    if (basename(path) === 'Cargo.toml') return openDirectory(dirname(path), session, options);
    return openLock(path, session);
  }
  const named = /^([\p{L}\p{N}_][\p{L}\p{N}_-]*)@(\S+)$/u.exec(target);
  if (named !== null) return openPublished(named[1]!, named[2]!, session, options);
  throw new SourcesError('bad-target', `\`${target}\` is no directory, Cargo.lock, .crate file or NAME@VERSION`);
}

function openDirectory(directory: string, session: Session, options: OpenProjectOptions): Project {
  const start = findManifestDirectory(directory);
  if (start === undefined) {
    const lock = join(directory, 'Cargo.lock');
    if (entryAt(lock)?.isFile()) return openLock(lock, session);
    throw new SourcesError('manifest-missing', `there is no Cargo.toml in ${directory} or above it`);
  }
  const config = session.configOf(start);
  const workspace = readWorkspace(start, configuredPatches(config.patch));
  const path = lockPath(workspace.root, config, session, options);
  const text = readRegularText(path, MAX_LOCK, { followLink: true });
  if (text === undefined && options.requireLock !== false) {
    throw new SourcesError(
      'lock-missing',
      `there is no lock file at ${path}; run \`cargo generate-lockfile\` in a project you trust`,
    );
  }
  const lock = text === undefined ? undefined : { path, text, file: parseLockFile(text) };
  return workspaceProject(workspace, lock, config);
}

function lockPath(root: string, config: CargoConfig, session: Session, options: OpenProjectOptions): string {
  if (options.lockFile !== undefined) return resolve(session.directory, options.lockFile);
  const configured = config.resolver.lockfilePath;
  return configured === undefined
    ? join(root, 'Cargo.lock')
    : resolve(session.directory, configured.relativeTo, configured.path);
}

function workspaceProject(workspace: Workspace, lock: ProjectLock | undefined, config: CargoConfig): Project {
  const { root, rootManifest, manifests, members } = workspace;
  const directories = localDirectories(manifests);
  const overrides = pathOverrides(config);
  return {
    kind: 'workspace',
    root,
    lock,
    rootManifest,
    manifests,
    members,
    config,
    archive: undefined,
    diagnostics: [...workspace.diagnostics, ...config.diagnostics, ...(lock?.file.diagnostics ?? [])],
    requests: () => (lock?.file.packages ?? []).map((locked) => localRequest(locked, directories, overrides)),
  };
}

function localDirectories(manifests: ReadonlyMap<string, ProjectManifest>): Map<string, string> {
  const directories = new Map<string, string>();
  for (const { manifest, directory } of manifests.values()) {
    if (manifest.package !== undefined)
      directories.set(`${manifest.package.name} ${manifest.package.version}`, directory);
  }
  return directories;
}

/** `paths` of the configuration: packages whose code is taken from a directory although the lock names a registry. */
function pathOverrides(config: CargoConfig): Map<string, string> {
  const overrides = new Map<string, string>();
  for (const { path, relativeTo } of config.paths) {
    const directory = resolve(relativeTo, path);
    const identity = packageIdentity(readManifestToml(directory));
    if (identity?.version !== undefined) overrides.set(`${identity.name} ${identity.version}`, directory);
  }
  return overrides;
}

function localRequest(
  locked: LockPackage,
  directories: ReadonlyMap<string, string>,
  overrides: ReadonlyMap<string, string>,
): PackageRequest {
  const { name, version, source, checksum } = locked;
  const key = `${name} ${version}`;
  const override = overrides.get(key);
  if (override !== undefined) return { name, version, source: undefined, checksum: undefined, directory: override };
  return { name, version, source, checksum, directory: source === undefined ? directories.get(key) : undefined };
}

/** A lock file with its project when it lies beside a manifest; else alone. */
function openLock(path: string, session: Session): Project {
  const directory = dirname(path);
  if (entryAt(join(directory, 'Cargo.toml')) !== undefined) {
    return openDirectory(directory, session, { lockFile: path });
  }
  const text = readRegularText(path, MAX_LOCK, { followLink: true });
  if (text === undefined) throw new SourcesError('unreadable', `${path} is no regular file`);
  const config = session.configOf(directory);
  const file = parseLockFile(text);
  return {
    kind: 'lock',
    root: directory,
    lock: { path, text, file },
    rootManifest: undefined,
    manifests: new Map(),
    members: [],
    config,
    archive: undefined,
    diagnostics: [...config.diagnostics, ...file.diagnostics],
    requests: () => file.packages.map((locked) => localRequest(locked, new Map(), new Map())),
  };
}

function openCrateFile(path: string, session: Session, options: OpenProjectOptions): Project {
  const bytes = readRegularFile(path, MAX_ARCHIVE, { followLink: true });
  if (bytes === undefined) throw new SourcesError('unreadable', `${path} is no regular file`);
  const content = readCrate(bytes);
  const manifest = archiveManifest(content);
  const { name, version } = manifest.package!;
  const source = archiveSource({ name, version }, bytes, sha256Hex(bytes), { kind: 'archive', path }, 'none', []);
  return archiveProject(source, content, manifest, session, options);
}

async function openPublished(
  name: string,
  version: string,
  session: Session,
  options: OpenProjectOptions,
): Promise<Project> {
  const line = await findVersion(session.registry(), name, version);
  const request = {
    name: line.name,
    version: line.version,
    source: { text: CRATES_IO_SOURCE },
    checksum: line.checksum,
  };
  const source = await session.finder().find(request);
  if (!source.found) throw new SourcesError('not-found', source.problems.map(({ message }) => message).join('; '));
  const opened = source.open();
  const reason = opened.problems[0]?.message;
  if (opened.files.size === 0) throw new SourcesError('unreadable', reason ?? `${name} ${version} has no files`);
  const content: CrateArchive = {
    prefix: `${line.name}-${line.version}`,
    files: opened.files,
    findings: opened.findings,
    sha256: source.sha256 ?? '',
    unpackedSize: 0,
  };
  return archiveProject(source, content, archiveManifest(content), session, options);
}

function archiveManifest(content: CrateArchive): Manifest {
  const bytes = content.files.get('Cargo.toml');
  if (bytes === undefined) throw new SourcesError('manifest-missing', `${content.prefix} has no Cargo.toml`);
  const manifest = parseManifest(Buffer.from(bytes).toString('utf8'));
  if (manifest.package === undefined) throw new SourcesError('manifest-missing', `${content.prefix} is no package`);
  return manifest;
}

/** The package is its own workspace; its lock file, if it ships one, is the one `cargo install --locked` uses. */
function archiveProject(
  source: PackageSource,
  content: CrateArchive,
  manifest: Manifest,
  session: Session,
  options: OpenProjectOptions,
): Project {
  const config = session.configOf(session.directory);
  const text = archiveLockText(content, session, options);
  if (text === undefined && options.requireLock !== false) {
    throw new SourcesError('lock-missing', `${content.prefix} ships no Cargo.lock; give one with --lock`);
  }
  const lock = text === undefined ? undefined : { ...text, file: parseLockFile(text.text) };
  const own = Buffer.from(content.files.get('Cargo.toml')!).toString('utf8');
  return {
    kind: 'archive',
    root: undefined,
    lock,
    rootManifest: manifest,
    manifests: new Map([['', { folder: '', directory: '', path: 'Cargo.toml', text: own, manifest }]]),
    members: [''],
    config,
    archive: { source, content },
    diagnostics: [...config.diagnostics, ...manifest.diagnostics, ...(lock?.file.diagnostics ?? [])],
    requests: () => (lock?.file.packages ?? []).map((locked) => localRequest(locked, new Map(), new Map())),
  };
}

function archiveLockText(
  content: CrateArchive,
  session: Session,
  options: OpenProjectOptions,
): { path: string; text: string } | undefined {
  if (options.lockFile !== undefined) {
    const path = resolve(session.directory, options.lockFile);
    const text = readRegularText(path, MAX_LOCK, { followLink: true });
    if (text === undefined) throw new SourcesError('lock-missing', `there is no lock file at ${path}`);
    return { path, text };
  }
  const bytes = content.files.get('Cargo.lock');
  return bytes === undefined ? undefined : { path: 'Cargo.lock', text: Buffer.from(bytes).toString('utf8') };
}

/** Which locked packages to look for. */
export interface FindOptions {
  /** Lock indexes; all packages by default. */
  readonly only?: readonly number[];
  readonly onProgress?: (progress: FindProgress) => void;
}

/** The sources of locked packages by lock index; the package that was opened as an archive is that archive. */
export async function findSources(
  project: Project,
  session: Session,
  options: FindOptions = {},
): Promise<Map<number, SourceResult>> {
  const { own, others, requests } = splitRequests(project, options);
  const found = await session.finder(project.config).findAll(requests, options.onProgress);
  const results = new Map<number, SourceResult>();
  for (const index of own) results.set(index, project.archive!.source);
  for (const [i, index] of others.entries()) results.set(index, found[i]!);
  return results;
}

/** Manifests and file names of locked packages by lock index: all that resolving a build needs. */
export async function outlineSources(
  project: Project,
  session: Session,
  options: FindOptions = {},
): Promise<Map<number, PackageOutline | MissingSource>> {
  const { own, others, requests } = splitRequests(project, options);
  const found = await session.finder(project.config).outlineAll(requests, options.onProgress);
  const results = new Map<number, PackageOutline | MissingSource>();
  for (const index of own) {
    const { files, findings } = project.archive!.content;
    results.set(index, { manifest: project.manifests.get('')!.text, paths: [...files.keys()], findings });
  }
  for (const [i, index] of others.entries()) results.set(index, found[i]!);
  return results;
}

/** Tells the package that was opened as an archive (locked without a source) from those to be looked for. */
function splitRequests(project: Project, options: FindOptions) {
  const requests = project.requests();
  const archive = project.archive?.source;
  const isOwn = ({ source, name, version }: PackageRequest) =>
    source === undefined && archive?.name === name && archive.version === version;
  const wanted = [...(options.only ?? requests.keys())];
  const own = wanted.filter((index) => isOwn(requests[index]!));
  const others = wanted.filter((index) => !isOwn(requests[index]!));
  return { own, others, requests: others.map((index) => requests[index]!) };
}

/** Whether an error is about the input rather than about Lazaret. */
export function isInputError(error: unknown): error is SourcesError | CargoError | ArchiveError {
  return error instanceof SourcesError || error instanceof CargoError || error instanceof ArchiveError;
}
