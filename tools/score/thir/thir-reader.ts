/**
 * Call facts from the compiler's typed trees: reads the text of `rustc -Zunpretty=thir-tree` line by line (rustc_mir_build's
 * `ThirPrinter`), keeps what is called, named or created, and forgets the rest. The text is a thousand times the source.
 */

/** A place as the compiler prints it: `src/lib.rs:2:31: 2:36 (#0)`. */
export interface ThirSpan {
  readonly file: string;
  readonly start: readonly [line: number, col: number];
  readonly end: readonly [line: number, col: number];
  /** From a macro or a desugaring: its syntax context is not the root. */
  readonly expanded: boolean;
}

/** Something called, named or created in a body. */
export interface ThirCall {
  readonly kind: 'call' | 'fnptr' | 'address' | 'closure';
  /** Definition path, hashes dropped; empty for a function pointer. */
  readonly callee: string;
  /** Generic arguments as printed. */
  readonly args: string;
  /** Written as a call (a method, a path); false for overloaded operators and auto-deref. */
  readonly written: boolean;
  /** For a method call from the method's name, else the whole expression. */
  readonly at: ThirSpan;
  readonly expr: ThirSpan;
  /** Type of the first argument. */
  receiver: string;
  readonly result: string;
}

/** The calls of one body. */
export interface ThirBody {
  readonly path: string;
  span: ThirSpan | undefined;
  readonly calls: ThirCall[];
}

interface Expr {
  readonly indent: number;
  ty: string;
  span: string;
  /** The callee of a call, maybe inside scopes. */
  readonly callee: boolean;
}

interface OpenCall {
  readonly indent: number;
  readonly expr: Expr;
  ty: string;
  written: boolean;
  call: ThirCall | undefined;
}

/** Reads the printer's lines; `done` gives the bodies in its order. */
export class ThirReader {
  readonly bodies: ThirBody[] = [];
  #exprs: Expr[] = [];
  #calls: OpenCall[] = [];
  #awaited: ThirCall | undefined;
  #last = '';
  #body: ThirBody | undefined;

  line(text: string): void {
    let indent = 0;
    while (text.charCodeAt(indent) === 32) indent++;
    const rest = indent === 0 ? text : text.slice(indent);
    if (rest === '') return;
    if (indent === 0) this.#top(rest);
    else if (rest === 'Expr {') this.#open(indent);
    else this.#field(indent, rest);
    this.#last = rest;
  }

  #top(text: string): void {
    if (!text.startsWith('DefId(')) return;
    this.#exprs = [];
    this.#calls = [];
    this.#body = { path: defPath(text), span: undefined, calls: [] };
    this.bodies.push(this.#body);
  }

  #open(indent: number): void {
    while ((this.#exprs.at(-1)?.indent ?? -1) >= indent) this.#exprs.pop();
    while ((this.#calls.at(-1)?.indent ?? -1) >= indent) this.#calls.pop();
    const callee =
      this.#last === 'fun:' || (this.#last === 'value:' && this.#exprs.at(-1)?.callee === true && this.#scoped);
    this.#exprs.push({ indent, ty: '', span: '', callee });
    this.#scoped = false;
  }

  #scoped = false;

  #field(indent: number, text: string): void {
    const expr = this.#exprs.at(-1);
    if (expr === undefined) return;
    if (indent === expr.indent + 4) this.#exprField(expr, text);
    else if (indent === expr.indent + 8) this.#kind(indent, expr, text);
    else this.#callField(indent, text);
    if (text.startsWith('closure_id: ')) this.#closure(expr, text.slice(12));
  }

  #exprField(expr: Expr, text: string): void {
    if (text.startsWith('ty: ') && expr.ty === '') {
      expr.ty = text.slice(4);
      if (this.#awaited !== undefined) this.#awaited.receiver = expr.ty;
      this.#awaited = undefined;
    } else if (text.startsWith('span: ') && expr.span === '') {
      expr.span = text.slice(6);
      if (this.#body !== undefined) this.#body.span ??= thirSpan(expr.span);
    }
  }

  #kind(indent: number, expr: Expr, text: string): void {
    if (text === 'Call {') this.#calls.push({ indent, expr, ty: '', written: true, call: undefined });
    else if (text === 'Scope {') this.#scoped = true;
    else if (text.startsWith('ZstLiteral') && !expr.callee && expr.ty.startsWith('FnDef(')) this.#address(expr);
  }

  #address(expr: Expr): void {
    const at = thirSpan(expr.span);
    if (at === undefined) return;
    const { path, args } = fnDef(expr.ty);
    this.#body?.calls.push({
      ...{ kind: 'address', callee: path, args, written: true, at, expr: at, receiver: '', result: '' },
    });
  }

  #closure(expr: Expr, id: string): void {
    const at = thirSpan(expr.span);
    if (at === undefined) return;
    this.#body?.calls.push({
      ...{ kind: 'closure', callee: defPath(id), args: '', written: true, at, expr: at, receiver: '', result: '' },
    });
  }

  #callField(indent: number, text: string): void {
    let call = this.#calls.at(-1);
    while (call !== undefined && call.indent + 4 > indent) {
      this.#calls.pop();
      call = this.#calls.at(-1);
    }
    if (call === undefined || indent !== call.indent + 4) return;
    if (text.startsWith('ty: ') && call.ty === '') call.ty = text.slice(4);
    else if (text.startsWith('from_hir_call: ')) call.written = text === 'from_hir_call: true';
    else if (text.startsWith('fn_span: ')) this.#found(call, text.slice(9));
    else if (text === 'args: [') this.#awaited = call.call;
  }

  #found(open: OpenCall, fnSpan: string): void {
    const at = thirSpan(fnSpan);
    const expr = thirSpan(open.expr.span);
    if (at === undefined || expr === undefined) return;
    const known = open.ty.startsWith('FnDef(');
    const { path, args } = known ? fnDef(open.ty) : { path: '', args: '' };
    open.call = {
      ...{ kind: known ? 'call' : 'fnptr', callee: path, args, written: open.written, at, expr },
      ...{ receiver: '', result: open.expr.ty },
    };
    this.#body?.calls.push(open.call);
  }
}

/** `DefId(2:47 ~ core[667c]::ops::try_trait::Try::branch)` as `core::ops::try_trait::Try::branch`. */
export function defPath(text: string): string {
  const from = text.indexOf(' ~ ');
  const to = text.indexOf(')', from);
  return text.slice(from + 3, to).replace(/\[[0-9a-f]*\]/g, '');
}

function fnDef(text: string): { path: string; args: string } {
  const comma = text.indexOf('), [');
  return { path: defPath(text), args: comma === -1 ? '' : text.slice(comma + 4, -2) };
}

const SPAN = /^(.*):(\d+):(\d+): (\d+):(\d+) \(#(\d+)\)$/;

export function thirSpan(text: string): ThirSpan | undefined {
  const match = SPAN.exec(text);
  if (match === null) return undefined;
  const [, file, line, col, endLine, endCol, context] = match;
  return {
    file: file!,
    start: [Number(line), Number(col)],
    end: [Number(endLine), Number(endCol)],
    expanded: context !== '0',
  };
}
