/**
 * Provenance of real crates: those in cargo's cache whose repository is at hand, with the verdicts counted and everything that
 * is not explained listed; and how far the effective manifest is derived again for all crates of the cache.
 *
 *   npm run score -- provenance    LAZARET_REPOSITORIES names a folder of bare repositories of GitHub, `OWNER+NAME/repo`
 *
 * SAMPLE=n takes n crates, spread over the names; without repositories only the second table is made.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  examine,
  GitRepository,
  openCrate,
  ProvenanceError,
  type ProvenanceReport,
  type PublishedCrate,
  repositoryAddress,
} from '@lazaret/provenance';
import { openLocalRepository } from '@lazaret/sources';

const CACHE = join(homedir(), '.cargo', 'registry', 'cache');

export async function run(): Promise<void> {
  if (!existsSync(CACHE)) {
    console.log('skipped: cargo has no cache of crates here');
    return;
  }
  const files = archives();
  await scoreManifests(files);
  const folder = process.env['LAZARET_REPOSITORIES'];
  if (folder === undefined || !existsSync(folder)) {
    console.log('repositories skipped: LAZARET_REPOSITORIES names no folder of them');
    return;
  }
  await scoreRepositories(files, repositoriesIn(folder));
}

/** Archives in an order that has nothing to do with their names, so that a sample is spread. */
function archives(): string[] {
  const key = (file: string) => createHash('sha256').update(file).digest('hex');
  const found = readdirSync(CACHE).flatMap((registry) =>
    readdirSync(join(CACHE, registry))
      .filter((file) => file.endsWith('.crate'))
      .map((file) => join(CACHE, registry, file)),
  );
  return found
    .map((file) => ({ file, key: key(file) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ file }) => file);
}

function opened(file: string): PublishedCrate | undefined {
  try {
    return openCrate(readFileSync(file));
  } catch (error) {
    if (error instanceof ProvenanceError) return undefined;
    throw error;
  }
}

class Tally {
  readonly #verdicts = new Map<string, number>();
  readonly #classes = new Map<string, number>();

  add(report: ProvenanceReport, listed: boolean): void {
    const { crate, verdict, differences } = report;
    this.#verdicts.set(verdict, (this.#verdicts.get(verdict) ?? 0) + 1);
    for (const { severity, class: className, path, message } of differences) {
      const key = `${severity} ${className}`;
      this.#classes.set(key, (this.#classes.get(key) ?? 0) + 1);
      if (listed && (severity === 'decisive' || severity === 'suspicious'))
        console.log(
          `  ${crate.name} ${crate.version}: ${severity} ${className} ${path ?? ''} ${message.slice(0, 140)}`,
        );
    }
  }

  print(): void {
    for (const counts of [this.#verdicts, this.#classes]) {
      for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1]))
        console.log(`${String(count).padStart(6)} ${key}`);
    }
  }
}

/** Without repositories: Cargo.toml against what its own original gives. */
async function scoreManifests(files: readonly string[]): Promise<void> {
  const tally = new Tally();
  for (const file of files) {
    const crate = opened(file);
    if (crate === undefined) continue;
    const repository = { unavailable: 'no-repository', message: 'not asked' } as const;
    tally.add(await examine({ crate, repository, address: { from: 'none' } }), true);
  }
  console.log(`${files.length} crates without their repositories`);
  tally.print();
}

function repositoriesIn(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    const path = join(folder, name, 'repo');
    if (name.includes('+') && existsSync(join(path, 'HEAD')))
      found.set(`https://github.com/${name.replace('+', '/')}`.toLowerCase(), path);
  }
  return found;
}

async function scoreRepositories(files: readonly string[], repositories: ReadonlyMap<string, string>): Promise<void> {
  const tally = new Tally();
  const sample = Number(process.env['SAMPLE'] ?? Number.MAX_SAFE_INTEGER);
  let examined = 0;
  const before = process.cpuUsage();
  for (const file of files) {
    const crate = examined < sample ? opened(file) : undefined;
    const address = crate === undefined ? undefined : repositoryAddress(crate.manifest);
    const place = address !== undefined && 'url' in address ? repositories.get(address.url.toLowerCase()) : undefined;
    if (crate === undefined || address === undefined || !('url' in address) || place === undefined) continue;
    const { run: git, shallow } = await openLocalRepository(place);
    const repository = new GitRepository(git, { place, shallow });
    tally.add(await examine({ crate, repository, address }), true);
    examined++;
  }
  const { user } = process.cpuUsage(before);
  console.log(`${examined} crates with their repositories, ${Math.round(user / 1000 / Math.max(examined, 1))} ms each`);
  tally.print();
}
