/**
 * Package sources as Cargo.lock writes them: `registry+URL`, `sparse+URL`, `git+URL?branch=…#SHA`, `path+URL`.
 * The text is kept; cargo treats it as an identity.
 */

/** What kind of place a source is. */
export const SourceKind = {
  registry: 'registry',
  sparse: 'sparse',
  git: 'git',
  path: 'path',
  unknown: 'unknown',
} as const;
export type SourceKind = (typeof SourceKind)[keyof typeof SourceKind];

/** How a git dependency names its revision; `default` is the remote's HEAD. */
export type GitReference =
  | { readonly kind: 'default' }
  | { readonly kind: 'branch' | 'tag' | 'rev'; readonly name: string };

/** A source of a locked package. */
export interface LockSource {
  readonly kind: SourceKind;
  /** Exactly as in the file. */
  readonly text: string;
  /** Without `kind+`, query and fragment; for `sparse` the prefix belongs to the URL, as in cargo's configuration. */
  readonly url: string;
  readonly reference: GitReference | undefined;
  /** The commit of a git source. */
  readonly commit: string | undefined;
}

/** Reads a source; total: what has no known prefix gets kind `unknown`. */
export function parseSource(text: string): LockSource {
  const plus = text.indexOf('+');
  const prefix = plus === -1 ? '' : text.slice(0, plus);
  const rest = text.slice(plus + 1);
  const plain = (kind: SourceKind, url: string): LockSource => ({
    kind,
    text,
    url,
    reference: undefined,
    commit: undefined,
  });
  switch (prefix) {
    case 'registry':
      return plain(SourceKind.registry, withoutFragment(rest));
    case 'sparse':
      return plain(SourceKind.sparse, withoutFragment(text));
    case 'path':
      return plain(SourceKind.path, rest);
    case 'git':
      return gitSource(text, rest);
    default:
      return plain(SourceKind.unknown, text);
  }
}

function withoutFragment(url: string): string {
  const hash = url.indexOf('#');
  return hash === -1 ? url : url.slice(0, hash);
}

function gitSource(text: string, rest: string): LockSource {
  const url = withoutFragment(rest);
  const commit = url.length === rest.length ? undefined : rest.slice(url.length + 1);
  const mark = url.indexOf('?');
  const query = mark === -1 ? '' : url.slice(mark + 1);
  return {
    kind: SourceKind.git,
    text,
    url: mark === -1 ? url : url.slice(0, mark),
    reference: gitReference(query),
    commit: commit === '' ? undefined : commit,
  };
}

/** Later keys win, as in cargo's `SourceId::from_url`; `ref` is the old spelling of `branch`. */
function gitReference(query: string): GitReference {
  let found: GitReference = { kind: 'default' };
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const key = equals === -1 ? pair : pair.slice(0, equals);
    const name = percentDecoded(equals === -1 ? '' : pair.slice(equals + 1));
    if (key === 'branch' || key === 'ref') found = { kind: 'branch', name };
    else if (key === 'tag' || key === 'rev') found = { kind: key, name };
  }
  return found;
}

/** V4 lock files percent-encode references, earlier ones do not; bad escapes stay as they are. */
function percentDecoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** A key under which two spellings of one source agree: reference decoded, `.git` and trailing slash dropped. */
export function sourceKey(source: LockSource | undefined): string {
  if (source === undefined) return '';
  if (source.kind !== SourceKind.git) return source.text;
  const url = source.url.replace(/\/+$/, '').replace(/\.git$/, '');
  const reference = source.reference;
  const revision = reference === undefined || reference.kind === 'default' ? '' : `${reference.kind}=${reference.name}`;
  return `git+${url}?${revision}#${source.commit ?? ''}`;
}
