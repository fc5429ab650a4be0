/** What makes a `.crate` unreadable, and what is odd about one that can be read. */

/** Codes of {@link ArchiveError}: cargo would refuse the archive, its readers disagree on it, or a limit was reached. */
export const ArchiveErrorCode = {
  GzipHeader: 'gzip-header',
  GzipCorrupt: 'gzip-corrupt',
  GzipTruncated: 'gzip-truncated',
  GzipChecksum: 'gzip-checksum',
  TarTruncated: 'tar-truncated',
  TarChecksum: 'tar-checksum',
  TarNumber: 'tar-number',
  TarHeader: 'tar-header',
  PaxMalformed: 'pax-malformed',
  PaxAmbiguous: 'pax-ambiguous',
  EntryType: 'entry-type',
  OutsidePrefix: 'outside-prefix',
  PathNul: 'path-nul',
  PathConflict: 'path-conflict',
  Empty: 'empty',
  UnpackedSize: 'unpacked-size',
  LimitCompressedSize: 'limit-compressed-size',
  LimitUnpackedSize: 'limit-unpacked-size',
  LimitEntries: 'limit-entries',
  LimitFileSize: 'limit-file-size',
  LimitPathLength: 'limit-path-length',
} as const;
export type ArchiveErrorCode = (typeof ArchiveErrorCode)[keyof typeof ArchiveErrorCode];

/** A `.crate` that has no trustworthy content. */
export class ArchiveError extends Error {
  override name = 'ArchiveError';
  readonly code: ArchiveErrorCode;
  /** The entry's path as written, where one is to blame. */
  readonly path: string | undefined;

  constructor(code: ArchiveErrorCode, message: string, path?: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

/** Codes of {@link ArchiveFinding}: cargo extracts the archive, yet something in it is not as `cargo package` writes it. */
export const ArchiveFindingCode = {
  SecondMember: 'second-gzip-member',
  TrailingData: 'trailing-data',
  DataAfterEnd: 'data-after-end',
  NoEndMarker: 'no-end-marker',
  GzipChecksum: 'gzip-checksum',
  DuplicatePath: 'duplicate-path',
  CaseCollision: 'case-collision',
  CargoOk: 'cargo-ok',
  PathParent: 'path-parent',
  PathNotNormal: 'path-not-normal',
  PathBackslash: 'path-backslash',
  PathNotUtf8: 'path-not-utf8',
  PathUnicode: 'path-unicode',
  PathWindows: 'path-windows',
  SpecialMode: 'special-mode',
  DirectoryData: 'directory-data',
  NoManifest: 'no-manifest',
  Ratio: 'ratio',
} as const;
export type ArchiveFindingCode = (typeof ArchiveFindingCode)[keyof typeof ArchiveFindingCode];

/** Something in an archive that a reader should know; see {@link ArchiveFindingCode}. */
export interface ArchiveFinding {
  readonly code: ArchiveFindingCode;
  readonly message: string;
  /** The entry's path, without the `name-version/` prefix where it has one. */
  readonly path?: string;
}
