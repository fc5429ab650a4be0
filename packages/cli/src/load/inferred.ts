/**
 * Functions for advisories that name none, inferred from the fix: the two versions between which it happened are fetched
 * and compared. Results are kept in Lazaret's cache by the digests of the two archives, so that only the first run pays.
 * They can raise a finding and rank it; they never clear one (`@lazaret/audit` sees to that).
 */
import { type AdvisoryFacts, FindingKind, type FixPair, fixPairs, inferFunctions } from '@lazaret/advisories';
import { versionFunctions } from '@lazaret/analyzer';
import type { AuditInput, AuditPlan, InferredFix, Notice } from '@lazaret/audit';
import {
  CargoError,
  CRATES_IO_SOURCE,
  compareVersions,
  type IndexLine,
  parseManifest,
  tryParseVersion,
} from '@lazaret/cargo';
import type { VersionFunctions } from '@lazaret/facts';
import { listVersions, type Project, type Session, SourcesError, sha256Hex } from '@lazaret/sources';
import type { Progress } from '../terminal/progress.ts';

/** To be raised with every change that can alter what is inferred. */
const INFERENCE_VERSION = 1;

/** Pairs fetched at the same time; each holds the sources of two versions in memory. */
const CONCURRENCY = 4;

const KIND = 'inferred';
const MAX_BYTES = 1024 * 1024;

/** As many as the audit looks at. */
const MAX_FUNCTIONS = 10;

/** What was inferred in a run; empty until {@link inferFixes} has filled it. */
export class InferredFixes {
  readonly #fixes = new Map<string, InferredFix>();
  readonly #failures = new Map<string, string[]>();

  of(advisory: string, packageIndex: number): InferredFix | undefined {
    return this.#fixes.get(`${advisory} ${packageIndex}`);
  }

  add(advisory: string, packageIndex: number, fix: InferredFix): void {
    this.#fixes.set(`${advisory} ${packageIndex}`, fix);
  }

  fail(advisory: string, why: string): void {
    const failed = this.#failures.get(why);
    if (failed) failed.push(advisory);
    else this.#failures.set(why, [advisory]);
  }

  get notices(): readonly Notice[] {
    return [...this.#failures]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([why, ids]) => ({
        level: 'note',
        code: 'not-inferred',
        message: `no functions inferred for ${[...new Set(ids)].sort().join(', ')}: ${why}`,
      }));
  }
}

/** Infers for the candidates of a plan that are built and name no function. */
export async function inferFixes(
  fixes: InferredFixes,
  input: AuditInput,
  plan: AuditPlan,
  project: Project,
  session: Session,
  progress: Progress,
): Promise<void> {
  const wanted = plan.candidates.filter(
    ({ advisory, kind, functions, otherPlatform, package: index }) =>
      advisory !== undefined &&
      functions.length === 0 &&
      !otherPlatform &&
      (kind === FindingKind.Vulnerability || kind === FindingKind.Unsound) &&
      plan.build.packages[index]!.built,
  );
  const inference = new Inference(project, session);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let one = wanted[next++]; one !== undefined; one = wanted[next++]) {
      const { name, version } = input.lock.packages[one.package]!;
      const found = await inference.infer(one.advisory!, name, version);
      if (typeof found === 'string') fixes.fail(one.advisory!.id, found);
      else if (found !== undefined) fixes.add(one.advisory!.id, one.package, found);
      progress.step('comparing fixed versions', ++done, wanted.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, wanted.length) }, work));
}

class Inference {
  readonly #project: Project;
  readonly #session: Session;

  constructor(project: Project, session: Session) {
    this.#project = project;
    this.#session = session;
  }

  /** The fix; a text says why it is not known, undefined that the advisory has none. */
  async infer(advisory: AdvisoryFacts, name: string, version: string): Promise<InferredFix | string | undefined> {
    try {
      const lines = await listVersions(this.#session.registry(this.#project.config), name);
      const pair = lines === undefined ? undefined : pairFor(advisory, lines, version);
      return pair === undefined ? undefined : await this.#compare(advisory, name, pair, lines!);
    } catch (error) {
      if (error instanceof SourcesError || error instanceof CargoError) {
        return error instanceof SourcesError && error.code === 'offline' ? OFFLINE : error.message;
      }
      throw error;
    }
  }

  async #compare(
    advisory: AdvisoryFacts,
    name: string,
    pair: FixPair,
    lines: readonly IndexLine[],
  ): Promise<InferredFix | string> {
    const checksums = [pair.affected, pair.patched].map(
      ({ version }) => lines.find((line) => line.version === version)!.checksum,
    );
    const key = sha256Hex(JSON.stringify([INFERENCE_VERSION, advisory.id, advisory.spelled, ...checksums]));
    const kept = this.#session.cache.read(KIND, key, MAX_BYTES);
    if (kept !== undefined) return JSON.parse(Buffer.from(kept).toString('utf8')) as InferredFix;
    const [before, after] = await Promise.all(
      [pair.affected, pair.patched].map(({ version }, at) => this.#functions(name, version, checksums[at]!)),
    );
    if (typeof before === 'string') return before;
    if (typeof after === 'string') return after;
    const fix = toFix(name, inferFunctions(before!, after!, advisory.spelled));
    this.#session.cache.write(KIND, key, JSON.stringify(fix));
    return fix;
  }

  async #functions(name: string, version: string, checksum: string): Promise<VersionFunctions | string> {
    const request = { name, version, source: { text: CRATES_IO_SOURCE }, checksum };
    const source = await this.#session.finder(this.#project.config).find(request);
    if (!source.found) {
      const offline = source.problems.some(({ code }) => code === 'offline');
      return offline ? OFFLINE : source.problems.map(({ message }) => message).join('; ');
    }
    const { files } = source.open();
    const toml = Buffer.from(files.get('Cargo.toml') ?? '').toString('utf8');
    const manifest = parseManifest(toml, { file: `${name}-${version}/Cargo.toml`, lines: false });
    return versionFunctions(version, { manifest, paths: new Set(files.keys()), read: (path) => files.get(path) });
  }
}

const OFFLINE = 'the versions around the fix are in no local cache, and --offline forbids fetching them';

/** The pair whose affected version is the nearest at or above the locked one: where branches got the fix, its own branch. */
function pairFor(advisory: AdvisoryFacts, lines: readonly IndexLine[], locked: string): FixPair | undefined {
  const pairs = fixPairs(advisory, lines);
  if (typeof pairs === 'string') return undefined;
  const version = tryParseVersion(locked);
  if (version === undefined) return pairs[0];
  const above = ({ affected }: FixPair) => compareVersions(tryParseVersion(affected.version)!, version) >= 0;
  return pairs.find(above) ?? pairs.at(-1);
}

function toFix(name: string, inference: ReturnType<typeof inferFunctions>): InferredFix {
  const library = name.replaceAll('-', '_');
  const functions = new Map<string, string>();
  for (const { fn, evidence } of inference.functions) {
    const path = `${library}::${fn.path}`;
    if (!functions.has(path)) functions.set(path, evidence);
  }
  return {
    tier: inference.tier,
    affectedVersion: inference.affectedVersion,
    patchedVersion: inference.patchedVersion,
    functions: [...functions].slice(0, MAX_FUNCTIONS).map(([path, evidence]) => ({ path, evidence })),
  };
}
