/**
 * OSV records about crates: RustSec's own export (osv/advisory.rs), GitHub's and OpenSSF's malicious-packages records.
 * One record may name several packages; each becomes an advisory of its own.
 */
import { isTable } from '@lazaret/base';
import { compareVersions, tryParseVersion, type Version, versionText } from '@lazaret/cargo';
import type { Advisory, AffectedFunction, RangeText } from '../advisory.ts';
import { Collection } from '../advisory.ts';
import { dayOf } from '../date.ts';
import { AdvisoryError, AdvisoryErrorCode } from '../error.ts';
import { parseFunctionPath } from '../functions.ts';
import { nextVersion } from '../ranges.ts';
import { Fields } from './fields.ts';
import { spelledNames } from './spelled.ts';

/** RustSec's largest OSV record has 25 kB; GitHub's a few hundred. */
const MAX_OSV_CHARS = 4 << 20;

const ECOSYSTEM = 'crates.io';
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/;
const NAME = /^[A-Za-z0-9_-]{1,128}$/;

interface Event {
  readonly version: Version | null;
  readonly kind: 'introduced' | 'fixed';
}

function eventsOf(range: Fields): Event[] {
  const events: Event[] = [];
  for (const event of range.tables('events')) {
    for (const kind of ['introduced', 'fixed', 'last_affected'] as const) {
      const text = event.optionalText(kind);
      if (text === null) continue;
      // "0" and RustSec's "0.0.0-0" stand for the beginning of time.
      const start = kind === 'introduced' && (text === '0' || text === '0.0.0-0');
      const version = start ? null : tryParseVersion(text);
      if (version === undefined) event.fail(AdvisoryErrorCode.Requirement, kind, `\`${kind}\` is not a version`);
      events.push(
        kind === 'last_affected'
          ? { kind: 'fixed', version: nextVersion(version!) }
          : { kind, version: version ?? null },
      );
    }
  }
  return events;
}

/** Events in version order, a fix before an introduction at the same version, as OSV's evaluation algorithm says. */
function orderEvents(a: Event, b: Event): number {
  if (a.version === null || b.version === null) return a.version === b.version ? 0 : a.version === null ? -1 : 1;
  return compareVersions(a.version, b.version) || (a.kind === b.kind ? 0 : a.kind === 'fixed' ? -1 : 1);
}

function rangesOf(affected: Fields): RangeText[] {
  const ranges: RangeText[] = [];
  for (const range of affected.tables('ranges')) {
    const type = range.text('type');
    if (type === 'GIT') continue;
    let open: { readonly introduced: string | null } | null = null;
    for (const event of eventsOf(range).sort(orderEvents)) {
      if (event.kind === 'introduced') open ??= { introduced: event.version && versionText(event.version) };
      else if (open && event.version) {
        ranges.push({ ...open, fixed: versionText(event.version) });
        open = null;
      }
    }
    if (open) ranges.push({ ...open, fixed: null });
  }
  return ranges;
}

function functionsOf(specific: Fields | null): AffectedFunction[] {
  const affects = specific?.child('affects');
  const paths = [...(affects?.texts('functions') ?? []), ...(specific?.texts('affected_functions') ?? [])];
  return [...new Set(paths)].map((path) => {
    if (parseFunctionPath(path) === null) {
      specific?.fail(
        AdvisoryErrorCode.FunctionPath,
        'functions',
        'an affected function must be a path from the crate on',
      );
    }
    // RustSec's export drops the requirements: the function is meant for every affected version.
    return { path, requirements: null };
  });
}

function day(root: Fields, key: string): string | null {
  const text = root.optionalText(key);
  if (text === null) return null;
  return dayOf(text) ?? root.fail(AdvisoryErrorCode.FieldValue, key, `\`${key}\` is not a date`);
}

function severityVector(root: Fields, affected: Fields, specific: Fields | null): string | null {
  const own = specific?.optionalText('cvss') ?? null;
  if (own !== null) return own;
  const scores = [...affected.tables('severity'), ...root.tables('severity')].map((entry) =>
    entry.optionalText('score'),
  );
  const vectors = scores.filter((score) => score?.startsWith('CVSS:'));
  return vectors.sort().at(-1) ?? null;
}

function advisoryOf(root: Fields, affected: Fields, name: string): Advisory {
  const specific = affected.child('database_specific');
  const ecosystem = affected.child('ecosystem_specific');
  const affects = ecosystem?.child('affects') ?? null;
  const title = root.optionalText('summary') ?? root.text('id');
  const description = root.optionalText('details') ?? '';
  const references = root.tables('references').map((reference) => reference.text('url'));
  const id = root.text('id');
  const categories = specific?.texts('categories') ?? [];
  const date = day(root, 'published') ?? day(root, 'modified');
  return {
    id,
    collection: Collection.Crates,
    package: name,
    date: date ?? root.fail(AdvisoryErrorCode.MissingField, 'published', '`published` is missing'),
    title,
    description,
    informational: specific?.optionalText('informational') ?? null,
    // OpenSSF's records of malicious packages carry no category, only their id says it.
    categories: id.startsWith('MAL-') && !categories.includes('malicious') ? [...categories, 'malicious'] : categories,
    cvss: severityVector(root, affected, specific),
    aliases: root.texts('aliases'),
    related: root.texts('related'),
    url: references[0] ?? null,
    references: references.slice(1),
    keywords: [],
    withdrawn: day(root, 'withdrawn'),
    license: root.child('database_specific')?.optionalText('license') ?? '',
    expectDeleted: false,
    yanked: false,
    os: affects?.texts('os') ?? [],
    arch: affects?.texts('arch') ?? [],
    functions: functionsOf(ecosystem),
    patched: [],
    unaffected: [],
    ranges: rangesOf(affected),
    versions: affected.texts('versions'),
    spelled: spelledNames(title, description),
  };
}

/** Reads one OSV record; `ecosystem` error if it names no package of crates.io. */
export function parseOsv(text: string, file: string): Advisory[] {
  if (text.length > MAX_OSV_CHARS)
    throw new AdvisoryError(AdvisoryErrorCode.TooLarge, file, 0, 'larger than any record is');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'not JSON';
    throw new AdvisoryError(AdvisoryErrorCode.Json, file, 0, detail);
  }
  if (!isTable(value)) throw new AdvisoryError(AdvisoryErrorCode.Json, file, 1, 'an OSV record must be an object');
  const lines = text.split('\n');
  const lineOf = (key: string): number => lines.findIndex((line) => line.includes(`"${key}"`)) + 1;
  const root = new Fields(value, { file, lineOf });
  const ids = [root.text('id'), ...root.texts('aliases'), ...root.texts('related')];
  if (!ids.every((id) => ID.test(id))) root.fail(AdvisoryErrorCode.FieldValue, 'id', 'not an advisory id');
  const advisories: Advisory[] = [];
  for (const affected of root.tables('affected')) {
    const subject = affected.child('package');
    if (!subject || subject.optionalText('ecosystem') !== ECOSYSTEM) continue;
    const name = subject.text('name');
    if (!NAME.test(name)) subject.fail(AdvisoryErrorCode.FieldValue, 'name', '`name` is not a crate name');
    advisories.push(advisoryOf(root, affected, name));
  }
  if (advisories.length === 0) root.fail(AdvisoryErrorCode.Ecosystem, 'affected', 'names no package of crates.io');
  return advisories;
}
