/**
 * Entries of the archive that readers see differently: what a person is shown, what cargo extracts and what another tool reads
 * need not be the same bytes. `cargo package` writes none of this, so each such entry is somebody's handwork.
 */
import type { ArchiveFinding, ArchiveFindingCode } from '@lazaret/cargo';
import type { Check } from '../../check.ts';
import type { CratePackage } from '../../context.ts';
import type { Finding, Severity } from '../../finding.ts';

/** What each oddity says by itself. Those that hold show one content to one reader and another to the next. */
const SEVERITY: Readonly<Record<ArchiveFindingCode, Severity>> = {
  'second-gzip-member': 'hold',
  'data-after-end': 'hold',
  'duplicate-path': 'hold',
  'case-collision': 'hold',
  'cargo-ok': 'hold',
  'path-parent': 'hold',
  'path-backslash': 'hold',
  'special-mode': 'hold',
  'trailing-data': 'review',
  'gzip-checksum': 'review',
  'path-not-utf8': 'review',
  'path-unicode': 'review',
  'directory-data': 'review',
  'no-manifest': 'hold',
  ratio: 'note',
  'path-not-normal': 'note',
  'path-windows': 'note',
  'no-end-marker': 'note',
};

/** Files that nothing builds or runs. */
const UNBUILT = /(?:^|\/)(?:Cargo\.toml\.orig|Cargo\.lock|\.cargo_vcs_info\.json|LICEN[CS]E[^/]*|[^/]+\.(?:md|txt))$/i;

export const readersDiffer: Check = {
  id: 'archive-readers-differ',
  version: 1,
  group: 'archive',
  title: 'entries of the archive that readers see differently',
  severity: 'hold',
  evidence: ['archive'],
  wrongWhen: 'somebody packed the archive with another tool than cargo',
  run({ subject }) {
    const byCode = Map.groupBy(subject.archive, ({ code }) => code);
    const found = [...byCode].map(([code, findings]) => ofCode(code, findings, subject));
    const folder = subject.archive.length === 0 ? secondManifests(subject) : undefined;
    return folder === undefined ? found : [...found, folder];
  },
};

function ofCode(code: ArchiveFindingCode, findings: readonly ArchiveFinding[], subject: CratePackage): Finding {
  const harmless =
    (code === 'case-collision' && findings.every((it) => isCopy(it, subject))) ||
    (code === 'duplicate-path' && findings.every(({ path }) => path !== undefined && UNBUILT.test(path)));
  const severity = harmless ? 'note' : SEVERITY[code];
  return finding(
    severity,
    findings[0]!.message,
    findings.map(({ message, path }) => ({ text: message, path })),
  );
}

function finding(
  severity: Severity,
  title: string,
  found: readonly { readonly text: string; readonly path: string | undefined }[],
): Finding {
  const { id, version, group } = readersDiffer;
  return {
    check: id,
    version,
    group,
    severity,
    title,
    evidence: found.map(({ text, path }) => ({
      kind: 'archive',
      text,
      ...(path === undefined ? {} : { file: path }),
    })),
    ...(severity === 'hold' ? { decisive: true } : {}),
  };
}

/** Of two names that differ in case, both have the same content: whichever is extracted, nothing changes. */
function isCopy({ path }: ArchiveFinding, { files }: CratePackage): boolean {
  const bytes = path === undefined ? undefined : files.get(path);
  if (path === undefined || bytes === undefined) return false;
  const folded = path.toLowerCase();
  for (const [other, content] of files)
    if (other !== path && other.toLowerCase() === folded && !Buffer.from(bytes).equals(content)) return false;
  return true;
}

/** `cargo.toml` beside `Cargo.toml` in a folder: on file systems that ignore case one of them wins. */
function secondManifests({ files }: CratePackage): Finding | undefined {
  const more = [...files.keys()].filter((path) => path !== 'Cargo.toml' && path.toLowerCase() === 'cargo.toml');
  if (more.length === 0) return undefined;
  const text = 'a second manifest that differs from Cargo.toml in case only';
  return finding(
    'hold',
    text,
    more.map((path) => ({ text, path })),
  );
}
