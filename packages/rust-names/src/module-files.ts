/**
 * Where the file of `mod name;` lies (Rust reference, "Module source filenames"; rustc_expand::module).
 */

/** Directory state of a module: as rustc's `dir_path` and `DirOwnership::Owned { relative }`. */
export interface ModuleDir {
  /** Directory, `/`-separated, without trailing slash; empty for the package root. */
  readonly path: string;
  /** `foo` while in `foo.rs`: children are looked for in `foo/`. */
  readonly relative: string | undefined;
}

export interface FoundFile {
  readonly path: string;
  readonly dir: ModuleDir;
}

export function dirOfFile(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** Resolves `.` and `..`; undefined if it leads out of the package. */
export function normalisePath(path: string): string | undefined {
  const out: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return undefined;
  }
  return out.join('/');
}

export function joinPath(dir: string, path: string): string {
  return dir === '' ? path : `${dir}/${path}`;
}

/** Files to try for `mod name;`, best first. `path`: value of `#[path]`. */
export function moduleFileCandidates(dir: ModuleDir, name: string, path: string | undefined): FoundFile[] {
  if (path !== undefined) {
    const file = normalisePath(joinPath(dir.path, path));
    return file === undefined ? [] : [{ path: file, dir: { path: dirOfFile(file), relative: undefined } }];
  }
  const base = dir.relative === undefined ? dir.path : joinPath(dir.path, dir.relative);
  return [
    { path: joinPath(base, `${name}.rs`), dir: { path: base, relative: name } },
    { path: joinPath(base, `${name}/mod.rs`), dir: { path: joinPath(base, name), relative: undefined } },
  ];
}

/** Directory inside `mod name { .. }`. */
export function inlineModuleDir(dir: ModuleDir, name: string, path: string | undefined): ModuleDir {
  if (path !== undefined) return { path: normalisePath(joinPath(dir.path, path)) ?? dir.path, relative: undefined };
  const base = dir.relative === undefined ? dir.path : joinPath(dir.path, dir.relative);
  return { path: joinPath(base, name), relative: undefined };
}
