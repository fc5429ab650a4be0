/**
 * Where the time of a run goes. Analysers mark the stages of their work; whoever runs them may measure (the command line does
 * for `--timings`), so that no analyser needs a clock. Stages nest: bodies are inferred while calls are followed.
 */
export interface Stages {
  /** A stage begins, within the one that is open. */
  enter(stage: string): void;
  /** The stage that began last ends. */
  leave(): void;
}

/** Measures nothing. */
export const noStages: Stages = { enter: () => {}, leave: () => {} };

/** Does some work as a stage, which ends however the work ends. */
export function inStage<T>(stages: Stages | undefined, stage: string, work: () => T): T {
  if (stages === undefined) return work();
  stages.enter(stage);
  try {
    return work();
  } finally {
    stages.leave();
  }
}
