/**
 * Cargo writes down the commit that it packs. Without it, or with uncommitted changes, nobody can compare the package with its
 * repository: a fact about the package that many honest ones share, so it is only for the record.
 */
import type { Check } from '../../check.ts';

const FILE = '.cargo_vcs_info.json';
const BYTES_MAX = 64 * 1024;

export const vcsInfo: Check = {
  id: 'archive-vcs-info',
  version: 1,
  group: 'archive',
  title: 'the package does not say of which commit it was made',
  severity: 'info',
  evidence: ['archive'],
  wrongWhen: 'the crate is published by hand or from a tree without git',
  run({ subject }) {
    // A folder is no package that somebody made.
    if (subject.sha256 === undefined) return [];
    const odd = oddity(subject.files.get(FILE));
    const { id, version, group, severity } = vcsInfo;
    if (odd === undefined) return [];
    return [
      { check: id, version, group, severity, title: odd, evidence: [{ kind: 'archive', text: odd, file: FILE }] },
    ];
  },
};

function oddity(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return 'the package does not say of which commit it was made';
  let info: unknown;
  try {
    info = bytes.length > BYTES_MAX ? undefined : JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    info = undefined;
  }
  if (typeof info !== 'object' || info === null) return 'the note on the commit is unreadable';
  const { git, path_in_vcs: path } = info as { readonly git?: unknown; readonly path_in_vcs?: unknown };
  const { sha1, dirty } = (typeof git === 'object' && git !== null ? git : {}) as {
    readonly sha1?: unknown;
    readonly dirty?: unknown;
  };
  if (typeof sha1 !== 'string' || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha1)) return 'the commit is no commit id';
  if (dirty === true) return 'the package was made from a tree with uncommitted changes';
  if (typeof path === 'string' && /(?:^|\/)\.\.(?:\/|$)|^\/|\\/.test(path))
    return `the path in the repository is odd: ${path}`;
  return undefined;
}
