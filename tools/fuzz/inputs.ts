/** Inputs by number: random Rust, real files made worse, and soups of words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Grammar } from './grammar.ts';
import { mutate, reword } from './mutate.ts';
import { Random } from './random.ts';

/** Real files longer than this are cut: many short runs find more than few long ones. */
const SEED_FILE_MAX = 12_000;
/** Nodes of random Rust in one input. */
const NODES_MAX = 250;

const ROOT = join(import.meta.dirname, '../..');

/** Rust files of this repository, and below a folder of one's own. */
export function corpus(extra: string | undefined): string[] {
  const folders = [join(ROOT, 'examples'), join(ROOT, 'packages/rust-syntax/src/fixtures')];
  if (extra !== undefined) folders.push(extra);
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.rs'))
      .sort()
      .map((path) => readFileSync(join(folder, path), 'utf8')),
  );
}

/** Input number `index` of a seed. */
export function inputOf(seed: number, index: number, files: readonly string[]): string {
  const random = new Random(seed, index);
  const generated = (): string => new Grammar(random, 1 + random.below(NODES_MAX)).file();
  const real = (): string => {
    const file = random.pick(files);
    const from = random.below(Math.max(1, file.length - SEED_FILE_MAX));
    // From the beginning of an item.
    const item = from === 0 ? 0 : file.indexOf('\n}\n', from) + 2;
    return file.slice(item, item + SEED_FILE_MAX);
  };
  switch (random.below(8)) {
    case 0:
    case 1:
      return generated();
    case 2:
    case 3:
      return reword(random.oneIn(2) ? generated() : real(), random);
    case 4:
      return mutate(generated(), real(), random);
    case 5:
    case 6:
      return mutate(real(), generated(), random);
    default:
      return soup(real(), random);
  }
}

/** Words of a text in any order. */
function soup(text: string, random: Random): string {
  const words = text.match(/\w+|[^\w\s]/g) ?? ['x'];
  return Array.from({ length: random.below(120) }, () => random.pick(words)).join(random.oneIn(3) ? '' : ' ');
}
