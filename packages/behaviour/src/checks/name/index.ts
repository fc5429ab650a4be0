/** Checks of names that can be taken for others. */
import type { Check } from '../../check.ts';
import { INTERNAL_NAME } from './internal-name.ts';
import { SIMILAR_NAME } from './similar-name.ts';

/** Names that are taken for others. */
export const NAME_CHECKS: readonly Check[] = [INTERNAL_NAME, SIMILAR_NAME];
