/** Checks of build scripts: what runs on the machine that builds. */
import type { Check } from '../../check.ts';
import { buildDirectives } from './directives.ts';
import { buildEnvironment } from './environment.ts';
import { buildGate } from './gate.ts';
import { nativeSource } from './native-source.ts';
import { buildNetwork } from './network.ts';
import { buildScriptFile } from './script-file.ts';
import { buildSilent } from './silent.ts';
import { buildSpawn } from './spawn.ts';
import { buildTls } from './tls.ts';
import { buildWrite } from './write.ts';

export const BUILD_CHECKS: readonly Check[] = [
  buildDirectives,
  buildEnvironment,
  buildGate,
  buildNetwork,
  buildScriptFile,
  buildSilent,
  buildSpawn,
  buildTls,
  buildWrite,
  nativeSource,
];
