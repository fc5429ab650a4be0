/** Functions of build scripts that find out the compiler's version by running it: they are answered, not followed. */
import { TokenKind } from '@lazaret/rust-syntax';
import type { ScriptFn, ScriptSource } from './script-source.ts';
import { bool, int, list, some, type Value } from './values.ts';

/** Functions that read a version from text have such names. */
const READS_VERSION = /^(?:parse|read|get|detect|from_str|from_rustc)/;

/** Does this function, or one that it calls, run `rustc --version`, or read what it printed? */
export function asksCompiler(source: ScriptSource, fn: ScriptFn): boolean {
  if (fn.returns.includes('Version') && READS_VERSION.test(fn.tree.tokens.text(fn.tree.aux(fn.node)))) return true;
  const seen = new Set<ScriptFn>([fn]);
  for (const { tree, body } of seen) {
    for (let i = tree.start(body); i < tree.end(body); i++) {
      const text = tree.tokens.text(i);
      if (text === '"--version"' || text === '"-V"' || text === '"-vV"') return true;
      if (tree.tokens.kind(i) === TokenKind.Ident && tree.tokens.kind(i + 1) === TokenKind.OpenParen) {
        for (const callee of source.fns.get(text) ?? []) seen.add(callee);
      }
    }
  }
  return false;
}

/** The compiler's version as a function returns it; undefined if that cannot be told from the type. */
export function compilerAs(returns: string, minor: number): Value | undefined {
  const inner = /^(?:\w+::)*(?:Option|Result)<(.*)>$/.exec(returns)?.[1];
  if (inner !== undefined) {
    const depth = inner.startsWith('(') ? inner.indexOf(')') + 1 : inner.indexOf(',');
    const value = compilerAs(depth > 0 ? inner.slice(0, depth) : inner, minor);
    return value === undefined ? undefined : some(value);
  }
  if (/^[ui](?:8|16|32|64|size)$/.test(returns)) return int(minor);
  const tuple = /^\(([ui]\d+|usize),bool\)$/.exec(returns);
  if (tuple !== null) return list([int(minor), bool(false)]);
  return /Version|Compiler|RustcInfo/.test(returns) ? { k: 'compiler' } : undefined;
}
