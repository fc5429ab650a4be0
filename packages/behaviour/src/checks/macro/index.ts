/** Checks of proc macros: what runs in the compiler, and what they put into other people's code. */
import type { Check } from '../../check.ts';
import { macroEmitted } from './emitted.ts';
import { macroNetwork } from './network.ts';
import { macroRules } from './rules.ts';
import { macroSpawn } from './spawn.ts';

export const MACRO_CHECKS: readonly Check[] = [macroEmitted, macroNetwork, macroRules, macroSpawn];
