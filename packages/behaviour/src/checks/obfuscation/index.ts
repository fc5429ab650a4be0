/** Texts and code that are written so that they are not read. */
import type { Check } from '../../check.ts';
import { assembledText } from './assembled-text.ts';
import { decodedText } from './decoded-text.ts';
import { encodedLiterals } from './encoded-literals.ts';
import { invisibleCharacters } from './invisible.ts';
import { mixedScript } from './mixed-script.ts';
import { pushedRight } from './pushed-right.ts';

export const OBFUSCATION_CHECKS: readonly Check[] = [
  encodedLiterals,
  decodedText,
  assembledText,
  invisibleCharacters,
  mixedScript,
  pushedRight,
];
