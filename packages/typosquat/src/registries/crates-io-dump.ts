/**
 * A corpus from crates.io's database dump: all crates with all-time downloads, repositories, and owners by login
 * (`github:LOGIN`; teams keep their own `github:ORG:TEAM`). Owners that were removed do not count.
 */
import type { Package } from '../package.ts';
import { csvColumns } from './csv.ts';

/** Texts of the files of a dump's `data` folder, in pieces; those that are absent leave things unknown. */
export interface CratesIoDump {
  readonly crates: Iterable<string>;
  readonly downloads?: Iterable<string> | undefined;
  readonly owners?: Iterable<string> | undefined;
  readonly users?: Iterable<string> | undefined;
  readonly teams?: Iterable<string> | undefined;
}

/** `owner_kind` of the dump. */
const TEAM = '1';

/** Crates, the most downloaded first. Throws `TyposquatError` (`corpus`) where a file is no such table. */
export function packagesOfDump(dump: CratesIoDump): Package[] {
  const downloads = new Map<string, number>();
  for (const [crate, count] of csvColumns(dump.downloads ?? [], ['crate_id', 'downloads']))
    downloads.set(crate!, Number(count));
  const owners = ownersOf(dump);
  const packages: Package[] = [];
  for (const [id, name, repository] of csvColumns(dump.crates, ['id', 'name', 'repository'])) {
    const count = downloads.get(id!);
    packages.push({
      name: name!,
      downloads: count !== undefined && count >= 0 ? count : undefined,
      owners: owners.get(id!),
      repository: repository === '' ? undefined : repository,
    });
  }
  return packages.sort((a, b) => (b.downloads ?? 0) - (a.downloads ?? 0) || (a.name < b.name ? -1 : 1));
}

function ownersOf(dump: CratesIoDump): Map<string, string[]> {
  const logins = new Map<string, string>();
  for (const [id, login] of csvColumns(dump.users ?? [], ['id', 'gh_login'])) logins.set(`0 ${id}`, `github:${login}`);
  for (const [id, login] of csvColumns(dump.teams ?? [], ['id', 'login'])) logins.set(`${TEAM} ${id}`, login!);
  const owners = new Map<string, string[]>();
  for (const [crate, owner, kind] of csvColumns(dump.owners ?? [], ['crate_id', 'owner_id', 'owner_kind'])) {
    const login = logins.get(`${kind} ${owner}`) ?? `${kind === TEAM ? 'team' : 'user'}::${owner}`;
    const known = owners.get(crate!);
    if (known === undefined) owners.set(crate!, [login]);
    else known.push(login);
  }
  return owners;
}
