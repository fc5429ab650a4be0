/** The one facade over syntax, names and types: crate sources and stored facts in, a world of facts out. */

export { checkDeclaration, type DeclarationProblem, type ModelDeclaration } from '@lazaret/rust-names';
export {
  decodeSource,
  intValue,
  lexSource,
  stringValue,
  type TokenBuffer,
  TokenKind,
} from '@lazaret/rust-syntax';
export { type Callee, type CallSite, callSites } from './calls-format.ts';
export { crateKeys } from './crate-key.ts';
export { type CratePlan, dependencyClosure, type PlannedCrate, planCrates } from './crate-plan.ts';
export { FactsMaker } from './facts-maker.ts';
export { versionFunctions } from './fix/version-functions.ts';
export { macroOutputNames, type SpelledNames, spelledNames } from './macro-output.ts';
export { type MacroTokens, macroTokens, tokensOf } from './macro-tokens.ts';
export { type OutlineItem, type OutlineKind, type SourceOutline, sourceOutline } from './outline/source-outline.ts';
export { loadProgram, type Program, type Root } from './program.ts';
export type { PackageText, ProgramInput, StdLibrary, StdLoader, StoredFacts } from './program-input.ts';
export { SharedWorld } from './shared-world.ts';
export { packStd, STD_FACTS_URL, type StoredStdCrate, stdLoader } from './std.ts';
export { type UnsafeReport, type UnsafeSubject, unsafeReport } from './unsafety/package-report.ts';
export { type SourceHabits, sourceHabits } from './source-habits.ts';
