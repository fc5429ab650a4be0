/**
 * Whether a package's text defines functions of a name that the compiled crate does not have: under a cfg that is off, in a
 * macro that nobody expands, in a file that no `mod` names. A name that occurs nowhere cannot be called; one that hides in
 * such a place could be, should the reason for its absence be wrong.
 */
import type { CrateNum, LocalDef, World } from '@lazaret/facts';
import { DefFlag, DefKind } from '@lazaret/facts';
import type { AuditInput } from './input.ts';

/** Folders whose code is no part of a library. */
const OTHER_TARGETS = /^(tests|benches|examples|fuzz)\//;

export class HiddenCode {
  readonly #input: AuditInput;
  readonly #world: World;
  readonly #texts = new Map<string, string>();

  constructor(input: AuditInput, world: World) {
    this.#input = input;
    this.#world = world;
  }

  /** True if more functions of that name are written than the crate has. */
  hides(crate: CrateNum, name: string): boolean {
    if (!/^\w+$/.test(name)) return true;
    const written = [
      ...this.#text(crate).matchAll(new RegExp(`\\b(?:fn|macro_rules!|macro)\\s+(?:r#)?${name}\\b`, 'g')),
    ].length;
    return written > this.#compiled(crate, name);
  }

  #compiled(num: CrateNum, name: string): number {
    const crate = this.#world.crate(num);
    const sym = this.#world.names.intern(name);
    let count = 0;
    const all = crate.defCount();
    for (let i = 0; i < all; i++) {
      const local = i as LocalDef;
      const kind = crate.kind(local);
      // Text that a macro made is written once for many definitions, so it cannot be counted against the text.
      const expanded = (crate.flags(local) & DefFlag.Expanded) !== 0;
      if ((kind === DefKind.Fn || kind === DefKind.Macro) && !expanded && crate.defName(local) === sym) count++;
    }
    return count;
  }

  /** All Rust text of the crate's package, without line comments. */
  #text(num: CrateNum): string {
    const { name, version } = this.#world.crate(num).package;
    const key = `${name} ${version}`;
    let text = this.#texts.get(key);
    if (text === undefined) {
      text = this.#read(name, version);
      this.#texts.set(key, text);
    }
    return text;
  }

  #read(name: string, version: string): string {
    const index = this.#input.lock.packages.findIndex((p) => p.name === name && p.version === version);
    const files = this.#input.packages.get(index);
    if (files === undefined) return '';
    const decoder = new TextDecoder();
    const texts: string[] = [];
    for (const path of files.paths) {
      if (!path.endsWith('.rs') || OTHER_TARGETS.test(path)) continue;
      const bytes = files.read(path);
      if (bytes !== undefined) texts.push(decoder.decode(bytes).replace(/^\s*\/\/.*$/gm, ''));
    }
    return texts.join('\n');
  }
}
