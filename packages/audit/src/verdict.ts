/**
 * The verdict on one candidate at one time. Clearing needs a closed exploration: nothing unknown in the explored part may
 * lead to the affected code, no package without source may stand above it, and the advisory must name functions that exist.
 */
import { FindingKind, functionQuery, type AffectedFunction as NamedFunction } from '@lazaret/advisories';
import type { CrateNum, DefId } from '@lazaret/facts';
import { findDefinitions, type SinkVerdict } from '@lazaret/graph';
import type { Candidate } from './candidates.ts';
import type { Framer } from './frames.ts';
import { HiddenCode } from './hidden-code.ts';
import type { Holes } from './holes.ts';
import type { AuditInput, InferredFix } from './input.ts';
import type { Reach, Time } from './reach.ts';
import type { AffectedFunction, Frame, Reason, Verdict } from './report.ts';

export interface Judgement {
  readonly verdict: Verdict;
  readonly functions: readonly AffectedFunction[];
  readonly reasons: readonly Reason[];
  readonly path: readonly Frame[];
}

/** The worst first: what a list of partial verdicts comes to. */
const WEIGHT: Readonly<Record<Verdict, number>> = { reachable: 0, unknown: 1, not_reachable: 2, not_built: 3 };

/** Functions of an inference that are looked at; the best ranked come first. */
const INFERRED_MAX = 10;

/** Among equals the one with the shorter path: it is easier to check. */
export function worst<T extends { readonly verdict: Verdict; readonly path?: readonly Frame[] }>(
  judgements: readonly T[],
): T | undefined {
  const length = (it: T) => it.path?.length || Number.MAX_SAFE_INTEGER;
  return [...judgements].sort((a, b) => WEIGHT[a.verdict] - WEIGHT[b.verdict] || length(a) - length(b))[0];
}

export class Judge {
  readonly #input: AuditInput;
  readonly #reach: Reach;
  readonly #framer: Framer;
  readonly #holes: Holes;
  readonly #texts: HiddenCode;

  constructor(input: AuditInput, reach: Reach, framer: Framer, holes: Holes) {
    this.#input = input;
    this.#reach = reach;
    this.#framer = framer;
    this.#holes = holes;
    this.#texts = new HiddenCode(input, reach.program.world);
  }

  judge(candidate: Candidate, time: Time): Judgement {
    if (candidate.kind === FindingKind.Malicious) return this.#malicious(candidate, time);
    const crates = this.#reach.libraries(candidate.package, time);
    if (crates.length === 0) return this.#noLibrary(candidate);
    if (this.#reach.roots(time).length === 0) {
      return unknown(
        'no-entry',
        time === 'run' ? 'the project has no binary or library to start from' : 'no build script or macro was found',
      );
    }
    const judged =
      candidate.functions.length > 0 ? this.#named(candidate, crates, time) : this.#unnamed(candidate, crates, time);
    return judged.verdict === 'not_reachable' ? this.#closed(candidate, judged) : judged;
  }

  /** Malware does harm by being built or linked: no call is needed. */
  #malicious(candidate: Candidate, time: Time): Judgement {
    const { name, version } = this.#input.lock.packages[candidate.package]!;
    const what =
      time === 'build' ? 'its code runs on every machine that builds the project' : 'its code is part of the program';
    return {
      verdict: 'reachable',
      functions: [],
      path: [],
      reasons: [{ code: 'malicious-package', message: `${name}@${version} is malware: ${what}` }],
    };
  }

  #noLibrary(candidate: Candidate): Judgement {
    const why = this.#input.missing.get(candidate.package);
    return why === undefined
      ? unknown('no-library', 'the package has no library target that Lazaret can read')
      : unknown('source-missing', `no source for the package: ${why}`);
  }

  /** A hole above the package may call anything in it. */
  #closed(candidate: Candidate, judged: Judgement): Judgement {
    const hole = this.#holes.above(candidate.package);
    if (hole === undefined) return judged;
    const { name, version } = this.#input.lock.packages[hole]!;
    return {
      ...judged,
      verdict: 'unknown',
      reasons: [
        { code: 'source-missing', message: `no source for ${name}@${version}, which depends on the package` },
        ...judged.reasons,
      ],
    };
  }

  #named(candidate: Candidate, crates: readonly CrateNum[], time: Time): Judgement {
    const judged = candidate.functions.map((fn) => worst(crates.map((crate) => this.#function(fn, crate, time)))!);
    const there = judged.filter((one) => one.found);
    // A name that this version does not have cannot be called; it says nothing only where all names are like that.
    const decisive = worst(there.length > 0 ? there : judged)!;
    return {
      verdict: decisive.verdict,
      functions: judged.flatMap((one) => one.functions),
      reasons: decisive.reasons,
      path: decisive.path,
    };
  }

  #function(fn: NamedFunction, crate: CrateNum, time: Time): Judgement & { readonly found: boolean } {
    const named = (verdict: Verdict, outcome: string): readonly AffectedFunction[] => [
      { path: fn.path, origin: 'named', outcome, verdict },
    ];
    const query = functionQuery(fn.path);
    if (query === null) {
      const judged = unknown('name-unreadable', `the advisory's ${fn.path} is no path`);
      return { ...judged, functions: named('unknown', 'name-unreadable'), found: true };
    }
    const { world } = this.#reach.program;
    const exploration = this.#reach.exploration(time);
    const found = findDefinitions(world, crate, query, { occurs: (name) => this.#texts.hides(crate, name) });
    if (found.kind === 'missing') {
      // Absent here, but perhaps only because something that decides on it (a build script's cfg, a macro) is not known.
      const unused = this.#reach.use([crate], time).layer === 'none';
      const verdict = unused ? 'not_reachable' : 'unknown';
      const reasons = [{ code: found.outcome, message: `${fn.path}: ${found.note}` }];
      return {
        verdict,
        functions: named(verdict, found.outcome),
        reasons,
        path: [],
        found: found.outcome === 'cfg-off',
      };
    }
    const answer = exploration.verdictFor({ defs: found.defs, macros: found.macros });
    if (found.kind === 'alias') {
      // The code that would run is std's; whether the advisory means that, nobody can tell from here.
      const verdict = answer.verdict === 'not_reachable' ? 'not_reachable' : 'unknown';
      const reasons = [{ code: found.outcome, message: `${fn.path}: ${found.note}` }];
      const path = verdict === 'unknown' ? this.#framer.frames(answer.path) : [];
      return { verdict, functions: named(verdict, found.outcome), reasons, path, found: true };
    }
    return { ...this.#answer(answer), functions: named(answer.verdict, found.outcome), found: true };
  }

  /**
   * No function named. Where no code of the package runs at all, nothing of it can be at fault; otherwise it is unknown,
   * and functions inferred from the fix may say more: they raise, they never clear.
   */
  #unnamed(candidate: Candidate, crates: readonly CrateNum[], time: Time): Judgement {
    const use = this.#reach.use(crates, time);
    if (use.layer === 'none') {
      const limits = this.#reach
        .exploration(time)
        .completeness.limits.filter((limit) => limit === 'uses' || limit === 'instances');
      if (limits.length > 0) return unknown('budget', `exploration ended at its limit of ${limits.join(', ')}`);
      return {
        verdict: 'not_reachable',
        functions: [],
        path: [],
        reasons: [{ code: 'package-unused', message: 'no function of the package can run' }],
      };
    }
    const path = this.#framer.frames(use.path);
    if (candidate.kind !== FindingKind.Vulnerability && candidate.kind !== FindingKind.Unsound) {
      const verdict = use.layer === 'certain' ? 'reachable' : 'unknown';
      return { verdict, functions: [], path, reasons: [{ code: 'package-used', message: 'code of the package runs' }] };
    }
    const inferred = candidate.advisory && this.#input.inferred(candidate.advisory.id, candidate.package);
    if (inferred && inferred.functions.length > 0) return this.#inferred(inferred, crates, time, path);
    return { ...unknown('no-function-data', 'the advisory names no function; code of the package runs'), path };
  }

  #inferred(fix: InferredFix, crates: readonly CrateNum[], time: Time, path: readonly Frame[]): Judgement {
    const exploration = this.#reach.exploration(time);
    const { world } = this.#reach.program;
    const functions: AffectedFunction[] = [];
    let best: { readonly answer: SinkVerdict; readonly name: string; readonly evidence: string } | undefined;
    for (const fn of fix.functions.slice(0, INFERRED_MAX)) {
      const query = functionQuery(fn.path);
      if (query === null) continue;
      const defs: DefId[] = crates.flatMap((crate) => {
        const found = findDefinitions(world, crate, query);
        return found.kind === 'found' ? [...found.defs] : [];
      });
      const answer = exploration.verdictFor({ defs });
      functions.push({
        path: fn.path,
        origin: 'inferred',
        tier: fix.tier,
        verdict: defs.length === 0 ? 'unknown' : answer.verdict,
      });
      if (answer.verdict === 'reachable' && best === undefined) best = { answer, name: fn.path, evidence: fn.evidence };
    }
    const versions = `${fix.affectedVersion} to ${fix.patchedVersion}`;
    if (best === undefined) {
      return {
        ...unknown(
          'no-function-data',
          `the advisory names no function; those that its fix (${versions}, tier ${fix.tier}) points to are not known to run`,
        ),
        functions,
        path,
      };
    }
    const { frames, message } = {
      frames: this.#framer.frames(best.answer.path),
      message: `inferred from the fix (${versions}, tier ${fix.tier}): ${best.name}; ${best.evidence}`,
    };
    // Tier A: the advisory's own text names what the fix changed. Weaker tiers rank the finding, but stay unknown.
    return {
      verdict: fix.tier === 'A' ? 'reachable' : 'unknown',
      functions,
      path: frames,
      reasons: [{ code: 'inferred', message }],
    };
  }

  #answer(answer: SinkVerdict): Judgement {
    return {
      verdict: answer.verdict,
      functions: [],
      reasons: this.#framer.reasons(answer.reasons),
      path: answer.verdict === 'not_reachable' ? [] : this.#framer.frames(answer.path),
    };
  }
}

function unknown(code: string, message: string): Judgement {
  return { verdict: 'unknown', functions: [], reasons: [{ code, message }], path: [] };
}
