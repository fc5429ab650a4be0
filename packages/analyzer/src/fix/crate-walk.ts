/**
 * All items of a package, module by module: first what the library's root leads to through `mod`, also under other
 * configurations, then every other source file by its place. Tests, benches, examples and fuzz targets are left out.
 */
import { Interner } from '@lazaret/base';
import { discoverTargets } from '@lazaret/cargo';
import { dirOfFile, inlineModuleDir, type ModuleDir, moduleFileCandidates } from '@lazaret/rust-names';
import {
  attrArgs,
  attrName,
  attrs,
  decodeSource,
  type Edition,
  Flag,
  itemList,
  itemsOf,
  lexSource,
  NO_NODE,
  type NodeId,
  NodeKind,
  nameToken,
  parseFile,
  type SourceTexts,
  stringValue,
  TokenKind,
  type Tree,
  visibility,
} from '@lazaret/rust-syntax';
import type { PackageText } from '../program-input.ts';
import { itemsOfCall, itemsOfRules } from './macro-items.ts';
import { isTestItem } from './test-attributes.ts';

/** Modules and macros within each other; deeper ones are left out, so that no text can exhaust the stack. */
const MAX_DEPTH = 64;

/** Modules that one file may be; files that lead to each other would be more and more of them. */
const MAX_MODULES_OF_FILE = 8;

/** Where an item stands. */
export interface Place {
  readonly file: string;
  readonly source: number;
  /** `::` between segments, empty at the root. */
  readonly module: string;
  /** Within the body of a `macro_rules!`: its names may be variables. */
  readonly inMacro: boolean;
}

/** Told of every item that is not only for tests; modules are walked into, macros are tried as items. */
export interface ItemVisitor {
  item(tree: Tree, item: NodeId, place: Place): void;
  /** Declared `pub mod`? */
  module(module: string, isPublic: boolean): void;
}

interface Context extends Place {
  readonly dir: ModuleDir;
  readonly depth: number;
}

/** Walks the sources of one version; gives the texts of its files for whoever needs them later. */
export function walkPackage(
  text: PackageText,
  visitor: ItemVisitor,
): { readonly texts: SourceTexts; readonly edition: Edition } {
  const walk = new Walk(text, visitor);
  walk.run();
  return { texts: walk.texts, edition: walk.edition };
}

class Walk {
  readonly #text: PackageText;
  readonly #visitor: ItemVisitor;
  readonly #interner = new Interner();
  readonly #sources: string[] = [];
  /** `file module`: a file may be several modules under different configurations. */
  readonly #seen = new Set<string>();
  /** Times that a file was read. */
  readonly #files = new Map<string, number>();
  /** Files that only tests use. */
  readonly #testFiles = new Set<string>();
  readonly texts: SourceTexts = { text: (file) => this.#sources[file] ?? '' };
  readonly edition: Edition;

  constructor(text: PackageText, visitor: ItemVisitor) {
    this.#text = text;
    this.#visitor = visitor;
    this.edition = Number(text.manifest.package?.edition ?? '2015') as Edition;
  }

  run(): void {
    const targets = discoverTargets(this.#text.manifest, this.#text.paths);
    const roots = [targets.lib, ...targets.bins].flatMap((target) => (target === undefined ? [] : [target.path]));
    for (const root of roots) this.#file(root, '', { path: dirOfFile(root), relative: undefined }, 0);
    const scripts = new Set([...targets.buildScripts, 'build.rs']);
    const rest = [...this.#text.paths].filter(
      (path) => path.endsWith('.rs') && !scripts.has(path) && !isTestPath(path),
    );
    rest.sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
    for (const path of rest) {
      if (this.#files.has(path) || this.#testFiles.has(path)) continue;
      const module = moduleOfPath(path);
      const stem = /([^/]*)\.rs$/.exec(path)![1]!;
      const owner = stem === 'mod' || stem === 'lib' || stem === 'main';
      this.#file(path, module, { path: dirOfFile(path), relative: owner ? undefined : stem }, 0);
    }
  }

  #file(path: string, module: string, dir: ModuleDir, depth: number): void {
    const key = `${path}\n${module}`;
    const times = this.#files.get(path) ?? 0;
    if (this.#seen.has(key) || depth > MAX_DEPTH || times >= MAX_MODULES_OF_FILE) return;
    const bytes = this.#text.read(path);
    if (bytes === undefined) return;
    this.#seen.add(key);
    this.#files.set(path, times + 1);
    const source = this.#sources.length;
    this.#sources.push(decodeSource(bytes).text);
    const tree = parseFile(lexSource(this.#sources[source]!, source, this.#interner, { edition: this.edition }), {
      edition: this.edition,
    });
    if (isTestItem(tree, tree.root)) return;
    this.#items(tree, tree.root, { file: path, source, module, inMacro: false, dir, depth });
  }

  #items(tree: Tree, list: NodeId, context: Context): void {
    if (context.depth > MAX_DEPTH) return;
    for (const item of itemsOf(tree, list)) {
      const test = isTestItem(tree, item);
      const kind = tree.kind(item);
      if (kind === NodeKind.Mod) this.#module(tree, item, context, test);
      else if (!test) this.#item(tree, item, kind, context);
    }
  }

  #item(tree: Tree, item: NodeId, kind: number, context: Context): void {
    const { edition } = this;
    const below = { ...context, depth: context.depth + 1 };
    if (kind === NodeKind.MacroItem) {
      for (const found of itemsOfCall(tree, item, edition)) this.#items(found, found.root, below);
      return;
    }
    this.#visitor.item(tree, item, context);
    if (kind !== NodeKind.MacroRules) return;
    for (const found of itemsOfRules(tree, item, this.texts, edition)) {
      this.#items(found, found.root, { ...below, inMacro: true });
    }
  }

  #module(tree: Tree, item: NodeId, context: Context, test: boolean): void {
    const name = tree.tokens.interner.text(tree.tokens.sym(nameToken(tree, item)));
    const module = context.module === '' ? name : `${context.module}::${name}`;
    const vis = visibility(tree, item);
    const list = itemList(tree, item);
    const paths = pathAttributes(tree, item);
    if (list !== NO_NODE) {
      if (test) return;
      this.#visitor.module(module, vis !== NO_NODE && tree.has(vis, Flag.Pub));
      const dir = inlineModuleDir(context.dir, name, paths[0]);
      this.#items(tree, list, { ...context, module, dir, depth: context.depth + 1 });
      return;
    }
    const candidates = [undefined, ...paths].flatMap((path) => moduleFileCandidates(context.dir, name, path));
    for (const { path, dir } of candidates) {
      if (!this.#text.paths.has(path)) continue;
      if (test) this.#skipTests(path, dir);
      else {
        this.#visitor.module(module, vis !== NO_NODE && tree.has(vis, Flag.Pub));
        this.#file(path, module, dir, context.depth + 1);
      }
    }
  }

  /** A module of tests and the folder below it, where that is its own. */
  #skipTests(path: string, dir: ModuleDir): void {
    this.#testFiles.add(path);
    const below =
      dir.relative === undefined ? (path.endsWith('/mod.rs') ? dir.path : undefined) : `${dir.path}/${dir.relative}`;
    if (below === undefined || below === '') return;
    for (const file of this.#text.paths) if (file.startsWith(`${below}/`)) this.#testFiles.add(file);
  }
}

/** Values of `#[path = ".."]` and of the same within `cfg_attr`. */
function pathAttributes(tree: Tree, item: NodeId): string[] {
  const { tokens } = tree;
  const found: string[] = [];
  for (const attr of attrs(tree, item)) {
    const name = attrName(tree, attr);
    if (name !== 'path' && name !== 'cfg_attr') continue;
    const { start, end } = attrArgs(tree, attr);
    for (let at = start; at < end; at++) {
      const named = name === 'path' ? at === start : tokens.text(at - 1) === 'path';
      if (tokens.kind(at) !== TokenKind.Eq || !named) continue;
      const value = stringValue(tokens.text(at + 1));
      if (typeof value === 'string') found.push(value);
    }
  }
  return found;
}

/** Folders whose files are no part of a library. */
const OUTSIDE = /(?:^|\/)(?:tests?|benches|bench|examples?|fuzz|fuzzing)\//;

function isTestPath(path: string): boolean {
  return OUTSIDE.test(path) || /(?:^|\/)tests?\.rs$/.test(path);
}

function moduleOfPath(path: string): string {
  return path
    .replace(/^src\//, '')
    .replace(/\.rs$/, '')
    .replace(/(?:^|\/)(?:mod|lib|main)$/, '')
    .replaceAll('/', '::');
}
