/**
 * Stands in for rustc in a `cargo check` (RUSTC_WRAPPER): compiles each crate as asked, and beside it writes the crate's call
 * facts and how it was compiled to the folder LAZARET_THIR. `make.ts` starts it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ThirReader } from './thir-reader.ts';

/** How a crate was compiled; `id` is unique to its features and dependencies. */
export interface CompiledCrate {
  readonly id: string;
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly edition: number;
  readonly procMacro: boolean;
  readonly folder: string;
  readonly root: string;
  readonly features: readonly string[];
  readonly cfgs: readonly string[];
  /** Name in the source and id. */
  readonly externs: readonly (readonly [string, string])[];
}

function compiled(args: readonly string[]): CompiledCrate | undefined {
  const values = (flag: string): string[] => args.flatMap((arg, i) => (arg === flag ? [args[i + 1] ?? ''] : []));
  const name = values('--crate-name')[0];
  const folder = process.env['CARGO_MANIFEST_DIR'];
  const root = args.find((arg) => arg.endsWith('.rs'));
  const extra = args.find((arg) => arg.startsWith('extra-filename='))?.slice(15) ?? '';
  if (name === undefined || folder === undefined || root === undefined || name.startsWith('build_script'))
    return undefined;
  const cfgs = values('--cfg');
  const feature = /^feature="(.*)"$/;
  return {
    id: `${name}${extra}`,
    name,
    package: process.env['CARGO_PKG_NAME'] ?? '',
    version: process.env['CARGO_PKG_VERSION'] ?? '',
    edition: Number(args.find((arg) => arg.startsWith('--edition='))?.slice(10) ?? 2015),
    procMacro: values('--crate-type').includes('proc-macro'),
    folder,
    root,
    features: cfgs.flatMap((cfg) => feature.exec(cfg)?.[1] ?? []),
    cfgs: cfgs.filter((cfg) => !feature.test(cfg)),
    externs: values('--extern').flatMap((value) => {
      const match = /^(?:[a-z,]*:)?([A-Za-z0-9_]+)=.*\/lib(.*)\.(?:rmeta|rlib|so)$/.exec(value);
      return match === null ? [] : [[match[1]!, match[2]!] as const];
    }),
  };
}

/** The compiler's trees of the crate, without any output of it. */
async function facts(rustc: string, args: readonly string[], out: string): Promise<void> {
  const kept: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (/^--(emit|json|error-format|diagnostic-width)=/.test(arg)) continue;
    if (arg === '-C' && args[i + 1]?.startsWith('incremental=') === true) i++;
    else kept.push(arg);
  }
  const child = spawn(rustc, [...kept, '-Zunpretty=thir-tree', '--cap-lints=allow'], {
    env: { ...process.env, RUSTC_BOOTSTRAP: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const reader = new ThirReader();
  let rest = '';
  child.stdout.setEncoding('utf8');
  for await (const chunk of child.stdout as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) reader.line(line);
  }
  writeFileSync(out, reader.bodies.map((body) => `${JSON.stringify(body)}\n`).join(''));
}

const [rustc = 'rustc', ...args] = process.argv.slice(2);
const folder = process.env['LAZARET_THIR'];
const crate = compiled(args);
if (folder !== undefined && crate !== undefined) {
  const out = join(folder, `${crate.id}.jsonl`);
  const wanted = process.env['LAZARET_THIR_ONLY']?.split(',');
  writeFileSync(join(folder, `${crate.id}.json`), JSON.stringify(crate));
  if (!crate.procMacro && !existsSync(out) && (wanted === undefined || wanted.includes(crate.package)))
    await facts(rustc, args, out);
}
process.exit(spawnSync(rustc, args, { stdio: 'inherit' }).status ?? 1);
