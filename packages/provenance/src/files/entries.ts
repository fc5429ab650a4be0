/** Every file of a crate against the tree of a commit, and every file of the tree that should be in the crate. */
import { cleanPath, type TomlTable } from '@lazaret/cargo';
import { ORIGINAL_MANIFEST, type PublishedCrate } from '../archive/crate.ts';
import { VCS_INFO_FILE } from '../archive/vcs-info.ts';
import { objectId, TreeEntryKind } from '../git/objects.ts';
import type { LocatedPackage } from '../locate/package.ts';
import { inheritToml, packageTable } from '../manifest/inherit.ts';
import { insidePackage } from '../manifest/publish.ts';
import { textOf, textsOf } from '../manifest/table.ts';
import { type Difference, DifferenceClass, type EntryCounts, Severity } from '../report.ts';
import type { Snapshot, SnapshotEntry } from '../repository/snapshot.ts';
import { includedFiles } from './included.ts';
import { isAuxiliary, isRust } from './kind.ts';
import { parseLfsPointer, pointsTo } from './lfs.ts';
import { fileSelector } from './select.ts';
import { explainText, explainVersion } from './text.ts';
import { type Unexplained, weighFile } from './weigh.ts';

/** Opens the commit of a submodule; undefined where its repository is not at hand. */
export type SubmoduleReader = (path: string, commit: string) => Promise<Snapshot | undefined>;

export interface EntriesInput {
  readonly crate: PublishedCrate;
  readonly snapshot: Snapshot;
  readonly located: LocatedPackage;
  readonly submodule: SubmoduleReader;
}

/** Files that cargo writes itself; each has a comparison of its own. */
const GENERATED: ReadonlySet<string> = new Set([VCS_INFO_FILE, 'Cargo.toml', ORIGINAL_MANIFEST, 'Cargo.lock']);

export async function compareEntries(input: EntriesInput): Promise<{ differences: Difference[]; counts: EntryCounts }> {
  return new EntryComparison(input).run();
}

class EntryComparison {
  readonly #input: EntriesInput;
  readonly #differences: Difference[] = [];
  readonly #included: ReadonlySet<string>;
  readonly #prefix: string;
  /** The whole tree by content, made when first needed. */
  #places: Promise<ReadonlyMap<string, string>> | undefined;
  readonly #submodules = new Map<string, Promise<Snapshot | undefined>>();

  constructor(input: EntriesInput) {
    this.#input = input;
    this.#included = includedFiles(input.crate.files);
    const { folder } = input.located;
    this.#prefix = folder === '' ? '' : `${folder}/`;
  }

  async run(): Promise<{ differences: Difference[]; counts: EntryCounts }> {
    const { crate, snapshot, located } = this.#input;
    const listed = await snapshot.list(located.folder);
    const tree = new Map(listed.map((entry) => [entry.path.slice(this.#prefix.length), entry]));
    let same = 0;
    let generated = 0;
    const changed: [string, Uint8Array, SnapshotEntry][] = [];
    const extra: [string, Uint8Array][] = [];
    for (const [path, bytes] of crate.files) {
      const entry = tree.get(path);
      if (GENERATED.has(path)) generated++;
      else if (entry === undefined) extra.push([path, bytes]);
      else if (isFile(entry) && entry.id === this.#id(bytes)) same++;
      else changed.push([path, bytes, entry]);
    }
    // One request for all that is looked into; a server is asked once.
    await snapshot.blobs(
      changed.filter(([, , entry]) => entry.kind !== TreeEntryKind.submodule).map(([, , { id }]) => id),
    );
    for (const [path, bytes, entry] of changed) await this.#changed(path, bytes, entry);
    for (const [path, bytes] of extra) await this.#extra(path, bytes, listed);
    const missing = this.#missing(tree);
    const entries = crate.files.size;
    return {
      differences: this.#differences,
      counts: { entries, same, generated, different: entries - same - generated, missing },
    };
  }

  #id(bytes: Uint8Array): string {
    return objectId('blob', bytes, this.#input.snapshot.commit.id);
  }

  #add(difference: Difference): void {
    this.#differences.push(difference);
  }

  #innocuous(path: string, className: DifferenceClass, message: string, proof: string): void {
    this.#add({ class: className, severity: Severity.Innocuous, path, message, proof });
  }

  async #changed(path: string, bytes: Uint8Array, entry: SnapshotEntry): Promise<void> {
    const { snapshot, crate, located } = this.#input;
    if (entry.kind === TreeEntryKind.symlink) return this.#link(path, bytes, entry);
    const blob = (await snapshot.blobs([entry.id])).get(entry.id);
    if (blob === undefined) {
      return this.#add({
        class: DifferenceClass.FileUnread,
        severity: Severity.Unproven,
        path,
        message: 'the file differs, and the repository does not give its content',
        proof: `blob ${entry.id} is missing or too large`,
      });
    }
    const pointer = parseLfsPointer(blob);
    if (pointer !== undefined) return this.#lfs(path, bytes, pointer);
    const explained = explainText(bytes, blob) ?? explainVersion(bytes, blob, crate.version, located.version);
    if (explained !== undefined) return this.#add({ ...explained, severity: Severity.Innocuous, path });
    this.#unexplained({ path, bytes, how: 'changed', proof: `blob ${entry.id} at ${entry.path} of the commit` });
  }

  #lfs(path: string, bytes: Uint8Array, pointer: NonNullable<ReturnType<typeof parseLfsPointer>>): void {
    if (pointsTo(pointer, bytes)) {
      this.#innocuous(
        path,
        DifferenceClass.LfsContent,
        'the content is kept by Git LFS',
        `its SHA-256 is that of the pointer in the tree, ${pointer.sha256}`,
      );
      return;
    }
    this.#unexplained({
      path,
      bytes,
      how: 'changed',
      proof: `the Git LFS pointer in the tree is for SHA-256 ${pointer.sha256}`,
    });
  }

  /** Cargo packages what a link leads to; without links in the file system git writes the link's text. */
  async #link(path: string, bytes: Uint8Array, entry: SnapshotEntry): Promise<void> {
    const { snapshot } = this.#input;
    if (entry.id === this.#id(bytes)) {
      return this.#innocuous(
        path,
        DifferenceClass.SymlinkText,
        'the file holds the text of a symbolic link',
        'equal to the link in the tree',
      );
    }
    const target = await snapshot.follow(entry.path);
    if (target !== undefined && (await this.#sameContent(bytes, target))) {
      return this.#innocuous(
        path,
        DifferenceClass.SymlinkFollowed,
        'a symbolic link in the repository',
        `equal to ${target.path}, to which it leads`,
      );
    }
    const proof =
      target === undefined ? 'the link leads out of the repository' : `the link leads to ${target.path}, which differs`;
    this.#unexplained({ path, bytes, how: 'changed', proof });
  }

  async #sameContent(bytes: Uint8Array, entry: SnapshotEntry): Promise<boolean> {
    if (!isFile(entry)) return false;
    if (entry.id === this.#id(bytes)) return true;
    const blob = (await this.#input.snapshot.blobs([entry.id])).get(entry.id);
    return blob !== undefined && explainText(bytes, blob) !== undefined;
  }

  async #extra(path: string, bytes: Uint8Array, listed: readonly SnapshotEntry[]): Promise<void> {
    const { snapshot } = this.#input;
    const followed = await snapshot.follow(`${this.#prefix}${path}`);
    if (followed !== undefined && (await this.#sameContent(bytes, followed))) {
      return this.#innocuous(
        path,
        DifferenceClass.SymlinkFollowed,
        'a folder on the way is a symbolic link',
        `equal to ${followed.path}`,
      );
    }
    const named = await this.#outsideFile(path);
    if (named !== undefined && (await this.#sameContent(bytes, named))) {
      return this.#innocuous(
        path,
        DifferenceClass.OutsidePackage,
        'the manifest names a file outside the package',
        `equal to ${named.path}`,
      );
    }
    const submodule = listed.find(
      (entry) => entry.kind === TreeEntryKind.submodule && `${this.#prefix}${path}`.startsWith(`${entry.path}/`),
    );
    if (submodule !== undefined) return this.#inSubmodule(path, bytes, submodule);
    const place = (await this.#allPlaces()).get(this.#id(bytes));
    if (place !== undefined && bytes.length > 0) return this.#copied(path, place);
    this.#unexplained({ path, bytes, how: 'extra', proof: 'nothing in the commit has this path or this content' });
  }

  /** Content of the repository under another name: a release step copied it. Code may mean something else elsewhere. */
  #copied(path: string, place: string): void {
    const code = isRust(path) && !isAuxiliary(path);
    this.#add({
      class: DifferenceClass.CopiedFile,
      severity: code ? Severity.Suspicious : Severity.Innocuous,
      path,
      message: 'a copy of a file that is elsewhere in the repository',
      proof: `equal to ${place} of the commit`,
    });
  }

  /** The repository's file that the manifest names as readme or licence and cargo copies to the root. */
  async #outsideFile(path: string): Promise<SnapshotEntry | undefined> {
    const { located, snapshot, crate } = this.#input;
    const source: TomlTable = crate.original ?? located.manifest.toml;
    const pkg = packageTable(inheritToml(source, located.manifest.workspace).toml);
    for (const key of ['readme', 'license-file']) {
      const named = textOf(pkg?.[key]);
      if (named === undefined || insidePackage(named) !== path) continue;
      const found = await snapshot.follow(cleanPath(`${located.folder}/${named}`));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #allPlaces(): Promise<ReadonlyMap<string, string>> {
    this.#places ??= this.#input.snapshot
      .list('')
      .then((all) => new Map(all.filter(isFile).map(({ id, path }) => [id, path])));
    return this.#places;
  }

  async #inSubmodule(path: string, bytes: Uint8Array, submodule: SnapshotEntry): Promise<void> {
    let opened = this.#submodules.get(submodule.path);
    if (opened === undefined) {
      opened = this.#input.submodule(submodule.path, submodule.id);
      this.#submodules.set(submodule.path, opened);
    }
    const inner = await opened;
    if (inner === undefined) {
      return this.#add({
        class: DifferenceClass.SubmoduleUnread,
        severity: Severity.Unproven,
        path,
        message: `the file is in the submodule ${submodule.path}, whose repository is not at hand`,
        proof: `the commit names ${submodule.id} of it`,
      });
    }
    const below = `${this.#prefix}${path}`.slice(submodule.path.length + 1);
    const entry = await inner.follow(below);
    const same = entry !== undefined && isFile(entry) && entry.id === objectId('blob', bytes, inner.commit.id);
    if (same) {
      return this.#innocuous(
        path,
        DifferenceClass.SubmoduleFile,
        `the file is in the submodule ${submodule.path}`,
        `equal to ${below} of its commit ${inner.commit.id}`,
      );
    }
    this.#unexplained({
      path,
      bytes,
      how: entry === undefined ? 'extra' : 'changed',
      proof: `commit ${inner.commit.id} of the submodule ${submodule.path} has ${entry === undefined ? 'no such file' : 'other content'}`,
    });
  }

  #unexplained(file: Unexplained): void {
    this.#add(weighFile(file, this.#included));
  }

  /** Files of the tree that the manifest's rules select and that the crate lacks; returns how many. */
  #missing(tree: ReadonlyMap<string, SnapshotEntry>): number {
    const { crate, located } = this.#input;
    const source: TomlTable = crate.original ?? located.manifest.toml;
    const pkg = packageTable(inheritToml(source, located.manifest.workspace).toml);
    const selected = fileSelector(textsOf(pkg?.['include']), textsOf(pkg?.['exclude']));
    const nested = [...tree.keys()]
      .filter((path) => path.endsWith('/Cargo.toml'))
      .map((path) => path.slice(0, -'Cargo.toml'.length));
    const submodules = [...tree].filter(([, { kind }]) => kind === TreeEntryKind.submodule).map(([path]) => `${path}/`);
    const inside = (path: string, folders: readonly string[]) => folders.some((folder) => path.startsWith(folder));
    const folders = foldersOf(crate.files.keys());
    let count = 0;
    for (const [path, entry] of tree) {
      if (crate.files.has(path) || GENERATED.has(path) || entry.kind === TreeEntryKind.submodule) continue;
      if (/^cargo\.toml$/i.test(path) || path.startsWith('target/')) continue;
      if (!selected(path) || inside(path, nested) || inside(path, submodules)) continue;
      // A link to a folder is no file; what is in that folder has paths of its own.
      if (entry.kind === TreeEntryKind.symlink && folders.has(path)) continue;
      count++;
      const code = isRust(path) && !isAuxiliary(path);
      this.#add({
        class: DifferenceClass.FileMissing,
        severity: code ? Severity.Suspicious : Severity.Innocuous,
        path,
        message: 'the repository has this file, the manifest does not exclude it, and the crate lacks it',
        proof: code
          ? 'code of the repository is not what is compiled'
          : 'what is absent is not compiled; the file is no code of the package',
      });
    }
    return count;
  }
}

function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) folders.add(path.slice(0, at));
  }
  return folders;
}

function isFile(entry: SnapshotEntry): boolean {
  return entry.kind === TreeEntryKind.file || entry.kind === TreeEntryKind.executable;
}
