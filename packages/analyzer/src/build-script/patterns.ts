/** Matches values of a build script against patterns and binds names. */
import {
  exprOf,
  fieldPats,
  NO_NODE,
  type NodeId,
  NodeKind,
  pathSegments,
  patOf,
  structPath,
  subPats,
  type Tree,
} from '@lazaret/rust-syntax';
import type { Interpreter } from './interpret.ts';
import { equal, UNKNOWN, type Value, type Variables } from './values.ts';

/** Undefined: may match or not. A value that is undefined is one that comes later (`let x;`). */
export function bindPattern(
  run: Interpreter,
  tree: Tree,
  pat: NodeId,
  value: Value | undefined,
  scope: Variables,
): boolean | undefined {
  if (pat === NO_NODE) return true;
  const given = value ?? UNKNOWN;
  const all = (nodes: readonly NodeId[], values: (i: number) => Value): boolean | undefined =>
    allOf(nodes.map((node, i) => bindPattern(run, tree, node, values(i), scope)));
  switch (tree.kind(pat)) {
    case NodeKind.WildPat:
    case NodeKind.RestPat:
      return true;
    case NodeKind.IdentPat: {
      const name = tree.tokens.text(tree.aux(pat));
      if (name === 'None') return given.k === 'none' ? true : given.k === 'unknown' ? undefined : false;
      const constant = /^[A-Z][A-Z0-9_]*$/.test(name) ? run.constant(name) : undefined;
      if (constant !== undefined) return equal(given, constant);
      run.declare(scope, name, value);
      return all(subPats(tree, pat), () => given);
    }
    case NodeKind.ParenPat: {
      const matched = all(subPats(tree, pat), () => given);
      return tree.childOf(pat, NodeKind.MatchGuard) === NO_NODE ? matched : matched === false ? false : undefined;
    }
    case NodeKind.RefPat:
    case NodeKind.BoxPat:
      return all(subPats(tree, pat), () => given);
    case NodeKind.LiteralPat:
      return equal(given, run.eval(tree, exprOf(tree, pat), scope));
    case NodeKind.OrPat: {
      const parts = subPats(tree, pat).map((part) => bindPattern(run, tree, part, given, scope));
      if (parts.includes(true)) return true;
      return parts.includes(undefined) ? undefined : false;
    }
    case NodeKind.TuplePat:
    case NodeKind.SlicePat: {
      const parts = subPats(tree, pat);
      const rest = parts.some((part) => tree.kind(part) === NodeKind.RestPat);
      const items = given.k === 'list' && !rest && given.items.length === parts.length ? given.items : undefined;
      const matched = all(parts, (i) => items?.[i] ?? UNKNOWN);
      if (given.k === 'list' && !rest && given.items.length !== parts.length) return false;
      return tree.kind(pat) === NodeKind.SlicePat && items === undefined ? undefined : matched;
    }
    case NodeKind.TupleStructPat:
      return tupleStruct(run, tree, pat, given, scope);
    case NodeKind.StructPat: {
      const fields = fieldPats(tree, pat);
      return all(
        fields.map((field) => patOf(tree, field)),
        (i) => (given.k === 'struct' ? given.fields.get(tree.tokens.text(tree.aux(fields[i]!))) : undefined) ?? UNKNOWN,
      );
    }
    case NodeKind.PathPat: {
      const last = lastName(tree, pat);
      if (last === 'None') return given.k === 'none' ? true : given.k === 'unknown' ? undefined : false;
      return given.k === 'symbol' ? given.name === last : undefined;
    }
    default:
      return undefined;
  }
}

function tupleStruct(run: Interpreter, tree: Tree, pat: NodeId, given: Value, scope: Variables): boolean | undefined {
  const last = lastName(tree, structPath(tree, pat));
  const parts = subPats(tree, pat);
  const isSome = last === 'Some' || last === 'Ok';
  const inner = isSome && given.k === 'some' ? given.v : undefined;
  const items = !isSome && given.k === 'list' ? given.items : undefined;
  const matched = allOf(parts.map((part, i) => bindPattern(run, tree, part, inner ?? items?.[i] ?? UNKNOWN, scope)));
  if (isSome) return given.k === 'some' ? matched : given.k === 'none' ? false : undefined;
  if (last === 'Err')
    return given.k === 'none' ? (matched === false ? undefined : true) : given.k === 'some' ? false : undefined;
  return items === undefined ? undefined : matched;
}

function lastName(tree: Tree, path: NodeId): string {
  const last = pathSegments(tree, path).at(-1);
  return last === undefined ? '' : tree.tokens.text(tree.aux(last));
}

function allOf(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}
