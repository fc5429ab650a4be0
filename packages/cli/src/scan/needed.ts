/**
 * Which of the chosen versions can be part of a build for some targets: a crate that names `windows-sys` for Windows is not
 * built with it on Linux, and reading such packages (the largest there are) would take longer than all else.
 */
import {
  CargoError,
  DependencyKind,
  type IndexLine,
  type LockFile,
  type Manifest,
  parsePlatform,
  platformMatches,
  requireTargetCfgs,
} from '@lazaret/cargo';

interface Declared {
  readonly package: string;
  readonly kind: DependencyKind;
  readonly target: string | undefined;
}

/** Lock indexes, the package itself (0) among them. More than a build takes: features are not looked at. */
export function neededPackages(
  lock: LockFile,
  manifest: Manifest,
  lines: ReadonlyMap<number, IndexLine>,
  targets: readonly string[],
): Set<number> {
  const matches = matcher(targets);
  const needed = new Set([0]);
  for (const index of needed) {
    const declared = index === 0 ? ofManifest(manifest) : ofLine(lines.get(index));
    for (const next of lock.packages[index]!.dependencies) {
      const { name } = lock.packages[next]!;
      const of = declared.filter((it) => it.package === name);
      if (of.length === 0 || of.some((it) => it.kind !== DependencyKind.dev && matches(it.target))) needed.add(next);
    }
  }
  return needed;
}

function ofManifest({ dependencies }: Manifest): Declared[] {
  return dependencies.map(({ package: name, kind, platform }) => {
    const target = platform?.kind === 'triple' ? platform.triple : platform?.text;
    return { package: name, kind, target };
  });
}

function ofLine(line: IndexLine | undefined): Declared[] {
  return (line?.dependencies ?? []).map((it) => ({ package: it.package ?? it.name, kind: it.kind, target: it.target }));
}

function matcher(targets: readonly string[]): (target: string | undefined) => boolean {
  const cfgs = targets.map((triple) => [triple, requireTargetCfgs(triple)] as const);
  const known = new Map<string, boolean>();
  return (target) => {
    if (target === undefined) return true;
    let found = known.get(target);
    if (found === undefined) known.set(target, (found = cfgs.some(([triple, set]) => matchesOne(target, triple, set))));
    return found;
  };
}

function matchesOne(target: string, triple: string, cfgs: ReturnType<typeof requireTargetCfgs>): boolean {
  try {
    return platformMatches(parsePlatform(target), triple, cfgs);
  } catch (error) {
    // What cannot be read may apply.
    if (error instanceof CargoError) return true;
    throw error;
  }
}
