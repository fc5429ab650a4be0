/** From syntax trees to names: module tree, conditional compilation, macro expansion, derives, imports, scopes. */

export { Attributes } from './attributes.ts';
export { collectCrate } from './crate-names.ts';
export type { FormatArg, FormatArgs, FormatPiece } from './format-args.ts';
export type { CrateInput, StdCrates } from './input.ts';
export { declaredAttribute, declaredBang } from './models/declared-macro.ts';
export {
  checkDeclaration,
  type DeclarationProblem,
  declaredModel,
  type ModelDeclaration,
} from './models/declared-model.ts';
export type {
  DeriveModel,
  ModelExpansion,
  ModelField,
  ModelItem,
  ModelMeta,
  ModelType,
  ModelVariant,
} from './models/derive-model.ts';
export { dirOfFile, inlineModuleDir, type ModuleDir, moduleFileCandidates } from './module-files.ts';
export {
  type BodySource,
  type BuiltinCall,
  type CrateNames,
  type Expansion,
  type NamePath,
  Ns,
  type PathRes,
  type PathSeg,
} from './names.ts';
export { namesFacts } from './names-facts.ts';
export type { Entry, Res, Scope, TextualScope } from './scope.ts';
