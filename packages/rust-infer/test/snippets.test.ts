/** The snippets beside this file: one a concept of the language. `snippet.ts` says what their comments mean. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { editionOf } from './annotations.ts';
import { Snippet } from './snippet.ts';

const FOLDER = new URL('snippets/', import.meta.url);

it.each(readdirSync(FOLDER).filter((file) => file.endsWith('.rs')))('%s', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const snippet = new Snippet(text, editionOf(text));
  expect(snippet.annotations.length).toBeGreaterThan(0);
  expect(snippet.problems()).toEqual([]);
});

it('says what differs', () => {
  const snippet = new Snippet(`fn f(x: &str) {
    x.len();
    // ^ u8
    //^^^^^^^ usize
    // call: Vec::len
  }`);
  expect(snippet.problems()).toEqual([
    '3: type u8 | nothing stands exactly there',
    '4: type usize | nothing stands exactly there',
    '5: call Vec::len | str::len',
  ]);
});
