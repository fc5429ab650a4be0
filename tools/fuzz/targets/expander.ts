/** Macro expansion: every call of a crate's bodies expands to tokens that parse, or to an opaque record, within its budgets. */
import { type LocalDef, World } from '@lazaret/facts';
import { type CrateNames, collectCrate, type Scope } from '@lazaret/rust-names';
import { isItem, NO_NODE, type NodeId, NodeKind, parseExpr, parseStmts, type Tree } from '@lazaret/rust-syntax';
import { crateOf, type Target } from '../target.ts';

/** As deep as inference follows expansions in one body is its own matter; a few levels show faults of the expander. */
const DEPTH_MAX = 12;
/** Calls looked at in one input: expansions multiply. */
const CALLS_MAX = 400;

const CALLS: ReadonlySet<number> = new Set([
  NodeKind.MacroExpr,
  NodeKind.MacroStmt,
  NodeKind.MacroPat,
  NodeKind.MacroType,
]);

class Expander {
  #calls = 0;
  readonly #names: CrateNames;

  constructor(names: CrateNames) {
    this.#names = names;
  }

  walk(tree: Tree, node: NodeId, scope: Scope, owner: LocalDef, depth: number): void {
    const kind = tree.kind(node);
    if (isItem(kind)) return;
    const inner = kind === NodeKind.BlockExpr ? this.#names.enterBlock(scope, tree, node, owner) : scope;
    if (CALLS.has(kind)) this.#expand(tree, node, inner, owner, depth);
    for (let child = tree.first(node); child !== NO_NODE; child = tree.next(child))
      this.walk(tree, child, inner, owner, depth);
  }

  #expand(tree: Tree, call: NodeId, scope: Scope, owner: LocalDef, depth: number): void {
    if (depth >= DEPTH_MAX || ++this.#calls > CALLS_MAX) return;
    const { edition } = this.#names.input;
    const expansion = this.#names.expand(scope, tree, call);
    if (expansion.kind === 'opaque') return;
    const whole = { start: 0, end: expansion.tokens.length };
    const parts = expansion.kind === 'builtin' ? expansion.args : [whole];
    for (const part of parts) {
      const parse = expansion.kind === 'builtin' ? parseExpr : parseStmts;
      const parsed = parse(expansion.tokens, part, { edition });
      this.walk(parsed, parsed.root, scope, owner, depth + 1);
    }
  }
}

export const target: Target = {
  seconds: 60,
  check: (text) => {
    // Calls in every place, of a macro that the text may define.
    const calls = 'fn calls(x: u8) { m!(x); m!(x, y); m! { a b; c; } let z = m!(1 + 2, "s"); m!(); n!(x) }';
    const names = collectCrate(new World(), crateOf(`${text}\n${calls}`, {}, new Map()));
    for (let i = 0; i < names.defCount(); i++) {
      const def = i as LocalDef;
      const body = names.bodySource(def);
      if (body !== undefined) new Expander(names).walk(body.tree, body.node, names.scopeOf(def), def, 0);
    }
  },
};
