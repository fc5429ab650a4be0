/**
 * Programs that a build script runs. Three of ten do, and nearly all ask a toolchain something, so what decides is which
 * program with which arguments: a shell with a text, a downloader or a program that came from elsewhere is another thing
 * than `rustc --version`.
 */
import type { Check } from '../../check.ts';
import { commandFindings } from '../command-findings.ts';

export const buildSpawn: Check = {
  id: 'build-spawn',
  version: 1,
  group: 'build',
  title: 'the build script runs a program that is no part of a toolchain',
  severity: 'hold',
  evidence: ['code', 'literal'],
  wrongWhen:
    'a build system of its own, named differently from all known ones, is run; the finding then only asks for a look',
  run: (context) => commandFindings(context, 'build', buildSpawn),
};
