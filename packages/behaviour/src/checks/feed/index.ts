/** Checks of lists: malware, vulnerabilities, unmaintained crates, refusals of reviewers. */
import type { Check } from '../../check.ts';
import { ADVISORIES } from './advisories.ts';
import { KNOWN_MALWARE } from './known-malware.ts';
import { REFUSED_BY_REVIEW } from './refused-by-review.ts';

export const FEED_CHECKS: readonly Check[] = [ADVISORIES, KNOWN_MALWARE, REFUSED_BY_REVIEW];
