/** Checks of what a version is built with. */
import type { Check } from '../../check.ts';
import { DEPENDENCY_BUILD_CODE } from './dependency-build-code.ts';
import { DEPENDENCY_VERDICT } from './dependency-verdict.ts';
import { NEW_DEPENDENCY } from './new-dependency.ts';

export const DEPENDENCY_CHECKS: readonly Check[] = [DEPENDENCY_BUILD_CODE, DEPENDENCY_VERDICT, NEW_DEPENDENCY];
