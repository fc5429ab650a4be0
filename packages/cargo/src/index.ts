/** Cargo's world as data: nothing here reads a file, opens a connection or runs a program. */
export {
  ArchiveError,
  ArchiveErrorCode,
  type ArchiveFinding,
  ArchiveFindingCode,
} from './archive/error.ts';
export {
  type ArchiveLimits,
  type CrateArchive,
  DEFAULT_ARCHIVE_LIMITS,
  type ReadCrateOptions,
  readCrate,
} from './archive/read.ts';
export {
  CRATES_IO_NAME,
  CRATES_IO_SOURCE,
  CRATES_IO_SPARSE_INDEX,
  CRATES_IO_WEB,
  isCratesIo,
} from './crates-io.ts';
