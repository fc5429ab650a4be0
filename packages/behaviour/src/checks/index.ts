/** All checks, group by group. */
import type { Check } from '../check.ts';
import { ARCHIVE_CHECKS } from './archive/index.ts';
import { BINARY_CHECKS } from './binary/index.ts';
import { BUILD_CHECKS } from './build/index.ts';
import { CAPABILITY_CHECKS } from './capability/index.ts';
import { CLONE_CHECKS } from './clone/index.ts';
import { DEPENDENCY_CHECKS } from './dependency/index.ts';
import { DIFF_CHECKS } from './diff/index.ts';
import { FEED_CHECKS } from './feed/index.ts';
import { MACRO_CHECKS } from './macro/index.ts';
import { METADATA_CHECKS } from './metadata/index.ts';
import { NAME_CHECKS } from './name/index.ts';
import { OBFUSCATION_CHECKS } from './obfuscation/index.ts';
import { SECRET_CHECKS } from './secret/index.ts';
import { PROVENANCE_CHECKS } from './provenance/index.ts';

export const ALL_CHECKS: readonly Check[] = [
  ...ARCHIVE_CHECKS,
  ...BINARY_CHECKS,
  ...BUILD_CHECKS,
  ...CAPABILITY_CHECKS,
  ...CLONE_CHECKS,
  ...DEPENDENCY_CHECKS,
  ...DIFF_CHECKS,
  ...FEED_CHECKS,
  ...MACRO_CHECKS,
  ...METADATA_CHECKS,
  ...NAME_CHECKS,
  ...OBFUSCATION_CHECKS,
  ...SECRET_CHECKS,
  ...PROVENANCE_CHECKS,
];
