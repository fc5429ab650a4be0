/** Checks of proc macros: what runs in the compiler, and what they put into other people's code. */
import type { Check } from '../../check.ts';

export const MACRO_CHECKS: readonly Check[] = [];
