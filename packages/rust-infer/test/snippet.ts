/**
 * Rust text whose comments say what is inferred of the line above them; `Snippet.problems` lists where inference differs.
 *
 *     let n = v.len() + 1;
 *     //  ^ usize                       the variable or expression that stands exactly there has this type
 *     //      ^^^^^^^ usize
 *     // call: Vec::len                 all calls that the line makes, in the order in which the expressions begin
 *
 * `call:` alone says that there are none. A callee is written `f`, `module::f` or `f::<u8>`; `Vec::push` or `Vec<u8>::push`;
 * `Deref::deref` or `<Vec<u8> as Deref>::deref`. `&f`: its address is taken. `fn pointer`: who knows. `?name`: not resolved.
 * `drop: T, U` and `unsize: T -> dyn U` name what may be dropped there and what becomes a trait object, `capture: &T, U` what
 * closures that begin there hold. `^..` is for an expression that goes on in the next lines. Other comments are just that.
 */
import { readFileSync } from 'node:fs';
import {
  type BodyFacts,
  type CrateFacts,
  type DefId,
  DefKind,
  type LocalDef,
  lowerSignature,
  type Span,
  type Ty,
  type Use,
  UseKind,
  World,
} from '@lazaret/facts';
import { STD_FACTS_URL, stdLoader } from '../../analyzer/src/std.ts';
import { createSourceCrate, sessionOf } from '../src/index.ts';
import { type Annotation, annotations, splitList } from './annotations.ts';
import { TypePrinter } from './print-types.ts';

type StdLoader = ReturnType<typeof stdLoader>;
type Edition = CrateFacts['edition'];

interface Typed {
  readonly owner: DefId;
  readonly span: Span;
  readonly ty: Ty;
}

const BODIES: ReadonlySet<DefKind> = new Set([
  DefKind.Fn,
  DefKind.Const,
  DefKind.Static,
  DefKind.AssocConst,
  DefKind.AnonConst,
  DefKind.Closure,
  DefKind.Coroutine,
]);

const CALLS: ReadonlySet<UseKind> = new Set([UseKind.Call, UseKind.Address, UseKind.CallFnPtr, UseKind.Unresolved]);

let std: StdLoader | undefined;

export class Snippet {
  readonly world = new World();
  readonly crate: CrateFacts;
  readonly annotations: readonly Annotation[];
  readonly #typed: Typed[] = [];
  readonly #bodies: { readonly body: BodyFacts; readonly owner: DefId }[] = [];

  constructor(text: string, edition: Edition = 2024) {
    std ??= stdLoader(readFileSync(STD_FACTS_URL));
    const stdCrates = std(this.world);
    sessionOf(this.world).observer = { typed: (owner, span, ty) => this.#typed.push({ owner, span, ty }) };
    this.annotations = annotations(text);
    this.crate = createSourceCrate(this.world, {
      ...{ name: 'app', package: { name: 'app', version: '1.0.0' }, edition, unit: 'lib', root: 'src/lib.rs' },
      ...{ features: new Set<string>(), externs: new Map(), stdCrates },
      readFile: (path) => (path === 'src/lib.rs' ? text : undefined),
      cfg: (cfg) => cfg === 'unix',
    });
    for (let i = 0; i < this.crate.defCount(); i++) {
      lowerSignature(this.crate, i as LocalDef);
      if (!BODIES.has(this.crate.kind(i as LocalDef))) continue;
      const body = this.crate.body(i as LocalDef);
      if (body !== undefined) this.#bodies.push({ body, owner: body.owner });
    }
  }

  /** What is said and not so: `line: said | found`. */
  problems(): string[] {
    return this.annotations.flatMap((said) => {
      const found = said.kind === 'type' ? this.#type(said) : this.#line(said);
      return found === undefined ? [] : [`${said.at}: ${said.kind} ${said.text} | ${found}`];
    });
  }

  #type({ line, from, to, text }: Annotation): string | undefined {
    const here = this.#typed.filter(
      ({ span }) =>
        span.krate === this.crate.num &&
        span.line === line &&
        span.column === from &&
        (to === 0 ? span.endLine > line : span.endLine === line && span.endColumn === to),
    );
    const found = here.map(({ owner, ty }) => new TypePrinter(this.world, owner).type(ty));
    if (found.includes(text)) return undefined;
    return found.length === 0 ? 'nothing stands exactly there' : [...new Set(found)].join(' or ');
  }

  #line({ line, kind, text }: Annotation): string | undefined {
    const said = text === '' ? [] : splitList(text);
    const found = kind === 'capture' ? this.#captures(line) : this.#uses(line, kind);
    const same = said.length === found.length && said.every((one, i) => found[i]!.includes(one));
    return same ? undefined : found.map((forms) => forms.at(-1)).join(', ');
  }

  #captures(line: number): readonly (readonly string[])[] {
    return this.#bodies.flatMap(({ body, owner }) => {
      if (body.closure === undefined || body.at?.line !== line || body.at.krate !== this.crate.num) return [];
      const printer = new TypePrinter(this.world, this.world.parent(owner) ?? owner);
      return body.closure.captures.map((ty) => [printer.type(ty)]);
    });
  }

  #uses(line: number, kind: Annotation['kind']): readonly (readonly string[])[] {
    return this.#bodies.flatMap(({ body, owner }) =>
      body.uses
        .filter((use) => use.span.krate === this.crate.num && use.span.line === line)
        .flatMap((use) => {
          const forms = shown(new TypePrinter(this.world, owner), use, kind);
          return forms === undefined ? [] : [forms];
        }),
    );
  }
}

function shown(printer: TypePrinter, use: Use, kind: Annotation['kind']): readonly string[] | undefined {
  if (kind === 'drop') return use.kind === UseKind.Drop ? [printer.type(use.args[0]!)] : undefined;
  if (kind === 'unsize')
    return use.kind === UseKind.Unsize ? [use.args.map((ty) => printer.type(ty)).join(' -> ')] : undefined;
  if (!CALLS.has(use.kind)) return undefined;
  if (use.kind === UseKind.CallFnPtr) return ['fn pointer'];
  if (use.kind === UseKind.Unresolved) return [`?${use.name === undefined ? '' : printer.text(use.name)}`];
  const forms = printer.callee(use);
  return use.kind === UseKind.Address ? forms.map((form) => `&${form}`) : forms;
}
