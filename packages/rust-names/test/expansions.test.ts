/**
 * Models against the macros themselves: `expansions/NAME.rs` is derived on, `expansions/NAME.calls` is what the functions of
 * the real expansion call (`rustc -Zunpretty=expanded`, read by ./call-names.ts).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { DefFlag, DefKind, type LocalDef } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import type { CrateNames } from '../src/index.ts';
import { DERIVE_MODELS } from '../src/models/models.ts';
import { callNames } from './call-names.ts';
import { fixture } from './fixture.ts';

const FOLDER = new URL('./expansions/', import.meta.url);
const NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.rs'))
  .map((file) => file.slice(0, -3));

/** Macro crates and facades with no more than the names that sources import. */
function stubs(versions: ReadonlyMap<string, string>): string {
  let text = '';
  const deps = new Set<string>();
  const facades = new Map<string, Set<string>>();
  for (const krate of versions.keys()) {
    const models = DERIVE_MODELS.filter((model) => model.krate === krate);
    const derives = [...new Set(models.map((model) => model.derive))];
    text += `//- /lib.rs crate:${krate} kind:proc-macro\n`;
    for (const name of derives) text += `#[proc_macro_derive(${name})] pub fn ${name}_(i: X) -> X { i }\n`;
    deps.add(krate);
    for (const { facade } of models)
      if (facade !== '') facades.set(facade, (facades.get(facade) ?? new Set()).add(krate));
  }
  for (const [facade, crates] of facades) {
    text += `//- /lib.rs crate:${facade} deps:${[...crates].join(',')}\n`;
    for (const krate of crates) text += `pub use ${krate}::*;\n`;
    deps.add(facade);
  }
  return `${text}//- /lib.rs crate:main deps:${[...deps].join(',')}\n`;
}

function generated(main: CrateNames): string {
  let text = '';
  for (let i = 0; i < main.defCount(); i++) {
    const def = i as LocalDef;
    if ((main.flags(def) & DefFlag.Derived) === 0) continue;
    const tree = main.tree(def);
    if (tree === undefined || (main.kind(def) !== DefKind.Impl && main.kind(def) !== DefKind.Const)) continue;
    expect(tree.errors).toEqual([]);
    text += `${tree.text(main.node(def))}\n`;
    for (const fn of main.children(def)) {
      // Of a standard derive: the body is in tokens of its own.
      const body = main.bodySource(fn);
      if (body === undefined || body.tree.tokens === tree.tokens) continue;
      text += `fn ${main.world.names.text(main.defName(fn))}() ${body.tree.text(body.node)}\n`;
    }
  }
  return text;
}

describe('the calls of models are those of the macros', () => {
  it.each(NAMES)('%s', (name) => {
    const source = readFileSync(new URL(`${name}.rs`, FOLDER), 'utf8');
    const versions = new Map([...source.matchAll(/^\/\/@ (\S+) (\S+)$/gm)].map((match) => [match[1]!, match[2]!]));
    const { main } = fixture(`${stubs(versions)}${source}`, (krate) => ({
      package: { name: krate, version: versions.get(krate) ?? '1.0.0' },
    }));
    expect(main.opaque().map((one) => `${one.macro} ${one.reason}`)).toEqual([]);
    const expected = readFileSync(new URL(`${name}.calls`, FOLDER), 'utf8')
      .trim()
      .split('\n');
    const own = new Set(callNames(source));
    expect(callNames(generated(main)).filter((line) => !own.has(line))).toEqual(expected);
  });
});
