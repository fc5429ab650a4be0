import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Interner } from '@lazaret/base';
import { describe, expect, it } from 'vitest';
import { dumpTree, type Edition, lexSource, parseFile, parseStmts, type Tree } from './index.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');

function parse(text: string, edition: Edition, statements: boolean): Tree {
  const tokens = lexSource(text, 0, new Interner(), { edition });
  if (statements) return parseStmts(tokens, { start: 0, end: tokens.length }, { edition });
  return parseFile(tokens, { edition, bodies: text.includes('fn f() { ') ? 'full' : 'lazy' });
}

/** Cases of a fixture: a `//# title [edition]` line and what follows it. */
function cases(file: string): { title: string; edition: Edition; text: string }[] {
  const parts = readFileSync(join(FIXTURES, file), 'utf8')
    .split(/^\/\/# /m)
    .slice(1);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    const edition = Number(/\[(\d+)\]/.exec(title)?.[1] ?? 2021) as Edition;
    return { title, edition, text: lines.join('\n') };
  });
}

describe('trees of every construct', () => {
  for (const file of readdirSync(FIXTURES).filter((name) => name.endsWith('.rs'))) {
    it(file, async () => {
      const dumps = cases(file).map(({ title, edition, text }) => {
        const tree = parse(text, edition, file === 'exprs.rs');
        const errors = [...tree.tokens.errors, ...tree.errors].map((e) => `! ${e.code} at ${e.start}`);
        if (file !== 'errors.rs') expect(errors, title).toEqual([]);
        return [`# ${title}`, ...errors, dumpTree(tree), ''].join('\n');
      });
      await expect(dumps.join('\n')).toMatchFileSnapshot(join(FIXTURES, file.replace('.rs', '.trees')));
    });
  }
});
