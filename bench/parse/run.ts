/**
 * Speed of @lazaret/rust-syntax beside @lezer/rust and tree-sitter-rust, on the same files in one run.
 *
 *   npx node bench/parse/run.ts DIR... [--max-mb N] [--rounds N] [--wasm tree-sitter-rust.wasm]
 *
 * What is compared: the peers always build a full tree of a file, so `lex + full parse` (all function bodies, all
 * initialisers) is the like-for-like row. `lex + item skim` is what the analyser does with every file; bodies follow
 * only for functions that something asks for. Each parser gets JavaScript strings that are decoded beforehand; MB are
 * UTF-8 bytes. tree-sitter's grammar is not a dependency: `npm pack tree-sitter-rust` holds its wasm; without it that
 * row is left out and the run says so.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parser as lezerParser } from '@lezer/rust';
import { Interner } from '../../packages/base/src/index.ts';
import { lexSource, NodeKind, parseBody, parseFile } from '../../packages/rust-syntax/src/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'max-mb': { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    wasm: { type: 'string' },
  },
});

interface Mode {
  readonly name: string;
  readonly parse: (text: string) => void;
}

function collect(dirs: readonly string[], maxBytes: number): { texts: string[]; bytes: number } {
  const texts: string[] = [];
  let bytes = 0;
  const walk = (dir: string): void => {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (bytes >= maxBytes) return;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && path.endsWith('.rs')) {
        const content = readFileSync(path);
        bytes += content.length;
        texts.push(content.toString('utf8'));
      }
    }
  };
  for (const dir of dirs) walk(dir);
  return { texts, bytes };
}

function ownModes(): Mode[] {
  const interner = new Interner();
  const options = { edition: 2021 } as const;
  const full = { edition: 2021, bodies: 'full' } as const;
  return [
    { name: 'lazaret: lex only', parse: (text) => void lexSource(text, 0, interner, options) },
    {
      name: 'lazaret: lex + item skim',
      parse: (text) => void parseFile(lexSource(text, 0, interner, options), options),
    },
    {
      name: 'lazaret: lex + skim, then every body on its own',
      parse: (text) => {
        const tokens = lexSource(text, 0, interner, options);
        const tree = parseFile(tokens, options);
        for (let node = 0; node < tree.count; node++) {
          if (tree.kind(node) === NodeKind.LazyBlock) parseBody(tokens, tree.range(node), full);
        }
      },
    },
    { name: 'lazaret: lex + full parse', parse: (text) => void parseFile(lexSource(text, 0, interner, full), full) },
  ];
}

/** The wasm of tree-sitter's Rust grammar: as told, or from node_modules if someone put it there. */
function findWasm(): string | undefined {
  if (values.wasm !== undefined) return values.wasm;
  try {
    const path = createRequire(import.meta.url).resolve('tree-sitter-rust/tree-sitter-rust.wasm');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

async function peerModes(): Promise<Mode[]> {
  const modes: Mode[] = [{ name: '@lezer/rust: full parse', parse: (text) => void lezerParser.parse(text) }];
  const wasm = findWasm();
  if (wasm === undefined) {
    console.log('tree-sitter left out: no tree-sitter-rust.wasm (npm pack tree-sitter-rust, then --wasm FILE)');
    return modes;
  }
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm));
  modes.push({
    name: 'tree-sitter-rust (wasm): full parse',
    parse: (text) => parser.parse(text)?.delete(),
  });
  return modes;
}

interface Speed {
  readonly mode: Mode;
  /** Best round in milliseconds: on the clock, and of this thread's processor time. */
  wall: number;
  cpu: number;
}

/** Runs the modes in turn, so that a busy machine hits all alike; the first round only warms up. */
function measure(modes: readonly Mode[], texts: readonly string[], rounds: number): Speed[] {
  const speeds = modes.map((mode) => ({ mode, wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY }));
  for (let round = 0; round <= rounds; round++) {
    for (const speed of speeds) {
      const before = process.threadCpuUsage();
      const start = performance.now();
      for (const text of texts) speed.mode.parse(text);
      const wall = performance.now() - start;
      const used = process.threadCpuUsage(before);
      if (round === 0) continue;
      speed.wall = Math.min(speed.wall, wall);
      speed.cpu = Math.min(speed.cpu, (used.user + used.system) / 1000);
    }
  }
  return speeds;
}

async function main(): Promise<void> {
  if (positionals.length === 0) {
    console.error('usage: run.ts DIR... [--max-mb N] [--rounds N] [--wasm FILE]');
    process.exitCode = 2;
    return;
  }
  const { texts, bytes } = collect(positionals, Number(values['max-mb']) * 1e6);
  console.log(`${texts.length} files, ${(bytes / 1e6).toFixed(1)} MB, node ${process.version}, one core`);
  const own = ownModes();
  const speeds = measure([...own, ...(await peerModes())], texts, Number(values.rounds));
  const peers = speeds.slice(own.length);
  const wall = Math.min(...peers.map((peer) => peer.wall));
  const cpu = Math.min(...peers.map((peer) => peer.cpu));
  console.log(`${'mode'.padEnd(50)}    MB/s  x peer   MB/s cpu  x peer cpu    (peer: the faster one)`);
  for (const speed of speeds) {
    const columns = [
      (bytes / 1000 / speed.wall).toFixed(1).padStart(8),
      (wall / speed.wall).toFixed(1).padStart(8),
      (bytes / 1000 / speed.cpu).toFixed(1).padStart(11),
      (cpu / speed.cpu).toFixed(1).padStart(12),
    ];
    console.log(`${speed.mode.name.padEnd(50)}${columns.join('')}`);
  }
}

await main();
