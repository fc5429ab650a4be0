/** Checks of lists: malware, vulnerabilities, unmaintained crates. */
import type { Check } from '../../check.ts';
import { ADVISORIES } from './advisories.ts';
import { KNOWN_MALWARE } from './known-malware.ts';

export const FEED_CHECKS: readonly Check[] = [ADVISORIES, KNOWN_MALWARE];
