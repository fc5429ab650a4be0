/** async-stream's `stream!` and `try_stream!`: a block in which `yield` sends, and `?` ends the stream with the error. */
import {
  Flag,
  isItem,
  NO_NODE,
  type NodeId,
  NodeKind,
  operand,
  parseStmts,
  TokenKind as T,
  type Tree,
} from '@lazaret/rust-syntax';
import type { BangModel, BangUse } from './macro-model.ts';
import { TokenEdits } from './token-edits.ts';

/** Nesting that is looked through. */
const DEPTH_MAX = 200;

/** async-stream-impl's `lib.rs`; the first token tree is the path of the crate. */
function stream(use: BangUse): boolean {
  const { tokens, inner, writer } = use;
  const start = tokens.skipTree(inner.start);
  if (tokens.kind(inner.start) !== T.OpenParen) return false;
  const tree = parseStmts(tokens, { start, end: inner.end }, { edition: use.ctx.input.edition });
  if (tree.errors.length > 0) return false;
  const edits = new TokenEdits(tokens);
  const scrub = new Scrub(tree, edits, use.macro === 'try_stream_inner');
  scrub.node(tree.root, 0);
  if (!scrub.known) return false;
  writer.text(
    `{ let (mut __yield_tx, __yield_rx) = unsafe { $crate::__private::yielder::pair() };
      $crate::__private::AsyncStream::new(__yield_rx, async move { ${scrub.yields ? '' : 'if false { __yield_tx.send(()).await; }'}`,
  );
  edits.write(writer, { start, end: inner.end });
  writer.text('}) }');
  return true;
}

class Scrub {
  yields = false;
  /** Nothing stands there that is rewritten in a way not followed here. */
  known = true;
  readonly #tree: Tree;
  readonly #edits: TokenEdits;
  readonly #isTry: boolean;

  constructor(tree: Tree, edits: TokenEdits, isTry: boolean) {
    this.#tree = tree;
    this.#edits = edits;
    this.#isTry = isTry;
  }

  node(node: NodeId, depth: number): void {
    const tree = this.#tree;
    const kind = tree.kind(node);
    if (depth > DEPTH_MAX) this.known = false;
    // Closures, async blocks and items keep what they have.
    if (!this.known || kind === NodeKind.ClosureExpr || isItem(kind)) return;
    if (kind === NodeKind.BlockExpr && tree.has(node, Flag.Async)) return;
    if (kind === NodeKind.MacroExpr || kind === NodeKind.MacroStmt) this.#macro(node);
    if (kind === NodeKind.ForExpr && tree.has(node, Flag.Await)) this.known = false;
    if (kind === NodeKind.YieldExpr) this.#yield(node);
    for (let child = tree.first(node); child !== NO_NODE; child = tree.next(child)) this.node(child, depth + 1);
    if (kind === NodeKind.TryExpr) this.#try(node);
  }

  #yield(node: NodeId): void {
    const { tokens } = this.#tree;
    const start = this.#tree.start(node);
    if (tokens.kind(start) !== T.Yield) {
      this.known = false;
      return;
    }
    this.yields = true;
    const [open, close] = this.#isTry ? ['::core::result::Result::Ok(', ')'] : ['', ''];
    const value = this.#tree.first(node) === NO_NODE ? '()' : '';
    this.#edits.replace({ start, end: start + 1 }, `__yield_tx.send(${open}${value}`);
    this.#edits.insert(this.#tree.end(node), `${close}).await`);
  }

  #try(node: NodeId): void {
    const question = this.#tree.end(node) - 1;
    this.#edits.insert(this.#tree.start(operand(this.#tree, node)), '(match ');
    this.#edits.replace(
      { start: question, end: question + 1 },
      `{ ::core::result::Result::Ok(v) => v,
        ::core::result::Result::Err(e) => { __yield_tx.send(::core::result::Result::Err(e.into())).await; return; } })`,
    );
  }

  /** The tokens of macros are rewritten too: those of `stream!` itself are not, others only if they yield. */
  #macro(node: NodeId): void {
    const { tokens } = this.#tree;
    for (let i = this.#tree.start(node); i < this.#tree.end(node); i++)
      if (tokens.kind(i) === T.Yield) this.known = false;
  }
}

export const ASYNC_STREAM_MODELS: readonly BangModel[] = [
  {
    ...{ krate: 'async_stream_impl', macros: ['stream_inner', 'try_stream_inner'], versions: /^0\.3\./ },
    ...{ facade: 'async_stream', expand: stream },
  },
];
