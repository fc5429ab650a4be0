/**
 * The smallest change of a lock file that takes a package to a version that is wanted: the lowest such version that all
 * dependents accept; where they do not, the lowest versions of the dependents that would.
 */
import {
  compareVersions,
  type IndexLine,
  type LockFile,
  type ManifestDependency,
  matchesReq,
  type parseVersion,
} from '@lazaret/cargo';
import { activeDependencies, askedFeatures, type Demand, type DependenciesOf, demandsOn } from './requirements.ts';

/** Dependents of dependents that are looked at; longer chains are for a person to judge. */
const DEPTH_MAX = 4;

/** Newest schema of index lines that cargo reads. */
const SCHEMA_MAX = 2;

/** One package goes to another version. */
export interface Step {
  readonly index: number;
  readonly line: IndexLine;
  readonly downgrade: boolean;
}

/** Why a package cannot go where it should. */
interface Blocker {
  readonly code: 'no-version' | 'no-index' | 'own-requirement' | 'requirement' | 'requirement-unknown' | 'too-deep';
  /** `name@version` of who stands in the way. */
  readonly by: string;
  readonly message: string;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly blockers: readonly Blocker[];
}

export interface PlannerInput {
  readonly lock: LockFile;
  /** Lock indexes of the project's own packages. */
  readonly own: ReadonlySet<number>;
  readonly dependenciesOf: DependenciesOf;
  /** The versions of a locked package in its registry; undefined where they are not at hand. */
  readonly versions: (index: number) => Promise<readonly IndexLine[] | undefined>;
}

export class Planner {
  readonly #input: PlannerInput;

  constructor(input: PlannerInput) {
    this.#input = input;
  }

  /** `wanted` tells whether a version would do. */
  async plan(index: number, wanted: (line: IndexLine) => boolean, depth = 0): Promise<Plan> {
    const { lock, own } = this.#input;
    const spec = this.#spec(index);
    if (depth > DEPTH_MAX) return blocked('too-deep', spec, `${spec} is held by too long a chain of dependents`);
    const versions = own.has(index) ? undefined : await this.#input.versions(index);
    if (versions === undefined) {
      const message = own.has(index)
        ? `${spec} is the project's own`
        : `the versions of ${spec} are not known: no index at hand`;
      return blocked('no-index', spec, message);
    }
    const { candidates, downgrade } = candidatesOf(versions, lock.packages[index]!.semver, wanted);
    const { known, unknown } = demandsOn(lock, index, this.#input.dependenciesOf);
    if (unknown.length > 0) {
      const by = this.#spec(unknown[0]!);
      return blocked('requirement-unknown', by, `what ${by} requires of ${spec} is not known`);
    }
    const fitting = candidates.find((line) => known.every((demand) => accepts(demand.dependency, line)));
    if (fitting !== undefined) return { steps: [{ index, line: fitting, downgrade }], blockers: [] };
    return this.#moveDependents(index, candidates, known, downgrade, depth);
  }

  /** Looks for versions of the dependents that accept one of the candidates, or do without the package. */
  async #moveDependents(
    index: number,
    candidates: readonly IndexLine[],
    demands: readonly Demand[],
    downgrade: boolean,
    depth: number,
  ): Promise<Plan> {
    const { lock, own } = this.#input;
    const { name } = lock.packages[index]!;
    if (demands.length === 0)
      return blocked('no-version', this.#spec(index), `no published version of ${name} would do`);
    const blocking = demands.filter((demand) => !candidates.some((line) => accepts(demand.dependency, line)));
    if (blocking.length === 0) {
      const list = demands
        .map(({ by, dependency }) => `${this.#spec(by)} (${dependency.requirement ?? '*'})`)
        .join(', ');
      return blocked('requirement', this.#spec(index), `no version of ${name} would do for all of ${list}`);
    }
    const steps: Step[] = [];
    const blockers: Blocker[] = [];
    const rest: ManifestDependency[] = demands.filter((it) => !blocking.includes(it)).map((it) => it.dependency);
    for (const by of new Set(blocking.map((demand) => demand.by))) {
      const demand = blocking.find((it) => it.by === by)!;
      const nearest =
        candidates[0] === undefined
          ? 'no version would do'
          : `the nearest version that would do is ${candidates[0].version}`;
      const refusal = `${this.#spec(by)} requires ${name} ${demand.dependency.requirement ?? '*'}, ${nearest}`;
      if (own.has(by)) {
        blockers.push({
          code: 'own-requirement',
          by: this.#spec(by),
          message: `${refusal}: ${candidates.length === 0 ? 'replace it' : 'change the requirement in its Cargo.toml'}`,
        });
        continue;
      }
      const asked = askedFeatures(demandsOn(lock, by, this.#input.dependenciesOf).known);
      const needs = (line: IndexLine) => activeDependencies(line, asked).filter((it) => it.package === name);
      const admits = (line: IndexLine) =>
        needs(line).every((it) => candidates.some((candidate) => accepts(it, candidate)));
      const moved = await this.plan(by, admits, depth + 1);
      if (moved.blockers.length > 0) {
        blockers.push(
          { code: 'requirement', by: this.#spec(by), message: await this.#refusal(by, refusal, admits) },
          ...moved.blockers,
        );
        continue;
      }
      steps.push(...moved.steps);
      const line = moved.steps.find((step) => step.index === by)?.line;
      if (line !== undefined) rest.push(...needs(line));
    }
    if (blockers.length > 0) return { steps: [], blockers };
    // The dependents now do without it, or agree on a version.
    if (rest.length === 0) return { steps, blockers };
    const fitting = candidates.find((line) => rest.every((dependency) => accepts(dependency, line)));
    if (fitting === undefined)
      return blocked('requirement', this.#spec(index), `the dependents of ${name} agree on no version that would do`);
    return { steps: [...steps, { index, line: fitting, downgrade }], blockers };
  }

  /** Says as well from which version on the dependent would accept it. */
  async #refusal(by: number, refusal: string, admits: (line: IndexLine) => boolean): Promise<string> {
    const versions = await this.#input.versions(by);
    const newer = versions && candidatesOf(versions, this.#input.lock.packages[by]!.semver, admits).candidates[0];
    return newer === undefined
      ? `${refusal}; no newer version of it would help`
      : `${refusal}; its version ${newer.version} would help`;
  }

  #spec(index: number): string {
    const { name, version } = this.#input.lock.packages[index]!;
    return `${name}@${version}`;
  }
}

function blocked(code: Blocker['code'], by: string, message: string): Plan {
  return { steps: [], blockers: [{ code, by, message }] };
}

export function accepts(dependency: ManifestDependency, line: Pick<IndexLine, 'semver'>): boolean {
  return dependency.req === undefined || matchesReq(dependency.req, line.semver);
}

type Semver = ReturnType<typeof parseVersion>;

/** Versions that would do, the nearest first: higher ones, or lower ones where there is no higher one. */
function candidatesOf(
  versions: readonly IndexLine[],
  current: Semver,
  wanted: (line: IndexLine) => boolean,
): { readonly candidates: readonly IndexLine[]; readonly downgrade: boolean } {
  const usable = versions.filter((line) => !line.yanked && line.schema <= SCHEMA_MAX && wanted(line));
  // Prereleases last: one is only taken where nothing else would do.
  const late = (line: IndexLine) => Number(line.semver.pre !== '');
  const ordered = usable.toSorted((a, b) => late(a) - late(b) || compareVersions(a.semver, b.semver));
  const higher = ordered.filter((line) => compareVersions(line.semver, current) > 0);
  if (higher.some((line) => line.semver.pre === '')) return { candidates: higher, downgrade: false };
  const lower = ordered
    .filter((line) => compareVersions(line.semver, current) < 0)
    .toSorted((a, b) => late(a) - late(b) || compareVersions(b.semver, a.semver));
  return { candidates: higher.length > 0 ? higher : lower, downgrade: higher.length === 0 };
}
