/** A directory as a package source: project files, git checkouts, copies that cargo unpacked. */
import { readTree, type Tree, type TreeOptions } from '../files/tree.ts';
import type { PackageSource, SourceFiles, SourceOrigin, SourceProblem } from './origin.ts';

export function directorySource(
  request: { readonly name: string; readonly version: string },
  directory: string,
  origin: SourceOrigin,
  problems: readonly SourceProblem[],
  options: TreeOptions = {},
): PackageSource {
  const { name, version } = request;
  const open = () => treeFiles(readTree(directory, options));
  return { found: true, name, version, origin, verification: 'none', sha256: undefined, problems, open };
}

/** A tree's diagnostics become problems of the package, those of later reads too. */
export function treeFiles(tree: Tree, problems: readonly SourceProblem[] = []): SourceFiles {
  return {
    files: tree.files,
    findings: [],
    get problems() {
      const read = tree.diagnostics.map(
        ({ message, file }): SourceProblem =>
          file === undefined ? { code: 'tree', message } : { code: 'tree', message, place: file },
      );
      return [...problems, ...read];
    },
  };
}
