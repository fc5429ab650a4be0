/** What the surroundings of an expression say about its type. Model: rustc_hir_typeck::expectation::Expectation. */
import { type Ty, TyKind } from '@lazaret/facts';
import type { BodyCx } from './context.ts';

export type Expect =
  | undefined
  /** `has`: it is this type, or coerces to it. `cast`: operand of `as`. `unsized`: an rvalue behind a pointer to this. */
  | { readonly how: 'has' | 'cast' | 'unsized'; readonly ty: Ty };

export function has(ty: Ty): Expect {
  return { how: 'has', ty };
}

/** The expected type as far as it may be used for looking inside; undefined if there is none. */
export function hint(cx: BodyCx, expect: Expect): Ty | undefined {
  return expect === undefined ? undefined : cx.shallow(expect.ty);
}

/** The expected type if values must have it. */
export function onlyHas(cx: BodyCx, expect: Expect): Ty | undefined {
  return expect?.how === 'has' ? cx.shallow(expect.ty) : undefined;
}

/** For a value behind `&` or `Box`: unsized types are only a hint, since the value will be coerced. */
export function rvalueHint(cx: BodyCx, ty: Ty): Expect {
  const kind = cx.types.kind(cx.shallow(ty));
  if (kind === TyKind.Slice || kind === TyKind.Dyn) return { how: 'unsized', ty };
  if (kind === TyKind.Prim && cx.shallow(ty) === cx.types.prim('str')) return { how: 'unsized', ty };
  return has(ty);
}

/** An `if` or `match` passes its expectation to its arms, but not one that is a bare variable: arms may be coerced. */
export function adjustForBranches(cx: BodyCx, expect: Expect): Expect {
  if (expect?.how !== 'has') return undefined;
  const ty = cx.shallow(expect.ty);
  return cx.types.kind(ty) === TyKind.Infer ? undefined : has(ty);
}
