/** What an audit comes to before any source is read: the build, the candidates, and the packages whose source is needed. */
import { type Build, type BuildInput, discoverTargets, packageFacts, resolveBuild } from '@lazaret/cargo';
import { type Candidate, findCandidates } from './candidates.ts';
import type { AuditInput } from './input.ts';

/** Which packages the chosen build contains. */
export function buildOf(input: AuditInput): Build {
  const facts: BuildInput['packages'] = new Map([
    ...input.indexFacts,
    ...[...input.packages].map(([index, text]) => [index, packageFacts(text.manifest, text.paths)] as const),
  ]);
  return resolveBuild(
    { lock: input.lock, members: input.members, packages: facts, resolver: input.resolver },
    {
      selected: input.selected,
      targets: input.targets,
      host: input.host,
      features: input.features,
      allFeatures: input.allFeatures,
      noDefaultFeatures: input.noDefaultFeatures,
      dev: input.dev,
    },
  );
}

/** What is known before any source is read. */
export interface AuditPlan {
  readonly build: Build;
  readonly candidates: readonly Candidate[];
  /** Lock indexes of the packages whose source the verdicts need: all that are built, or none. */
  readonly sources: readonly number[];
}

export async function planAudit(input: AuditInput): Promise<AuditPlan> {
  input.progress?.('resolving the build');
  const build = buildOf(input);
  const candidates = await findCandidates(input);
  const judged = candidates.some((it) => build.packages[it.package]!.built && !it.otherPlatform);
  // Without a single member to start from, no text of others would help.
  const rooted = input.selected.some((index) => hasTargets(input, index));
  const built = [...new Set(build.units.map((unit) => unit.package))].sort((a, b) => a - b);
  return { build, candidates, sources: judged && rooted ? built : [] };
}

/** Whether a member has code of its own: a manifest beside a lock file may be all that is there. */
function hasTargets(input: AuditInput, index: number): boolean {
  const text = input.packages.get(index);
  if (text === undefined) return false;
  const { lib, bins, examples, tests, benches, buildScripts } = discoverTargets(text.manifest, text.paths);
  const others = [...bins, ...examples, ...tests, ...benches].length;
  return lib !== undefined || others > 0 || buildScripts.length > 0;
}
