/** Checks of the registry: who published, when, and what happened around it. */
import type { Check } from '../../check.ts';
import { ACCOUNT_AGE } from './account-age.ts';
import { BAD_OWNER } from './bad-owner.ts';
import { CRATE_BURST } from './crate-burst.ts';
import { DORMANCY } from './dormancy.ts';
import { IMITATION } from './imitation.ts';
import { MASS_YANK } from './mass-yank.ts';
import { NEW_PUBLISHER } from './new-publisher.ts';
import { VERSION_INFLATION } from './version-inflation.ts';

/** Who published, when, and what happened around it. */
export const METADATA_CHECKS: readonly Check[] = [
  ACCOUNT_AGE,
  BAD_OWNER,
  CRATE_BURST,
  DORMANCY,
  IMITATION,
  MASS_YANK,
  NEW_PUBLISHER,
  VERSION_INFLATION,
];
