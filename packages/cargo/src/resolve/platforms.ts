/** For which of the requested targets a platform-specific dependency is active, as sets of targets. */
import { evalCfg, platformPossible } from '../cfg/evaluate.ts';
import type { Platform } from '../cfg/expression.ts';
import { requireTargetCfgs } from '../cfg/targets.ts';

/** A set of requested targets, one bit each. */
export type TargetMask = bigint;

/** The name under which 'all' targets appear in results. */
export const ALL_TARGETS = 'all';

/** Targets of a build and its host. */
export class Platforms {
  readonly targets: readonly string[];
  readonly everyTarget: TargetMask;
  readonly #cfgs: readonly ReadonlySet<string>[];
  readonly #host: string;
  readonly #hostCfgs: ReadonlySet<string>;
  readonly #masks = new Map<Platform, TargetMask>();
  readonly #hostActive = new Map<Platform, boolean>();
  readonly #lists = new Map<TargetMask, readonly string[]>();
  readonly #all: boolean;

  /** `extraCfgs` are those that the user gives with `--cfg`; they hold for all targets and, as in cargo, not for the host. */
  constructor(targets: readonly string[] | typeof ALL_TARGETS, host: string, extraCfgs: readonly string[]) {
    this.#all = targets === ALL_TARGETS;
    this.targets = targets === ALL_TARGETS ? [ALL_TARGETS] : [...new Set(targets)];
    this.everyTarget = (1n << BigInt(this.targets.length)) - 1n;
    this.#cfgs = this.#all ? [] : this.targets.map((t) => new Set([...requireTargetCfgs(t), ...extraCfgs]));
    this.#host = host;
    this.#hostCfgs = requireTargetCfgs(host);
  }

  /** Whether cfgs decide anything: with all targets every dependency that could be active is. */
  get filters(): boolean {
    return !this.#all;
  }

  /** The targets for which a platform holds. */
  mask(platform: Platform | undefined): TargetMask {
    if (platform === undefined) return this.everyTarget;
    let mask = this.#masks.get(platform);
    if (mask === undefined) {
      mask = this.#compute(platform);
      this.#masks.set(platform, mask);
    }
    return mask;
  }

  #compute(platform: Platform): TargetMask {
    if (this.#all) return platformPossible(platform) ? this.everyTarget : 0n;
    let mask = 0n;
    this.targets.forEach((triple, i) => {
      const holds = platform.kind === 'triple' ? platform.triple === triple : evalCfg(platform.expr, this.#cfgs[i]!);
      if (holds) mask |= 1n << BigInt(i);
    });
    return mask;
  }

  /** Whether a platform holds for the host, where build scripts and macros run. */
  onHost(platform: Platform | undefined): boolean {
    if (platform === undefined) return true;
    let active = this.#hostActive.get(platform);
    if (active === undefined) {
      active = this.#computeHost(platform);
      this.#hostActive.set(platform, active);
    }
    return active;
  }

  #computeHost(platform: Platform): boolean {
    if (this.#all) return platformPossible(platform);
    return platform.kind === 'triple' ? platform.triple === this.#host : evalCfg(platform.expr, this.#hostCfgs);
  }

  /** The triples of a set; the same array for the same set. */
  list(mask: TargetMask): readonly string[] {
    let list = this.#lists.get(mask);
    if (list === undefined) {
      list = this.targets.filter((_, i) => ((mask >> BigInt(i)) & 1n) === 1n);
      this.#lists.set(mask, list);
    }
    return list;
  }

  /** Where host units run. */
  get hostList(): readonly string[] {
    return [this.#all ? ALL_TARGETS : this.#host];
  }
}
