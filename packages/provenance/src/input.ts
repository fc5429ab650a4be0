/** What an examination is given. */
import type { IndexLine } from '@lazaret/cargo';
import type { PublishedCrate } from './archive/crate.ts';
import type { TrustedPublishing } from './locate/candidates.ts';
import type { IndexChecksum } from './lock/compare.ts';
import type { ProvenanceReport, UnverifiableReason } from './report.ts';
import type { Repository } from './repository/repository.ts';

/** Why there is no repository to compare with. */
export interface NoRepository {
  readonly unavailable: UnverifiableReason;
  readonly message: string;
}

export interface ExamineInput {
  readonly crate: PublishedCrate;
  readonly repository: Repository | NoRepository;
  /** The address as it goes into the report. */
  readonly address: ProvenanceReport['repository'];
  /** The registry's entry for this version. */
  readonly index?: IndexLine | undefined;
  /** Checksums of other versions, for the lock file. */
  readonly checksum?: IndexChecksum | undefined;
  readonly trustedPublishing?: TrustedPublishing | undefined;
  /** Addresses of registries by the names that manifests use. */
  readonly registries?: ReadonlyMap<string, string> | undefined;
  /** Opens a submodule's repository by its address; undefined where it is not to be had. */
  readonly openSubmodule?: ((url: string) => Promise<Repository | undefined>) | undefined;
}
