/**
 * Writes packages/cargo/data/targets.json: the cfgs of every target for which rustup ships a standard library (tiers
 * 1 and 2), as `rustc --print cfg` prints them. Strings are stored once, targets as lists of indexes.
 * Run: node tools/cargo-truth/targets.ts
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });

const shipped = run('rustup', ['target', 'list'])
  .split('\n')
  .map((line) => line.split(' ')[0]!)
  .filter((name) => name !== '');
const known = new Set(run('rustc', ['--print', 'target-list']).split('\n'));
const rustc = run('rustc', ['--version']).trim();

const cfgs: string[] = [];
const indexes = new Map<string, number>();
const targets: Record<string, number[]> = {};
for (const target of shipped.sort()) {
  if (!known.has(target)) continue;
  const lines = run('rustc', ['--print', 'cfg', '--target', target])
    .split('\n')
    .filter((line) => line !== '')
    .sort();
  targets[target] = lines.map((line) => {
    const found = indexes.get(line);
    if (found !== undefined) return found;
    indexes.set(line, cfgs.length);
    return cfgs.push(line) - 1;
  });
}
const rows = Object.entries(targets).map(([name, set]) => `    ${JSON.stringify(name)}: ${JSON.stringify(set)}`);
const text = `{\n  "rustc": ${JSON.stringify(rustc)},\n  "cfgs": ${JSON.stringify(cfgs)},\n  "targets": {\n${rows.join(',\n')}\n  }\n}\n`;
writeFileSync(new URL('../../packages/cargo/data/targets.json', import.meta.url), text);
console.log(`${Object.keys(targets).length} targets, ${cfgs.length} cfgs, ${text.length} bytes`);
