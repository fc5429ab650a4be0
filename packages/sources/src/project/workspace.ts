/**
 * The manifests of a workspace on disk: the root, its members, and the path dependencies and patches of those, wherever
 * they are. Directories are walked only where a member pattern asks for it.
 */
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '@lazaret/base';
import {
  CargoError,
  type DependencySource,
  inheritManifest,
  isTable,
  type Manifest,
  parseManifest,
  workspaceMembers,
} from '@lazaret/cargo';
import { SourcesError } from '../error.ts';
import { readRegularText } from '../files/read.ts';
import { listTree } from '../files/tree.ts';

/** A manifest of the project, with what it inherits filled in. */
export interface ProjectManifest {
  /** Relative to the workspace root, with `/`; '' is the root; `../x` is outside. */
  readonly folder: string;
  readonly directory: string;
  /** The manifest's path. */
  readonly path: string;
  readonly text: string;
  readonly manifest: Manifest;
}

export interface Workspace {
  readonly root: string;
  readonly rootManifest: Manifest;
  /** By folder; members and other local packages. */
  readonly manifests: ReadonlyMap<string, ProjectManifest>;
  /** Folders of the members, sorted. */
  readonly members: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const MAX_MANIFEST = 8 * 1024 * 1024;
/** Local packages of one project; the largest monorepos have a few thousand. */
const MAX_MANIFESTS = 10_000;

/** The nearest directory, from one upwards, with a manifest. */
export function findManifestDirectory(start: string): string | undefined {
  for (let at = resolve(start); ; at = dirname(at)) {
    if (readManifestText(at) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Reads the workspace that the package in a directory belongs to. `patches` are directories from the configuration. */
export function readWorkspace(directory: string, patches: readonly string[] = []): Workspace {
  const stated = statedRoot(directory);
  if (stated !== undefined) return new WorkspaceReader(stated, patches).read();
  for (let at = dirname(directory); dirname(at) !== at; at = dirname(at)) {
    if (!declaresWorkspace(at)) continue;
    const workspace = new WorkspaceReader(at, patches).read();
    const folder = folderBelow(at, directory);
    if (workspace.members.includes(folder)) return workspace;
    break;
  }
  return new WorkspaceReader(directory, patches).read();
}

/** The root that the manifest itself names, or is. */
function statedRoot(directory: string): string | undefined {
  const manifest = parseOrThrow(directory);
  if (manifest.workspace !== undefined) return directory;
  const named = manifest.package?.workspaceRoot;
  return named === undefined ? undefined : resolve(directory, named);
}

function parseOrThrow(directory: string): Manifest {
  const path = join(directory, 'Cargo.toml');
  const text = readManifestText(directory);
  if (text === undefined) throw new SourcesError('manifest-missing', `there is no manifest at ${path}`);
  return parseManifest(text, { file: path });
}

function declaresWorkspace(directory: string): boolean {
  const text = readManifestText(directory);
  if (text === undefined || !text.includes('workspace')) return false;
  try {
    return parseManifest(text, { lines: false }).workspace !== undefined;
  } catch {
    return false;
  }
}

function readManifestText(directory: string): string | undefined {
  return readRegularText(join(directory, 'Cargo.toml'), MAX_MANIFEST, { followLink: true });
}

function folderBelow(root: string, directory: string): string {
  return relative(root, directory).split(sep).join('/');
}

class WorkspaceReader {
  readonly #root: string;
  readonly #rootManifest: Manifest;
  readonly #patches: readonly string[];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #manifests = new Map<string, ProjectManifest>();
  /** As written, without what is inherited: how a path is meant depends on where it is written. */
  readonly #written = new Map<string, Manifest>();
  readonly #seen = new Set<string>();

  constructor(root: string, patches: readonly string[]) {
    this.#root = root;
    this.#rootManifest = parseOrThrow(root);
    this.#patches = patches;
  }

  read(): Workspace {
    const queue = [this.#root, ...this.#memberCandidates(), ...this.#patches];
    for (const { dependency } of [...this.#rootManifest.patches, ...this.#rootManifest.replacements]) {
      this.#enqueue(queue, this.#root, dependency.source);
    }
    for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) this.#visit(directory, queue);
    const below = new Map([...this.#written].filter(([folder]) => folder !== '..' && !folder.startsWith('../')));
    const members = workspaceMembers(this.#rootManifest, below);
    const manifests = new Map([...this.#manifests].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { root: this.#root, rootManifest: this.#rootManifest, manifests, members, diagnostics: this.#diagnostics };
  }

  #visit(directory: string, queue: string[]): void {
    if (this.#seen.has(directory)) return;
    this.#seen.add(directory);
    const folder = folderBelow(this.#root, directory);
    if (this.#manifests.size === MAX_MANIFESTS) {
      this.#report(
        'manifests-limit',
        `the project has more than ${MAX_MANIFESTS} manifests; the rest is left out`,
        folder,
      );
      return;
    }
    const text = readManifestText(directory);
    if (text === undefined) {
      this.#report('manifest-missing', 'there is no Cargo.toml in the directory', folder);
      return;
    }
    const path = join(directory, 'Cargo.toml');
    const file = folder === '' ? 'Cargo.toml' : `${folder}/Cargo.toml`;
    const written = this.#parse(text, file);
    if (written === undefined) return;
    const manifest = inheritManifest(written, this.#rootManifest);
    for (const diagnostic of manifest.diagnostics) this.#diagnostics.push({ ...diagnostic, file });
    this.#written.set(folder, written);
    this.#manifests.set(folder, { folder, directory, path, text, manifest });
    manifest.dependencies.forEach(({ source }, i) => {
      // An inherited path is relative to the workspace root, not to the member.
      this.#enqueue(queue, written.dependencies[i]!.inherited ? this.#root : directory, source);
    });
  }

  #enqueue(queue: string[], directory: string, source: DependencySource): void {
    if (source.kind === 'path') queue.push(resolve(directory, source.path));
  }

  #parse(text: string, file: string): Manifest | undefined {
    try {
      return parseManifest(text, { file });
    } catch (error) {
      if (!(error instanceof CargoError)) throw error;
      this.#report(error.code, error.message, file);
      return undefined;
    }
  }

  /** Directories that `workspace.members` may mean; which of them are members is decided later. */
  #memberCandidates(): string[] {
    const candidates: string[] = [];
    for (const pattern of this.#rootManifest.workspace?.members ?? []) {
      if (isAbsolute(pattern)) continue;
      const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
      const wild = parts.findIndex((part) => /[*?[]/.test(part));
      if (wild === -1) candidates.push(resolve(this.#root, ...parts));
      else candidates.push(...this.#walk(parts.slice(0, wild), parts.slice(wild)));
    }
    return candidates;
  }

  #walk(base: readonly string[], rest: readonly string[]): string[] {
    const start = resolve(this.#root, ...base);
    const depth = rest.includes('**') ? 32 : rest.length;
    const { paths, diagnostics } = listTree(start, {
      limits: { files: MAX_MANIFESTS, depth },
      include: (path) => path.endsWith('/Cargo.toml'),
    });
    this.#diagnostics.push(...diagnostics.filter(({ code }) => code === 'tree-files-limit'));
    return paths.map((path) => dirname(join(start, path)));
  }

  #report(code: string, message: string, file: string): void {
    this.#diagnostics.push({ code, message, file });
  }
}

/** Directories that `[patch]` tables of the configuration name. */
export function configuredPatches(
  patch: ReadonlyMap<string, ReadonlyMap<string, { readonly dependency: unknown; readonly relativeTo: string }>>,
): string[] {
  return [...patch.values()].flatMap((entries) =>
    [...entries.values()].flatMap(({ dependency, relativeTo }) => {
      const path = isTable(dependency) ? dependency['path'] : undefined;
      return typeof path === 'string' ? [resolve(relativeTo, path)] : [];
    }),
  );
}
