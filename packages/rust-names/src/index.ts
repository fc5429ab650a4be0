/** From syntax trees to names: module tree, conditional compilation, macro expansion, derives, imports, scopes. */
export type { FormatArg, FormatArgs, FormatPiece } from './format-args.ts';
export type { CrateInput, StdCrates } from './input.ts';
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
export type { Entry, Res, Scope, TextualScope } from './scope.ts';
