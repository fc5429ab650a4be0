/** `@lazaret/typosquat`: names that could be mistaken for a popular package's: checks, scores, an index over a corpus. */
export type { Check, Exclude, Match, Query } from './checks/check.ts';
export type { Brand } from './checks/own/brands.ts';
export { repositoryKey } from './checks/own/context.ts';
export { type LoginIndex, loginIndex } from './checks/own/owners.ts';
export type { Family, FormQuery, LikenessCheck, Resemblance } from './checks/own/resemblance.ts';
export {
  parseTypomaniaConfig,
  type TypomaniaAnswer,
  type TypomaniaConfig,
  typomaniaAnswer,
  typomaniaChecks,
} from './compat/typomania.ts';
export { Corpus } from './corpus/corpus.ts';
export { type IndexedPackage, packagesOfIndex } from './corpus/dependents.ts';
export { parseCorpus, parseQueries } from './corpus/read.ts';
export { TyposquatError, type TyposquatErrorCode } from './error.ts';
export { Harness, type HarnessOptions } from './harness.ts';
export { type NamesConfig, parseNamesConfig } from './judge/config.ts';
export {
  type Imitated,
  type JudgeOptions,
  NAME_LEVELS,
  NameJudge,
  type NameLevel,
  type NameVerdict,
  type Reason,
  type SuppressedImitation,
} from './judge/judge.ts';
export type { Suppression } from './judge/suppressions.ts';
export type { AskedPackage, Package } from './package.ts';
export { CRATES_IO, CRATES_IO_CHECKS } from './registries/crates-io.ts';
export { type CratesIoDump, packagesOfDump } from './registries/crates-io-dump.ts';
export { NPM } from './registries/npm.ts';
export { POPULAR_CRATES_TITLE, popularCrates } from './registries/popular-crates.ts';
export { PYPI } from './registries/pypi.ts';
export type { NameRules } from './registries/rules.ts';
