/** Format strings of `println!` and `format!` with what is known of their arguments. */
import { exprOf, NodeKind, stringValue, type TokenBuffer, TokenKind, type TokenRange } from '@lazaret/rust-syntax';
import type { Interpreter } from './interpret.ts';
import { textOf, textParts, type Value, type Variables } from './values.ts';

/** The text that is made; undefined stands for any text. `skip`: arguments before the format string. */
export function formatParts(
  run: Interpreter,
  tokens: TokenBuffer,
  range: TokenRange,
  scope: Variables,
  skip: number,
): readonly (string | undefined)[] {
  const { tree, nodes } = run.args(tokens, range);
  const values: Value[] = [];
  const named = new Map<string, Value>();
  const own = nodes.slice(skip);
  own.forEach((arg, i) => {
    if (i === 0) return;
    const value = run.eval(tree, exprOf(tree, arg), scope);
    const name = tree.aux(arg);
    if (name >= 0) named.set(tokens.text(name), value);
    values.push(value);
  });
  const first = own[0];
  if (first === undefined) return [];
  const expr = exprOf(tree, first);
  const literal = tree.kind(expr) === NodeKind.LiteralExpr ? tree.aux(expr) : -1;
  let text = literal >= 0 && isString(tokens, literal) ? stringValue(tokens.text(literal)) : undefined;
  if (text === undefined) {
    const value = run.eval(tree, expr, scope);
    text = value.k === 'str' ? value.v : undefined;
  }
  return text === undefined ? [undefined] : fill(text, values, named, run, scope);
}

function isString(tokens: TokenBuffer, token: number): boolean {
  return tokens.kind(token) === TokenKind.Str || tokens.kind(token) === TokenKind.RawStr;
}

function fill(
  text: string,
  values: readonly Value[],
  named: ReadonlyMap<string, Value>,
  run: Interpreter,
  scope: Variables,
): readonly (string | undefined)[] {
  const out: (string | undefined)[] = [];
  let next = 0;
  let from = 0;
  const hole = /\{\{|\}\}|\{([^{}]*)\}/g;
  for (let found = hole.exec(text); found !== null; found = hole.exec(text)) {
    out.push(text.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[1] === undefined) {
      out.push(found[0][0]);
      continue;
    }
    const [name, spec] = found[1].split(':');
    const key = name!.trim();
    let value: Value | undefined;
    if (key === '') value = values[next++];
    else if (/^\d+$/.test(key)) value = values[Number(key)];
    else value = named.get(key) ?? run.local(scope, key);
    const plain = spec === undefined || spec === '';
    if (value?.k === 'str' && spec === '?') out.push(JSON.stringify(value.v));
    else if (value === undefined || !plain) out.push(undefined);
    else out.push(...textParts(value));
  }
  out.push(text.slice(from));
  return textParts(textOf(out));
}
