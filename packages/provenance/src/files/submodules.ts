/** `.gitmodules`: where the commits that a tree only names are to be found (git-config's syntax, as far as it is used there). */
import { cleanPath } from '@lazaret/cargo';

export interface Submodule {
  readonly path: string;
  readonly url: string;
}

const MAX_LENGTH = 1024 * 1024;
const MAX_SUBMODULES = 1000;

export function parseGitmodules(bytes: Uint8Array): Submodule[] {
  if (bytes.length > MAX_LENGTH) return [];
  const found: Submodule[] = [];
  let path: string | undefined;
  let url: string | undefined;
  const flush = () => {
    if (path !== undefined && url !== undefined && found.length < MAX_SUBMODULES)
      found.push({ path: cleanPath(path), url });
    path = undefined;
    url = undefined;
  };
  for (const line of Buffer.from(bytes).toString('utf8').split(/\r?\n/)) {
    if (/^\s*\[/.test(line)) flush();
    const entry = /^\s*(path|url)\s*=\s*"?([^"]*?)"?\s*$/.exec(line);
    if (entry?.[1] === 'path') path = entry[2];
    else if (entry?.[1] === 'url') url = entry[2];
  }
  flush();
  return found;
}

/** A submodule's address; relative ones start at the repository's own. */
export function submoduleUrl(url: string, repository: string | undefined): string | undefined {
  if (!url.startsWith('./') && !url.startsWith('../')) return url;
  if (repository === undefined) return undefined;
  const parts = repository.replace(/\/+$/, '').split('/');
  for (const part of url.split('/')) {
    if (part === '..') {
      if (parts.length <= 3) return undefined;
      parts.pop();
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
