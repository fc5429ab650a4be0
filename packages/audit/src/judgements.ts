/**
 * All verdicts of a plan, as plain data: parallel to its candidates, one judgement at run time and one at build time where
 * build scripts or macros use the package. This is the part of an audit that reads source; it can be kept (see memory.ts).
 */
import { type Build, BuildReason } from '@lazaret/cargo';
import type { Completeness as GraphCompleteness } from '@lazaret/graph';
import type { Candidate } from './candidates.ts';
import { Framer } from './frames.ts';
import { Holes } from './holes.ts';
import type { AuditInput } from './input.ts';
import type { AuditPlan } from './plan.ts';
import { Reach, type Time } from './reach.ts';
import type { Completeness } from './report.ts';
import { Judge, type Judgement, worst } from './verdict.ts';

/** Why a locked package is not built, for people. */
const NOT_BUILT: Readonly<Record<BuildReason, string>> = {
  [BuildReason.linked]: 'it is linked',
  [BuildReason.buildOnly]: 'only build scripts and macros use it',
  [BuildReason.devOnly]: 'only tests, examples and benches depend on it',
  [BuildReason.featureOff]: 'it is optional and its feature is off',
  [BuildReason.cfgOff]: 'only other targets depend on it',
  [BuildReason.notSelected]: 'only packages that were not chosen depend on it',
  [BuildReason.unused]: 'nothing that is built depends on it',
};

export interface Judged {
  readonly judgements: readonly { readonly run: Judgement; readonly build?: Judgement }[];
  readonly entries: readonly string[];
  readonly completeness: Completeness;
}

export function judgePlan(input: AuditInput, plan: AuditPlan): Judged {
  const judges = new Judges(input, plan.build, plan.sources.length > 0);
  return {
    judgements: plan.candidates.map((candidate) => judges.judge(candidate)),
    entries: judges.entries(),
    completeness: judges.completeness(),
  };
}

class Judges {
  readonly #input: AuditInput;
  readonly #build: Build;
  readonly #framer: Framer;
  readonly #holes: Holes;
  readonly #reaches: Reach[] = [];
  readonly #judges: Judge[] = [];

  constructor(input: AuditInput, build: Build, judged: boolean) {
    this.#input = input;
    this.#build = build;
    this.#framer = new Framer(input);
    this.#holes = new Holes(input, build);
    if (!judged) return;
    for (const target of input.targets) {
      const reach = new Reach(input, build, target);
      this.#reaches.push(reach);
      this.#judges.push(new Judge(input, reach, this.#framer, this.#holes));
    }
  }

  judge(candidate: Candidate): Judged['judgements'][number] {
    const status = this.#build.packages[candidate.package]!;
    const run = this.#runJudgement(candidate);
    if (!status.built || candidate.otherPlatform || !this.#isBuilt(candidate, 'build')) return { run };
    return { run, build: this.#judge(candidate, 'build') };
  }

  entries(): string[] {
    const roots =
      this.#reaches[0] === undefined ? [] : [...this.#reaches[0].roots('run'), ...this.#reaches[0].roots('build')];
    return [...new Set(roots.map((root) => `${root.kind} ${root.name}`))];
  }

  completeness(): Completeness {
    const explored = this.#reaches.flatMap((reach) => reach.completeness());
    const sum = (of: (c: GraphCompleteness) => number) => explored.reduce((total, c) => total + of(c), 0);
    const unknown = (c: GraphCompleteness, opaque: boolean) =>
      Object.entries(c.unknown).reduce((n, [code, count]) => n + (code.startsWith('opaque') === opaque ? count : 0), 0);
    const first = this.#reaches[0]?.program;
    return {
      crates: first === undefined ? 0 : first.world.crates.length,
      missingSources: this.#holes.packages.map((index) => {
        const { name, version } = this.#input.lock.packages[index]!;
        return { package: `${name}@${version}`, reason: this.#input.missing.get(index) ?? 'not found' };
      }),
      functions: sum((c) => c.functions),
      calls: sum((c) => c.instances),
      unresolvedCalls: sum((c) => unknown(c, false)),
      opaqueExpansions: sum((c) => unknown(c, true)),
      diagnostics: first?.diagnostics.length ?? 0,
      limits: [...new Set(explored.flatMap((c) => c.limits))],
      std: first?.std.label ?? '',
    };
  }

  #isBuilt(candidate: Candidate, time: Time): boolean {
    return this.#reaches.some((reach) => reach.isBuilt(candidate.package, time));
  }

  #judge(candidate: Candidate, time: Time): Judgement {
    return worst(this.#judges.map((judge) => judge.judge(candidate, time)))!;
  }

  #runJudgement(candidate: Candidate): Judgement {
    const status = this.#build.packages[candidate.package]!;
    const named = candidate.functions.map((fn) => ({ path: fn.path, origin: 'named' as const }));
    const out = (code: string, message: string): Judgement => ({
      verdict: 'not_built',
      functions: named,
      reasons: [{ code, message }],
      path: [],
    });
    if (candidate.otherPlatform)
      return out('other-platform', 'the advisory is about other operating systems or processors');
    if (!status.built) {
      // Without all manifests, what seems left out may be in.
      if (!status.known) return { ...out('build-unknown', 'manifests are missing'), verdict: 'unknown' };
      return out(status.reason, NOT_BUILT[status.reason]);
    }
    if (this.#reaches.length === 0)
      return { ...out('no-entry', 'there is no source to start from: only a lock file was given'), verdict: 'unknown' };
    if (!this.#isBuilt(candidate, 'run')) return out(BuildReason.buildOnly, NOT_BUILT[BuildReason.buildOnly]);
    return this.#judge(candidate, 'run');
  }
}
