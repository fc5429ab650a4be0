/** How much an archive may unpack to. Reaching a limit is told, and what was read until then is scanned. */
export interface ArchiveLimits {
  /** Archives within archives. */
  readonly depth: number;
  /** Bytes of all files of one outermost archive. */
  readonly totalBytes: number;
  readonly fileBytes: number;
  readonly entries: number;
}

export const DEFAULT_LIMITS: ArchiveLimits = {
  // A crate holds an archive in its tests, which may hold one; deeper is a trap.
  depth: 4,
  // Registries refuse crates that unpack to much less.
  totalBytes: 512 * 1024 * 1024,
  fileBytes: 128 * 1024 * 1024,
  entries: 100_000,
};

/** A file of an archive. */
export interface ArchivedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}
