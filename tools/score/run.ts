/**
 * Runs the scorers: how Lazaret's answers compare with recorded truth.
 *
 *   npm run score              all of them
 *   npm run score -- NAME..    these
 *
 * A scorer is a file beside this one that exports `run`. Each says which data it needs and is skipped with a word without it.
 */
import { readdirSync, readFileSync } from 'node:fs';

interface Scorer {
  readonly run: () => Promise<void>;
}

const folder = new URL('./', import.meta.url);
// What exports no `run` may do its work as it is imported: it is not touched.
const known = readdirSync(folder)
  .filter((file) => /^[a-z-]+\.ts$/.test(file) && file !== 'run.ts')
  .filter((file) => /^export (async )?function run\b/m.test(readFileSync(new URL(file, folder), 'utf8')))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();
const asked = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no scorer ${unknown.join(', ')}; there are ${known.join(', ')}`);
  process.exit(2);
}
// A scorer reads its own options, never the names given here.
process.argv.splice(2, asked.length);
for (const name of asked.length > 0 ? asked : known) {
  console.log(`# ${name}`);
  try {
    await ((await import(new URL(`${name}.ts`, folder).href)) as Scorer).run();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
