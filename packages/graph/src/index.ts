/** Linked call graph over instances: what can run from the entry points, how it is reached, and what is not known. */
export type {
  Completeness,
  Entry,
  EntryReason,
  ExploreOptions,
  GraphLimits,
  PathFrame,
  Place,
  ReachVerdict,
  Reason,
  Sinks,
  SinkVerdict,
} from './api.ts';
export { EdgeKind, type EdgeName } from './edge.ts';
export { entryPoints, publicDefs } from './entries.ts';
export { Exploration } from './exploration.ts';
export { findDefinitions } from './find/find.ts';
export type { FindOptions, FoundDefinitions, FoundOutcome, FunctionName } from './find/outcome.ts';
export { explore } from './run.ts';
