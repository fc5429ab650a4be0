/** Checks of chains of what code does, whatever unit it is in. */
import type { Check } from '../../check.ts';
import { beforeMain } from './before-main.ts';
import { collectAndSend } from './collect-and-send.ts';
import { destroys } from './destroys.ts';
import { downloadAndRun } from './download-and-run.ts';
import { hiddenArgument } from './hidden-argument.ts';
import { keyHunting } from './key-hunting.ts';
import { memoryCode } from './memory-code.ts';
import { persistence } from './persistence.ts';
import { selfPublish } from './self-publish.ts';
import { sensitiveFile } from './sensitive-file.ts';
import { sinkHosts } from './sink-host.ts';

export const CAPABILITY_CHECKS: readonly Check[] = [
  beforeMain,
  collectAndSend,
  destroys,
  downloadAndRun,
  hiddenArgument,
  keyHunting,
  memoryCode,
  persistence,
  selfPublish,
  sensitiveFile,
  sinkHosts,
];
