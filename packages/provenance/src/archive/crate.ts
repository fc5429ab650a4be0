/** A published crate, opened: its files, both manifests, what cargo noted of the commit, and how the archive was made. */
import { ArchiveError, type ArchiveFinding, readCrate, type TomlTable } from '@lazaret/cargo';
import { ProvenanceError } from '../error.ts';
import { packageTable } from '../manifest/inherit.ts';
import { textOf, tryToml } from '../manifest/table.ts';
import type { Fingerprint } from '../report.ts';
import { fingerprint } from './fingerprint.ts';
import { parseVcsInfo, VCS_INFO_FILE, type VcsInfo } from './vcs-info.ts';

export const ORIGINAL_MANIFEST = 'Cargo.toml.orig';

/** Everything of a `.crate` that an examination looks at. */
export interface PublishedCrate {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly findings: readonly ArchiveFinding[];
  readonly fingerprint: Fingerprint;
  /** `Cargo.toml` as cargo will read it. */
  readonly manifest: TomlTable;
  /** `Cargo.toml.orig`; undefined in crates from before 2016, whose `Cargo.toml` is the author's. */
  readonly original: TomlTable | undefined;
  readonly vcs: VcsInfo | undefined;
  /** Why there is no `vcs` although the file is there. */
  readonly vcsProblem: string | undefined;
}

/** Opens the bytes of a `.crate`; throws {@link ProvenanceError} where cargo would refuse them. */
export function openCrate(bytes: Uint8Array): PublishedCrate {
  const archive = readArchive(bytes);
  const { files, findings, sha256, prefix, shape } = archive;
  const manifestBytes = files.get('Cargo.toml');
  if (manifestBytes === undefined) throw new ProvenanceError('archive', 'the crate has no Cargo.toml');
  const manifest = tryToml(manifestBytes, 'Cargo.toml');
  const pkg = manifest === undefined ? undefined : packageTable(manifest);
  const name = textOf(pkg?.['name']);
  const version = textOf(pkg?.['version']);
  if (manifest === undefined || name === undefined || version === undefined) {
    throw new ProvenanceError('archive', "the crate's Cargo.toml is no manifest with name and version");
  }
  if (`${name}-${version}` !== prefix) {
    throw new ProvenanceError(
      'archive',
      `the archive holds ${prefix}/, but its Cargo.toml is that of ${name} ${version}`,
    );
  }
  const originalBytes = files.get(ORIGINAL_MANIFEST);
  const vcsBytes = files.get(VCS_INFO_FILE);
  const vcs = vcsBytes === undefined ? undefined : parseVcsInfo(vcsBytes);
  return {
    name,
    version,
    sha256,
    files,
    findings,
    fingerprint: fingerprint(shape!, prefix, versionHints(files, manifestBytes, vcs)),
    manifest,
    original: originalBytes === undefined ? undefined : tryToml(originalBytes, ORIGINAL_MANIFEST),
    vcs: vcs === undefined || 'problem' in vcs ? undefined : vcs,
    vcsProblem: vcs !== undefined && 'problem' in vcs ? vcs.problem : undefined,
  };
}

function readArchive(bytes: Uint8Array): ReturnType<typeof readCrate> {
  try {
    return readCrate(bytes, { shape: true });
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new ProvenanceError('archive', `${error.message} (${error.code})`, { cause: error });
  }
}

/** What in the content came with a known version of cargo. */
function versionHints(
  files: ReadonlyMap<string, Uint8Array>,
  manifest: Uint8Array,
  vcs: VcsInfo | { readonly problem: string } | undefined,
): { from: string; why: string }[] {
  const hints: { from: string; why: string }[] = [];
  if (vcs !== undefined && !('problem' in vcs)) {
    if (vcs.folder !== undefined) hints.push({ from: '1.57', why: `${VCS_INFO_FILE} names the folder` });
    if (vcs.dirty) hints.push({ from: '1.81', why: `${VCS_INFO_FILE} says that files were dirty` });
  }
  // Cargo writes these two under each other, and no author has a reason to.
  const text = Buffer.from(manifest).toString('utf8');
  if (files.has(ORIGINAL_MANIFEST) && /^autobins = false\nautoexamples = false$/m.test(text)) {
    hints.push({ from: '1.80', why: 'Cargo.toml spells out all targets' });
  }
  return hints;
}
