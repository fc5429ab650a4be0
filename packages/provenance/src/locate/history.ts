/** The commits with the most of a crate's files, where nothing names one: its tag is gone, its history was rewritten. */
import type { PublishedCrate } from '../archive/crate.ts';
import { objectId } from '../git/objects.ts';
import { packageTable } from '../manifest/inherit.ts';
import { tableOf, textOf, tryToml } from '../manifest/table.ts';
import { mainBranch } from '../repository/refs.ts';
import type { Repository } from '../repository/repository.ts';
import { Snapshot } from '../repository/snapshot.ts';
import { type Candidate, readCommits } from './candidates.ts';
import { locatePackage } from './package.ts';

/** Changes of a manifest that are looked at, and commits of the right version that are compared. */
const MAX_CHANGES = 400;
const MAX_COMPARED = 24;

export async function searchHistory(crate: PublishedCrate, repository: Repository): Promise<readonly Candidate[]> {
  const folder = await likelyFolder(crate, repository);
  if (folder === undefined) return [];
  const prefix = folder === '' ? '' : `${folder}/`;
  const paths = new Set([`${prefix}Cargo.toml`, 'Cargo.toml', ...(folder === '' ? [] : [folder])]);
  const ids = await repository.history([...paths], MAX_CHANGES);
  const commits = await readCommits(repository, ids);
  const scored: { candidate: Candidate; score: number }[] = [];
  let compared = 0;
  for (const id of ids) {
    const commit = commits.get(id);
    if (commit === undefined) continue;
    const snapshot = new Snapshot(repository, commit);
    if (!(await mayHaveVersion(snapshot, prefix, crate))) continue;
    const score = await sameFiles(snapshot, folder, crate);
    if (score > 0) scored.push({ candidate: { commit, from: 'history' }, score });
    if (++compared === MAX_COMPARED) break;
  }
  // A stable sort: of commits that have as many, the newest comes first.
  return scored.sort((a, b) => b.score - a.score).map(({ candidate }) => candidate);
}

/** Where the crate says its folder is, else where a package of that name is now. */
async function likelyFolder(crate: PublishedCrate, repository: Repository): Promise<string | undefined> {
  if (crate.vcs?.folder !== undefined) return crate.vcs.folder;
  const branch = mainBranch(await repository.refs());
  if (branch === undefined) return undefined;
  const commit = (await readCommits(repository, [branch.commit])).get(branch.commit);
  if (commit === undefined) return undefined;
  return (await locatePackage(new Snapshot(repository, commit), crate.name, undefined))?.folder ?? '';
}

async function mayHaveVersion(snapshot: Snapshot, prefix: string, crate: PublishedCrate): Promise<boolean> {
  const bytes = await snapshot.file(`${prefix}Cargo.toml`);
  const toml = bytes === undefined ? undefined : tryToml(bytes, 'Cargo.toml');
  const pkg = toml === undefined ? undefined : packageTable(toml);
  if (pkg === undefined || textOf(pkg['name']) !== crate.name) return false;
  const version = pkg['version'];
  return version === crate.version || tableOf(version)?.['workspace'] === true;
}

async function sameFiles(snapshot: Snapshot, folder: string, crate: PublishedCrate): Promise<number> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const tree = new Map((await snapshot.list(folder)).map(({ path, id }) => [path.slice(prefix.length), id]));
  let same = 0;
  for (const [path, bytes] of crate.files) if (tree.get(path) === objectId('blob', bytes, snapshot.commit.id)) same++;
  return same;
}

/** Commits that are looked into for each place where the package may have been. */
const MAX_PLACES_LOOKED = 40;

/**
 * Whether a package of the crate's name was ever in the repository, where packages usually are: one that moved away is no
 * sign of a wrong address. Undefined if not.
 */
export async function onceHeld(crate: PublishedCrate, repository: Repository): Promise<string | undefined> {
  const names = new Set([crate.name, crate.name.replaceAll('-', '_'), crate.name.replaceAll('_', '-')]);
  const folders = [...names].flatMap((name) => [`${name}/`, `crates/${name}/`, `lib/${name}/`, `packages/${name}/`]);
  const own = crate.vcs?.folder;
  for (const folder of new Set([...(own === undefined || own === '' ? [] : [`${own}/`]), ...folders, ''])) {
    const ids = await repository.history([`${folder}Cargo.toml`], MAX_CHANGES);
    // The newest change may be the one that took the package away; those before it have the manifest.
    const step = Math.max(1, Math.floor(ids.length / MAX_PLACES_LOOKED));
    const looked = ids.filter((_, i) => i % step === 0);
    const commits = await readCommits(repository, looked);
    for (const id of looked) {
      const commit = commits.get(id);
      const bytes =
        commit === undefined ? undefined : await new Snapshot(repository, commit).file(`${folder}Cargo.toml`);
      const toml = bytes === undefined ? undefined : tryToml(bytes, 'Cargo.toml');
      if (toml !== undefined && textOf(packageTable(toml)?.['name']) === crate.name) return id;
    }
  }
  return undefined;
}
