/**
 * `@lazaret/practices`: how well a crate is looked after, from its package, its index entry and, where it is at hand, its
 * repository. Scorecard's checks and weights where they can be answered, and Rust's own beside them.
 */
export { badge } from './badge.ts';
export { type Outcome, type PracticeCheck, type Risk, WEIGHTS } from './check.ts';
export { PRACTICE_CHECKS } from './checks/index.ts';
export type {
  AdvisorySummary,
  DependencySummary,
  PracticeInput,
  ProvenanceSummary,
  ReviewSummary,
  SemverSummary,
  SourceHabits,
} from './input.ts';
export { type ScorecardJson, type ScorecardSubject, scorecardJson } from './json.ts';
export { type CheckResult, type PracticeScore, practices } from './score.ts';
