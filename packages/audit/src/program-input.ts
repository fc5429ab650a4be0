/** What the analyser is given of an audit: the program of one target. */
import type { ProgramInput } from '@lazaret/analyzer';
import { type Build, requireTargetCfgs } from '@lazaret/cargo';
import type { AuditInput } from './input.ts';

export function programInput(input: AuditInput, build: Build, target: string): ProgramInput {
  return {
    std: input.std,
    stages: input.stages,
    units: build.units,
    packages: input.lock.packages,
    texts: input.packages,
    targetCfgs: requireTargetCfgs(target),
    hostCfgs: requireTargetCfgs(input.host),
    roots: input.roots,
    models: input.models,
    ...(input.stored === undefined ? {} : { stored: input.stored }),
  };
}
