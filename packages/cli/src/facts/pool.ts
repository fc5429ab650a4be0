/**
 * Makes facts in threads, each crate after its dependencies, the ones that most others wait for first. A crate whose thread
 * ends (out of memory, a defect) has no facts, nor have those that depend on it: the audit analyses them itself, from source.
 */
import { availableParallelism, totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import { dependencyClosure } from '@lazaret/analyzer';
import type { MakeRequest, MakeResult, MakerData, SharedPackage } from './messages.ts';

/** More would wait for each other: few builds have more crates that depend on nothing in common. */
const THREADS_MAX = 8;
/** Threads that are started in the place of ones that ended. */
const REPLACEMENTS_MAX = 3;
/** Heap of a thread: the largest crates take some 600 MB with their trees. Half of the machine's memory for all together. */
const HEAP_MB_MAX = 2048;
const HEAP_MB_MIN = 128;
const MEGABYTE = 1024 * 1024;

export interface MakerJobs {
  readonly data: MakerData;
  /** Crates whose facts are wanted. */
  readonly wanted: readonly number[];
  /** How much work a crate is: the size of its package. */
  readonly cost: (crate: number) => number;
  /** Packages whose text a crate is made from. */
  readonly packagesOf: (crate: number) => readonly number[];
  readonly share: (pkg: number) => SharedPackage;
  /** Packed facts of a crate that has some. */
  readonly packed: (crate: number) => Uint8Array | undefined;
  readonly made: (crate: number, packed: Uint8Array) => void;
}

export interface PoolOptions {
  readonly threads?: number;
  readonly heapMegabytes?: number;
}

/** Ends when all wanted facts are made, or cannot be. */
export function makeInThreads(jobs: MakerJobs, options: PoolOptions = {}): Promise<void> {
  return new Promise((resolve) => new Pool(jobs, options, resolve).start());
}

/** A thread takes about half a second to start: as many as have a megabyte of source each. */
function threadCount(jobs: MakerJobs): number {
  const bytes = jobs.wanted.reduce((sum, crate) => sum + jobs.cost(crate), 0);
  return Math.max(1, Math.min(THREADS_MAX, availableParallelism(), jobs.wanted.length, Math.ceil(bytes / MEGABYTE)));
}

interface Thread {
  readonly worker: Worker;
  readonly texts: Set<number>;
  readonly given: Set<number>;
  crate: number | undefined;
}

class Pool {
  readonly #jobs: MakerJobs;
  readonly #resolve: () => void;
  readonly #threads = new Set<Thread>();
  readonly #closures = new Map<number, readonly number[]>();
  /** Of crates with the same key only the first is made. */
  readonly #firstOf: (crate: number) => number;
  /** Wanted, not begun; the most urgent first. */
  readonly #waiting: number[];
  readonly #unmade: Set<number>;
  readonly #count: number;
  readonly #heap: number;
  #replacements = REPLACEMENTS_MAX;
  #ended = false;

  constructor(jobs: MakerJobs, options: PoolOptions, resolve: () => void) {
    this.#jobs = jobs;
    this.#resolve = resolve;
    this.#firstOf = firstOfKey(jobs.data.keys);
    for (const crate of jobs.wanted) this.#closures.set(crate, dependencyClosure(jobs.data.plan, crate));
    const urgency = this.#urgency();
    this.#waiting = [...jobs.wanted].sort((a, b) => urgency.get(b)! - urgency.get(a)! || a - b);
    this.#unmade = new Set(jobs.wanted);
    this.#count = options.threads ?? threadCount(jobs);
    const share = Math.floor(totalmem() / MEGABYTE / 2 / this.#count);
    this.#heap = options.heapMegabytes ?? Math.max(HEAP_MB_MIN, Math.min(HEAP_MB_MAX, share));
  }

  start(): void {
    for (let i = 0; i < this.#count; i++) this.#startThread();
    this.#dispatch();
  }

  /** The cost of a crate with that of the longest chain of crates that wait for it. */
  #urgency(): Map<number, number> {
    const urgency = new Map<number, number>();
    const { plan } = this.#jobs.data;
    const wanted = [...this.#jobs.wanted].sort((a, b) => b - a);
    for (const crate of wanted) {
      const own = (urgency.get(crate) ?? 0) + this.#jobs.cost(crate);
      urgency.set(crate, own);
      for (const extern of plan.crates[crate]!.externs.values()) {
        const dependency = this.#firstOf(extern);
        urgency.set(dependency, Math.max(urgency.get(dependency) ?? 0, own));
      }
    }
    return urgency;
  }

  #startThread(): void {
    const worker = new Worker(new URL('./maker-thread.ts', import.meta.url), {
      workerData: this.#jobs.data,
      resourceLimits: { maxOldGenerationSizeMb: this.#heap },
    });
    const thread: Thread = { worker, texts: new Set(), given: new Set(), crate: undefined };
    this.#threads.add(thread);
    worker.on('message', (result: MakeResult) => this.#done(thread, result));
    // Reported where the thread ends.
    worker.on('error', () => undefined);
    worker.on('exit', () => this.#lost(thread));
  }

  #done(thread: Thread, { crate, packed }: MakeResult): void {
    thread.crate = undefined;
    thread.given.add(crate);
    if (packed === undefined) this.#giveUp(crate);
    else {
      this.#unmade.delete(crate);
      this.#jobs.made(crate, packed);
    }
    this.#dispatch();
  }

  /** A thread has ended by itself. */
  #lost(thread: Thread): void {
    if (this.#ended) return;
    this.#threads.delete(thread);
    if (thread.crate !== undefined) this.#giveUp(thread.crate);
    if (this.#waiting.length > 0 && this.#replacements-- > 0) this.#startThread();
    this.#dispatch();
  }

  /** Without a crate's facts, none are made of those that depend on it. */
  #giveUp(crate: number): void {
    this.#unmade.delete(crate);
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const other = this.#waiting[i]!;
      if (!this.#closures.get(other)!.some((it) => this.#firstOf(it) === crate)) continue;
      this.#waiting.splice(i, 1);
      this.#unmade.delete(other);
    }
  }

  #dispatch(): void {
    for (const thread of this.#threads) {
      if (thread.crate !== undefined) continue;
      const at = this.#waiting.findIndex((crate) => this.#isReady(crate));
      if (at < 0) break;
      const crate = this.#waiting.splice(at, 1)[0]!;
      const request = this.#request(thread, crate);
      if (request === undefined) {
        this.#giveUp(crate);
        continue;
      }
      thread.crate = crate;
      thread.worker.postMessage(request);
    }
    if (this.#unmade.size === 0 || this.#threads.size === 0) this.#end();
  }

  #isReady(crate: number): boolean {
    return this.#closures.get(crate)!.every((dependency) => !this.#unmade.has(this.#firstOf(dependency)));
  }

  #request(thread: Thread, crate: number): MakeRequest | undefined {
    const given: [number, Uint8Array][] = [];
    for (const dependency of this.#closures.get(crate)!) {
      if (thread.given.has(dependency)) continue;
      const packed = this.#jobs.packed(dependency);
      if (packed === undefined) return undefined;
      thread.given.add(dependency);
      given.push([dependency, packed]);
    }
    const texts = this.#jobs.packagesOf(crate).filter((pkg) => !thread.texts.has(pkg));
    for (const pkg of texts) thread.texts.add(pkg);
    return { crate, texts: texts.map((pkg) => this.#jobs.share(pkg)), given };
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const { worker } of this.#threads) void worker.terminate();
    this.#resolve();
  }
}

function firstOfKey(keys: readonly (string | undefined)[]): (crate: number) => number {
  const first = new Map<string | undefined, number>();
  keys.forEach((key, crate) => {
    if (!first.has(key)) first.set(key, crate);
  });
  return (crate) => first.get(keys[crate]) ?? crate;
}
