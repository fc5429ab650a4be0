import { Interner, LineIndex } from '@lazaret/base';
import { describe, expect, it } from 'vitest';
import * as ast from './ast.ts';
import {
  Flag,
  intValue,
  lexSource,
  literalSuffix,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseBody,
  parseFile,
  parseStmts,
  stringValue,
  type Tree,
} from './index.ts';

function fileOf(text: string): Tree {
  return parseFile(lexSource(text, 0, new Interner()), { edition: 2021 });
}

function find(tree: Tree, kind: number, from: NodeId = tree.root): NodeId {
  const stack = [from];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (tree.kind(node) === kind) return node;
    stack.push(...tree.children(node).reverse());
  }
  return NO_NODE;
}

describe('accessors', () => {
  it('read items', () => {
    const tree = fileOf('#[unsafe(a::b(c, d))] #[e = 1] pub fn f<T>(&self, x: u8) -> R where T: C, U: D { g(); }');
    const fn = ast.itemsOf(tree, tree.root)[0]!;
    const text = (node: NodeId): string => (node === NO_NODE ? '' : tree.text(node));
    expect(
      ast.attrs(tree, fn).map((attr) => [ast.attrName(tree, attr), tree.tokens.textOf(ast.attrArgs(tree, attr))]),
    ).toEqual([
      ['a::b', '(c, d)'],
      ['e', '= 1'],
    ]);
    expect(tree.tokens.text(ast.nameToken(tree, fn))).toBe('f');
    expect(text(ast.visibility(tree, fn))).toBe('pub');
    expect(ast.genericParams(tree, ast.genericsOf(tree, fn)).map(text)).toEqual(['T']);
    expect(text(ast.fnSelf(tree, fn))).toBe('&self');
    expect(ast.fnParams(tree, fn).map((p) => [text(ast.patOf(tree, p)), text(ast.typeOf(tree, p))])).toEqual([
      ['x', 'u8'],
    ]);
    expect(text(ast.retType(tree, fn))).toBe('R');
    expect(ast.wherePredicates(tree, fn).map(text)).toEqual(['T: C', 'U: D']);
    const body = parseBody(tree.tokens, tree.range(ast.fnBody(tree, fn)), { edition: 2021 });
    expect(body.kind(body.root)).toBe(NodeKind.BlockExpr);
    expect(ast.blockStmts(body, body.root)).toHaveLength(1);
  });

  it('read impls, structs, uses', () => {
    const tree = fileOf('impl<T> a::B for S<T> { fn f() {} } struct P { x: u8, y: u16 } use a::{b as c, d::*};');
    const [impl, struct, use] = ast.itemsOf(tree, tree.root) as [NodeId, NodeId, NodeId];
    expect(tree.text(ast.implTraitPath(tree, impl))).toBe('a::B');
    expect(tree.text(ast.implSelfType(tree, impl))).toBe('S<T>');
    expect(ast.itemsOf(tree, ast.itemList(tree, impl))).toHaveLength(1);
    expect(ast.fieldsOf(tree, struct).map((f) => tree.tokens.text(ast.nameToken(tree, f)))).toEqual(['x', 'y']);
    const group = ast.useTree(tree, use);
    expect(tree.text(ast.usePath(tree, group))).toBe('a');
    expect(ast.useChildren(tree, group).map((t) => [ast.renameToken(tree, t) >= 0, tree.has(t, Flag.Glob)])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('read expressions', () => {
    const text =
      'let (a, b): T = c.d::<E>(f, g) else { return }; if x { 1 } else { 2 }; match y { A if z => 1, _ => 2 }; t.0.1; p..=q; S { m, ..n }; |u, v| w; h(i)';
    const tokens = lexSource(text, 0, new Interner());
    const tree = parseStmts(tokens, { start: 0, end: tokens.length }, { edition: 2021 });
    const t = (node: NodeId): string => (node === NO_NODE ? '' : tree.text(node));
    const letStmt = find(tree, NodeKind.LetStmt);
    expect([ast.letPat, ast.typeOf, ast.letInit, ast.letElse].map((f) => t(f(tree, letStmt)))).toEqual([
      '(a, b)',
      'T',
      'c.d::<E>(f, g)',
      '{ return }',
    ]);
    const call = find(tree, NodeKind.MethodCallExpr);
    expect(t(ast.methodReceiver(tree, call))).toBe('c');
    expect(tokens.text(ast.methodName(tree, call))).toBe('d');
    expect(ast.methodArgs(tree, call).map(t)).toEqual(['f', 'g']);
    expect(t(ast.genericArgs(tree, call))).toBe('<E>');
    const branch = find(tree, NodeKind.IfExpr);
    expect([ast.condition, ast.ifThen, ast.ifElse].map((f) => t(f(tree, branch)))).toEqual(['x', '{ 1 }', '{ 2 }']);
    const arms = ast.matchArms(tree, find(tree, NodeKind.MatchExpr));
    expect(arms.map((arm) => [ast.armPat, ast.armGuard, ast.armBody].map((f) => t(f(tree, arm))))).toEqual([
      ['A', 'z', '1'],
      ['_', '', '2'],
    ]);
    const outer = find(tree, NodeKind.FieldExpr);
    expect([ast.fieldName(tree, outer), ast.fieldName(tree, ast.operand(tree, outer))]).toEqual(['1', '0']);
    const range = find(tree, NodeKind.RangeExpr);
    expect([t(ast.rangeLow(tree, range)), t(ast.rangeHigh(tree, range))]).toEqual(['p', 'q']);
    const literal = find(tree, NodeKind.StructExpr);
    expect([
      t(ast.structPath(tree, literal)),
      ast.structLitFields(tree, literal).map(t),
      t(ast.structLitBase(tree, literal)),
    ]).toEqual(['S', ['m'], 'n']);
    const closure = find(tree, NodeKind.ClosureExpr);
    expect([ast.closureParams(tree, closure).map(t), t(ast.closureBody(tree, closure))]).toEqual([['u', 'v'], 'w']);
    const tail = ast.blockTail(tree, tree.root);
    expect([t(ast.callCallee(tree, tail)), ast.callArgs(tree, tail).map(t)]).toEqual(['h', ['i']]);
    expect(tokens.text(ast.plainName(tree, ast.callCallee(tree, tail)))).toBe('h');
  });
});

describe('positions', () => {
  it('are exact, within split tokens too', () => {
    const text = 'type A = V<V<u8>>;\nfn f(x: &&u8) {}';
    const tree = fileOf(text);
    const outer = find(tree, NodeKind.GenericArgs);
    const inner = find(tree, NodeKind.GenericArgs, ast.typeOf(tree, outer));
    const slice = (node: NodeId): string => text.slice(tree.startOffset(node), tree.endOffset(node));
    expect([slice(outer), slice(inner)]).toEqual(['<V<u8>>', '<u8>']);
    const ref = find(tree, NodeKind.RefType);
    expect([slice(ref), slice(ast.typeOf(tree, ref))]).toEqual(['&&u8', '&u8']);
    expect(new LineIndex(text).position(tree.startOffset(ast.typeOf(tree, ref)))).toEqual({ line: 2, column: 10 });
  });
});

describe('literal values', () => {
  it('of strings and characters', () => {
    const cases = ['"a\\n\\x41\\u{1F600}\\\n   b"', 'r#"a\\n"#', "'\\''", 'b"\\xff"', 'c"z"', 'br"q"', '"x"suffix'];
    expect(cases.map(stringValue)).toEqual(['a\nA😀b', 'a\\n', "'", 'ÿ', 'z', 'q', 'x']);
    expect([stringValue('"'), stringValue('12'), stringValue('"\\u{ffffff}"')]).toEqual([
      undefined,
      undefined,
      '\\u{ffffff}',
    ]);
  });

  it('of integers', () => {
    expect(['1_000u64', '0xff', '0b1_0', '0o17i8', '340282366920938463463374607431768211455'].map(intValue)).toEqual([
      1000n,
      255n,
      2n,
      15n,
      340282366920938463463374607431768211455n,
    ]);
    expect([
      intValue('1.5'),
      intValue('0x'),
      literalSuffix('1u8'),
      literalSuffix('0xfu16'),
      literalSuffix('2.0f32'),
    ]).toEqual([undefined, undefined, 'u8', 'u16', 'f32']);
  });
});
