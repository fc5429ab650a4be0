/**
 * What an advisory says, as data: the facts that matching and reachability need, and the prose that only `explain` shows.
 */

/** Which part of RustSec's database an advisory is in: crates, or the toolchain itself. */
export const Collection = { Crates: 'crates', Rust: 'rust' } as const;

/** A value of {@link Collection}. */
export type Collection = (typeof Collection)[keyof typeof Collection];

/** A function (or type, trait, macro) that an advisory names, as it is written there. */
export interface AffectedFunction {
  readonly path: string;
  /**
   * Requirements of the versions it is meant for, read with `VersionReq::matches`; one that matches is enough.
   * `null` where the record states none (OSV): meant for every affected version.
   */
  readonly requirements: readonly string[] | null;
}

/** Versions from `introduced` on and before `fixed` are affected, in version order; `null` is no bound on that side. */
export interface RangeText {
  readonly introduced: string | null;
  readonly fixed: string | null;
}

/** The facts of one advisory: everything except prose. What the shipped snapshot holds of it. */
export interface AdvisoryFacts {
  readonly id: string;
  readonly collection: Collection;
  readonly package: string;
  /** ISO date on which the issue was made known. */
  readonly date: string;
  readonly title: string;
  /** `unmaintained`, `unsound`, `notice`, or a word that RustSec adds later; `null` for a plain vulnerability. */
  readonly informational: string | null;
  readonly categories: readonly string[];
  /** The CVSS vector, unparsed. */
  readonly cvss: string | null;
  readonly aliases: readonly string[];
  readonly related: readonly string[];
  readonly url: string | null;
  /** ISO date on which the advisory itself was taken back. */
  readonly withdrawn: string | null;
  /** SPDX id of the advisory's own licence. */
  readonly license: string;
  /** The crate was removed from the registry (RustSec's `expect-deleted`). */
  readonly expectDeleted: boolean;
  /** RustSec's `yanked` marker of older advisories: the affected versions were yanked. */
  readonly yanked: boolean;
  /** Values of `target_os` that alone are affected; empty = all. */
  readonly os: readonly string[];
  /** Values of `target_arch` that alone are affected; empty = all. */
  readonly arch: readonly string[];
  readonly functions: readonly AffectedFunction[];
  /** Requirements as RustSec states them; empty for records that came as OSV. */
  readonly patched: readonly string[];
  readonly unaffected: readonly string[];
  /** Ordered, disjoint ranges of affected versions, derived from the two above or given by OSV. */
  readonly ranges: readonly RangeText[];
  /** Single affected versions that OSV lists outside of ranges. */
  readonly versions: readonly string[];
  /** Identifiers and paths that the advisory's text spells; they rank inferred functions. */
  readonly spelled: readonly string[];
}

/** A whole advisory as read from its file. */
export interface Advisory extends AdvisoryFacts {
  readonly description: string;
  readonly references: readonly string[];
  readonly keywords: readonly string[];
}

/** The page of an advisory, where its id is of a known kind. */
export function advisoryUrl(id: string): string | null {
  if (id.startsWith('RUSTSEC-')) return `https://rustsec.org/advisories/${id}.html`;
  if (id.startsWith('CVE-')) return `https://www.cve.org/CVERecord?id=${id}`;
  if (id.startsWith('GHSA-')) return `https://github.com/advisories/${id}`;
  return null;
}

/**
 * A crate name as crates.io compares it: without case, `-` and `_` the same
 * (`canon_crate_name` in crates.io's database schema).
 */
export function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}
