/** Evaluation of cfg expressions against an explicit set, never against the machine that Lazaret runs on. */
import type { CfgExpr, Platform } from './expression.ts';

/** The cfgs that hold, as `rustc --print cfg` writes them: `unix`, `target_os="linux"`. */
export type CfgSet = ReadonlySet<string>;

/** How a name with a value stands in a `CfgSet`. */
export function cfgEntry(name: string, value?: string): string {
  return value === undefined ? name : `${name}="${value}"`;
}

/** Whether an expression holds; whatever is not in the set is false. */
export function evalCfg(expr: CfgExpr, cfgs: CfgSet): boolean {
  switch (expr.kind) {
    case 'all':
      return expr.of.every((e) => evalCfg(e, cfgs));
    case 'any':
      return expr.of.some((e) => evalCfg(e, cfgs));
    case 'not':
      return !evalCfg(expr.of, cfgs);
    case 'name':
      return cfgs.has(expr.name);
    case 'value':
      return cfgs.has(cfgEntry(expr.name, expr.value));
    case 'literal':
      return expr.value;
  }
}

/**
 * Three-valued evaluation: names for which `isUnknown` says so (build scripts may set them) are neither true nor
 * false; undefined means that the answer depends on them. What is in the set is known whatever `isUnknown` says.
 */
export function evalCfgTri(
  expr: CfgExpr,
  known: CfgSet,
  isUnknown: ReadonlySet<string> | ((name: string, value: string | undefined) => boolean),
): boolean | undefined {
  const asked = typeof isUnknown === 'function' ? isUnknown : (name: string) => isUnknown.has(name);
  return tri(expr, known, asked);
}

function tri(
  expr: CfgExpr,
  known: CfgSet,
  isUnknown: (name: string, value: string | undefined) => boolean,
): boolean | undefined {
  switch (expr.kind) {
    case 'all':
    case 'any': {
      // `all` is decided by one false, `any` by one true.
      const decisive = expr.kind === 'any';
      let unknown = false;
      for (const e of expr.of) {
        const value = tri(e, known, isUnknown);
        if (value === decisive) return decisive;
        if (value === undefined) unknown = true;
      }
      return unknown ? undefined : !decisive;
    }
    case 'not': {
      const value = tri(expr.of, known, isUnknown);
      return value === undefined ? undefined : !value;
    }
    case 'literal':
      return expr.value;
    default: {
      const value = expr.kind === 'value' ? expr.value : undefined;
      if (known.has(cfgEntry(expr.name, value))) return true;
      return isUnknown(expr.name, value) ? undefined : false;
    }
  }
}

/** Whether a `[target.X]` table applies to a target, given the triple's name and its cfgs. */
export function platformMatches(platform: Platform, triple: string, cfgs: CfgSet): boolean {
  return platform.kind === 'triple' ? platform.triple === triple : evalCfg(platform.expr, cfgs);
}

/** Whether some target could match: an expression such as `any()` that is false whatever the target is, cannot. */
export function platformPossible(platform: Platform): boolean {
  return platform.kind === 'triple' || tri(platform.expr, new Set(), () => true) !== false;
}
