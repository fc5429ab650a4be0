/** Checks of build scripts: what runs on the machine that builds. */
import type { Check } from '../../check.ts';
import { buildDirectives } from './directives.ts';
import { buildEnvironment } from './environment.ts';
import { buildNetwork } from './network.ts';
import { buildSilent } from './silent.ts';
import { buildSpawn } from './spawn.ts';
import { buildTls } from './tls.ts';
import { buildWrite } from './write.ts';

export const BUILD_CHECKS: readonly Check[] = [
  buildDirectives,
  buildEnvironment,
  buildNetwork,
  buildSilent,
  buildSpawn,
  buildTls,
  buildWrite,
];
