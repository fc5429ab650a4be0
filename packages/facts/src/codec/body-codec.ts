/** Bodies: the list of uses, most of it small numbers and differences. */
import type { Sym } from '@lazaret/base';
import { type BodyFacts, type ClosureFacts, type Use, type UseForm, UseKind } from '../body.ts';
import type { CrateNum, DefId } from '../ids.ts';
import type { Span } from '../span.ts';
import type { Ty } from '../types.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { CodecError } from './error.ts';

const FORMS: readonly UseForm[] = ['method', 'path', 'operator', 'closure', 'desugar', 'macro'];
const CLOSURE_KINDS: readonly ClosureFacts['kind'][] = ['fn', 'fn_mut', 'fn_once'];

/** Which optional parts follow. */
const Part = {
  Expr: 1,
  Expansion: 2,
  Implicit: 4,
  Name: 8,
  Names: 16,
  Arity: 32,
  Candidates: 64,
  Reason: 128,
} as const;
const BodyPart = { Closure: 1, Truncated: 2, Macros: 4, At: 8 } as const;

/** Numbers under which a body refers to what is outside of it. */
export interface NumberWriter {
  string(text: string): number;
  sym(sym: Sym): number;
  crate(num: CrateNum): number;
  def(def: DefId): number;
  /** 0 means "no definition". */
  someDef(def: DefId | 0): number;
  type(ty: Ty): number;
}

/** The way back. */
export interface NumberReader {
  text(id: number): string;
  sym(id: number): Sym;
  crate(id: number): CrateNum;
  def(id: number): DefId | undefined;
  someDef(id: number): DefId;
  type(id: number): Ty;
}

/** Spans are stored as differences to the one before: the uses of a body lie close together. */
export class SpanCoder {
  readonly #own: CrateNum;
  #krate: number;
  #file = 0;
  #line = 0;

  constructor(own: CrateNum) {
    this.#own = own;
    this.#krate = own;
  }

  write(out: ByteWriter, pools: NumberWriter, span: Span): void {
    const elsewhere = span.krate !== this.#krate || span.file !== this.#file;
    out.int(((span.line - this.#line) << 1) | (elsewhere ? 1 : 0));
    if (elsewhere) {
      out.uint(span.krate === this.#own ? 0 : pools.crate(span.krate) + 1);
      out.uint(span.file);
    }
    out.uint(span.column);
    out.int(span.endLine - span.line);
    // Most spans are short and on one line.
    out.int(span.endLine === span.line ? span.endColumn - span.column : span.endColumn);
    this.#krate = span.krate;
    this.#file = span.file;
    this.#line = span.line;
  }

  read(reader: ByteReader, pools: NumberReader): Span {
    const head = reader.int();
    if ((head & 1) !== 0) {
      const krate = reader.uint();
      this.#krate = krate === 0 ? this.#own : pools.crate(krate - 1);
      this.#file = reader.uint();
    }
    this.#line += head >> 1;
    const line = this.#line;
    const column = reader.uint();
    const endLine = line + reader.int();
    const end = reader.int();
    const endColumn = endLine === line ? column + end : end;
    return { krate: this.#krate as CrateNum, file: this.#file, line, column, endLine, endColumn };
  }
}

export function writeBody(out: ByteWriter, pools: NumberWriter, own: CrateNum, body: BodyFacts): void {
  const parts =
    (body.closure === undefined ? 0 : BodyPart.Closure) |
    (body.truncated === undefined ? 0 : BodyPart.Truncated) |
    (body.macros === undefined ? 0 : BodyPart.Macros) |
    (body.at === undefined ? 0 : BodyPart.At);
  out.uint(parts);
  out.uint(pools.def(body.owner));
  out.uint(body.exprs);
  out.uint(body.exprsUnknown);
  if (body.closure !== undefined) writeClosure(out, pools, body.closure);
  if (body.truncated !== undefined) out.uint(pools.string(body.truncated));
  if (body.macros !== undefined) writeList(out, body.macros, (def) => out.uint(pools.def(def)));
  const spans = new SpanCoder(own);
  if (body.at !== undefined) spans.write(out, pools, body.at);
  writeList(out, body.uses, (use) => writeUse(out, pools, spans, use));
}

export function readBody(reader: ByteReader, pools: NumberReader, own: CrateNum): BodyFacts {
  const parts = reader.uint();
  const owner = pools.someDef(reader.uint());
  const exprs = reader.uint();
  const exprsUnknown = reader.uint();
  const closure = (parts & BodyPart.Closure) !== 0 ? readClosure(reader, pools) : undefined;
  const truncated = (parts & BodyPart.Truncated) !== 0 ? pools.text(reader.uint()) : undefined;
  const macros = (parts & BodyPart.Macros) !== 0 ? reader.list(() => pools.someDef(reader.uint())) : undefined;
  const spans = new SpanCoder(own);
  const at = (parts & BodyPart.At) !== 0 ? spans.read(reader, pools) : undefined;
  return {
    owner,
    uses: reader.list(() => readUse(reader, pools, spans)),
    ...(macros === undefined ? {} : { macros }),
    ...(at === undefined ? {} : { at }),
    ...(closure === undefined ? {} : { closure }),
    exprs,
    exprsUnknown,
    ...(truncated === undefined ? {} : { truncated }),
  };
}

export function writeUses(out: ByteWriter, pools: NumberWriter, own: CrateNum, uses: readonly Use[]): void {
  const spans = new SpanCoder(own);
  out.uint(uses.length);
  for (const use of uses) writeUse(out, pools, spans, use);
}

export function readUses(reader: ByteReader, pools: NumberReader, own: CrateNum): Use[] {
  const spans = new SpanCoder(own);
  return reader.list(() => readUse(reader, pools, spans));
}

function writeClosure(out: ByteWriter, pools: NumberWriter, closure: ClosureFacts): void {
  out.byte(CLOSURE_KINDS.indexOf(closure.kind));
  writeList(out, closure.params, (ty) => out.uint(pools.type(ty)));
  out.uint(pools.type(closure.ret));
  writeList(out, closure.captures, (ty) => out.uint(pools.type(ty)));
}

function readClosure(reader: ByteReader, pools: NumberReader): ClosureFacts {
  const kind = pick(CLOSURE_KINDS, reader.byte());
  const params = reader.list(() => pools.type(reader.uint()));
  const ret = pools.type(reader.uint());
  return { kind, params, ret, captures: reader.list(() => pools.type(reader.uint())) };
}

function partsOf(use: Use): number {
  return (
    (use.expr === undefined ? 0 : Part.Expr) |
    (use.expansion === true ? Part.Expansion : 0) |
    (use.implicit === true ? Part.Implicit : 0) |
    (use.name === undefined ? 0 : Part.Name) |
    (use.names === undefined ? 0 : Part.Names) |
    (use.arity === undefined ? 0 : Part.Arity) |
    (use.candidates === undefined ? 0 : Part.Candidates) |
    (use.reason === undefined ? 0 : Part.Reason)
  );
}

function writeUse(out: ByteWriter, pools: NumberWriter, spans: SpanCoder, use: Use): void {
  out.byte(use.kind * FORMS.length + FORMS.indexOf(use.form));
  out.uint(partsOf(use));
  out.uint(pools.someDef(use.def));
  out.uint(use.args.length);
  for (const ty of use.args) out.uint(pools.type(ty));
  spans.write(out, pools, use.span);
  if (use.expr !== undefined) spans.write(out, pools, use.expr);
  if (use.name !== undefined) out.uint(pools.sym(use.name));
  if (use.names !== undefined) writeList(out, use.names, (name) => out.uint(pools.sym(name)));
  if (use.arity !== undefined) out.uint(use.arity);
  if (use.candidates !== undefined) writeList(out, use.candidates, (def) => out.uint(pools.def(def)));
  if (use.reason !== undefined) out.uint(pools.string(use.reason));
}

function readUse(reader: ByteReader, pools: NumberReader, spans: SpanCoder): Use {
  const head = reader.byte();
  const kind = Math.floor(head / FORMS.length);
  if (kind > UseKind.Construct) throw new CodecError('range', `no kind of use ${kind}`);
  const parts = reader.uint();
  const def: DefId | 0 = pools.def(reader.uint()) ?? 0;
  const args = reader.list(() => pools.type(reader.uint()));
  const span = spans.read(reader, pools);
  const use: { -readonly [K in keyof Use]: Use[K] } = {
    kind: kind as UseKind,
    form: pick(FORMS, head % FORMS.length),
    def,
    args,
    span,
  };
  if (parts === 0) return use;
  if ((parts & Part.Expr) !== 0) use.expr = spans.read(reader, pools);
  if ((parts & Part.Expansion) !== 0) use.expansion = true;
  if ((parts & Part.Implicit) !== 0) use.implicit = true;
  if ((parts & Part.Name) !== 0) use.name = pools.sym(reader.uint());
  if ((parts & Part.Names) !== 0) use.names = reader.list(() => pools.sym(reader.uint()));
  if ((parts & Part.Arity) !== 0) use.arity = reader.uint();
  if ((parts & Part.Candidates) !== 0) use.candidates = reader.list(() => pools.someDef(reader.uint()));
  if ((parts & Part.Reason) !== 0) use.reason = pools.text(reader.uint());
  return use;
}

export function writeList<T>(out: ByteWriter, items: readonly T[], write: (item: T) => void): void {
  out.uint(items.length);
  for (const item of items) write(item);
}

export function pick<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new CodecError('range', `no value ${index}`);
  return value;
}
