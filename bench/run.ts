/**
 * `npm run bench [-- NAME …]`: runs the benchmarks by hand, one after the other. Each prints ratios against a peer measured
 * in the same run; none of them is a test. Without names, lists what there is.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const known = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(here, entry.name, 'run.ts')))
  .map((entry) => entry.name)
  .sort();
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !known.includes(name)) {
  console.error(`usage: npm run bench -- NAME [ARGUMENT …]; there are ${known.join(', ')}`);
  process.exit(3);
}
const done = spawnSync(process.execPath, [join(here, name, 'run.ts'), ...rest], { stdio: 'inherit' });
process.exit(done.status ?? 1);
