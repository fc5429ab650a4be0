/** How far exploration goes, and what is done with types that grow without end. */
import type { DefId, Ty, TypeTable } from '@lazaret/facts';
import type { GraphLimits } from './api.ts';

export const DEFAULT_LIMITS: GraphLimits = {
  // The largest programs measured have about 200 000 instances; each costs some 40 bytes.
  instances: 3_000_000,
  uses: 100_000_000,
  // Both keep exploration within the 4 GB that a process gets unasked on common machines: what is kept of a body is some
  // kilobytes, of a type some hundred bytes. A program of 390 packages has 100 000 bodies.
  bodies: 300_000,
  types: 8_000_000,
  // `Vec::push` of a large program is made for some hundred types; polymorphic recursion makes them without end.
  instancesPerDef: 20_000,
  // Iterator and future chains nest to about 30 in real programs; rustc stops at 128 (recursion_limit).
  typeDepth: 64,
  // rustc's type length limit is 2^24 for what is really made; beyond some thousand nodes nothing depends on the details.
  typeSize: 4_096,
};

/** Limits that end exploration: what was not found by then is unknown. The others only make arguments unknown. */
const ENDING_LIMITS = ['uses', 'instances', 'bodies', 'types'] as const;
export type EndingLimit = (typeof ENDING_LIMITS)[number];

export function isEnding(limit: string): limit is EndingLimit {
  return (ENDING_LIMITS as readonly string[]).includes(limit);
}

/** Replaces arguments that are too deep or too large by the error type, so that recursion over types comes to an end. */
export class ArgClamp {
  readonly #types: TypeTable;
  readonly #limits: GraphLimits;
  /** Depth in the low 10 bits, size above; both saturate. */
  readonly #measure = new Map<Ty, number>();
  readonly #perDef = new Map<DefId, number>();
  readonly reached = new Set<string>();

  constructor(types: TypeTable, limits: GraphLimits) {
    this.#types = types;
    this.#limits = limits;
  }

  /** `certain`: the cut is worth a word. In the wider layer unknown arguments are nothing new. */
  args(args: readonly Ty[], certain: boolean): readonly Ty[] {
    let clamped: Ty[] | undefined;
    for (let i = 0; i < args.length; i++) {
      if (!this.#tooLarge(args[i]!, certain)) continue;
      clamped ??= args.slice();
      clamped[i] = this.#types.error;
    }
    return clamped ?? args;
  }

  /** Counts one more instance of a definition; false if it has as many as it may. */
  count(def: DefId): boolean {
    const count = (this.#perDef.get(def) ?? 0) + 1;
    this.#perDef.set(def, count);
    if (count <= this.#limits.instancesPerDef) return true;
    this.reached.add('instances-per-definition');
    return false;
  }

  /** In the wider layer few instances tell anything that one with unknown arguments does not. */
  isFew(def: DefId): boolean {
    return (this.#perDef.get(def) ?? 0) <= POSSIBLE_PER_DEF;
  }

  #tooLarge(ty: Ty, certain: boolean): boolean {
    if (this.#types.argCount(ty) === 0) return false;
    const measure = this.#measureOf(ty);
    const deep = (measure & DEPTH_MASK) > (certain ? this.#limits.typeDepth : POSSIBLE_DEPTH);
    const large = measure >>> DEPTH_BITS > (certain ? this.#limits.typeSize : POSSIBLE_SIZE);
    if (certain && (deep || large)) this.reached.add(deep ? 'type-depth' : 'type-size');
    return deep || large;
  }

  #measureOf(ty: Ty): number {
    const known = this.#measure.get(ty);
    if (known !== undefined) return known;
    let depth = 0;
    let size = 1;
    for (const arg of this.#types.args(ty)) {
      const inner = this.#types.argCount(arg) === 0 ? LEAF : this.#measureOf(arg);
      depth = Math.max(depth, inner & DEPTH_MASK);
      size += inner >>> DEPTH_BITS;
    }
    const measure = (Math.min(size, SIZE_MAX) << DEPTH_BITS) | Math.min(depth + 1, DEPTH_MASK);
    this.#measure.set(ty, measure);
    return measure;
  }
}

/** Chosen by measurement: more instances of one function did not change a verdict of the reachability truth. */
const POSSIBLE_PER_DEF = 16;
const POSSIBLE_DEPTH = 12;
const POSSIBLE_SIZE = 64;
const DEPTH_BITS = 10;
const DEPTH_MASK = (1 << DEPTH_BITS) - 1;
const SIZE_MAX = 1 << 20;
const LEAF = (1 << DEPTH_BITS) | 1;
