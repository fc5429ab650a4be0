/** From an opened project to the packages an audit looks at: manifests and file names first, file contents when asked for. */
import { createHash } from 'node:crypto';
import type { AuditPackage, Notice } from '@lazaret/audit';
import {
  CargoError,
  findLockedPackage,
  inheritManifest,
  type LockFile,
  type Manifest,
  type PackageFacts,
  parseManifest,
  type ResolverVersion,
  resolverVersion,
} from '@lazaret/cargo';
import {
  findSources,
  outlineSources,
  type PackageOutline,
  type PackageSource,
  type Project,
  type Session,
  type SourceFiles,
  type SourceProblem,
  Verification,
} from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import type { Progress } from '../terminal/progress.ts';

export interface LoadedProject {
  readonly project: Project;
  readonly lock: LockFile;
  readonly members: readonly number[];
  readonly resolver: ResolverVersion;
  readonly packages: Map<number, AuditPackage>;
  readonly indexFacts: Map<number, PackageFacts>;
  readonly missing: Map<number, string>;
  readonly notices: Notice[];
  /** Makes the files of these packages readable; what cannot be found moves to `missing`. */
  readonly open: (indexes: readonly number[]) => Promise<void>;
  /**
   * A name for the content of a package that was opened: two packages of that name hold the same. Undefined for the project's own
   * packages, which are being worked on, and where something is wrong with the files.
   */
  readonly contentOf: (index: number) => string | undefined;
  /** All files of a package that was opened. */
  readonly filesOf: (index: number) => ReadonlyMap<string, Uint8Array>;
}

export async function loadProject(project: Project, session: Session, progress: Progress): Promise<LoadedProject> {
  const lock = project.lock!.file;
  const loader = new Loader(project, lock, session, progress);
  await loader.outline();
  return loader.result();
}

const NO_FILES: SourceFiles['files'] = new Map();
/** What is said of an archive whose bytes were digested. */
const ARCHIVED: ReadonlySet<Verification> = new Set([Verification.LockChecksum, Verification.IndexChecksum]);

class Loader {
  readonly #project: Project;
  readonly #lock: LockFile;
  readonly #session: Session;
  readonly #progress: Progress;
  readonly #packages = new Map<number, AuditPackage>();
  readonly #missing = new Map<number, string>();
  readonly #notices: Notice[] = [];
  readonly #sources = new Map<number, PackageSource>();
  /** Unpacked when a file is first asked for: with stored facts most packages never are. */
  readonly #contents = new Map<number, SourceFiles>();
  readonly #digests = new Map<number, string | undefined>();
  /** Lock index → folder in the project, for its own packages. */
  readonly #own = new Map<number, string>();

  constructor(project: Project, lock: LockFile, session: Session, progress: Progress) {
    this.#project = project;
    this.#lock = lock;
    this.#session = session;
    this.#progress = progress;
    for (const { folder, manifest } of project.manifests.values()) {
      if (manifest.package === undefined) continue;
      const index = findLockedPackage(lock, manifest.package.name, manifest.package.version);
      if (index !== undefined) this.#own.set(index, folder);
      else
        this.#notice(
          'warning',
          'not-locked',
          `${manifest.package.name} ${manifest.package.version} is not in the lock file: it is out of date`,
        );
    }
    for (const it of project.diagnostics) this.#notice('warning', it.code, it.message, it.file, it.line);
  }

  async outline(): Promise<void> {
    const outlines = await outlineSources(this.#project, this.#session, {
      onProgress: ({ done, total }) => this.#progress.step('finding crates', done, total),
    });
    for (const [index, outline] of outlines) this.#addOutline(index, outline);
  }

  result(): LoadedProject {
    return {
      project: this.#project,
      lock: this.#lock,
      members: this.#members(),
      resolver: this.#project.rootManifest === undefined ? 2 : resolverVersion(this.#project.rootManifest),
      packages: this.#packages,
      indexFacts: new Map(),
      missing: this.#missing,
      notices: this.#notices,
      open: (indexes) => this.#open(indexes),
      contentOf: (index) => this.#contentOf(index),
      filesOf: (index) => this.#filesOf(index),
    };
  }

  /** Members by lock index; for a lone lock file the packages without a source that no other depends on. */
  #members(): number[] {
    if (this.#project.kind !== 'lock') {
      const folders = new Set(this.#project.members);
      return [...this.#own]
        .filter(([, folder]) => folders.has(folder))
        .map(([index]) => index)
        .sort((a, b) => a - b);
    }
    const depended = new Set(this.#lock.packages.flatMap((p) => [...p.dependencies]));
    const roots = this.#lock.packages.flatMap((p, index) =>
      p.source === undefined && !depended.has(index) ? [index] : [],
    );
    return roots.length > 0 ? roots : this.#lock.packages.flatMap((_, index) => (depended.has(index) ? [] : [index]));
  }

  #addOutline(
    index: number,
    outline: PackageOutline | { readonly found: false; readonly problems: readonly { readonly message: string }[] },
  ): void {
    if ('found' in outline) {
      this.#missing.set(index, outline.problems.map(({ message }) => message).join('; ') || 'not found');
      return;
    }
    const { name, version } = this.#lock.packages[index]!;
    const manifest = this.#manifest(index, outline);
    if (manifest === undefined) return;
    for (const finding of outline.findings) {
      this.#notice('warning', finding.code, `${name}@${version}: ${finding.message}`);
    }
    this.#packages.set(index, {
      manifest,
      paths: new Set(outline.paths),
      read: (path) => this.#filesOf(index).get(path),
      ownFolder: this.#own.get(index),
    });
  }

  #manifest(index: number, outline: PackageOutline): Manifest | undefined {
    const folder = this.#own.get(index);
    const own = folder === undefined ? undefined : this.#project.manifests.get(folder);
    if (own !== undefined) return own.manifest;
    const { name, version } = this.#lock.packages[index]!;
    try {
      const manifest = parseManifest(outline.manifest, { file: `${name}-${version}/Cargo.toml`, lines: false });
      if (manifest.package !== undefined) return inheritManifest(manifest, undefined);
      this.#missing.set(index, 'its Cargo.toml describes no package');
    } catch (error) {
      if (!(error instanceof CargoError)) throw error;
      this.#missing.set(index, error.message);
    }
    return undefined;
  }

  async #open(indexes: readonly number[]): Promise<void> {
    const only = indexes.filter((index) => this.#packages.has(index) && !this.#sources.has(index));
    const sources = await findSources(this.#project, this.#session, {
      only,
      onProgress: ({ done, total }) => this.#progress.step('reading crates', done, total),
    });
    for (const [index, source] of sources) {
      if (!source.found) {
        this.#packages.delete(index);
        this.#missing.set(index, source.problems.map(({ message }) => message).join('; ') || 'not found');
        continue;
      }
      this.#sources.set(index, source);
      this.#problems(index, source.problems);
    }
  }

  #filesOf(index: number): SourceFiles['files'] {
    let opened = this.#contents.get(index);
    if (opened === undefined) {
      const source = this.#sources.get(index);
      if (source === undefined) return NO_FILES;
      opened = source.open();
      this.#contents.set(index, opened);
      this.#problems(index, opened.problems);
    }
    return opened.files;
  }

  #problems(index: number, problems: readonly SourceProblem[]): void {
    const { name, version } = this.#lock.packages[index]!;
    for (const problem of problems) this.#notice('warning', problem.code, `${name}@${version}: ${problem.message}`);
  }

  #contentOf(index: number): string | undefined {
    if (!this.#digests.has(index)) this.#digests.set(index, this.#digest(index));
    return this.#digests.get(index);
  }

  #digest(index: number): string | undefined {
    const source = this.#sources.get(index);
    if (source === undefined || this.#own.has(index) || source.problems.length > 0) return undefined;
    // The digest of an archive's bytes says all. A vendor folder's list of checksums does not: files may have been edited.
    if (ARCHIVED.has(source.verification)) return `crate ${source.sha256}`;
    const hash = createHash('sha256');
    const files = this.#filesOf(index);
    for (const path of [...files.keys()].sort()) {
      const bytes = files.get(path)!;
      hash.update(`${JSON.stringify([path, bytes.length])}\n`).update(bytes);
    }
    return this.#contents.get(index)!.problems.length > 0 ? undefined : `files ${hash.digest('hex')}`;
  }

  #notice(level: Notice['level'], code: string, message: string, file?: string, line?: number): void {
    this.#notices.push({
      level,
      code,
      message,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    });
  }
}

/** Lock indexes of the members that `--package` and `--exclude` leave; all of them without either. */
export function selectMembers(
  loaded: LoadedProject,
  packages: readonly string[],
  exclude: readonly string[],
): number[] {
  const named = (spec: string) => {
    const at = spec.lastIndexOf('@');
    const [name, version] = at > 0 ? [spec.slice(0, at), spec.slice(at + 1)] : [spec, undefined];
    const found = loaded.members.filter((index) => {
      const locked = loaded.lock.packages[index]!;
      return locked.name === name && (version === undefined || locked.version === version);
    });
    if (found.length === 0) {
      const known = loaded.members.map((index) => loaded.lock.packages[index]!.name).join(', ');
      throw new CliError(Exit.Usage, `no package \`${spec}\` in this workspace; it has ${known}`);
    }
    return found;
  };
  const excluded = new Set(exclude.flatMap(named));
  const wanted = packages.length === 0 ? loaded.members : packages.flatMap(named);
  return [...new Set(wanted)].filter((index) => !excluded.has(index));
}
