/** What the options of a scan mean, read once for all targets. */
import { resolve } from 'node:path';
import type { AdvisoryDatabase } from '@lazaret/advisories';
import { printable } from '@lazaret/base';
import {
  ALL_CHECKS,
  type Check,
  type Corpus,
  type Level,
  type Metadata,
  type Policy,
  parseMetadata,
  parsePolicy,
} from '@lazaret/behaviour';
import { readRegularText } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import type { Making } from '../facts/prepare.ts';
import type { Io } from '../io.ts';
import { loadDatabase } from '../load/database.ts';
import { hostTriple } from '../load/host.ts';
import { type ReviewInputs, readReviewInputs } from '../reviews/inputs.ts';
import type { ColorChoice } from '../terminal/color.ts';
import { loadCorpus } from './corpus.ts';
import { readFeed, withFeed } from './feed.ts';

const MAX_POLICY = 1024 * 1024;
/** Timelines of a few hundred crates take some megabytes. */
const MAX_METADATA = 256 * 1024 * 1024;

export interface SettingsFlags {
  readonly previous?: string;
  readonly registry?: string;
  readonly metadata?: string;
  readonly corpus?: string;
  readonly feed?: string;
  readonly store?: string;
  readonly audits?: readonly string[];
  readonly crev?: readonly string[];
  readonly crevId?: string;
  readonly policy?: string;
  readonly at?: string;
  readonly target?: string;
  readonly cache?: boolean;
  readonly makeFacts?: Making;
  readonly repo?: string;
}

/** What commands that judge versions have in common besides. */
export interface JudgeFlags extends SettingsFlags {
  readonly output?: string;
  readonly failOn: Level;
  readonly offline?: boolean;
  readonly color?: ColorChoice;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export interface ScanSettings {
  readonly previous: string | undefined;
  /** Dependencies come from a registry that the user named, and from nowhere else. */
  readonly registryGiven: boolean;
  /** The moment of the scan; the clock is never asked. */
  readonly now: string | undefined;
  readonly metadata: Metadata | undefined;
  readonly corpus: Corpus | undefined;
  /** Known malware and vulnerabilities: the shipped list, and the operator's. */
  readonly advisories: AdvisoryDatabase;
  /** Undefined where no source of reviews is named. */
  readonly reviews: ReviewInputs | undefined;
  readonly policy: Policy | undefined;
  readonly target: string;
  /** Then no other target is looked at. */
  readonly targetGiven: boolean;
  readonly checks: readonly Check[];
  /** Read and keep facts of dependencies. */
  readonly cache: boolean;
  /** Whether facts of dependencies are made where none are kept. */
  readonly making: Making;
  /** What `--repo` names: the repository to compare the scanned version with; `manifest` for the one it names itself. */
  readonly repository: string | undefined;
}

/** Facts that several targets may need are worth making. */
export async function readSettings(flags: SettingsFlags, many: boolean, io: Io): Promise<ScanSettings> {
  const metadata = metadataOf(flags.metadata, io);
  return {
    previous: flags.previous,
    registryGiven: flags.registry !== undefined,
    now: momentOf(flags.at) ?? metadata?.now,
    metadata,
    corpus: flags.corpus === undefined ? undefined : loadCorpus(resolve(io.cwd, flags.corpus)),
    advisories: await advisoriesOf(flags.feed, io),
    reviews: reviewsOf(flags, io),
    policy: policyOf(flags.policy, io),
    target: flags.target ?? hostTriple(),
    targetGiven: flags.target !== undefined,
    checks: ALL_CHECKS,
    cache: flags.cache !== false,
    repository: flags.repo,
    making: flags.makeFacts ?? (many ? 'always' : 'auto'),
  };
}

async function advisoriesOf(named: string | undefined, io: Io): Promise<AdvisoryDatabase> {
  const feed = named === undefined ? undefined : readFeed(resolve(io.cwd, named));
  for (const problem of feed?.problems ?? []) io.err(`warning: ${problem}\n`);
  return withFeed((await loadDatabase(undefined, io)).database, feed);
}

function momentOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new CliError(Exit.Usage, `--at ${text} is no time; write it like 2026-08-20T07:15:00Z`);
  return new Date(time).toISOString();
}

function metadataOf(file: string | undefined, io: Io): Metadata | undefined {
  if (file === undefined) return undefined;
  const text = readRegularText(resolve(io.cwd, file), MAX_METADATA, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no metadata file at ${file}`);
  return parseMetadata(text, file);
}

function policyOf(file: string | undefined, io: Io): Policy | undefined {
  if (file === undefined) return undefined;
  const text = readRegularText(resolve(io.cwd, file), MAX_POLICY, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no policy at ${file}`);
  return parsePolicy(text, file);
}

/** Entries that are broken are told: a refusal among them would be missed. */
function reviewsOf(flags: SettingsFlags, io: Io): ReviewInputs | undefined {
  if (flags.store === undefined && flags.audits === undefined && flags.crev === undefined) return undefined;
  const inputs = readReviewInputs({ ...flags, trust: 'low' }, undefined, io.cwd);
  for (const problem of inputs.problems) io.err(`warning: ${printable(problem)}\n`);
  return inputs;
}
