/** All rules of our own. */

import { CLOUD_RULES } from './clouds.ts';
import { CODE_HOST_RULES } from './code-hosts.ts';
import { KEY_RULES } from './keys.ts';
import { MESSAGING_RULES } from './messaging.ts';
import { PAYMENT_RULES } from './payments.ts';
import { REGISTRY_RULES } from './registries.ts';
import type { SecretRule } from './rule.ts';
import { SERVICE_RULES } from './services.ts';

/** The rules, the most telling families first: of two rules for one text the earlier is named. */
export const SECRET_RULES: readonly SecretRule[] = [
  ...REGISTRY_RULES,
  ...CODE_HOST_RULES,
  ...CLOUD_RULES,
  ...MESSAGING_RULES,
  ...PAYMENT_RULES,
  ...SERVICE_RULES,
  ...KEY_RULES,
];
