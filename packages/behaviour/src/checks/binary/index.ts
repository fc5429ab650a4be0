/** Files of the package that are programs or archives. */
import type { Check } from '../../check.ts';
import { binaryArchives } from './archives.ts';
import { binaryEncoded } from './encoded.ts';
import { binaryMismatch } from './mismatch.ts';
import { binaryPrograms } from './programs.ts';
import { binaryUsed } from './used.ts';

export const BINARY_CHECKS: readonly Check[] = [
  binaryPrograms,
  binaryArchives,
  binaryMismatch,
  binaryEncoded,
  binaryUsed,
];
