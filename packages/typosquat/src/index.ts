/** `@lazaret/typosquat`: names that could be mistaken for a popular package's: checks, scores, an index over a corpus. */
export type { Check, Exclude, Match, Query } from './checks/check.ts';
export {
  parseTypomaniaConfig,
  type TypomaniaAnswer,
  type TypomaniaConfig,
  typomaniaAnswer,
  typomaniaChecks,
} from './compat/typomania.ts';
export { Corpus } from './corpus/corpus.ts';
export { TyposquatError, type TyposquatErrorCode } from './error.ts';
export { Harness, type HarnessOptions } from './harness.ts';
export type { AskedPackage, Package } from './package.ts';
export { CRATES_IO_CHECKS } from './registries/crates-io.ts';
