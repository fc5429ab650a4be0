/** Writes the text of a template for one item. Bounded: a template that would write too much is given up. */
import { placeOf, type TemplateItem } from './item-values.ts';
import type { Expr } from './template-expr.ts';
import { callFunction } from './template-functions.ts';
import type { Template, TemplateNode } from './template-syntax.ts';
import { attributeOf, isTrue, propertyOf, sameValue, textOf, type Value } from './template-value.ts';

/** Nodes and expressions evaluated for one item: 100 for each variant of the largest generated enums (some 10,000). */
const STEPS_MAX = 2_000_000;
/** Characters written for one item; more than any file that people write. */
const OUTPUT_MAX = 16_000_000;
/** Calls of `@def`s within each other. */
const CALL_DEPTH_MAX = 32;

/** Values and `@def`s in scope. */
interface Definition {
  readonly params: readonly string[];
  readonly body: Template;
  readonly scope: Environment;
}
type Bound = { readonly value: Value } | { readonly def: Definition };

class Environment {
  readonly #outer: Environment | undefined;
  readonly #names = new Map<string, Bound>();

  constructor(outer: Environment | undefined) {
    this.#outer = outer;
  }

  set(name: string, bound: Bound): void {
    this.#names.set(name, bound);
  }

  get(name: string): Bound | undefined {
    for (let at: Environment | undefined = this; at !== undefined; at = at.#outer) {
      const found = at.#names.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

export interface TemplateResult {
  readonly text: string;
  /** No `@opaque;` was met. */
  readonly complete: boolean;
}

/** Undefined if the template rejects the item, or would write too much for it. */
export function runTemplate(template: Template, item: TemplateItem): TemplateResult | undefined {
  const run = new TemplateRun(item);
  const text = run.block(template, new Environment(undefined));
  return run.rejected ? undefined : { text, complete: run.complete };
}

class TemplateRun {
  complete = true;
  rejected = false;
  readonly #item: TemplateItem;
  #steps = 0;
  #written = 0;
  #calls = 0;

  constructor(item: TemplateItem) {
    this.#item = item;
  }

  block(template: Template, scope: Environment): string {
    let text = '';
    for (const node of template) {
      if (this.rejected || !this.#step()) return '';
      text += this.#node(node, scope);
    }
    return text;
  }

  #step(): boolean {
    if (++this.#steps > STEPS_MAX || this.#written > OUTPUT_MAX) this.rejected = true;
    return !this.rejected;
  }

  #out(text: string): string {
    this.#written += text.length;
    return text;
  }

  #node(node: TemplateNode, scope: Environment): string {
    switch (node.kind) {
      case 'text':
        return this.#out(node.text);
      case 'hole':
        return this.#out(textOf(this.#eval(node.value, scope)));
      case 'if':
        return this.block(isTrue(this.#eval(node.condition, scope)) ? node.body : node.otherwise, scope);
      case 'for': {
        const list = this.#eval(node.list, scope);
        let text = '';
        for (const value of Array.isArray(list) ? list : []) {
          const inner = new Environment(scope);
          inner.set(node.name, { value });
          text += this.block(node.body, inner);
        }
        return text;
      }
      case 'let': {
        const { value } = node;
        const made = 'kind' in value ? this.#eval(value, scope) : this.block(value, new Environment(scope));
        scope.set(node.name, { value: made });
        return '';
      }
      case 'def':
        scope.set(node.name, { def: { params: node.params, body: node.body, scope } });
        return '';
      case 'at': {
        const place = placeOf(this.#eval(node.place, scope));
        const text = this.block(node.body, new Environment(scope));
        return place === undefined ? text : this.#item.at(place, text);
      }
      case 'opaque':
        this.complete = false;
        return '';
      case 'reject':
        this.rejected = true;
        return '';
    }
  }

  #eval(expr: Expr, scope: Environment): Value {
    if (!this.#step()) return undefined;
    switch (expr.kind) {
      case 'literal':
        return expr.value;
      case 'name': {
        const bound = scope.get(expr.name);
        if (bound === undefined) return this.#item.variable(expr.name);
        return 'value' in bound ? bound.value : this.#call(bound.def, []);
      }
      case 'property':
        return propertyOf(this.#eval(expr.of, scope), expr.name);
      case 'attribute':
        return attributeOf(this.#eval(expr.of, scope), expr.path);
      case 'call': {
        const args = expr.args.map((arg) => this.#eval(arg, scope));
        const bound = scope.get(expr.name);
        if (bound !== undefined && 'def' in bound) return this.#call(bound.def, args);
        return callFunction(this.#item, expr.name, args);
      }
      case 'quantifier':
        return this.#quantify(expr, scope);
      case 'not':
        return !isTrue(this.#eval(expr.of, scope));
      case 'binary':
        return this.#binary(expr.op, expr.left, expr.right, scope);
    }
  }

  #quantify(expr: Extract<Expr, { kind: 'quantifier' }>, scope: Environment): Value {
    const list = this.#eval(expr.list, scope);
    const test = (value: Value) => {
      const inner = new Environment(scope);
      inner.set(expr.name, { value });
      return isTrue(this.#eval(expr.test, inner));
    };
    const values: readonly Value[] = Array.isArray(list) ? list : [];
    switch (expr.how) {
      case 'any':
        return values.some(test);
      case 'all':
        return values.every(test);
      case 'find':
        return values.find(test);
      case 'filter':
        return values.filter(test);
    }
  }

  #binary(op: string, left: Expr, right: Expr, scope: Environment): Value {
    const first = this.#eval(left, scope);
    if (op === '||') return isTrue(first) ? first : this.#eval(right, scope);
    if (op === '&&') return isTrue(first) ? this.#eval(right, scope) : false;
    const second = this.#eval(right, scope);
    if (op === '+') return this.#out(textOf(first) + textOf(second));
    return sameValue(first, second) === (op === '==');
  }

  #call(def: Definition, args: readonly Value[]): Value {
    if (++this.#calls > CALL_DEPTH_MAX) this.rejected = true;
    const scope = new Environment(def.scope);
    for (const [i, param] of def.params.entries()) scope.set(param, { value: args[i] });
    const text = this.block(def.body, scope);
    this.#calls--;
    return text;
  }
}
