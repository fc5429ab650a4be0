/**
 * The facts of a whole database in one compact file: shipped with Lazaret, so that the first run works without a network.
 * Facts only: the prose of advisories stays in the database.
 *
 * Gzip of lines: a header, then one advisory a line as `COLLECTION/CRATE` (the name as crates.io compares it), a tab and
 * a JSON row. Rows are parsed when their crate is asked for: a run looks at a few dozen of a thousand.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { compareText } from '@lazaret/base';
import { type AdvisoryFacts, Collection, canonicalName, type RangeText } from './advisory.ts';
import { type AdvisoryDatabase, createDatabase, type DatabaseInfo } from './database.ts';
import { AdvisoryError, AdvisoryErrorCode } from './error.ts';
import { rangesOfRequirements } from './ranges.ts';

/** Raised whenever the rows change their meaning. */
const FORMAT = 1;

/** The whole database has about 1 MB unpacked; a bomb must not fill the memory. */
const MAX_UNPACKED = 64 << 20;

/** The licence notice that the snapshot carries. */
export const SNAPSHOT_NOTICE =
  'Facts from the RustSec advisory database (CC0-1.0). Entries with license CC-BY-4.0 are adapted from the GitHub ' +
  'Advisory Database under CC-BY-4.0; their url names the source.';

/** Where the shipped snapshot lies; the caller reads it. */
export const SNAPSHOT_URL: URL = new URL('../data/rustsec.json.gz', import.meta.url);

type Texts = readonly string[];

/** One advisory; the order of the columns is the format. Ranges are left out where they follow from the requirements. */
type Row = readonly [
  id: string,
  collection: Collection,
  pkg: string,
  date: string,
  title: string,
  informational: string | null,
  categories: Texts,
  cvss: string | null,
  aliases: Texts,
  related: Texts,
  url: string | null,
  withdrawn: string | null,
  license: string,
  flags: number,
  os: Texts,
  arch: Texts,
  functions: readonly (readonly [string, Texts | null])[],
  patched: Texts,
  unaffected: Texts,
  spelled: Texts,
  ranges: readonly RangeText[] | 0,
  versions: Texts,
];

const COLUMNS = 22;
const EXPECT_DELETED = 1;
const YANKED = 2;

interface Header {
  readonly format: number;
  readonly notice: string;
  readonly commit: string | null;
  readonly date: string | null;
  readonly advisories: number;
}

function rowOf(facts: AdvisoryFacts): Row {
  const derived = rangesOfRequirements(facts.unaffected, facts.patched);
  const same = JSON.stringify(derived) === JSON.stringify(facts.ranges);
  return [
    facts.id,
    facts.collection,
    facts.package,
    facts.date,
    facts.title,
    facts.informational,
    facts.categories,
    facts.cvss,
    facts.aliases,
    facts.related,
    facts.url,
    facts.withdrawn,
    facts.license,
    (facts.expectDeleted ? EXPECT_DELETED : 0) | (facts.yanked ? YANKED : 0),
    facts.os,
    facts.arch,
    facts.functions.map(({ path, requirements }) => [path, requirements]),
    facts.patched,
    facts.unaffected,
    facts.spelled,
    same ? 0 : facts.ranges,
    facts.versions,
  ];
}

/** An advisory over its row. */
function factsOf(row: Row): AdvisoryFacts {
  return {
    id: row[0],
    collection: row[1],
    package: row[2],
    date: row[3],
    title: row[4],
    informational: row[5],
    categories: row[6],
    cvss: row[7],
    aliases: row[8],
    related: row[9],
    url: row[10],
    withdrawn: row[11],
    license: row[12],
    expectDeleted: (row[13] & EXPECT_DELETED) !== 0,
    yanked: (row[13] & YANKED) !== 0,
    os: row[14],
    arch: row[15],
    functions: row[16].map(([path, requirements]) => ({ path, requirements })),
    patched: row[17],
    unaffected: row[18],
    spelled: row[19],
    ranges: row[20] === 0 ? derivedRanges(row) : row[20],
    versions: row[21],
  };
}

function fail(detail: string): never {
  throw new AdvisoryError(AdvisoryErrorCode.Snapshot, 'snapshot', 0, detail);
}

const DAMAGED = 'the snapshot of the advisory database is damaged';

function derivedRanges(row: Row): readonly RangeText[] {
  const ranges = rangesOfRequirements(row[18], row[17]);
  return typeof ranges === 'string' ? fail(`${row[0]}: ${ranges}`) : ranges;
}

function keyOf(collection: Collection, name: string): string {
  return `${collection}/${collection === Collection.Crates ? canonicalName(name) : name}`;
}

/** Packs the facts of a database; the same input gives the same bytes. */
export function encodeSnapshot(database: AdvisoryDatabase): Uint8Array {
  const { commit, date, advisories } = database.info;
  const header: Header = { format: FORMAT, notice: SNAPSHOT_NOTICE, commit, date, advisories };
  const lines = database
    .all()
    .map((facts) => `${keyOf(facts.collection, facts.package)}\t${JSON.stringify(rowOf(facts))}`);
  return gzipSync([JSON.stringify(header), ...lines, ''].join('\n'), { level: 9 });
}

function unpack(bytes: Uint8Array): string {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED }).toString('utf8');
  } catch {
    return fail(DAMAGED);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail(DAMAGED);
  }
}

function readHeader(text: string): Header {
  const header = parseJson(text) as Header | null;
  if (header?.format !== FORMAT) return fail('the snapshot of the advisory database has another format version');
  if (!isTextOrNull(header.commit) || !isTextOrNull(header.date) || !Number.isSafeInteger(header.advisories))
    fail(DAMAGED);
  return header;
}

function parseRow(text: string): AdvisoryFacts {
  const row = parseJson(text);
  return isRow(row) ? factsOf(row as Row) : fail(DAMAGED);
}

/** Start and end of each row's JSON, by key. */
function indexRows(text: string, from: number): { readonly rows: Map<string, number[]>; readonly count: number } {
  const rows = new Map<string, number[]>();
  let count = 0;
  for (let at = from; at < text.length; count++) {
    const end = text.indexOf('\n', at);
    const tab = text.indexOf('\t', at);
    if (end < 0 || tab < 0 || tab > end) fail(DAMAGED);
    const key = text.slice(at, tab);
    const spans = rows.get(key);
    if (spans) spans.push(tab + 1, end);
    else rows.set(key, [tab + 1, end]);
    at = end + 1;
  }
  return { rows, count };
}

/** Reads what {@link encodeSnapshot} made. Rows are read when asked for, so a damaged one may throw as late as that. */
export function decodeSnapshot(bytes: Uint8Array): AdvisoryDatabase {
  const text = unpack(bytes);
  const headerEnd = text.indexOf('\n');
  if (headerEnd < 0) fail(DAMAGED);
  const header = readHeader(text.slice(0, headerEnd));
  const { rows, count } = indexRows(text, headerEnd + 1);
  if (count !== header.advisories) fail(DAMAGED);
  const info: DatabaseInfo = {
    commit: header.commit,
    date: header.date,
    dateIsLowerBound: false,
    advisories: count,
    origin: 'snapshot',
  };
  const read = new Map<string, readonly AdvisoryFacts[]>();
  const ofKey = (key: string): readonly AdvisoryFacts[] => {
    const known = read.get(key);
    if (known) return known;
    const spans = rows.get(key) ?? [];
    const facts: AdvisoryFacts[] = [];
    for (let at = 0; at < spans.length; at += 2) facts.push(parseRow(text.slice(spans[at], spans[at + 1])));
    facts.sort((a, b) => compareText(a.id, b.id));
    if (facts.length > 0) read.set(key, facts);
    return facts;
  };
  let whole: AdvisoryDatabase | null = null;
  const everything = (): AdvisoryDatabase => {
    whole ??= createDatabase([...rows.keys()].flatMap(ofKey), info);
    return whole;
  };
  return {
    info,
    ofCrate: (name) => ofKey(keyOf(Collection.Crates, name)),
    ofToolchain: (name) => ofKey(keyOf(Collection.Rust, name)),
    byId: (id) => everything().byId(id),
    all: () => everything().all(),
  };
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

const TEXT_COLUMNS = [0, 1, 2, 3, 4, 12] as const;
const NULLABLE_COLUMNS = [5, 7, 10, 11] as const;
const LIST_COLUMNS = [6, 8, 9, 14, 15, 17, 18, 19, 21] as const;

function isRow(row: unknown): boolean {
  return (
    Array.isArray(row) &&
    row.length === COLUMNS &&
    TEXT_COLUMNS.every((at) => typeof row[at] === 'string') &&
    NULLABLE_COLUMNS.every((at) => isTextOrNull(row[at])) &&
    LIST_COLUMNS.every((at) => isTexts(row[at])) &&
    typeof row[13] === 'number' &&
    Array.isArray(row[16]) &&
    row[16].every(
      (entry) => Array.isArray(entry) && typeof entry[0] === 'string' && (entry[1] === null || isTexts(entry[1])),
    ) &&
    (row[20] === 0 || (Array.isArray(row[20]) && row[20].every(isRangeText)))
  );
}

function isRangeText(range: unknown): boolean {
  return (
    typeof range === 'object' &&
    range !== null &&
    isTextOrNull((range as RangeText).introduced) &&
    isTextOrNull((range as RangeText).fixed)
  );
}
