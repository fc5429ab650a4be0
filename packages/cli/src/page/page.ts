/** All that a crate's page should say about security, as one object: from the package, the index, the code and the reviews at hand. */
import { isAffected, kindOf } from '@lazaret/advisories';
import { type SourceHabits, sourceHabits } from '@lazaret/analyzer';
import {
  CAPABILITIES,
  type Capability,
  stepOf,
  type UnitName,
  type VersionDiff,
  versionDiff,
} from '@lazaret/behaviour';
import { discoverTargets, type IndexLine, parseVersion } from '@lazaret/cargo';
import { type PracticeInput, type PracticeScore, type ProvenanceSummary, practices } from '@lazaret/practices';
import type { ProvenanceReport } from '@lazaret/provenance';
import { packageDigest, reviewTable } from '@lazaret/reviews';
import type { ReviewInputs } from '../reviews/inputs.ts';
import type { ScanReport, Survey } from '../scan/report.ts';

/** Packages that are younger count as young. */
const YOUNG_DAYS = 30;
const DAY = 86_400_000;

export interface CratePage {
  readonly crate: string;
  readonly version: string;
  /** Moment that ages are counted to. */
  readonly now: string;
  readonly about: About;
  readonly published: Published | undefined;
  readonly advisories: readonly PageAdvisory[];
  readonly scan: ScanReport['result'];
  /** By unit; `DIRECT` or `TRANSITIVE`. */
  readonly capabilities: Readonly<Partial<Record<UnitName, Readonly<Partial<Record<Capability, string>>>>>>;
  readonly code: SourceHabits;
  readonly build: { readonly script: boolean; readonly procMacro: boolean; readonly links: string | undefined };
  readonly dependencies: { readonly direct: number; readonly all: number; readonly young: readonly string[] };
  readonly since: Since | undefined;
  readonly reviews: { readonly criteria: readonly string[]; readonly conflicts: readonly string[] };
  /** How it compares with its repository, where that was asked. */
  readonly provenance:
    | { readonly verdict: string; readonly summary: string; readonly commit: string | undefined }
    | undefined;
  readonly practices: PracticeScore;
}

interface About {
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly repository: string | undefined;
  readonly homepage: string | undefined;
  readonly documentation: string | undefined;
  readonly rustVersion: string | undefined;
  readonly edition: string | undefined;
  readonly files: number;
  readonly bytes: number;
  readonly sha256: string | undefined;
}

/** What the registry says of the version. */
interface Published {
  readonly at: string | undefined;
  readonly by: string | undefined;
  readonly yanked: boolean;
  readonly versions: number;
  /** Newest version that is not yanked. */
  readonly latest: string | undefined;
  readonly owners: readonly { readonly login: string; readonly kind: 'user' | 'team' }[] | undefined;
  readonly downloads: number | undefined;
}

interface PageAdvisory {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly patched: readonly string[];
}

/** What is new since the version before. */
interface Since {
  readonly version: string;
  readonly step: string;
  readonly capabilities: readonly string[];
  readonly dependencies: readonly string[];
  readonly removedItems: readonly string[];
}

/** What the user brings besides the version. */
export interface PageSources {
  readonly now: string;
  /** Files of the repository, where the user has brought it. */
  readonly repository: ReadonlyMap<string, Uint8Array> | undefined;
  /** Undefined where no source of reviews is named. */
  readonly reviews: ReviewInputs | undefined;
}

/** The page of a version that was scanned. */
export function cratePage(report: ScanReport, sources: PageSources): CratePage {
  const { context } = report.content!;
  const { subject } = context;
  const difference = context.previous === undefined ? undefined : versionDiff(context);
  const survey: Survey = { ...context, removed: difference?.api.removed.items.map(({ path }) => path) ?? [] };
  const facts = factsOf(survey, sources);
  return {
    crate: subject.name,
    version: subject.version,
    now: sources.now,
    about: aboutOf(survey),
    ...facts,
    scan: report.result,
    capabilities: capabilitiesOf(report),
    build: buildOf(survey),
    since: difference === undefined ? undefined : sinceOf(difference),
    provenance: survey.provenance && {
      verdict: survey.provenance.verdict,
      summary: survey.provenance.summary,
      commit: survey.provenance.commit?.id,
    },
    practices: practices(practiceInput(survey, facts, sources)),
  };
}

/** The part of a page that needs no scan: how well the crate is looked after. */
export type PracticePage = Pick<CratePage, 'crate' | 'version' | 'now' | 'about' | 'practices'>;

export function practicePage(survey: Survey, sources: PageSources): PracticePage {
  const { name: crate, version } = survey.subject;
  const score = practices(practiceInput(survey, factsOf(survey, sources), sources));
  return { crate, version, now: sources.now, about: aboutOf(survey), practices: score };
}

function factsOf(survey: Survey, { now, reviews }: PageSources): Facts {
  return {
    published: publishedOf(survey),
    advisories: advisoriesOf(survey),
    code: habitsOf(survey),
    dependencies: dependenciesOf(survey, now),
    reviews: reviewsOf(survey, reviews),
  };
}

type Facts = Pick<CratePage, 'published' | 'advisories' | 'code' | 'dependencies' | 'reviews'>;

function practiceInput(survey: Survey, facts: Facts, { now, repository }: PageSources): PracticeInput {
  const { name, version, manifest, files } = survey.subject;
  const versions = survey.registry.versions(name);
  const of = (kind: (kind: string) => boolean) =>
    facts.advisories.filter((each) => kind(each.kind)).map(({ id }) => id);
  return {
    name,
    version,
    now,
    manifest,
    files,
    habits: facts.code,
    reviews: facts.reviews,
    ...(versions !== undefined && { versions }),
    ...(facts.published?.owners !== undefined && { owners: facts.published.owners }),
    ...(repository !== undefined && { repository }),
    ...(survey.provenance !== undefined && { provenance: provenanceOf(survey.provenance) }),
    ...(survey.advisories !== undefined && {
      advisories: {
        vulnerabilities: of((kind) => kind === 'vulnerability' || kind === 'unsound' || kind === 'malicious'),
        unmaintained: of((kind) => kind === 'unmaintained')[0],
      },
    }),
    ...(survey.closure !== undefined && {
      dependencies: { count: facts.dependencies.all, young: facts.dependencies.young },
    }),
    ...semverOf(survey),
  };
}

function provenanceOf({ verdict, summary }: ProvenanceReport): ProvenanceSummary {
  return { verdict: verdict === 'innocuous-differences' ? 'explained' : verdict, reason: summary };
}

function semverOf({ previous, subject, removed }: Survey): Pick<PracticeInput, 'semver'> {
  if (previous === undefined) return {};
  const step = stepOf(previous.version, subject.version);
  return { semver: { previous: previous.version, compatible: step === 'minor' || step === 'patch', removed } };
}

function aboutOf({ subject }: Survey): About {
  const pkg = subject.manifest.package;
  let bytes = 0;
  for (const file of subject.files.values()) bytes += file.length;
  return {
    description: pkg?.description?.trim(),
    license: pkg?.license ?? pkg?.licenseFile,
    repository: pkg?.repository,
    homepage: pkg?.homepage,
    documentation: pkg?.documentation,
    rustVersion: pkg?.rustVersion,
    edition: pkg?.edition === undefined ? undefined : String(pkg.edition),
    files: subject.files.size,
    bytes,
    sha256: subject.sha256,
  };
}

function publishedOf({ subject, registry, metadata }: Survey): Published | undefined {
  const lines = registry.versions(subject.name);
  const known = metadata?.crates[subject.name];
  if (lines === undefined && known === undefined) return undefined;
  const own = lines?.find(({ version }) => version === subject.version);
  const alive = (lines ?? []).filter(({ yanked }) => !yanked);
  return {
    at: own?.pubtime,
    by: known?.versions.find(({ num }) => num === subject.version)?.publishedBy,
    yanked: own?.yanked === true,
    versions: lines?.length ?? 0,
    latest: alive.toSorted((a, b) => time(b) - time(a))[0]?.version ?? alive.at(-1)?.version,
    owners: known?.owners.map(({ login, kind }) => ({ login, kind })),
    downloads: known?.downloads,
  };
}

function time({ pubtime }: IndexLine): number {
  return pubtime === undefined ? 0 : Date.parse(pubtime);
}

function advisoriesOf({ subject, advisories }: Survey): readonly PageAdvisory[] {
  const version = parseVersion(subject.version);
  return (advisories?.ofCrate(subject.name) ?? [])
    .filter((each) => each.withdrawn === null && isAffected(each, version))
    .map((each) => ({ id: each.id, kind: kindOf(each), title: each.title, patched: each.patched }));
}

function capabilitiesOf({ result }: ScanReport): CratePage['capabilities'] {
  const units: Partial<Record<UnitName, Partial<Record<Capability, string>>>> = {};
  for (const { unit, capabilities } of result.units) {
    const own = (units[unit] ??= {});
    for (const name of CAPABILITIES) {
      const use = capabilities.get(name);
      if (use !== undefined && own[name] !== 'DIRECT') own[name] = use.type;
    }
  }
  return units;
}

function habitsOf({ subject: { manifest, files } }: Survey): SourceHabits {
  const { lib, bins } = discoverTargets(manifest, new Set(files.keys()));
  return sourceHabits(files, [...(lib === undefined ? [] : [lib.path]), ...bins.map(({ path }) => path)]);
}

function buildOf({ subject: { manifest, files } }: Survey): CratePage['build'] {
  const { lib, buildScripts } = discoverTargets(manifest, new Set(files.keys()));
  return { script: buildScripts.length > 0, procMacro: lib?.procMacro === true, links: manifest.package?.links };
}

function dependenciesOf({ subject, closure, registry }: Survey, now: string): CratePage['dependencies'] {
  const direct = new Set(subject.manifest.dependencies.flatMap((each) => (each.kind === 'dev' ? [] : [each.package])));
  const young = (closure ?? []).filter(({ name, version }) => {
    const published = registry.versions(name)?.find((line) => line.version === version)?.pubtime;
    return published !== undefined && Date.parse(now) - Date.parse(published) < YOUNG_DAYS * DAY;
  });
  return {
    direct: direct.size,
    all: closure?.length ?? 0,
    young: young.map(({ name, version }) => `${name} ${version}`),
  };
}

function sinceOf({ before, step, units, dependencies, api }: VersionDiff): Since {
  return {
    version: before.version,
    step,
    capabilities: units.flatMap(({ unit, gained }) =>
      gained.flatMap(({ whole, capability }) => (whole ? [`${unit}: ${capability}`] : [])),
    ),
    dependencies: dependencies.flatMap((each) => (each.change === 'added' ? [each.name] : [])),
    removedItems: api.removed.items.map(({ path }) => path),
  };
}

function reviewsOf({ subject }: Survey, inputs: ReviewInputs | undefined): CratePage['reviews'] {
  if (inputs === undefined) return { criteria: [], conflicts: [] };
  const { store, crev } = inputs;
  const digest = subject.sha256 === undefined ? {} : { digest: packageDigest(subject.files) };
  const table = reviewTable({ crate: subject.name, version: subject.version, ...digest }, store, crev);
  const holding = [...table.criteria].flatMap(([name, { holds }]) => (holds ? [name] : []));
  return { criteria: store.mapper.minimal(holding), conflicts: table.conflicts.map(({ what }) => what) };
}
