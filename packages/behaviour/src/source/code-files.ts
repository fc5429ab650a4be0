/**
 * The Rust files of a package that are code for its users, as tokens: what is written there, whether or not a configuration of
 * this scan compiles it. Tests, examples and benches are left out, and so is what stands behind `#[cfg(test)]`.
 */
import { decodeSource, lexSource, type TokenBuffer, TokenKind } from '@lazaret/analyzer';
import { Interner, LineIndex } from '@lazaret/base';
import { isAside } from '../bytes/place.ts';
import type { CratePackage, ScanContext } from '../context.ts';

/** Text read of one package, and of one file; the largest published crates of bindings are below. */
const PACKAGE_MAX = 64 * 1024 * 1024;
const FILE_MAX = 16 * 1024 * 1024;

export class CodeFile {
  readonly path: string;
  readonly text: string;
  readonly tokens: TokenBuffer;
  /** By token: 1 where it is only compiled for the crate's own tests. */
  readonly #testing: Uint8Array;
  #lines: LineIndex | undefined;

  constructor(path: string, text: string, interner: Interner) {
    this.path = path;
    this.text = text;
    this.tokens = lexSource(text, 0, interner);
    this.#testing = testTokens(this.tokens);
  }

  isTest(token: number): boolean {
    return this.#testing[token] === 1;
  }

  place(offset: number): { readonly file: string; readonly line: number; readonly column: number } {
    this.#lines ??= new LineIndex(this.text);
    const { line, column } = this.#lines.position(offset);
    return { file: this.path, line, column };
  }
}

const FILES = Symbol('code files');

/** Of the subject. Its files that the analyser took into a unit count wherever they lie. */
export function codeFiles({ subject, code, shared }: ScanContext): readonly CodeFile[] {
  const known = shared?.get(FILES) as readonly CodeFile[] | undefined;
  if (known !== undefined) return known;
  const used = new Set(code.units.flatMap(({ crate }) => code.world.crate(crate).files));
  const files = packageCode(subject, used);
  shared?.set(FILES, files);
  return files;
}

/** Of any package, without its analysis. */
export function packageCode({ files }: CratePackage, used: ReadonlySet<string> = new Set()): readonly CodeFile[] {
  const interner = new Interner();
  const out: CodeFile[] = [];
  let total = 0;
  for (const [path, bytes] of files) {
    if (bytes.length > FILE_MAX || total + bytes.length > PACKAGE_MAX) continue;
    if (!used.has(path) && (!path.endsWith('.rs') || isTestFile(path))) continue;
    total += bytes.length;
    out.push(new CodeFile(path, decodeSource(bytes).text, interner));
  }
  const testOnly = new Set(out.flatMap(testModules));
  return out.filter(({ path }) => used.has(path) || !isBelow(path, testOnly));
}

function isTestFile(path: string): boolean {
  return isAside(path) || /(?:^|\/)(?:tests?|testing|benches|proptests?|[^/]*_tests?|tests?_[^/]*)\.rs$/.test(path);
}

function isBelow(path: string, modules: ReadonlySet<string>): boolean {
  const stem = path.replace(/(?:\/mod)?\.rs$/, '');
  for (let at = stem; at.includes('/'); at = at.slice(0, at.lastIndexOf('/'))) if (modules.has(at)) return true;
  return modules.has(stem);
}

/** Stems of files that a `#[cfg(test)] mod name;` brings in. */
function testModules(file: CodeFile): string[] {
  const { tokens, path } = file;
  const folder = path.replace(/(?:\/?(?:mod|lib|main|build))?\.rs$/, '');
  const out: string[] = [];
  for (let at = 0; at + 2 < tokens.length; at++) {
    if (tokens.kind(at) !== TokenKind.Mod || !file.isTest(at) || tokens.kind(at + 2) !== TokenKind.Semi) continue;
    out.push(folder === '' ? tokens.text(at + 1) : `${folder}/${tokens.text(at + 1)}`);
  }
  return out;
}

/** Items behind `#[cfg(test)]` (also with more conditions), `#[test]` and `#[bench]`. */
function testTokens(tokens: TokenBuffer): Uint8Array {
  const marks = new Uint8Array(tokens.length + 1);
  for (let at = 0; at < tokens.length; at++) {
    if (tokens.kind(at) !== TokenKind.Pound || tokens.kind(at + 1) !== TokenKind.OpenBracket) continue;
    const close = tokens.partnerOf(at + 1);
    if (close < 0 || !isTestAttribute(tokens, at + 2, close)) continue;
    const end = itemEnd(tokens, close + 1);
    marks.fill(1, at, end);
    at = end - 1;
  }
  return marks;
}

function isTestAttribute(tokens: TokenBuffer, start: number, end: number): boolean {
  const name = tokens.text(start);
  if (end === start + 1) return name === 'test' || name === 'bench';
  if (name !== 'cfg') return tokens.text(end - 1) === 'test' && end - start <= 5;
  let hasTest = false;
  for (let at = start; at < end; at++) {
    if (tokens.text(at) === 'test') hasTest = true;
    // `not(test)` is the code that ships, `any(test, ..)` may be.
    else if (tokens.text(at) === 'not' || tokens.text(at) === 'any') return false;
  }
  return hasTest;
}

/** Behind the item that begins here: its block or semicolon. */
function itemEnd(tokens: TokenBuffer, start: number): number {
  let at = start;
  while (at < tokens.length) {
    const kind = tokens.kind(at);
    if (kind === TokenKind.Semi) return at + 1;
    const next = tokens.skipTree(at);
    if (kind === TokenKind.OpenBrace) return next;
    at = next;
  }
  return tokens.length;
}
