/** Habits of a library's source files that a reader of its page asks for: documentation, explained unsafe code, what is forbidden. */
import { Interner, LineIndex } from '@lazaret/base';
import {
  attrArgs,
  attrName,
  attrs,
  decodeSource,
  Flag,
  isItem,
  lexSource,
  nameToken,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseFile,
  type Tree,
  visibility,
} from '@lazaret/rust-syntax';
import { forbidsUnsafe } from './unsafety/counters.ts';
import { Place } from './unsafety/syn-view.ts';
import { type SynVisitor, walkSyn } from './unsafety/walk.ts';

export interface SourceHabits {
  /** `#![forbid(unsafe_code)]` at the head of every root that was given. */
  readonly forbidsUnsafe: boolean;
  readonly unsafeBlocks: number;
  /** Unsafe blocks with a comment beside them that says `SAFETY`. */
  readonly explainedUnsafeBlocks: number;
  /** Items written `pub`, those of traits, and macros that are exported. */
  readonly publicItems: number;
  readonly documentedItems: number;
  readonly files: number;
}

/** Lines above an unsafe block in which its comment may begin: a statement over several lines stands between. */
const COMMENT_REACH = 8;
const SAFETY = /\/[/*].*\bSAFETY\b/i;

/** Counts over the `.rs` files below `src/`; `roots` are the crate roots among them. */
export function sourceHabits(files: Iterable<readonly [string, Uint8Array]>, roots: readonly string[]): SourceHabits {
  const sum = new Habits();
  const forbidding = new Set<string>();
  for (const [path, bytes] of files) {
    if (!path.endsWith('.rs') || !(path.startsWith('src/') || roots.includes(path))) continue;
    const { text } = decodeSource(bytes);
    const tree = parseFile(lexSource(text, 0, new Interner(), { edition: 2021 }), { edition: 2021, bodies: 'full' });
    sum.file(tree, text);
    if (forbidsUnsafe(tree)) forbidding.add(path);
  }
  const { unsafeBlocks, explainedUnsafeBlocks, publicItems, documentedItems, files: count } = sum;
  const forbids = roots.length > 0 && roots.every((root) => forbidding.has(root));
  return { forbidsUnsafe: forbids, unsafeBlocks, explainedUnsafeBlocks, publicItems, documentedItems, files: count };
}

class Habits implements SynVisitor {
  unsafeBlocks = 0;
  explainedUnsafeBlocks = 0;
  publicItems = 0;
  documentedItems = 0;
  files = 0;
  #lines: readonly string[] = [];
  #index = new LineIndex('');
  /** Tokens that an outer doc comment stands before. */
  #documented = new Set<number>();

  file(tree: Tree, text: string): void {
    this.files++;
    this.#index = new LineIndex(text);
    this.#lines = text.split('\n');
    this.#documented = new Set();
    const { docs } = tree.tokens;
    for (let i = 0; i < docs.length; i++) if (!docs.get(i).inner) this.#documented.add(docs.before(i));
    walkSyn(tree, this);
  }

  enterItem(tree: Tree, item: NodeId, place: Place): boolean {
    if (!isItem(tree.kind(item)) || isTest(tree, item)) return false;
    if (this.#isPublic(tree, item, place)) {
      this.publicItems++;
      if (this.#isDocumented(tree, item)) this.documentedItems++;
    }
    return true;
  }

  enterNode(tree: Tree, node: NodeId): void {
    if (tree.kind(node) !== NodeKind.BlockExpr || !tree.has(node, Flag.Unsafe)) return;
    this.unsafeBlocks++;
    const line = this.#index.line(tree.tokens.startOf(tree.start(node)));
    const near = this.#lines.slice(Math.max(0, line - 1 - COMMENT_REACH), line + 1);
    if (near.some((each) => SAFETY.test(each))) this.explainedUnsafeBlocks++;
  }

  /** What is private to the crate, an import or an impl has no page in its documentation. */
  #isPublic(tree: Tree, item: NodeId, place: Place): boolean {
    const kind = tree.kind(item);
    if (kind === NodeKind.Use || kind === NodeKind.ExternCrate || kind === NodeKind.Impl) return false;
    if (kind === NodeKind.MacroRules) return attributeNames(tree, item).includes('macro_export');
    if (place === Place.Trait) return true;
    const written = visibility(tree, item);
    // `pub` alone: one token.
    return written !== NO_NODE && tree.end(written) - tree.start(written) === 1;
  }

  #isDocumented(tree: Tree, item: NodeId): boolean {
    const end = nameToken(tree, item);
    for (let token = tree.start(item); token <= end; token++) if (this.#documented.has(token)) return true;
    return attributeNames(tree, item).includes('doc');
  }
}

/** `#[test]` functions and `#[cfg(test)]` items are no part of the library. */
function isTest(tree: Tree, item: NodeId): boolean {
  return attributeNames(tree, item).some((name) => name === 'test' || name === 'cfg(test)');
}

/** Names of the attributes written on an item; of `cfg` with what it asks, as text without spaces. */
function attributeNames(tree: Tree, item: NodeId): readonly string[] {
  return attrs(tree, item).map((attr) => {
    const name = attrName(tree, attr);
    if (name !== 'cfg') return name;
    const { start, end } = attrArgs(tree, attr);
    let text = name;
    for (let token = start; token < end; token++) text += tree.tokens.text(token);
    return text;
  });
}
