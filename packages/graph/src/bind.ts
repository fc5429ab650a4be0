/** Which arguments of an impl follow from the types it is used with: what stays open is unknown. */
import { type Ty, TyKind, type TypeTable } from '@lazaret/facts';

/** Types nested deeper are left open. */
const DEPTH_MAX = 32;

/** Parameters of an impl, `count` of them, read off by laying its header's arguments over known ones. */
export function bindParams(types: TypeTable, patterns: readonly Ty[], known: readonly Ty[], count: number): Ty[] {
  const bound = new Array<Ty>(count).fill(types.error);
  for (let i = 0; i < patterns.length && i < known.length; i++) bind(types, patterns[i]!, known[i]!, bound, 0);
  return bound;
}

function bind(types: TypeTable, pattern: Ty, known: Ty, bound: Ty[], depth: number): void {
  const kind = types.kind(pattern);
  if (kind === TyKind.Param) {
    const at = types.head(pattern);
    if (at < bound.length && bound[at] === types.error) bound[at] = known;
    return;
  }
  if (depth > DEPTH_MAX || kind !== types.kind(known) || types.head(pattern) !== types.head(known)) return;
  // What a projection's arguments are cannot be told from what it stands for.
  if (kind === TyKind.Projection || types.argCount(pattern) !== types.argCount(known)) return;
  for (let i = 0; i < types.argCount(pattern); i++) {
    bind(types, types.arg(pattern, i), types.arg(known, i), bound, depth + 1);
  }
}
