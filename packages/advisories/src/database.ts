/**
 * A set of advisories with its index and its age. Made from the files of RustSec's database, from OSV records, or from
 * the shipped snapshot; reading files is the caller's work.
 */
import { compareText } from '@lazaret/base';
import type { AdvisoryFacts } from './advisory.ts';
import { type Advisory, Collection, canonicalName } from './advisory.ts';
import { daysBetween } from './date.ts';
import { AdvisoryError, AdvisoryErrorCode } from './error.ts';
import { parseAdvisory } from './read/markdown.ts';
import { parseOsv } from './read/osv.ts';

/** Where a database's content is from; every report states it. */
export interface DatabaseInfo {
  /** Commit id of the database, `null` if it is not known (a plain folder). */
  readonly commit: string | null;
  /** ISO date or date-time of that commit; for a plain folder the newest date of its advisories. */
  readonly date: string | null;
  /** Is `date` that of the newest advisory only? The database is then at least this new. */
  readonly dateIsLowerBound: boolean;
  /** Number of advisories, withdrawn ones and those on the toolchain included. */
  readonly advisories: number;
  readonly origin: 'folder' | 'snapshot' | 'osv';
}

/** Advisories, looked up by crate, id or alias. */
export interface AdvisoryDatabase {
  readonly info: DatabaseInfo;
  /** Advisories on a crate (never on the toolchain), by id; names compare as on crates.io. */
  ofCrate(name: string): readonly AdvisoryFacts[];
  /** Advisories on a part of the toolchain: `std`, `cargo`, `rustdoc`. */
  ofToolchain(name: string): readonly AdvisoryFacts[];
  /** The advisory with this id, or with this id among its aliases; several packages may share an alias. */
  byId(id: string): readonly AdvisoryFacts[];
  all(): readonly AdvisoryFacts[];
}

const NONE: readonly AdvisoryFacts[] = [];

function group(list: readonly AdvisoryFacts[], keysOf: (advisory: AdvisoryFacts) => Iterable<string>) {
  const map = new Map<string, AdvisoryFacts[]>();
  for (const advisory of list) {
    for (const key of new Set(keysOf(advisory))) {
      const entry = map.get(key);
      if (entry) entry.push(advisory);
      else map.set(key, [advisory]);
    }
  }
  return map;
}

/** Indexes advisories. The commit and its date are the caller's knowledge. */
export function createDatabase(
  advisories: Iterable<AdvisoryFacts>,
  from: { readonly commit?: string | null; readonly date?: string | null; readonly origin: DatabaseInfo['origin'] },
): AdvisoryDatabase {
  const list = [...advisories].sort((a, b) => compareText(a.id, b.id) || compareText(a.package, b.package));
  const newest = list.reduce<string | null>((max, { date }) => (max === null || date > max ? date : max), null);
  const crates = group(
    list.filter(({ collection }) => collection === Collection.Crates),
    (advisory) => [canonicalName(advisory.package)],
  );
  const toolchain = group(
    list.filter(({ collection }) => collection === Collection.Rust),
    (advisory) => [advisory.package],
  );
  let ids: Map<string, AdvisoryFacts[]> | null = null;
  return {
    info: {
      commit: from.commit ?? null,
      date: from.date ?? newest,
      dateIsLowerBound: (from.date ?? null) === null,
      advisories: list.length,
      origin: from.origin,
    },
    ofCrate: (name) => crates.get(canonicalName(name)) ?? NONE,
    ofToolchain: (name) => toolchain.get(name) ?? NONE,
    byId: (id) => {
      ids ??= group(list, (advisory) => [advisory.id, ...advisory.aliases].map((key) => key.toUpperCase()));
      const found = ids.get(id.toUpperCase()) ?? NONE;
      const own = found.filter((advisory) => advisory.id.toUpperCase() === id.toUpperCase());
      return own.length > 0 ? own : found;
    },
    all: () => list,
  };
}

/** The files of a database: paths relative to its root with `/`, and their text. */
export type DatabaseFiles = Iterable<readonly [path: string, text: string]>;

/** Advisories read from files, and what could not be read. */
export interface ReadDatabase {
  readonly advisories: readonly Advisory[];
  /** Files that could not be read. A database with any is not trustworthy: an advisory may be missing. */
  readonly errors: readonly AdvisoryError[];
}

/** The path of an advisory inside the database: `crates/NAME/RUSTSEC-2024-0001.md`. */
const ADVISORY_PATH = /(?:^|\/)(crates|rust)\/([^/]+)\/([^/]+)$/;

/** An OSV record is named after its id; a clone may hold other JSON files. */
const OSV_PATH = /(?:^|\/)[A-Z]{2,10}-[A-Za-z0-9-]+\.json$/;

/** RustSec's placeholder id for drafts; such files are checked but not part of the database. */
const PLACEHOLDER = 'RUSTSEC-0000-0000';

function checkLocation(advisory: Advisory, path: string, folder: string, name: string): void {
  if (name !== `${advisory.id}.md` && !name.startsWith(`${PLACEHOLDER}.`)) {
    throw new AdvisoryError(AdvisoryErrorCode.Location, path, 0, `holds ${advisory.id}`);
  }
  if (folder !== advisory.package) {
    throw new AdvisoryError(AdvisoryErrorCode.Location, path, 0, `is about the package ${advisory.package}`);
  }
}

function readFile(path: string, text: string): readonly Advisory[] {
  const at = ADVISORY_PATH.exec(path);
  if (OSV_PATH.test(path)) return parseOsv(text, path);
  if (!at || at[3]!.startsWith('.')) return [];
  if (!path.endsWith('.md')) throw new AdvisoryError(AdvisoryErrorCode.Location, path, 0, 'is no .md file');
  const advisory = parseAdvisory(text, path, at[1] as Collection);
  checkLocation(advisory, path, at[2]!, at[3]!);
  return advisory.id === PLACEHOLDER ? [] : [advisory];
}

/** May this path hold an advisory? Lets the caller skip files that need not be read. */
export function isAdvisoryPath(path: string): boolean {
  return OSV_PATH.test(path) || (ADVISORY_PATH.test(path) && !/\/\.[^/]*$/.test(path));
}

/** Reads RustSec's folders `crates/` and `rust/`, and OSV records (`GHSA-….json`); the files may come in any order. */
export function readDatabase(files: DatabaseFiles): ReadDatabase {
  const advisories: Advisory[] = [];
  const errors: AdvisoryError[] = [];
  const seen = new Set<string>();
  for (const [path, text] of files) {
    try {
      for (const advisory of readFile(path, text)) {
        const key = `${advisory.id} ${advisory.package}`;
        if (seen.has(key))
          throw new AdvisoryError(AdvisoryErrorCode.DuplicateId, path, 0, `${advisory.id} occurs twice`);
        seen.add(key);
        advisories.push(advisory);
      }
    } catch (error) {
      if (!(error instanceof AdvisoryError)) throw error;
      errors.push(error);
    }
  }
  advisories.sort((a, b) => compareText(a.id, b.id) || compareText(a.package, b.package));
  errors.sort((a, b) => compareText(a.file, b.file));
  return { advisories, errors };
}

/** Object ids of git, SHA-1 or SHA-256. */
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The commit that a clone is at, from the files of its `.git` folder; `null` if it cannot be told. `read` gets paths
 * relative to that folder and returns `null` for files that are not there.
 */
export function headCommit(read: (path: string) => string | null): string | null {
  const head = read('HEAD')?.trim();
  if (head === undefined) return null;
  if (OBJECT_ID.test(head)) return head;
  const name = /^ref:\s*(refs\/[A-Za-z0-9._/-]{1,200})$/.exec(head)?.[1];
  if (name === undefined || name.includes('..')) return null;
  const loose = read(name)?.trim();
  if (loose !== undefined && OBJECT_ID.test(loose)) return loose;
  for (const line of (read('packed-refs') ?? '').split('\n')) {
    const [id, ref] = line.trim().split(' ');
    if (ref === name && OBJECT_ID.test(id!)) return id!;
  }
  return null;
}

/** The age of a database in days at a given time; `null` if its date is not known. */
export function databaseAge(info: DatabaseInfo, now: string): number | null {
  return info.date === null ? null : daysBetween(info.date, now);
}

/** Is the database older than allowed? An unknown age is too old: it cannot be shown to be fresh. */
export function isStale(info: DatabaseInfo, now: string, maxDays: number): boolean {
  const age = databaseAge(info, now);
  return age === null || age > maxDays;
}
