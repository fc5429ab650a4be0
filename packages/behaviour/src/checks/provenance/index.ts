/** Checks of the comparison with the repository; they say nothing where nobody compared. */
import type { Check } from '../../check.ts';
import { provenanceDoubt } from './doubt.ts';
import { provenanceMismatch } from './mismatch.ts';
import { provenanceUnknown } from './unknown.ts';

export const PROVENANCE_CHECKS: readonly Check[] = [provenanceDoubt, provenanceMismatch, provenanceUnknown];
