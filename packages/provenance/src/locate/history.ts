/** The commits with the most of a crate's files, where nothing names one: its tag is gone, its history was rewritten. */
import type { PublishedCrate } from '../archive/crate.ts';
import { objectId } from '../git/objects.ts';
import { packageTable } from '../manifest/inherit.ts';
import { tableOf, textOf, tryToml } from '../manifest/table.ts';
import type { Repository } from '../repository/repository.ts';
import { Snapshot } from '../repository/snapshot.ts';
import { mainBranch } from '../repository/refs.ts';
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
