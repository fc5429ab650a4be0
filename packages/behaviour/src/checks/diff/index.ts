/** Checks of what differs from the version before. */
import type { Check } from '../../check.ts';
import { buildCodeAdded } from './build-code-added.ts';
import { capabilityGained } from './capability-gained.ts';
import { codeGrowth } from './code-growth.ts';
import { manifestChanged } from './manifest-changed.ts';
import { opaqueBinary } from './opaque-binary.ts';
import { procMacroTurned } from './proc-macro-turned.ts';

export const DIFF_CHECKS: readonly Check[] = [
  buildCodeAdded,
  capabilityGained,
  codeGrowth,
  manifestChanged,
  opaqueBinary,
  procMacroTurned,
];
