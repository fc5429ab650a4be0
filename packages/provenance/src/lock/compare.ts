/**
 * Cargo.lock of a crate against that of the repository. Cargo writes it anew when it packages (ops/cargo_package,
 * `build_lock`), from the workspace's lock as far as that fits; so packages may come and go, but what has one name and
 * version must have one source and checksum.
 */
import { CargoError, isCratesIo, type LockFile, type LockPackage, parseLockFile } from '@lazaret/cargo';
import { type Difference, DifferenceClass, Severity } from '../report.ts';

/** Checksum of a published version, as the registry's index says; undefined if it is not known. */
export type IndexChecksum = (name: string, version: string) => string | undefined;

export interface LockComparison {
  readonly name: string;
  readonly version: string;
  readonly packaged: Uint8Array;
  /** The lock file that governs the package in the repository. */
  readonly repository: Uint8Array | undefined;
  readonly checksum?: IndexChecksum | undefined;
}

const PATH = 'Cargo.lock';
/** Differences of one class that are listed one by one. */
const MAX_LISTED = 20;

export function compareLocks(input: LockComparison): Difference[] {
  const packaged = parsed(input.packaged);
  if (typeof packaged === 'string') {
    return [
      {
        class: DifferenceClass.LockUnreadable,
        severity: Severity.Suspicious,
        path: PATH,
        message: `the lock file cannot be read: ${packaged}`,
        proof: 'cargo writes lock files that it can read',
      },
    ];
  }
  const found: Difference[] = [];
  for (const locked of packaged.packages) found.push(...judgeSource(locked, input));
  const theirs = input.repository === undefined ? undefined : parsed(input.repository);
  const known = typeof theirs === 'object' ? byId(theirs) : new Map<string, LockPackage>();
  let others = 0;
  for (const locked of packaged.packages) {
    if (locked.source === undefined) continue;
    const same = known.get(`${locked.name} ${locked.version}`);
    if (same === undefined) others++;
    else if (locked.checksum !== undefined && same.checksum !== undefined && locked.checksum !== same.checksum) {
      found.push(checksumDiffers(locked, same.checksum, "the repository's lock file"));
    }
  }
  if (others > 0) found.push(regenerated(others, typeof theirs === 'object'));
  return found.slice(0, MAX_LISTED * 4);
}

/** A published lock file names registries only; crates.io's packages have checksums. */
function judgeSource(locked: LockPackage, input: LockComparison): Difference[] {
  const { name, version, source, checksum } = locked;
  const id = `${name} ${version}`;
  if (source === undefined) {
    if (name === input.name) return [];
    return [
      {
        class: DifferenceClass.LockSource,
        severity: Severity.Suspicious,
        path: PATH,
        message: `${id} is locked without a source`,
        proof: 'only the package itself has none once it is published',
      },
    ];
  }
  if (!isCratesIo(source.text)) {
    const known = source.kind === 'registry' || source.kind === 'sparse';
    return [
      {
        class: DifferenceClass.LockSource,
        severity: known ? Severity.Suspicious : Severity.Decisive,
        path: PATH,
        message: `${id} is locked to ${source.text}`,
        proof: known ? 'another registry than crates.io' : 'cargo publishes no lock file with git or path sources',
      },
    ];
  }
  const indexed = input.checksum?.(name, version);
  if (indexed === undefined || checksum === undefined || indexed === checksum) return [];
  return [checksumDiffers(locked, indexed, "the registry's index")];
}

function checksumDiffers({ name, version, checksum }: LockPackage, other: string, where: string): Difference {
  return {
    class: DifferenceClass.LockChecksum,
    severity: Severity.Decisive,
    path: PATH,
    message: `${name} ${version} is locked to another archive than ${where} says`,
    proof: `checksum ${checksum}, there ${other}`,
  };
}

function regenerated(others: number, compared: boolean): Difference {
  return {
    class: DifferenceClass.LockRegenerated,
    severity: Severity.Innocuous,
    path: PATH,
    message: compared
      ? `${others} packages are locked to versions that the repository's lock file does not have`
      : `${others} packages are locked; the repository has no lock file for this package`,
    proof: 'all are from crates.io; cargo resolves anew when it packages',
  };
}

function byId(lock: LockFile): Map<string, LockPackage> {
  return new Map(lock.packages.map((locked) => [`${locked.name} ${locked.version}`, locked]));
}

function parsed(bytes: Uint8Array): LockFile | string {
  try {
    return parseLockFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (error) {
    if (error instanceof CargoError) return error.message;
    throw error;
  }
}
