/**
 * Which cargo made an archive. Cargo has written tar headers in a few ways, and the
 * 3,037 crates of one cargo cache show no other. Content narrows the range: some files and fields came with known versions.
 */
import type { ArchiveShape, EntryShape } from '@lazaret/cargo';
import type { Fingerprint } from '../report.ts';

/** A way in which cargo wrote tar headers. */
interface Era {
  readonly from: string | undefined;
  readonly before: string | undefined;
  readonly fits: (generated: readonly EntryShape[], copied: readonly EntryShape[]) => boolean;
}

/** Fixed times: of the `tar` crate's deterministic mode, older and newer, and of cargo's own files. */
const TAR_OLD_TIME = 123_456_789;
const TAR_TIME = 1_153_704_088;
const GENERATED_TIME = 1;

const all = (entries: readonly EntryShape[], fits: (entry: EntryShape) => boolean) => entries.every(fits);
const time = (mtime: number) => (entry: EntryShape) => entry.mtime === mtime;
const isGnu = ({ format }: EntryShape) => format === 'gnu';

/** From the newest to the oldest. Cargo's change log dates them: 1.46 GNU headers, 1.50 fixed ones, 1.54 and 1.93 times. */
const ERAS: readonly Era[] = [
  {
    from: '1.93',
    before: undefined,
    fits: (made, copied) =>
      all(made, time(TAR_TIME)) && all(copied, time(TAR_TIME)) && all([...made, ...copied], isGnu),
  },
  {
    from: '1.54',
    before: '1.93',
    fits: (made, copied) =>
      all(made, time(GENERATED_TIME)) &&
      (all(copied, time(TAR_TIME)) || all(copied, time(TAR_OLD_TIME))) &&
      all([...made, ...copied], isGnu),
  },
  {
    from: '1.50',
    before: '1.54',
    fits: (made, copied) => all([...made, ...copied], (e) => isGnu(e) && e.mtime === 0),
  },
  { from: '1.46', before: '1.50', fits: (made, copied) => all([...made, ...copied], isGnu) },
  {
    from: undefined,
    before: '1.46',
    fits: (made, copied) => all([...made, ...copied], ({ format }) => format === 'ustar'),
  },
];

const GENERATED: ReadonlySet<string> = new Set(['.cargo_vcs_info.json', 'Cargo.toml', 'Cargo.lock']);

/** Whether cargo gives every file one of two modes and no owner: since 1.50. */
const FIXED_FROM = '1.50';

/** Judges an archive by its headers and by `hints`, versions of cargo that its content shows (`from` at least). */
export function fingerprint(
  shape: ArchiveShape,
  prefix: string,
  hints: readonly { readonly from: string; readonly why: string }[],
): Fingerprint {
  const files = shape.entries.filter(({ directory }) => !directory);
  const relative = (entry: EntryShape) => entry.path.slice(prefix.length + 1);
  const made = files.filter((entry) => GENERATED.has(relative(entry)));
  const copied = files.filter((entry) => !GENERATED.has(relative(entry)));
  const era = ERAS.find(({ fits }) => fits(made, copied));
  const deviations = [...gzipDeviations(shape, prefix), ...tarDeviations(shape, relative, era)];
  if (era === undefined) {
    return {
      cargoFrom: undefined,
      cargoBefore: undefined,
      deviations: ['no version of cargo writes such tar headers', ...deviations],
    };
  }
  let from = era.from;
  for (const hint of hints) {
    if (era.before !== undefined && minor(hint.from) >= minor(era.before)) {
      deviations.push(`the headers are those of cargo before ${era.before}, but ${hint.why} (since ${hint.from})`);
    } else if (minor(hint.from) > minor(from)) from = hint.from;
  }
  return { cargoFrom: from, cargoBefore: era.before, deviations };
}

function gzipDeviations({ gzip }: ArchiveShape, prefix: string): string[] {
  const found: string[] = [];
  if (gzip.name !== `${prefix}.crate`)
    found.push('the gzip header does not name the crate file, as cargo has always done');
  if (gzip.mtime !== 0) found.push('the gzip header has a time; cargo writes none');
  if (gzip.extraFlags !== 2) found.push('the gzip data is not compressed at the level that cargo uses');
  return found;
}

function tarDeviations(shape: ArchiveShape, relative: (entry: EntryShape) => string, era: Era | undefined): string[] {
  const found: string[] = [];
  const { entries } = shape;
  if (entries.some(({ directory }) => directory))
    found.push('there are entries for directories; cargo writes files only');
  if (entries.some(({ user, group }) => user !== '' || group !== '')) {
    found.push('entries name a user or group; cargo writes none');
  }
  if (era?.from === undefined || minor(era.from) < minor(FIXED_FROM)) return found;
  if (entries.some(({ mode }) => mode !== 0o644 && mode !== 0o755)) {
    found.push(`entries have other modes than 644 and 755, which cargo writes since ${FIXED_FROM}`);
  }
  if (entries.some(({ uid, gid }) => (uid ?? 0) !== 0 || (gid ?? 0) !== 0)) {
    found.push(`entries have an owner, which cargo does not write since ${FIXED_FROM}`);
  }
  if (entries.some((entry, i) => i > 0 && comparePaths(relative(entries[i - 1]!), relative(entry)) > 0)) {
    found.push('entries are not in the order of their paths, in which cargo writes them');
  }
  return found;
}

/** Component by component, as Rust compares paths. */
function comparePaths(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = Buffer.compare(Buffer.from(left[i]!), Buffer.from(right[i]!));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function minor(version: string | undefined): number {
  return Number(version?.split('.')[1] ?? 0);
}
