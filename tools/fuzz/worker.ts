/**
 * Runs inputs of one target in a thread of its own, so that one that hangs or eats all memory can be ended from outside. Says
 * which input it is at by a shared number; a fault is made shorter here and posted.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { corpus, inputOf } from './inputs.ts';
import { minimise } from './minimise.ts';
import type { Target } from './target.ts';

/** What the main thread asks for. */
export interface Job {
  readonly target: string;
  readonly seed: number;
  readonly first: number;
  readonly runs: number;
  readonly corpus: string | undefined;
  /** One given input instead of made ones. */
  readonly input?: string;
  readonly minimiseSeconds: number;
  /** Number of the input that is being looked at. */
  readonly progress: SharedArrayBuffer;
}

export interface Found {
  readonly index: number;
  readonly input: string;
  readonly error: string;
}

/** The error without what differs between inputs. */
function faultOf(target: Target, text: string): string | undefined {
  try {
    target.check(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

function stackOf(target: Target, text: string): string {
  try {
    target.check(text);
  } catch (error) {
    if (error instanceof Error) return error.stack?.split('\n').slice(0, 12).join('\n') ?? error.message;
  }
  return '';
}

const kindOf = (fault: string): string => fault.replace(/\d+/g, 'N').slice(0, 60);

async function work(job: Job): Promise<void> {
  const { target } = (await import(`./targets/${job.target}.ts`)) as { target: Target };
  const files = job.input === undefined ? corpus(job.corpus) : [];
  const progress = new Int32Array(job.progress);
  for (let index = job.first; index < job.first + job.runs; index++) {
    Atomics.store(progress, 0, index);
    const input = job.input ?? inputOf(job.seed, index, files);
    const fault = faultOf(target, input);
    if (fault === undefined) continue;
    // Making it shorter runs more inputs than one: the watchdog must know.
    Atomics.store(progress, 1, 1);
    const kind = kindOf(fault);
    const same = (text: string): boolean => kindOf(faultOf(target, text) ?? '') === kind;
    const shortest = minimise(input, same, job.minimiseSeconds);
    const found: Found = { index, input: shortest, error: stackOf(target, shortest) || fault };
    parentPort!.postMessage(found);
    return;
  }
  parentPort!.postMessage(undefined);
}

await work(workerData as Job);
