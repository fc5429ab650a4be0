/** The outside world of a command: streams, environment, clock and folder. Tests give their own. */
import { homedir } from 'node:os';
import { text } from 'node:stream/consumers';
import { noStages, type Stages } from '@lazaret/base';

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** All of standard input. */
  readonly stdin: () => Promise<string>;
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
    out: (chunk) => process.stdout.write(chunk),
    err: (chunk) => process.stderr.write(chunk),
    stdin: () => text(process.stdin),
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
