/** Where a package's files came from, how far they are to be believed, and what went wrong on the way. */
import type { ArchiveFinding } from '@lazaret/cargo';

/** The place that answered. */
export type SourceOrigin =
  | { readonly kind: 'vendor'; readonly path: string }
  | { readonly kind: 'local-registry'; readonly path: string }
  | { readonly kind: 'cargo-cache'; readonly path: string }
  /** The directory cargo unpacked an archive into: a copy that anyone may have edited since. */
  | { readonly kind: 'unpacked-copy'; readonly path: string }
  | { readonly kind: 'lazaret-cache'; readonly path: string }
  | { readonly kind: 'download'; readonly url: string }
  | { readonly kind: 'git-checkout'; readonly path: string; readonly commit: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'archive'; readonly path: string };

/** What vouches for the bytes. */
export const Verification = {
  /** The archive's SHA-256 is the lock file's. */
  LockChecksum: 'lock-checksum',
  /** The archive's SHA-256 is the index's; the lock file states none. */
  IndexChecksum: 'index-checksum',
  /** Every file fits the vendor folder's own `.cargo-checksum.json`, and that names the lock file's checksum. */
  VendorChecksum: 'vendor-checksum',
  /** Nothing does: an editable copy, a checkout, a project's own files. */
  None: 'none',
} as const;
export type Verification = (typeof Verification)[keyof typeof Verification];

/** Something on the way to the sources that a report must be able to say. */
export interface SourceProblem {
  readonly code: SourceProblemCode;
  readonly message: string;
  /** The file or address concerned. */
  readonly place?: string;
}

/** Codes of {@link SourceProblem}. */
export type SourceProblemCode =
  | 'archive-checksum'
  | 'archive-unreadable'
  | 'archive-name'
  | 'vendor-missing'
  | 'vendor-unlisted-file'
  | 'vendor-missing-file'
  | 'vendor-changed-file'
  | 'vendor-checksum-file'
  | 'vendor-package-checksum'
  | 'unpacked-copy'
  | 'git-checkout-missing'
  | 'git-package-missing'
  | 'git-submodule'
  | 'path-missing'
  | 'source-replacement'
  | 'tree'
  | 'download'
  | 'offline';

/** A package whose files are at hand. */
export interface PackageSource {
  /** The `.crate` itself, where there is one. */
  readonly archive?: Uint8Array;
  readonly found: true;
  readonly name: string;
  readonly version: string;
  readonly origin: SourceOrigin;
  readonly verification: Verification;
  /** Digest of the `.crate`, for sources that are one. */
  readonly sha256: string | undefined;
  readonly problems: readonly SourceProblem[];
  /** Unpacks or reads the files; each call does the work anew, so that who calls decides what stays in memory. */
  readonly open: () => SourceFiles;
}

/** A package's files. */
export interface SourceFiles {
  /** By path below the package root, with `/`. Views into one unpacked buffer, or read from disk when asked for. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Where the archive differs from what `cargo package` writes. */
  readonly findings: readonly ArchiveFinding[];
  /** What went wrong while reading; may grow while files on disk are read. */
  readonly problems: readonly SourceProblem[];
}

/** A package whose files nobody has, and why. */
export interface MissingSource {
  readonly found: false;
  readonly name: string;
  readonly version: string;
  readonly problems: readonly SourceProblem[];
}

/** A package's sources, or why there are none. */
export type SourceResult = PackageSource | MissingSource;

/** What is asked for; a locked package of `@lazaret/cargo` fits. */
export interface PackageRequest {
  readonly name: string;
  readonly version: string;
  readonly source: { readonly text: string } | undefined;
  readonly checksum: string | undefined;
  /** The package's directory, for packages without a source (workspace members and path dependencies). */
  readonly directory?: string | undefined;
}
