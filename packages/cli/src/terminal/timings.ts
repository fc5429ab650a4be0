/** `--timings`: where the time of a run went, as a table on standard error. */
import type { Stages } from '@lazaret/base';

/** Clock and use of resources: the process's own, or a test's. */
export interface Meter {
  /** Milliseconds from any fixed moment. */
  readonly now: () => number;
  /** Microseconds of processor time of all threads so far, and the peak resident set in kilobytes. */
  readonly usage: () => { readonly userCPUTime: number; readonly systemCPUTime: number; readonly maxRSS: number };
}

const processMeter: Meter = { now: () => performance.now(), usage: () => process.resourceUsage() };

interface Stage {
  readonly name: string;
  readonly parent: Stage | undefined;
  readonly children: Map<string, Stage>;
  milliseconds: number;
  times: number;
  since: number;
}

function stage(name: string, parent: Stage | undefined): Stage {
  return { name, parent, children: new Map(), milliseconds: 0, times: 0, since: 0 };
}

/** Measures stages as they begin and end. The same stage within the same one is one row. */
export class Timings implements Stages {
  readonly #meter: Meter;
  readonly #root = stage('', undefined);
  readonly #start: number;
  #open = this.#root;

  constructor(meter: Meter = processMeter) {
    this.#meter = meter;
    this.#start = meter.now();
  }

  enter(name: string): void {
    let inner = this.#open.children.get(name);
    if (inner === undefined) {
      inner = stage(name, this.#open);
      this.#open.children.set(name, inner);
    }
    inner.times++;
    inner.since = this.#meter.now();
    this.#open = inner;
  }

  leave(): void {
    const { parent } = this.#open;
    if (parent === undefined) return;
    this.#open.milliseconds += this.#meter.now() - this.#open.since;
    this.#open = parent;
  }

  /** The table; stages that are still open (a run that failed) end now. */
  report(): string {
    while (this.#open.parent !== undefined) this.leave();
    const wall = this.#meter.now() - this.#start;
    const { userCPUTime, systemCPUTime, maxRSS } = this.#meter.usage();
    const rows = [...rowsOf(this.#root, 0)];
    const width = Math.max(24, ...rows.map((row) => row.label.length)) + 2;
    const lines = rows.map((row) => row.label.padEnd(width) + row.figures);
    const rest = wall - sum(this.#root);
    return [
      `${'timings, in seconds'.padEnd(width)}${'total'.padStart(9)}${'self'.padStart(9)}${'times'.padStart(9)}`,
      ...lines,
      `${'start and everything else'.padEnd(width)}${seconds(rest)}${seconds(rest)}`,
      `wall ${seconds(wall).trim()} s, processor ${((userCPUTime + systemCPUTime) / 1e6).toFixed(2)} s, peak memory ${Math.round(maxRSS / 1024)} MB`,
      '',
    ].join('\n');
  }
}

function sum(of: Stage): number {
  return [...of.children.values()].reduce((total, child) => total + child.milliseconds, 0);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2).padStart(9);
}

function* rowsOf(of: Stage, depth: number): Generator<{ readonly label: string; readonly figures: string }> {
  for (const child of of.children.values()) {
    const figures = `${seconds(child.milliseconds)}${seconds(child.milliseconds - sum(child))}${String(child.times).padStart(9)}`;
    yield { label: `${'  '.repeat(depth + 1)}${child.name}`, figures };
    yield* rowsOf(child, depth + 1);
  }
}
