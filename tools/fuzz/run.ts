/**
 * Fuzzes the analysers: random Rust and real files made worse, into one target after another.
 *
 *   npm run fuzz -- [--target lexer,parser] [--seed N] [--runs N | --seconds N] [--corpus DIR]
 *
 * Stops at the first input that throws, breaks a property of the target or takes too long, makes it shorter, prints it and
 * exits with 1. The same seed and runs give the same inputs; the limit in time is this tool's alone, the analysers have
 * budgets of steps. Last line: `inputs: N passed, N failed`.
 */
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { corpus, inputOf } from './inputs.ts';
import type { Target } from './target.ts';
import type { Found, Job } from './worker.ts';

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '200' },
    seconds: { type: 'string' },
    corpus: { type: 'string' },
  },
});

/** Longer than any input needs; analysers that leak show themselves. */
const HEAP_MB = 2048;
/** Time to make a failing input shorter. */
const MINIMISE_SECONDS = 60;
/** Inputs between two looks at the clock, with --seconds. */
const BATCH = 100;

const known = readdirSync(new URL('./targets/', import.meta.url))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();
const targets = values.target?.split(',') ?? known;
for (const name of targets) {
  if (known.includes(name)) continue;
  console.error(`no target ${name}; there are ${known.join(', ')}`);
  process.exit(2);
}

/** Runs a job; undefined where all went well. */
function runJob(job: Omit<Job, 'progress'>, seconds: number): Promise<Found | undefined> {
  const progress = new SharedArrayBuffer(8);
  const at = new Int32Array(progress);
  at[0] = job.first;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { ...job, progress },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  return new Promise((resolve) => {
    let seen = -1;
    let since = performance.now();
    const stop = (found: Found | undefined): void => {
      clearInterval(watchdog);
      void worker.terminate().then(() => resolve(found));
    };
    const blame = (error: string): void => stop({ index: at[0]!, input: '', error });
    const watchdog = setInterval(() => {
      if (at[0] !== seen) [seen, since] = [at[0]!, performance.now()];
      const limit = at[1] === 1 ? seconds + MINIMISE_SECONDS : seconds;
      if (performance.now() - since > limit * 1000) blame(`took longer than ${seconds} s`);
    }, 100);
    worker.on('message', (found: Found | undefined) => stop(found));
    worker.on('error', (error: unknown) =>
      blame(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
    );
  });
}

/** An input that ends its thread is made shorter by running each attempt in a thread of its own. */
async function shorten(name: string, input: string, seconds: number): Promise<string> {
  const limit = Math.max(1, Math.min(seconds, MINIMISE_SECONDS) / 8);
  const fails = async (text: string): Promise<boolean> =>
    (await runJob(
      { target: name, seed: 0, first: 0, runs: 1, corpus: undefined, input: text, minimiseSeconds: 0 },
      limit,
    )) !== undefined;
  let best = input;
  for (let parts = 2, tries = 0; parts <= 64 && tries < 60; ) {
    const size = Math.ceil(best.length / parts);
    let shorter = false;
    for (let from = 0; from < best.length && tries < 60; tries++) {
      const without = best.slice(0, from) + best.slice(from + size);
      if (await fails(without)) [best, shorter] = [without, true];
      else from += size;
    }
    if (!shorter) parts *= 2;
  }
  return best;
}

async function fuzz(name: string, seed: number): Promise<{ passed: number; found: Found | undefined }> {
  const { target } = (await import(`./targets/${name}.ts`)) as { target: Target };
  const end = values.seconds === undefined ? undefined : performance.now() + Number(values.seconds) * 1000;
  const runs = Number(values.runs);
  let passed = 0;
  for (;;) {
    const batch = end === undefined ? runs : BATCH;
    const job = {
      target: name,
      seed,
      first: passed,
      runs: batch,
      corpus: values.corpus,
      minimiseSeconds: MINIMISE_SECONDS,
    };
    const found = await runJob(job, target.seconds);
    if (found !== undefined) {
      if (found.input !== '') return { passed: found.index, found };
      const whole = inputOf(seed, found.index, corpus(values.corpus));
      return { passed: found.index, found: { ...found, input: await shorten(name, whole, target.seconds) } };
    }
    passed += batch;
    if (end === undefined || performance.now() > end) return { passed, found: undefined };
  }
}

let passed = 0;
let failed = 0;
const seed = Number(values.seed);
for (const name of targets) {
  const result = await fuzz(name, seed);
  passed += result.passed;
  console.log(`${name.padEnd(10)} seed ${seed}: ${result.passed} inputs passed`);
  if (result.found === undefined) continue;
  failed++;
  const { index, error, input } = result.found;
  console.log(`${name}: input ${index} of seed ${seed} fails: ${error}`);
  console.log(`shortened to ${input.length} characters:\n${JSON.stringify(input.slice(0, 4000))}`);
  process.exitCode = 1;
}
console.log(`inputs: ${passed} passed, ${failed} failed`);
