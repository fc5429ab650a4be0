/**
 * Reads lists of packages: a corpus, or names to ask about. One text, in whichever of these forms it is:
 *
 *   {"packages": [PACKAGE, …]} or [PACKAGE, …]     JSON
 *   PACKAGE                                        one JSON object or text a line
 *   NAME [TAB downloads [TAB owner,owner [TAB repository]]]   one a line; `#` begins a comment
 *
 * where PACKAGE is a name or an object with `name`, and perhaps `owners`, `downloads`, `description`, `repository`, `contentOf`.
 */
import { TyposquatError, type TyposquatErrorCode } from '../error.ts';
import type { AskedPackage } from '../package.ts';

/** All registries together have some ten million packages. */
const PACKAGES_MAX = 20_000_000;
/** No registry takes longer names; who asks about longer ones is answered, though. */
const CORPUS_NAME_MAX = 1024;
/** Owners of one package. */
const OWNERS_MAX = 10_000;

/** Packages of a corpus. Throws {@link TyposquatError} (`corpus`) with the place. */
export function parseCorpus(text: string): AskedPackage[] {
  const packages = listed(text, 'corpus');
  for (const { name } of packages)
    if (name.length > CORPUS_NAME_MAX)
      throw new TyposquatError('corpus', `a name of ${name.length} characters: ${name.slice(0, 40)}…`);
  if (packages.length === 0) throw new TyposquatError('corpus', 'the corpus has no package');
  return packages;
}

/** Packages to ask about. Throws {@link TyposquatError} (`query`) with the place. */
export function parseQueries(text: string): AskedPackage[] {
  return listed(text, 'query');
}

function listed(given: string, code: TyposquatErrorCode): AskedPackage[] {
  const text = given.startsWith('\ufeff') ? given.slice(1) : given;
  const start = /^\s*/.exec(text.slice(0, 4096))![0].length;
  if (text[start] === '[' || (text[start] === '{' && !isObjectLine(text, start))) return whole(text, code);
  const packages: AskedPackage[] = [];
  let line = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const row = text.slice(from, end < 0 ? text.length : end).replace(/\r$/, '');
    from = end < 0 ? text.length : end + 1;
    line++;
    if (row === '' || row.startsWith('#')) continue;
    packages.push(/^["{]/.test(row) ? jsonLine(row, line, code) : tabLine(row, line, code));
    if (packages.length > PACKAGES_MAX) throw new TyposquatError(code, `more than ${PACKAGES_MAX} packages`);
  }
  return packages;
}

/** Does the first line hold a whole object, and is it a package? */
function isObjectLine(text: string, start: number): boolean {
  const end = text.indexOf('\n', start);
  try {
    const first: unknown = JSON.parse(text.slice(start, end < 0 ? text.length : end));
    return typeof first === 'object' && first !== null && 'name' in first;
  } catch {
    return false;
  }
}

function whole(text: string, code: TyposquatErrorCode): AskedPackage[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new TyposquatError(code, `not JSON: ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
  const list = Array.isArray(json) ? json : (json as { packages?: unknown }).packages;
  if (!Array.isArray(list)) throw new TyposquatError(code, 'a list `packages` is needed');
  return list.map((one, at) => packageOf(one, `packages[${at}]`, code));
}

function jsonLine(row: string, line: number, code: TyposquatErrorCode): AskedPackage {
  let json: unknown;
  try {
    json = JSON.parse(row);
  } catch (error) {
    throw new TyposquatError(code, `line ${line} is not JSON`, { cause: error });
  }
  return packageOf(json, `line ${line}`, code);
}

function tabLine(row: string, line: number, code: TyposquatErrorCode): AskedPackage {
  const [name = '', downloads = '', owners = '', repository = ''] = row.split('\t', 4);
  const count = downloads === '' ? undefined : Number(downloads);
  if (count !== undefined && !(count >= 0)) throw new TyposquatError(code, `line ${line}: downloads is no number`);
  return {
    name,
    downloads: count,
    owners: owners === '' ? undefined : owners.split(',', OWNERS_MAX),
    repository: repository === '' ? undefined : repository,
  };
}

function packageOf(json: unknown, at: string, code: TyposquatErrorCode): AskedPackage {
  if (typeof json === 'string') return { name: json };
  if (typeof json !== 'object' || json === null) throw new TyposquatError(code, `${at}: no package`);
  const given = json as Readonly<Record<string, unknown>>;
  const { name, owners, downloads, contentOf } = given;
  if (typeof name !== 'string') throw new TyposquatError(code, `${at}: name is no text`);
  if (owners !== undefined && owners !== null && !isTexts(owners))
    throw new TyposquatError(code, `${at}: owners is no list of texts`);
  if (downloads !== undefined && downloads !== null && !(typeof downloads === 'number' && downloads >= 0))
    throw new TyposquatError(code, `${at}: downloads is no number from 0`);
  return {
    name,
    owners: owners ?? undefined,
    downloads: downloads ?? undefined,
    description: textOf(given, 'description', at, code),
    repository: textOf(given, 'repository', at, code),
    contentOf: contentOf === undefined ? undefined : sharesOf(contentOf, at, code),
  } as AskedPackage;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= OWNERS_MAX && value.every((one) => typeof one === 'string');
}

function textOf(
  given: Readonly<Record<string, unknown>>,
  key: string,
  at: string,
  code: TyposquatErrorCode,
): string | undefined {
  const value = given[key] ?? undefined;
  if (value !== undefined && typeof value !== 'string') throw new TyposquatError(code, `${at}: ${key} is no text`);
  return value;
}

function sharesOf(value: unknown, at: string, code: TyposquatErrorCode): ReadonlyMap<string, number> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (entries === undefined || !entries.every(([, share]) => typeof share === 'number'))
    throw new TyposquatError(code, `${at}: contentOf is no object of shares`);
  return new Map(entries as [string, number][]);
}
