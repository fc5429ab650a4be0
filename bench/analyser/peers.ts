/** The peers: rust-analyzer over the same workspace, and the compiler's route to bitcode. Each runs once: both take minutes. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CorpusCrate } from './corpus.ts';
import { cost, type ProcessCost } from './processes.ts';

export interface PeerResult {
  readonly name: string;
  readonly cpuSeconds: number;
  readonly peakMegabytes?: number;
}

/** The program by a path or from PATH; undefined if it does not run. */
export function installed(command: string): string | undefined {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return command;
  } catch {
    return undefined;
  }
}

/** Where Debian's rust-web-src puts the sources of the newest Rust; RUST_SRC_PATH says another place. */
function standardSources(): string | undefined {
  const given = process.env['RUST_SRC_PATH'];
  if (given !== undefined) return given;
  const root = '/usr/src';
  if (!existsSync(root)) return undefined;
  const found = readdirSync(root)
    .filter((name) => name.startsWith('rustc-') && existsSync(join(root, name, 'library', 'core')))
    .sort()
    .at(-1);
  return found === undefined ? undefined : join(root, found, 'library');
}

/** All bodies of the workspace's members, as rust-analyzer infers them without running foreign code. */
export async function rustAnalyzer(command: string, workspace: string): Promise<PeerResult | string> {
  const sources = standardSources();
  if (sources === undefined) return 'no sources of the standard library: set RUST_SRC_PATH';
  const flags = ['--disable-build-scripts', '--disable-proc-macros', '--no-test'];
  const run = await cost(command, ['analysis-stats', ...flags, workspace], { env: { RUST_SRC_PATH: sources } });
  if (run.code !== 0) return `rust-analyzer ended with ${run.code}`;
  return { name: 'rust-analyzer analysis-stats', cpuSeconds: run.cpuSeconds, peakMegabytes: run.peakMegabytes };
}

/**
 * `cargo rustc --emit=llvm-bc` of each member: first with an empty target folder, which compiles dependencies, build scripts
 * and macros too; then each member alone once more. Debug profile: optimised bitcode shows fewer calls and costs more.
 */
export async function bitcode(workspace: string, corpus: readonly CorpusCrate[]): Promise<PeerResult[] | string> {
  const target = join(workspace, 'target');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  const members = inDependencyOrder(workspace, corpus);
  const whole = await buildAll(workspace, members, target);
  if (typeof whole === 'string') return whole;
  for (const name of members) {
    const root = join(workspace, 'crates', name, 'src', 'lib.rs');
    const now = new Date();
    utimesSync(root, now, now);
  }
  const alone = await buildAll(workspace, members, target);
  if (typeof alone === 'string') return alone;
  return [
    { name: 'bitcode, cold, with dependencies', ...whole },
    { name: 'bitcode, the crates alone', ...alone },
  ];
}

async function buildAll(workspace: string, members: readonly string[], target: string) {
  let cpuSeconds = 0;
  for (const name of members) {
    const args = ['rustc', '--offline', '--lib', '-j', '1', '-p', name, '--', '--emit=llvm-bc'];
    const run: ProcessCost = await cost('cargo', args, { cwd: workspace, env: { CARGO_TARGET_DIR: resolve(target) } });
    if (run.code !== 0) return `cargo rustc of ${name} ended with ${run.code}`;
    cpuSeconds += run.cpuSeconds;
  }
  return { cpuSeconds };
}

/** Members after those that they depend on, so that none is compiled as another's dependency in its own turn. */
function inDependencyOrder(workspace: string, corpus: readonly CorpusCrate[]): string[] {
  const names = new Set(corpus.map(({ name }) => name));
  const order = new Set<string>();
  const lock = readFileSync(join(workspace, 'Cargo.lock'), 'utf8').split('[[package]]');
  const dependencies = new Map<string, string[]>();
  for (const entry of lock) {
    const name = /^name = "(.*)"/m.exec(entry)?.[1];
    const list = /^dependencies = \[([^\]]*)\]/m.exec(entry)?.[1] ?? '';
    if (name !== undefined)
      dependencies.set(
        name,
        [...list.matchAll(/"([^" ]+)/g)].map((match) => match[1]!),
      );
  }
  const visit = (name: string, open: readonly string[]): void => {
    if (order.has(name) || open.includes(name)) return;
    for (const dependency of dependencies.get(name) ?? []) visit(dependency, [...open, name]);
    order.add(name);
  };
  for (const name of [...names].sort()) visit(name, []);
  return [...order].filter((name) => names.has(name));
}
