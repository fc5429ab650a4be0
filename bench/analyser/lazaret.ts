/**
 * The analyser's half of the benchmark, in a process of its own, so that its peak memory and its warm-up are its own:
 * `node lazaret.ts WORKSPACE ROUNDS PHASE`, where PHASE is `syntax`, `analysis` or `facts`; prints JSON.
 *
 * Processor time is the whole process's, collector and compiler threads included. The files lie in memory before the clock
 * starts. The first round is what a command sees; later rounds show the same with code that the engine has compiled.
 */
import { readFileSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import { loadProgram, STD_FACTS_URL, type StdLoader, stdLoader } from '../../packages/analyzer/src/index.ts';
import { Interner } from '../../packages/base/src/index.ts';
import { requireTargetCfgs } from '../../packages/cargo/src/index.ts';
import { type CrateNum, decodeCrate, encodeCrate, type LocalDef, type World } from '../../packages/facts/src/index.ts';
import { decodeSource, lexSource, parseFile } from '../../packages/rust-syntax/src/index.ts';
import { type CorpusProgram, readWorkspace, TARGET } from './workspace.ts';

/** Processor seconds by step. */
export type Steps = Record<string, number>;

export interface OwnResult {
  /** Bytes of the files that a build of the corpus compiles, without its dependencies. */
  readonly bytes: number;
  readonly files: number;
  /** The same with the libraries that the corpus depends on: their names are collected too. */
  readonly bytesLoaded: number;
  readonly bodies: number;
  readonly rounds: readonly Steps[];
  readonly peakMegabytes: number;
  /** Stored facts of the corpus, in bytes; compressed is what lies on disk. */
  readonly factsBytes?: number;
  readonly factsBytesCompressed?: number;
}

function timed(steps: Steps, name: string, run: () => void): void {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  steps[name] = (steps[name] ?? 0) + (user + system) / 1e6;
}

interface Loaded {
  readonly world: World;
  /** Libraries of all units, and the lock index of their packages. */
  readonly libraries: readonly { readonly num: CrateNum; readonly package: number }[];
  /** The corpus's own libraries. */
  readonly crates: readonly CrateNum[];
}

function load(corpus: CorpusProgram, std: StdLoader): Loaded {
  const cfgs = requireTargetCfgs(TARGET);
  const roots = { examples: false, tests: false, benches: false };
  const { units, packages, texts } = corpus;
  const program = loadProgram({ std, units, packages, texts, targetCfgs: cfgs, hostCfgs: cfgs, roots });
  const libraries = units.flatMap((unit, index) => {
    const num = program.libraries[index];
    return num === undefined ? [] : [{ num, package: unit.package, own: unit.isRoot }];
  });
  return { world: program.world, libraries, crates: libraries.flatMap(({ num, own }) => (own ? [num] : [])) };
}

/** The files that libraries are made of: those that their module trees name. */
function compiledFiles(corpus: CorpusProgram, { world, libraries }: Loaded, wanted: ReadonlySet<CrateNum>) {
  return libraries.flatMap(({ num, package: index }) => {
    if (!wanted.has(num)) return [];
    return world.crate(num).files.flatMap((path) => {
      const bytes = path.endsWith('.rs') ? corpus.texts.get(index)?.read(path) : undefined;
      return bytes === undefined ? [] : [bytes];
    });
  });
}

function syntaxRound(texts: readonly string[]): Steps {
  const steps: Steps = {};
  const options = { edition: 2021 } as const;
  const full = { edition: 2021, bodies: 'full' } as const;
  timed(steps, 'lex + item skim', () => {
    const interner = new Interner();
    for (const text of texts) parseFile(lexSource(text, 0, interner, options), options);
  });
  timed(steps, 'lex + full parse', () => {
    const interner = new Interner();
    for (const text of texts) parseFile(lexSource(text, 0, interner, full), full);
  });
  return steps;
}

function inferBodies(world: World, crates: readonly CrateNum[]): number {
  let bodies = 0;
  for (const num of crates) {
    const crate = world.crate(num);
    for (let def = 0; def < crate.defCount(); def++) if (crate.body(def as LocalDef) !== undefined) bodies++;
  }
  return bodies;
}

/** The corpus's facts written, opened in another world, and read there completely. */
function factsRound(steps: Steps, from: Loaded, std: StdLoader, corpus: CorpusProgram) {
  const { world, crates } = from;
  let stored: Uint8Array[] = [];
  timed(steps, 'encode', () => {
    stored = crates.map((num) => encodeCrate(world, world.crate(num)));
  });
  const other = load(corpus, std);
  const key = (one: { name: string; package: string; version: string }) => `${one.name} ${one.package} ${one.version}`;
  const numbers = new Map(
    other.world.crates.map(({ num, name, package: own }) => [
      key({ name, package: own.name, version: own.version }),
      num,
    ]),
  );
  const opened: CrateNum[] = [];
  timed(steps, 'open', () => {
    for (const bytes of stored) {
      const num = other.world.nextCrate();
      other.world.add(decodeCrate(other.world, num, bytes, (wanted) => numbers.get(key(wanted))));
      opened.push(num);
    }
  });
  timed(steps, 'decode', () => {
    inferBodies(other.world, opened);
  });
  return stored;
}

function syntax(corpus: CorpusProgram, std: StdLoader, rounds: number): OwnResult {
  const loaded = load(corpus, std);
  const texts = compiledFiles(corpus, loaded, new Set(loaded.crates)).map((bytes) => decodeSource(bytes).text);
  const all: Steps[] = [];
  for (let round = 0; round < rounds; round++) all.push(syntaxRound(texts));
  return { ...sizeOf(corpus, loaded), bodies: 0, rounds: all, peakMegabytes: peakMegabytes() };
}

function analysis(corpus: CorpusProgram, std: StdLoader, rounds: number): OwnResult {
  const all: Steps[] = [];
  let bodies = 0;
  let loaded: Loaded | undefined;
  for (let round = 0; round < rounds; round++) {
    const steps: Steps = {};
    timed(steps, 'names', () => {
      loaded = load(corpus, std);
    });
    timed(steps, 'bodies', () => {
      bodies = inferBodies(loaded!.world, loaded!.crates);
    });
    all.push(steps);
  }
  return { ...sizeOf(corpus, loaded!), bodies, rounds: all, peakMegabytes: peakMegabytes() };
}

function facts(corpus: CorpusProgram, std: StdLoader): OwnResult {
  const steps: Steps = {};
  const loaded = load(corpus, std);
  const bodies = inferBodies(loaded.world, loaded.crates);
  const stored = factsRound(steps, loaded, std, corpus);
  return {
    ...sizeOf(corpus, loaded),
    bodies,
    rounds: [steps],
    peakMegabytes: peakMegabytes(),
    factsBytes: sum(stored),
    factsBytesCompressed: sum(stored.map((bytes) => zstdCompressSync(bytes))),
  };
}

function sizeOf(corpus: CorpusProgram, loaded: Loaded): Pick<OwnResult, 'bytes' | 'files' | 'bytesLoaded'> {
  const own = compiledFiles(corpus, loaded, new Set(loaded.crates));
  const all = compiledFiles(corpus, loaded, new Set(loaded.libraries.map(({ num }) => num)));
  return { bytes: sum(own), files: own.length, bytesLoaded: sum(all) };
}

function sum(all: readonly Uint8Array[]): number {
  return all.reduce((total, bytes) => total + bytes.length, 0);
}

function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}

const [workspace, rounds, phase] = process.argv.slice(2);
const corpus = readWorkspace(workspace!);
// Into memory, where a file is kept once it was read.
for (const { paths, read } of corpus.texts.values()) for (const path of paths) if (path.endsWith('.rs')) read(path);
const std = stdLoader(readFileSync(STD_FACTS_URL));
const run = phase === 'syntax' ? syntax : phase === 'analysis' ? analysis : facts;
console.log(JSON.stringify(run(corpus, std, Number(rounds))));
