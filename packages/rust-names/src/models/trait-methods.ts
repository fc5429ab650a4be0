/** Parts of a trait's declaration from which attribute macros write impls that pass its methods on. */
import {
  attrs as attrNodes,
  Flag,
  fnBody,
  fnSelf,
  genericParams,
  genericsOf,
  NO_NODE,
  type NodeId,
  NodeKind,
  retType,
  type Tree,
  typeOf,
} from '@lazaret/rust-syntax';
import type { Splices } from '../derive.ts';

/** `typed` is `self: Type`. */
type Receiver = 'none' | 'ref' | 'mut' | 'value' | 'typed';

export interface TraitMethod {
  readonly name: string;
  readonly receiver: Receiver;
  /** Is it `async`? */
  readonly isAsync: boolean;
  /** Qualifiers, `fn`, name and generics as written. */
  readonly head: string;
  /** The receiver as written, if there is one. */
  readonly self: readonly string[];
  readonly params: readonly MethodParam[];
  /** Return type and `where`, as written. */
  readonly tail: string;
  /** The type it returns; empty if none is written. */
  readonly output: string;
  /** `::<T, N>` of the method's own parameters, without lifetimes. */
  readonly turbofish: string;
  readonly lifetimes: readonly string[];
  /** Of the predicates `Self: ..`, the bounds. */
  readonly selfBounds: readonly { readonly text: string; readonly code: string }[];
  /** Is what it returns just `Self`? */
  readonly returnsSelf: boolean;
}

interface MethodParam {
  /** Token of the name, if the pattern is one, else -1. */
  readonly name: number;
  readonly type: string;
}

export function traitMethod(tree: Tree, node: NodeId, splices: Splices): TraitMethod | undefined {
  const { tokens } = tree;
  const list = tree.childOf(node, NodeKind.ParamList);
  if (list === NO_NODE || tree.aux(node) < 0) return undefined;
  const last = attrNodes(tree, node).at(-1);
  const start = last === undefined ? tree.start(node) : tree.end(last);
  const body = fnBody(tree, node);
  const end = body === NO_NODE ? tree.end(node) - 1 : tree.start(body);
  const self = fnSelf(tree, node);
  const own = genericParams(tree, genericsOf(tree, node));
  const named = own.filter((one) => tree.kind(one) !== NodeKind.LifetimeParam && tree.aux(one) >= 0);
  const output = retType(tree, node);
  const words = tokens.textOf({ start, end: tree.aux(node) }).split(/\s+/);
  return {
    name: tokenText(tree, tree.aux(node), splices),
    receiver: receiverOf(tree, self),
    isAsync: words.includes('async'),
    head: splices.range({ start, end: tree.start(list) }, tokens),
    self: self === NO_NODE ? [] : [splices.node(tree, self)],
    params: tree.childrenOf(list, NodeKind.Param).map((one) => methodParam(tree, one, splices)),
    tail: end > tree.end(list) ? splices.range({ start: tree.end(list), end }, tokens) : '',
    output: output === NO_NODE ? '' : splices.node(tree, output),
    turbofish:
      named.length === 0 ? '' : `::<${named.map((one) => tokenText(tree, tree.aux(one), splices)).join(', ')}>`,
    lifetimes: own.filter((one) => tree.kind(one) === NodeKind.LifetimeParam).map((one) => splices.node(tree, one)),
    returnsSelf: output !== NO_NODE && tree.text(output) === 'Self',
    selfBounds: selfBounds(tree, node, splices),
  };
}

function tokenText(tree: Tree, token: number, splices: Splices): string {
  return splices.range({ start: token, end: token + 1 }, tree.tokens);
}

function receiverOf(tree: Tree, self: NodeId): Receiver {
  if (self === NO_NODE) return 'none';
  if (typeOf(tree, self) !== NO_NODE) return 'typed';
  if (!tree.has(self, Flag.RefSelf)) return 'value';
  return tree.has(self, Flag.Mut) ? 'mut' : 'ref';
}

function methodParam(tree: Tree, node: NodeId, splices: Splices): MethodParam {
  const pat = tree.childOf(node, NodeKind.IdentPat);
  const type = typeOf(tree, node);
  return {
    name: pat === NO_NODE || tree.first(pat) !== NO_NODE ? -1 : tree.aux(pat),
    type: type === NO_NODE ? '()' : splices.node(tree, type),
  };
}

function selfBounds(tree: Tree, node: NodeId, splices: Splices): { text: string; code: string }[] {
  const found: { text: string; code: string }[] = [];
  for (const clause of tree.childrenOf(node, NodeKind.WhereClause)) {
    for (const one of tree.childrenOf(clause, NodeKind.WhereType)) {
      const type = typeOf(tree, one);
      const list = tree.childOf(one, NodeKind.BoundList);
      if (type === NO_NODE || list === NO_NODE || tree.text(type) !== 'Self') continue;
      for (const bound of tree.childrenOf(list, NodeKind.TraitBound)) {
        found.push({ text: tree.text(bound), code: splices.node(tree, bound) });
      }
    }
  }
  return found;
}
