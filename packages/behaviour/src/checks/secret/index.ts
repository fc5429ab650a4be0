/** Credentials in the package. */
import type { Check } from '../../check.ts';
import { secretNew, secretShipped } from './shipped.ts';

export const SECRET_CHECKS: readonly Check[] = [secretShipped, secretNew];
