/** Checks of build scripts: what runs on the machine that builds. */
import type { Check } from '../../check.ts';

export const BUILD_CHECKS: readonly Check[] = [];
