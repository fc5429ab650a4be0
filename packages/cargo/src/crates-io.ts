/**
 * crates.io's addresses, composed here and nowhere else. A lock file names crates.io by its git index even when the
 * sparse protocol is in use (cargo `CRATES_IO_INDEX`), so several spellings stand for the same registry.
 */

const DOMAIN = 'crates.io';

/** How lock files name crates.io: `registry+` and the git index (cargo `CRATES_IO_INDEX`). */
export const CRATES_IO_SOURCE = `registry+https://github.com/rust-lang/${DOMAIN}-index`;

/** The sparse index of crates.io, with its trailing slash (cargo `CRATES_IO_HTTP_INDEX`). */
export const CRATES_IO_SPARSE_INDEX = `sparse+https://index.${DOMAIN}/`;

/** crates.io's web pages, for links in reports. */
export const CRATES_IO_WEB = `https://${DOMAIN}`;

/** The name under which `[source]` and `[registries]` tables speak of crates.io (cargo `CRATES_IO_REGISTRY`). */
export const CRATES_IO_NAME = 'crates-io';

const CRATES_IO_SOURCES: ReadonlySet<string> = new Set([
  CRATES_IO_SOURCE,
  `${CRATES_IO_SOURCE}.git`,
  CRATES_IO_SPARSE_INDEX,
  CRATES_IO_SPARSE_INDEX.replace(/\/$/, ''),
]);

/** Whether a lock file's `source` is crates.io in one of its spellings; a `#precise` suffix is ignored. */
export function isCratesIo(source: string): boolean {
  const hash = source.indexOf('#');
  return CRATES_IO_SOURCES.has(hash === -1 ? source : source.slice(0, hash));
}
