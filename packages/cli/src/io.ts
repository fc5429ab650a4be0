/** The outside world of a command: streams, environment, clock and folder. Tests give their own. */
import { homedir } from 'node:os';
import { noStages, type Stages } from '@lazaret/base';

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly now: () => Date;
  readonly stdoutTty: boolean;
  readonly stderr: NodeJS.WriteStream | undefined;
  readonly width: number | undefined;
  /** Told which work begins and ends; measures where --timings is given. */
  readonly stages: Stages;
}

export function processIo(): Io {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    now: () => new Date(),
    stdoutTty: process.stdout.isTTY === true,
    stderr: process.stderr.isTTY === true && !process.env['CI'] ? process.stderr : undefined,
    width: process.stdout.isTTY ? process.stdout.columns : undefined,
    stages: noStages,
  };
}
