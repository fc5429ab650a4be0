/**
 * Packages of git dependencies, from the checkouts cargo has made. The package may be anywhere in the repository; as cargo
 * does, manifests are searched for the name, within limits.
 */
import { join } from 'node:path';
import type { CargoHome } from '../cargo-home/cargo-home.ts';
import { entryAt } from '../files/read.ts';
import { listTree } from '../files/tree.ts';
import { directorySource } from './directory.ts';
import { packageIdentity, readManifestToml } from './identity.ts';
import type { PackageRequest, SourceProblem, SourceResult } from './origin.ts';

/** Manifests read in one repository; the largest Rust workspaces have under 2,000. */
const MAX_MANIFESTS = 5000;

export function findInCheckouts(
  cargoHome: CargoHome,
  request: PackageRequest,
  commit: string | undefined,
): SourceResult {
  const { name, version } = request;
  const missing = (problem: SourceProblem): SourceResult => ({ found: false, name, version, problems: [problem] });
  if (commit === undefined) {
    return missing({
      code: 'git-checkout-missing',
      message: `the lock file names no commit for ${name}; run \`cargo update -p ${name}\``,
    });
  }
  const checkouts = cargoHome.checkouts(commit);
  for (const checkout of checkouts) {
    const directory = findPackage(checkout, name, version);
    if (directory === undefined) continue;
    const problems: SourceProblem[] = [];
    if (entryAt(join(checkout, '.gitmodules')) !== undefined) {
      problems.push({
        code: 'git-submodule',
        message: 'the repository has submodules; their content is taken as checked out',
        place: checkout,
      });
    }
    return directorySource(request, directory, { kind: 'git-checkout', path: directory, commit }, problems, {
      skipNestedPackages: true,
    });
  }
  if (checkouts.length === 0) {
    const message = `cargo has no checkout of commit ${commit}; run \`cargo fetch\` in a project you trust`;
    return missing({ code: 'git-checkout-missing', message });
  }
  return missing({
    code: 'git-package-missing',
    message: `no manifest of ${name} ${version} is in the checkout`,
    place: checkouts[0]!,
  });
}

/** The directory whose manifest has the name and, unless it is inherited, the version; the shallowest of several. */
function findPackage(root: string, name: string, version: string): string | undefined {
  const { paths } = listTree(root, {
    limits: { files: MAX_MANIFESTS },
    include: (path) => path === 'Cargo.toml' || path.endsWith('/Cargo.toml'),
  });
  const byDepth = paths.map((path) => path.split('/')).sort((a, b) => a.length - b.length);
  for (const parts of byDepth) {
    const directory = join(root, ...parts.slice(0, -1));
    const identity = packageIdentity(readManifestToml(directory));
    if (identity?.name === name && (identity.version === undefined || identity.version === version)) return directory;
  }
  return undefined;
}
