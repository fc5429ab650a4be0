/** Words that several outputs of a scan share. */
import type { UnitName } from '@lazaret/behaviour';

export const UNIT_TITLE: Readonly<Record<UnitName, string>> = {
  lib: 'library',
  bin: 'binary',
  build: 'build script (runs on the machine that builds)',
  macro: 'macros (run in the compiler)',
};
