/** Whose code a crate is. */
import type { Check } from '../../check.ts';
import { copiedCrate } from './copied-crate.ts';

export const CLONE_CHECKS: readonly Check[] = [copiedCrate];
