/** The address to fetch a repository from, out of what people write in manifests. */
import type { TomlTable } from '@lazaret/cargo';
import { packageTable } from '../manifest/inherit.ts';
import { textOf } from '../manifest/table.ts';

export interface RepositoryAddress {
  /** `https://…`, without what only a browser needs. */
  readonly url: string;
  readonly from: 'repository' | 'homepage';
}

/** A manifest's address that is not taken, and why. */
export interface RefusedAddress {
  readonly refused: string;
  readonly from: 'repository' | 'homepage';
}

/** The repository that a manifest names, by `repository`, else by a `homepage` on a known host of repositories. */
export function repositoryAddress(manifest: TomlTable): RepositoryAddress | RefusedAddress | undefined {
  const pkg = packageTable(manifest);
  const stated = textOf(pkg?.['repository']);
  if (stated !== undefined && stated.trim() !== '') return addressOf(stated, 'repository');
  const homepage = textOf(pkg?.['homepage']);
  const url = homepage === undefined ? undefined : cloneUrl(homepage);
  if (url === undefined || typeof url !== 'string' || !isForge(new URL(url).hostname)) return undefined;
  return { url, from: 'homepage' };
}

function addressOf(text: string, from: RefusedAddress['from']): RepositoryAddress | RefusedAddress {
  const url = cloneUrl(text);
  return typeof url === 'string' ? { url, from } : { refused: url.refused, from };
}

const MAX_LENGTH = 2000;

/**
 * An address for `git fetch`, or why there is none. Only https is taken and only hosts that can be public: an address in a
 * manifest is the publisher's, and must not make us speak to our own network.
 */
export function cloneUrl(text: string): string | { readonly refused: string } {
  const trimmed = text.trim();
  if (trimmed.length > MAX_LENGTH) return { refused: 'the address is longer than 2000 characters' };
  const url = URL.parse(fromScp(trimmed).replace(/^(git\+)?(https?|git|ssh):\/\//, 'https://'));
  if (url === null) return { refused: 'the address is no URL' };
  if (url.protocol !== 'https:') return { refused: `addresses of the kind ${url.protocol} are not fetched from` };
  if (!isPublicHost(url.hostname)) return { refused: `${url.hostname} is no public host` };
  if (url.port !== '') return { refused: 'the address names a port' };
  const host = url.hostname.replace(/^www\./, '');
  const path = repositoryPath(
    host,
    url.pathname.split('/').filter((part) => part !== ''),
  );
  if (path.length === 0) return { refused: 'the address names a host, but no repository' };
  return `https://${host}/${path.join('/')}`;
}

/** `git@host:owner/name`, as git writes ssh addresses. */
function fromScp(text: string): string {
  const scp = /^(?:[\w.-]+@)([\w.-]+):(?!\/\/)(.+)$/.exec(text);
  return scp === null ? text : `https://${scp[1]}/${scp[2]}`;
}

const FORGES: readonly RegExp[] = [
  /^(www\.)?github\.com$/,
  /^(www\.)?gitlab\.com$/,
  /^gitlab\./,
  /^(www\.)?codeberg\.org$/,
  /^(www\.)?bitbucket\.org$/,
  /^git\.sr\.ht$/,
];

function isForge(host: string): boolean {
  return FORGES.some((forge) => forge.test(host));
}

/** Without `/tree/…`, `/-/blob/…`, `.git` and the like. Forges with two-part names are cut to two parts. */
function repositoryPath(host: string, parts: readonly string[]): readonly string[] {
  const mark = parts.findIndex(
    (part, i) => i >= 2 && ['tree', 'blob', '-', 'src', 'releases', 'wiki', 'issues'].includes(part),
  );
  let kept = mark === -1 ? parts : parts.slice(0, mark);
  if (/^(github\.com|codeberg\.org|bitbucket\.org|git\.sr\.ht)$/.test(host)) kept = kept.slice(0, 2);
  if (kept.length < 2 && isForge(host)) return [];
  return kept.map((part, i) => (i === kept.length - 1 ? part.replace(/\.git$/, '') : part));
}

/** No address of a machine, no name that only a local network knows. */
function isPublicHost(host: string): boolean {
  if (!/^[a-z0-9.-]+\.[a-z]{2,}$/i.test(host)) return false;
  return !/(^|\.)(localhost|local|internal|intranet|lan|home|corp|test|example|invalid|onion|arpa)$/i.test(host);
}

/** Whether two addresses name one repository: scheme, `.git`, case of the host and trailing slashes do not matter. */
export function sameRepository(a: string, b: string): boolean {
  return repositoryKey(a) === repositoryKey(b);
}

function repositoryKey(text: string): string {
  const url = cloneUrl(text);
  if (typeof url !== 'string') return text;
  // Owner and name are case-insensitive on all large forges.
  return url.toLowerCase();
}
