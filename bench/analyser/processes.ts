/** Runs a program to its end and tells its processor time and peak memory, its children's processor time included. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Milliseconds between looks at a process's memory. */
const POLL_MS = 20;
/** Of /proc's clock (USER_HZ), which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface ProcessCost {
  readonly code: number | null;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
  readonly output: string;
}

export function cost(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ProcessCost> {
  return new Promise((resolve) => {
    const start = performance.now();
    const before = childSeconds();
    let output = '';
    let peakMegabytes = 0;
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const poll = setInterval(() => {
      peakMegabytes = Math.max(peakMegabytes, peakOf(child.pid));
    }, POLL_MS);
    const done = (code: number | null): void => {
      clearInterval(poll);
      const wallSeconds = (performance.now() - start) / 1000;
      resolve({ code, cpuSeconds: childSeconds() - before, wallSeconds, peakMegabytes, output });
    };
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    // What compilers say in warnings is of no interest, but the pipe must not fill up.
    child.stderr.resume();
    child.on('error', () => done(null));
    child.on('close', done);
  });
}

/** Processor seconds of all children that have ended, and of theirs (proc_pid_stat(5): cutime, cstime). */
function childSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // Fields are counted behind the name, which may hold spaces; the state is the third field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
