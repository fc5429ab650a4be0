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
  SinkVerdict,
  Sinks,
} from './api.ts';
export { EdgeKind, type EdgeName } from './edge.ts';
