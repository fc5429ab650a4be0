/** Programs that a macro runs in the compiler: judged as those of build scripts, by program and arguments. */
import type { Check } from '../../check.ts';
import { commandFindings } from '../command-findings.ts';

export const macroSpawn: Check = {
  id: 'macro-spawn',
  version: 1,
  group: 'macro',
  title: 'a macro runs a program that is no part of a toolchain',
  severity: 'hold',
  evidence: ['code', 'literal'],
  wrongWhen: 'a macro runs a code generator of its own',
  run: (context) => commandFindings(context, 'macro', macroSpawn),
};
