/** A lock file with the steps of a plan carried out, as `cargo update --precise` would leave it, for the proof. */
import { compareVersions, type IndexLine, type LockFile, type ManifestDependency, parseVersion } from '@lazaret/cargo';
import { editableLock, type LockEntry, lockText, reachableEntries } from './lock-text.ts';
import { accepts, type Step } from './planner.ts';
import { activeDependencies, askedFeatures, type DependenciesOf, demandsOn } from './requirements.ts';

/** Packages that an update may bring in before the proof gives up. */
const ADDED_MAX = 64;

export interface Applied {
  readonly text: string;
  /** Packages that are new in the lock, `name@version`. */
  readonly added: readonly string[];
  /** Packages that move because a new version asks for it, by lock index; a step that they overtake is not needed. */
  readonly moved: ReadonlyMap<number, string>;
  /** Packages that nothing needs any more. */
  readonly removed: readonly string[];
  /** Dependencies for which no version could be found: the proof then says less. */
  readonly missing: readonly string[];
}

export interface ApplyInput {
  readonly lock: LockFile;
  readonly roots: readonly number[];
  readonly dependenciesOf: DependenciesOf;
  /** All versions of a crate in the registry of a source. */
  readonly versions: (name: string, source: string | undefined) => Promise<readonly IndexLine[] | undefined>;
}

export async function applySteps(steps: readonly Step[], input: ApplyInput): Promise<Applied> {
  const { lock } = input;
  const entries = editableLock(lock);
  const added: string[] = [];
  const missing: string[] = [];
  const moved = new Map<number, string>();
  for (const { index, line } of steps) {
    entries[index]!.version = line.version;
    entries[index]!.checksum = line.checksum;
  }
  const changed = new Set(steps.map((step) => step.index));
  const queue = steps.map(({ index, line }) => {
    const asked = askedFeatures(demandsOn(lock, index, input.dependenciesOf).known);
    return { at: index, line, asked };
  });
  for (const { at, line, asked } of queue) {
    const dependencies: number[] = [];
    for (const dependency of activeDependencies(line, asked)) {
      let to = lockedFor(entries, dependency);
      if (to === undefined) {
        const room = added.length + moved.size < ADDED_MAX;
        const found = room ? await newest(dependency, entries[at]!.source, input) : undefined;
        if (found === undefined) {
          missing.push(`${dependency.package} ${dependency.requirement ?? ''}`.trim());
          continue;
        }
        const asked = askedFeatures([{ by: at, dependency }]);
        // Cargo locks no two versions that are compatible: the one that is there has to move.
        const rival = entries.findIndex(
          (it) => it.name === found.name && it.source === entries[at]!.source && sameRange(it.version, found),
        );
        if (rival >= 0) {
          to = rival;
          entries[to]!.version = found.version;
          entries[to]!.checksum = found.checksum;
          moved.set(to, found.version);
          const { known } = to < lock.packages.length ? demandsOn(lock, to, input.dependenciesOf) : { known: [] };
          const refused = known.find((it) => !changed.has(it.by) && !accepts(it.dependency, found));
          if (refused !== undefined) missing.push(`${found.name} ${refused.dependency.requirement ?? ''}`.trim());
          for (const feature of askedFeatures(known)) asked.add(feature);
        } else {
          to = entries.length;
          entries.push(entryOf(found, entries[at]!.source));
          added.push(`${found.name}@${found.version}`);
        }
        queue.push({ at: to, line: found, asked });
      }
      dependencies.push(to);
    }
    entries[at]!.dependencies = dependencies;
  }
  const kept = reachableEntries(entries, input.roots);
  const removed = lock.packages.flatMap(({ name, version }, at) => (kept.has(at) ? [] : [`${name}@${version}`]));
  return { text: lockText(entries, kept, lock.version), added, moved, removed, missing };
}

function lockedFor(entries: readonly LockEntry[], dependency: ManifestDependency): number | undefined {
  let best: { at: number; semver: ReturnType<typeof parseVersion> } | undefined;
  for (const [at, entry] of entries.entries()) {
    if (entry.name !== dependency.package || entry.source === undefined) continue;
    const semver = parseVersion(entry.version);
    if (!accepts(dependency, { semver })) continue;
    if (best === undefined || compareVersions(semver, best.semver) > 0) best = { at, semver };
  }
  return best?.at;
}

/** Whether cargo takes two versions for compatible: the same up to the first number that is not zero. */
function sameRange(version: string, { semver: b }: IndexLine): boolean {
  const a = parseVersion(version);
  if (a.major !== b.major) return false;
  if (a.major !== 0n) return true;
  return a.minor === b.minor && (a.minor !== 0n || a.patch === b.patch);
}

/** The version that cargo would add: the newest that is accepted and not yanked. */
async function newest(
  dependency: ManifestDependency,
  source: string | undefined,
  input: ApplyInput,
): Promise<IndexLine | undefined> {
  const versions = (await input.versions(dependency.package, source)) ?? [];
  return versions
    .filter((line) => !line.yanked && accepts(dependency, line))
    .toSorted((a, b) => compareVersions(b.semver, a.semver))[0];
}

function entryOf(line: IndexLine, source: string | undefined): LockEntry {
  const { name, version, checksum } = line;
  return { name, version, source, checksum, dependencies: [], replacedBy: undefined };
}
