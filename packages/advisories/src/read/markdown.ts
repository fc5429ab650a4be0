/**
 * RustSec advisories in their own format ("V3" and "V4"): TOML front matter in a fence, a title, a description.
 * Follows the rustsec crate (advisory/parts.rs, advisory.rs, database/entries.rs): what it refuses is refused here.
 */
import { parse as parseToml, TomlError } from 'smol-toml';
import type { Advisory, AffectedFunction } from '../advisory.ts';
import { Collection } from '../advisory.ts';
import { isDate } from '../date.ts';
import { AdvisoryError, AdvisoryErrorCode } from '../error.ts';
import { parseFunctionPath } from '../functions.ts';
import { rangesOfRequirements, validateRequirement } from '../ranges.ts';
import { Fields } from './fields.ts';
import { spelledNames } from './spelled.ts';

/** The largest advisory of the database has 21 kB. */
const MAX_ADVISORY_CHARS = 1 << 20;

const FENCE = '```toml';

/** Tables in an advisory are three deep; deeper nesting is an attack on the parser. */
const MAX_TOML_DEPTH = 16;

interface Parts {
  readonly frontMatter: string;
  /** 1-based line on which the front matter begins. */
  readonly line: number;
  readonly title: string;
  readonly description: string;
}

function splitParts(text: string, file: string): Parts {
  if (!text.startsWith(FENCE)) {
    throw new AdvisoryError(AdvisoryErrorCode.FrontMatter, file, 1, 'does not begin with a ```toml fence');
  }
  const end = text.indexOf('\n```');
  if (end < 0) throw new AdvisoryError(AdvisoryErrorCode.FrontMatter, file, 1, 'the ```toml fence is never closed');
  const raw = text.slice(FENCE.length, end);
  const frontMatter = raw.trim();
  const markdown = text.slice(end + 4).trimStart();
  const titleLine = lineAt(text, text.length - markdown.length);
  if (!markdown.startsWith('# ')) {
    throw new AdvisoryError(AdvisoryErrorCode.Title, file, titleLine, 'no `# title` after the front matter');
  }
  const newline = markdown.indexOf('\n');
  if (newline < 0) throw new AdvisoryError(AdvisoryErrorCode.Title, file, titleLine, 'no description after the title');
  return {
    frontMatter,
    line: lineAt(text, FENCE.length + raw.length - raw.trimStart().length),
    title: markdown.slice(2, newline).trim(),
    description: markdown.slice(newline + 1).trim(),
  };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

function parseFrontMatter(parts: Parts, file: string): Fields {
  // V4 advisories leave the leading `[advisory]` table header out.
  const implicit = !parts.frontMatter.startsWith('[advisory]');
  const toml = implicit ? `[advisory]\n${parts.frontMatter}` : parts.frontMatter;
  const shift = parts.line - 1 - (implicit ? 1 : 0);
  const lines = toml.split('\n');
  const lineOf = (key: string): number => {
    const at = lines.findIndex((text) => {
      const start = text.trimStart().replace(/^["']/, '');
      return start.startsWith(key) && /^["']?\s*=/.test(start.slice(key.length));
    });
    const line = at < 0 ? lines.findIndex((text) => text.includes(`"${key}"`)) : at;
    return line < 0 ? parts.line : line + 1 + shift;
  };
  try {
    return new Fields(parseToml(toml, { maxDepth: MAX_TOML_DEPTH }), { file, lineOf });
  } catch (error) {
    const line = error instanceof TomlError ? error.line + shift : parts.line;
    const detail = error instanceof Error ? error.message.split('\n', 1)[0]! : 'not TOML';
    throw new AdvisoryError(AdvisoryErrorCode.Toml, file, line, detail);
  }
}

/** Crate names as crates.io takes them; the toolchain's components (`std`, `cargo`) fit as well. */
const NAME = /^[A-Za-z0-9_-]{1,128}$/;

/** An id must never be able to carry anything into a URL, terminal or path. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/;

/** Ids of these kinds are `KIND-YEAR-NUMBER` (advisory/id.rs). */
const DATED_ID = /^(?:RUSTSEC|CVE|TALOS)-(?:20\d\d|2100|0000)-\d{1,10}$/;

function idProblem(id: string): boolean {
  return /^(?:RUSTSEC|CVE|TALOS)-/.test(id) && !DATED_ID.test(id);
}

function ownId(fields: Fields): string {
  const id = fields.text('id');
  if (!ID.test(id) || idProblem(id)) fields.fail(AdvisoryErrorCode.FieldValue, 'id', '`id` is not an advisory id');
  return id;
}

/** Ids of other databases are free text to RustSec; some are URLs. */
function otherIds(fields: Fields, key: 'aliases' | 'related'): string[] {
  const ids = fields.texts(key);
  if (ids.some(idProblem)) fields.fail(AdvisoryErrorCode.FieldValue, key, `\`${key}\` holds a malformed id`);
  return ids;
}

function optionalDate(fields: Fields, key: string): string | null {
  const text = fields.optionalText(key);
  if (text !== null && !isDate(text)) fields.fail(AdvisoryErrorCode.FieldValue, key, `\`${key}\` is not a date`);
  return text;
}

function requirements(fields: Fields, key: string): string[] {
  return fields.texts(key).map((text) => {
    const problem = validateRequirement(text);
    return problem === null ? text : fields.fail(AdvisoryErrorCode.Requirement, key, `\`${text}\`: ${problem}`);
  });
}

function affectedFunctions(affected: Fields | null | undefined): AffectedFunction[] {
  const functions = affected?.child('functions');
  if (!functions) return [];
  return Object.keys(functions.table).map((path) => {
    if (parseFunctionPath(path) === null) {
      functions.fail(AdvisoryErrorCode.FunctionPath, path, 'an affected function must be a path from the crate on');
    }
    return { path, requirements: requirements(functions, path) };
  });
}

/** Reads RustSec's `[versions]` and checks it as RustSec does. */
function versionsOf(root: Fields): Pick<Advisory, 'patched' | 'unaffected' | 'ranges' | 'versions'> {
  const versions =
    root.child('versions') ?? root.fail(AdvisoryErrorCode.MissingField, 'versions', '`[versions]` is missing');
  if (versions.get('patched') === undefined) {
    versions.fail(AdvisoryErrorCode.MissingField, 'patched', '`patched` is missing');
  }
  const patched = requirements(versions, 'patched');
  const unaffected = requirements(versions, 'unaffected');
  const ranges = rangesOfRequirements(unaffected, patched);
  if (typeof ranges === 'string') return versions.fail(AdvisoryErrorCode.Range, 'patched', ranges);
  return { patched, unaffected, ranges, versions: [] };
}

/** Reads the text of one advisory file. `file` is only used to name the place of an error. */
export function parseAdvisory(text: string, file: string, collection: Collection = Collection.Crates): Advisory {
  if (text.length > MAX_ADVISORY_CHARS) {
    throw new AdvisoryError(AdvisoryErrorCode.TooLarge, file, 0, 'larger than any advisory is');
  }
  const parts = splitParts(text, file);
  const root = parseFrontMatter(parts, file);
  const fields = root.child('advisory');
  if (!fields) return root.fail(AdvisoryErrorCode.MissingField, 'advisory', '`[advisory]` is missing');
  const name = fields.text('package');
  if (!NAME.test(name)) fields.fail(AdvisoryErrorCode.FieldValue, 'package', '`package` is not a crate name');
  const affected = root.child('affected');
  return {
    id: ownId(fields),
    collection,
    package: name,
    date: optionalDate(fields, 'date') ?? fields.fail(AdvisoryErrorCode.MissingField, 'date', '`date` is missing'),
    title: parts.title,
    description: parts.description,
    informational: fields.optionalText('informational'),
    categories: fields.texts('categories'),
    cvss: fields.optionalText('cvss'),
    aliases: otherIds(fields, 'aliases'),
    related: otherIds(fields, 'related'),
    url: fields.optionalText('url'),
    references: fields.texts('references'),
    keywords: fields.texts('keywords'),
    withdrawn: optionalDate(fields, 'withdrawn'),
    license: fields.optionalText('license') ?? 'CC0-1.0',
    expectDeleted: fields.flag('expect-deleted'),
    yanked: fields.flag('yanked'),
    os: affected?.texts('os') ?? [],
    arch: affected?.texts('arch') ?? [],
    functions: affectedFunctions(affected),
    ...versionsOf(root),
    spelled: spelledNames(parts.title, parts.description),
  };
}
