/** Checks of chains of what code does, whatever unit it is in. */
import type { Check } from '../../check.ts';

export const CAPABILITY_CHECKS: readonly Check[] = [];
