/** cargo-vet's versions: a semantic version, or one at a git commit (`1.2.3@git:<40 hex digits>`), and deltas of them. */
import { tryParseVersion, type Version, versionText } from '@lazaret/cargo';

export interface VetVersion {
  /** The version as text; with its commit if it has one. */
  readonly text: string;
  readonly semver: Version;
  readonly commit?: string;
}

/** Parses a version; undefined if it is none. */
export function parseVetVersion(text: string): VetVersion | undefined {
  const at = text.indexOf('@');
  const semver = tryParseVersion(at === -1 ? text : text.slice(0, at).trimEnd());
  if (semver === undefined) return undefined;
  if (at === -1) return { text: versionText(semver), semver };
  const commit = /^\s*git:([0-9a-fA-F]{40})$/.exec(text.slice(at + 1))?.[1];
  return commit === undefined ? undefined : { text: `${versionText(semver)}@git:${commit}`, semver, commit };
}

/** Parses `A -> B`; a delta without a start is none. */
export function parseDelta(text: string): { readonly from: VetVersion; readonly to: VetVersion } | undefined {
  const arrow = text.indexOf('->');
  if (arrow === -1) return undefined;
  const from = parseVetVersion(text.slice(0, arrow).trim());
  const to = parseVetVersion(text.slice(arrow + 2).trim());
  return from === undefined || to === undefined ? undefined : { from, to };
}
