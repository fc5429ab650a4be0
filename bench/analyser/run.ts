/**
 * The analyser's speed and memory over a pinned corpus of real crates, beside rust-analyzer and the way over LLVM bitcode.
 *
 *   npm run bench -- analyser [--rounds N] [--rust-analyzer PATH] [--no-peers] [--keep FOLDER] [--json FILE]
 *
 * Processor seconds, not time on the clock. MB are bytes of the corpus's Rust files that a build on Linux compiles; only the
 * row of names also counts the dependencies' files, whose names it collects as well. Rows of Lazaret:
 *   lex + item skim, lex + full parse   all files of the corpus, nothing else
 *   names                               lexing, parsing, macro expansion, imports of the corpus and its dependencies
 *   bodies                              signatures and inference of every body of the corpus, when names are there
 *   all                                 names and bodies, over the corpus's MB alone: what the peers are compared with
 * The first round is a fresh process, as a command runs; the best one shows compiled code. Cargo is needed, to fetch the
 * corpus; rust-analyzer (`--rust-analyzer PATH`, or on PATH) and rustc are left out where they are not installed. Compiling
 * runs the build scripts and macros of the corpus: of the pinned, trusted crates only. Linux only (/proc).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CORPUS } from './corpus.ts';
import type { OwnResult, Steps } from './lazaret.ts';
import { bitcode, installed, type PeerResult, rustAnalyzer } from './peers.ts';
import { makeWorkspace } from './workspace.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    'rust-analyzer': { type: 'string', default: 'rust-analyzer' },
    'no-peers': { type: 'boolean', default: false },
    keep: { type: 'string' },
    json: { type: 'string' },
  },
});

function own(workspace: string, phase: string, rounds: number): OwnResult {
  const args = [join(import.meta.dirname, 'lazaret.ts'), workspace, String(rounds), phase];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 })) as OwnResult;
}

interface Row {
  readonly name: string;
  readonly megabytes: number;
  readonly firstSeconds: number;
  readonly bestSeconds: number;
}

function rowOf(name: string, bytes: number, rounds: readonly Steps[], steps: readonly string[]): Row {
  const seconds = rounds.map((round) => steps.reduce((sum, step) => sum + round[step]!, 0));
  return { name, megabytes: bytes / 1e6, firstSeconds: seconds[0]!, bestSeconds: Math.min(...seconds) };
}

function printRow({ name, megabytes, firstSeconds, bestSeconds }: Row): void {
  const columns = [firstSeconds, megabytes / firstSeconds, megabytes / bestSeconds].map((n) =>
    n.toFixed(2).padStart(10),
  );
  console.log(`${name.padEnd(34)}${megabytes.toFixed(1).padStart(8)}${columns.join('')}`);
}

async function peerResults(workspace: string): Promise<PeerResult[]> {
  if (values['no-peers']) return [];
  const results: PeerResult[] = [];
  const add = (name: string, result: PeerResult | PeerResult[] | string): void => {
    if (typeof result === 'string') console.log(`${name}: left out (${result})`);
    else results.push(...[result].flat());
  };
  const analyzer = installed(values['rust-analyzer']);
  add('rust-analyzer', analyzer === undefined ? 'not installed' : await rustAnalyzer(analyzer, workspace));
  add('bitcode', installed('rustc') === undefined ? 'no rustc' : await bitcode(workspace, CORPUS));
  return results;
}

function printPeers(peers: readonly PeerResult[], all: Row): void {
  for (const { name, cpuSeconds, peakMegabytes } of peers) {
    const speed = (all.megabytes / cpuSeconds).toFixed(3).padStart(10);
    const ratios = `${(cpuSeconds / all.firstSeconds).toFixed(1)}x, ${(cpuSeconds / all.bestSeconds).toFixed(1)}x best`;
    const memory = peakMegabytes === undefined ? '' : `, peak ${peakMegabytes.toFixed(0)} MB`;
    console.log(
      `${name.padEnd(42)}${cpuSeconds.toFixed(2).padStart(10)}${speed}   of lazaret's CPU: ${ratios}${memory}`,
    );
  }
}

async function main(folder: string): Promise<void> {
  makeWorkspace(folder, CORPUS);
  const rounds = Math.max(1, Number(values.rounds));
  const load = loadavg().map((n) => n.toFixed(1));
  console.log(`${cpus().length} x ${cpus()[0]?.model}; node ${process.version}; load before: ${load.join(' ')}`);
  const syntax = own(folder, 'syntax', rounds);
  const analysis = own(folder, 'analysis', rounds);
  // Memory of a single round: later rounds start with the rubbish of earlier ones.
  const { peakMegabytes } = own(folder, 'analysis', 1);
  const facts = own(folder, 'facts', 1);
  const all = rowOf('all', analysis.bytes, analysis.rounds, ['names', 'bodies']);
  const rows = [
    rowOf('lex + item skim', syntax.bytes, syntax.rounds, ['lex + item skim']),
    rowOf('lex + full parse', syntax.bytes, syntax.rounds, ['lex + full parse']),
    rowOf('names', analysis.bytesLoaded, analysis.rounds, ['names']),
    rowOf('bodies', analysis.bytes, analysis.rounds, ['bodies']),
    all,
    rowOf('facts: encode', facts.bytes, facts.rounds, ['encode']),
    rowOf('facts: open', facts.bytes, facts.rounds, ['open']),
    rowOf('facts: open and read all', facts.bytes, facts.rounds, ['open', 'decode']),
  ];
  console.log(`${CORPUS.length} crates, ${analysis.files} files, ${analysis.bodies} bodies`);
  console.log(`${''.padEnd(34)}${'MB'.padStart(8)}${'CPU s'.padStart(10)}${'MB/s'.padStart(10)}${'best'.padStart(10)}`);
  for (const row of rows) printRow(row);
  const share = (bytes: number | undefined) => `${((100 * (bytes ?? 0)) / facts.bytes).toFixed(1)} %`;
  console.log(`peak memory ${peakMegabytes.toFixed(0)} MB`);
  console.log(`facts: ${share(facts.factsBytesCompressed)} of the source, ${share(facts.factsBytes)} uncompressed`);
  const peers = await peerResults(folder);
  printPeers(peers, all);
  if (values.json !== undefined) {
    const result = {
      rows,
      peakMegabytes,
      facts: { raw: facts.factsBytes, compressed: facts.factsBytesCompressed },
      peers,
    };
    writeFileSync(values.json, `${JSON.stringify(result, undefined, 2)}\n`);
  }
}

const folder = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'lazaret-bench-')) : resolve(values.keep);
try {
  await main(folder);
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}
