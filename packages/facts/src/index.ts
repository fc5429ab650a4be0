/** The waist of Lazaret: what is known of crates, as plain data that knows no syntax, no advisories and no server. */
export { absentCrate } from './absent.ts';
export { type BodyFacts, type ClosureFacts, type Use, type UseForm, UseKind } from './body.ts';
export { BodyStore } from './body-store.ts';
export { FACTS_FORMAT_VERSION } from './codec/container.ts';
export { decodeCrate, type ResolveCrate } from './codec/decode.ts';
export { type CrateKey, encodeCrate } from './codec/encode.ts';
export { CodecError, type CodecErrorCode } from './codec/error.ts';
export { lowerSignature } from './codec/record-codec.ts';
export { DefPaths } from './def-path.ts';
export type { BodyFlow, FlowCall, FlowValue, ValueId } from './flow.ts';
export {
  CRATES_MAX,
  type CrateNum,
  crateOf,
  DEFS_PER_CRATE_MAX,
  type DefId,
  defId,
  type LocalDef,
  localOf,
} from './ids.ts';
export {
  type AdtDef,
  type CrateFacts,
  DefFlag,
  DefKind,
  type FieldDef,
  type FnSig,
  type GenericParam,
  type Generics,
  type ImplHeader,
  type ModuleScope,
  type OpaqueExpansion,
  type Predicate,
  type ScopeEntry,
  type TraitRef,
  type VariantDef,
  type Visibility,
} from './model.ts';
export { elaborate, mapPredicate, ParamEnv, substPredicate } from './solve/env.ts';
export { FulfillmentContext } from './solve/fulfill.ts';
export { type ImplEntry, mayUnify } from './solve/impls.ts';
export {
  type ClosureSig,
  type ClosureSigHook,
  InferTable,
  isFloatPrim,
  isIntPrim,
  type Snapshot,
} from './solve/infer.ts';
export type { Answer, BuiltinKind, DropGlue, Obligation, Resolved, Selection } from './solve/outcome.ts';
export { Solver } from './solve/solver.ts';
export type { Span } from './span.ts';
export { PRIMS, type Prim, type Ty, TyFlag, TyKind, TypeTable } from './types.ts';
export type { FnToken, HeaderToken, VersionFunctions } from './version-functions.ts';
export { World } from './world.ts';
