/** Published by CI with a short-lived credential, not with a token that lies on somebody's disk. */
import { type PracticeCheck, unknown } from '../../check.ts';

export const trustedPublishing: PracticeCheck = {
  name: 'Trusted-Publishing',
  risk: 'medium',
  short: 'Determines if the version was published through trusted publishing.',
  rule: '10 if it was, 0 if not, unknown where the registry does not say.',
  run: ({ trustedPublishing: trusted }) => {
    if (trusted === undefined) return unknown('how it was published is not known');
    return trusted
      ? { score: 10, reason: 'published from CI without a lasting token' }
      : { score: 0, reason: 'published with a token' };
  },
};
