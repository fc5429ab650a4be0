/**
 * The strict `.crate` reader: the files that cargo would extract, from one inflate, as views into one buffer, with every
 * difference from what `cargo package` writes as a finding. Follows cargo `sources/registry/mod.rs` (`unpack`) and the
 * `tar` crate's `unpack_in`. Nothing is written anywhere.
 */
import { createHash } from 'node:crypto';
import { ArchiveError, type ArchiveFinding, ArchiveFindingCode as Code } from './error.ts';
import { type GzipMember, readGzipMember, startsGzip } from './gzip.ts';
import { decodePath, foldCase, oddities, parsePath } from './path.ts';
import { type ArchiveShape, type EntryShape, entryShape, gzipShape } from './shape.ts';
import { EntryKind, readTar, type TarEnd, type TarEntry } from './tar.ts';

/** Bounds that an archive must keep. */
export interface ArchiveLimits {
  /** Bytes of the `.crate` file. */
  readonly compressed: number;
  /** Bytes of the tar stream. */
  readonly unpacked: number;
  /** Entries, directories included. */
  readonly entries: number;
  /** Bytes of one file. */
  readonly file: number;
  /** Bytes of one path. */
  readonly path: number;
}

const MIB = 1024 * 1024;

/**
 * crates.io takes uploads up to 10 MiB, raised for single crates; cargo unpacks up to 512 MiB. The largest published
 * crates unpack to under 200 MiB in under 30,000 files.
 */
export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  compressed: 128 * MIB,
  unpacked: 512 * MIB,
  entries: 100_000,
  file: 256 * MIB,
  path: 4096,
};

/** Cargo's own bound (`max_unpack_size`): 512 MiB or 20 times the compressed size, whichever is more. */
const CARGO_MAX_UNPACKED = 512 * MIB;
const CARGO_MAX_RATIO = 20;

/** Sources shrink to a fifth, tables to a twentieth; what shrinks to less than this and is large is filling. */
const ODD_RATIO = 200;
const ODD_RATIO_FROM = 32 * MIB;

/** One code is reported at most this often: an archive of bad names must not flood a report. */
const MAX_FINDINGS_PER_CODE = 20;

/** An archive, read. */
export interface CrateArchive {
  /** `name-version`, the directory that all entries are in. */
  readonly prefix: string;
  /** By path below the prefix, in archive order; views into one unpacked buffer. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly findings: readonly ArchiveFinding[];
  /** Lower-case hex digest of the `.crate`, as in lock files and index lines. */
  readonly sha256: string;
  readonly unpackedSize: number;
  /** How the archive was written; only where it was asked for. */
  readonly shape?: ArchiveShape;
}

/** What is known of the archive beforehand. */
export interface ReadCrateOptions {
  /** With `version`: the prefix that must be there. Without, the first entry decides and the rest must agree. */
  readonly name?: string;
  readonly version?: string;
  /** Whether to describe how the archive was written: {@link CrateArchive.shape}. */
  readonly shape?: boolean;
  readonly limits?: Partial<ArchiveLimits>;
}

/** Reads a `.crate`; throws {@link ArchiveError} where cargo would refuse it or readers disagree about it. */
export function readCrate(bytes: Uint8Array, options: ReadCrateOptions = {}): CrateArchive {
  const limits = { ...DEFAULT_ARCHIVE_LIMITS, ...options.limits };
  if (bytes.length > limits.compressed) {
    throw new ArchiveError('limit-compressed-size', `the archive is larger than ${limits.compressed} bytes`);
  }
  const member = inflateBounded(bytes, limits.unpacked);
  const expected = options.name !== undefined && options.version !== undefined;
  const shapes: EntryShape[] | undefined = options.shape === true ? [] : undefined;
  const reader = new Reader(member.data, limits, expected ? `${options.name}-${options.version}` : undefined, shapes);
  const end = reader.run();
  reader.checkEnd(bytes, member, end);
  if (!reader.files.has('Cargo.toml')) reader.find(Code.NoManifest, 'there is no Cargo.toml at the root of the crate');
  const { length } = member.data;
  if (length > ODD_RATIO_FROM && length > ODD_RATIO * bytes.length)
    reader.find(Code.Ratio, `the archive unpacks to ${Math.round(length / bytes.length)} times its size`);
  reader.countSuppressed();
  return {
    prefix: reader.prefix!,
    files: reader.files,
    findings: reader.findings,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    unpackedSize: member.data.length,
    ...(shapes === undefined ? {} : { shape: { gzip: gzipShape(bytes), entries: shapes } }),
  };
}

function inflateBounded(bytes: Uint8Array, limit: number): GzipMember {
  const cargoLimit = Math.max(CARGO_MAX_UNPACKED, CARGO_MAX_RATIO * bytes.length);
  try {
    return readGzipMember(bytes, Math.min(limit, cargoLimit));
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.code !== 'limit-unpacked-size' || limit < cargoLimit) throw error;
    throw new ArchiveError('unpacked-size', `the archive unpacks to more than cargo's limit of ${cargoLimit} bytes`);
  }
}

class Reader {
  readonly files = new Map<string, Uint8Array>();
  readonly findings: ArchiveFinding[] = [];
  prefix: string | undefined;
  readonly #data: Uint8Array;
  readonly #limits: ArchiveLimits;
  readonly #directories = new Set<string>();
  /** Case-folded path to the first spelling seen, for files and directories. */
  readonly #folded = new Map<string, string>();
  readonly #counts = new Map<ArchiveFinding['code'], number>();
  readonly #shapes: EntryShape[] | undefined;
  #entries = 0;

  constructor(data: Uint8Array, limits: ArchiveLimits, prefix: string | undefined, shapes: EntryShape[] | undefined) {
    this.#shapes = shapes;
    this.#data = data;
    this.#limits = limits;
    this.prefix = prefix;
  }

  run(): TarEnd {
    const entries = readTar(this.#data);
    for (let step = entries.next(); ; step = entries.next()) {
      if (step.done) {
        if (this.#entries === 0) throw new ArchiveError('empty', 'the archive holds no entries');
        return step.value;
      }
      this.#entry(step.value);
    }
  }

  find(code: ArchiveFinding['code'], message: string, path?: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= MAX_FINDINGS_PER_CODE)
      this.findings.push(path === undefined ? { code, message } : { code, message, path });
  }

  /** Says how many findings of each code were left out. */
  countSuppressed(): void {
    for (const [code, count] of this.#counts) {
      const more = count - MAX_FINDINGS_PER_CODE;
      if (more > 0) this.findings.push({ code, message: `and ${more} more of this kind` });
    }
  }

  #entry(entry: TarEntry): void {
    if (++this.#entries > this.#limits.entries) {
      throw new ArchiveError('limit-entries', `the archive holds more than ${this.#limits.entries} entries`);
    }
    if (entry.path.length > this.#limits.path) {
      throw new ArchiveError('limit-path-length', `an entry's path is longer than ${this.#limits.path} bytes`);
    }
    const { text, utf8 } = decodePath(entry.path);
    this.#shapes?.push(entryShape(entry, text));
    if (text.includes('\0')) throw new ArchiveError('path-nul', "an entry's path holds a NUL character", text);
    const place = this.#place(text);
    if (place === undefined) return;
    if (!utf8) this.find(Code.PathNotUtf8, 'the path is not UTF-8; Windows cannot extract it', place);
    else this.#inspectNames(place);
    if (entry.mode !== undefined && (entry.mode & 0o7000) !== 0) {
      this.find(Code.SpecialMode, 'the entry asks for set-user-id, set-group-id or sticky permissions', place);
    }
    if (entry.kind === EntryKind.Directory) this.#addDirectory(entry, place);
    else this.#addFile(entry, place);
  }

  /** The path below the prefix, or undefined for an entry that cargo passes over. */
  #place(text: string): string | undefined {
    const path = parsePath(text);
    const [first, ...rest] = path.components;
    if (first !== undefined && !path.absolute && !path.leadingDot) this.prefix ??= first;
    if (path.absolute || path.leadingDot || first === undefined || first !== this.prefix || first === '..') {
      throw new ArchiveError('outside-prefix', `an entry is not inside ${this.prefix ?? 'a name-version'}/`, text);
    }
    const below = rest.join('/');
    if (rest.at(-1) === '.cargo-ok') {
      this.find(Code.CargoOk, 'cargo does not extract .cargo-ok, its own marker of a finished extraction', below);
      return undefined;
    }
    if (path.parent) {
      this.find(Code.PathParent, 'the path climbs with `..`; cargo passes over the entry without a word', below);
      return undefined;
    }
    if (!path.normal) this.find(Code.PathNotNormal, 'the path has empty or `.` components', below);
    return below;
  }

  #inspectNames(place: string): void {
    const codes = new Set(place === '' ? [] : place.split('/').flatMap(oddities));
    if (codes.has(Code.PathBackslash)) {
      this.find(
        Code.PathBackslash,
        'a backslash in the path is a separator on Windows and a character elsewhere',
        place,
      );
    }
    if (codes.has(Code.PathUnicode)) {
      this.find(Code.PathUnicode, 'the path holds invisible, bidirectional or unnormalised characters', place);
    }
    if (codes.has(Code.PathWindows)) this.find(Code.PathWindows, 'Windows cannot create this path as written', place);
  }

  #addDirectory(entry: TarEntry, place: string): void {
    if (this.files.has(place)) throw conflict(place);
    if (entry.size > 0)
      this.find(Code.DirectoryData, 'the entry of a directory carries data, which nothing extracts', place);
    this.#enter(place);
  }

  #addFile(entry: TarEntry, place: string): void {
    if (entry.size > this.#limits.file) {
      throw new ArchiveError('limit-file-size', `a file is larger than ${this.#limits.file} bytes`, place);
    }
    if (place === '' || this.#directories.has(place)) throw conflict(place);
    const slash = place.lastIndexOf('/');
    if (slash !== -1) this.#enter(place.slice(0, slash));
    if (this.files.has(place)) this.find(Code.DuplicatePath, 'the path occurs twice; the last one is extracted', place);
    else this.#fold(place);
    this.files.set(place, this.#data.subarray(entry.dataStart, entry.dataStart + entry.size));
  }

  /** Makes a directory and its parents. */
  #enter(directory: string): void {
    let path = directory;
    while (path !== '' && !this.#directories.has(path)) {
      if (this.files.has(path)) throw conflict(path);
      this.#directories.add(path);
      this.#fold(path);
      path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    }
  }

  #fold(path: string): void {
    const folded = foldCase(path);
    const other = this.#folded.get(folded);
    if (other === undefined) this.#folded.set(folded, path);
    else this.find(Code.CaseCollision, `the path and ${other} are one on file systems that ignore case`, path);
  }

  /** What follows the end marker in the member, and what follows the member in the file. */
  checkEnd(bytes: Uint8Array, member: GzipMember, { end, marker }: TarEnd): void {
    if (!marker) this.find(Code.NoEndMarker, 'the tar archive has no end marker');
    if (!member.checked) {
      const message = 'the gzip trailer does not fit the data';
      // Cargo stops reading at the end marker and never sees the trailer; without a marker it does.
      if (!marker) throw new ArchiveError('gzip-checksum', message);
      this.find(Code.GzipChecksum, message);
    }
    const rest = member.data.subarray(end);
    if (rest.some((byte) => byte !== 0)) this.find(Code.DataAfterEnd, 'there is data after the end of the tar archive');
    if (member.end < bytes.length) {
      const size = bytes.length - member.end;
      if (startsGzip(bytes, member.end)) {
        this.find(Code.SecondMember, `a second gzip member (${size} bytes) follows; cargo reads the first only`);
      } else this.find(Code.TrailingData, `${size} bytes follow the gzip data; cargo does not read them`);
    }
  }
}

function conflict(path: string): ArchiveError {
  return new ArchiveError('path-conflict', 'one path is both a file and a directory', path);
}
