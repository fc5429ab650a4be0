/**
 * Every answer of a crate in words that hold no number of a session, so that the same crate in two worlds, or in two forms,
 * can be compared question by question. Definitions are told by crate and index, which the stored form keeps.
 */
import type { Sym } from '@lazaret/base';
import {
  type BodyFacts,
  type CrateFacts,
  crateOf,
  type DefId,
  DefKind,
  type LocalDef,
  localOf,
  type ModuleScope,
  type Predicate,
  type Span,
  type Ty,
  TyKind,
  type Use,
  type Visibility,
  type World,
} from '../src/index.ts';

const NO_DEF_HEAD: ReadonlySet<TyKind> = new Set([
  TyKind.Error,
  TyKind.Prim,
  TyKind.Never,
  TyKind.Ref,
  TyKind.RawPtr,
  TyKind.Slice,
  TyKind.Array,
  TyKind.Tuple,
  TyKind.FnPtr,
  TyKind.Param,
  TyKind.ConstUnknown,
]);
/** Kinds of which the interface asks for an `AdtDef`, a header, a type. */
const ADTS: ReadonlySet<DefKind> = new Set([DefKind.Struct, DefKind.Enum, DefKind.Union]);
const TYPED: ReadonlySet<DefKind> = new Set([
  DefKind.Const,
  DefKind.Static,
  DefKind.TypeAlias,
  DefKind.AssocTy,
  DefKind.AssocConst,
]);
const BOUNDED: ReadonlySet<DefKind> = new Set([DefKind.AssocTy, DefKind.Opaque]);
const CALLABLE: ReadonlySet<DefKind> = new Set([DefKind.Fn, DefKind.ProcMacro]);

/** One line for each question about each definition, and for each question about the crate. */
export function answers(world: World, krate: CrateFacts): string[] {
  return new Answers(world, krate).all();
}

class Answers {
  readonly #world: World;
  readonly #krate: CrateFacts;
  readonly #types = new Map<Ty, string>();

  constructor(world: World, krate: CrateFacts) {
    this.#world = world;
    this.#krate = krate;
  }

  all(): string[] {
    const krate = this.#krate;
    const lines = [
      JSON.stringify([krate.name, krate.package, krate.edition, krate.unit, krate.files, krate.diagnostics]),
      `externs ${[...krate.externs].map(([name, num]) => `${name}=${this.#world.crate(num).name}`)}`,
      `lang ${[...krate.langItems()].map(([name, def]) => `${name}=${this.#def(def)}`)}`,
      `inherent impls ${krate.inherentImpls()}`,
      `trait impls ${krate.traitImpls().map(({ impl, trait }) => `${impl}: ${this.#def(trait)}`)}`,
      ...krate
        .opaque()
        .map(
          (it) =>
            `opaque ${it.macro} ${this.#def(it.def)} ${this.#def(it.owner)} ${this.#span(it.span)} ${this.#syms(it.names)} ${it.reason}`,
        ),
    ];
    for (let i = 0; i < krate.defCount(); i++) lines.push(...this.#ofDef(i as LocalDef));
    return lines;
  }

  #ofDef(def: LocalDef): string[] {
    const krate = this.#krate;
    const kind = krate.kind(def);
    const generics = krate.generics(def);
    const params = generics.params.map(
      (p) =>
        `${this.#sym(p.name)}:${p.kind}${p.index}${p.synthetic}=${this.#optional(p.default)}:${this.#optional(p.ty)}`,
    );
    const macro = krate.macroText(def);
    const lines = [
      `kind ${kind} in ${krate.parent(def)} named ${this.#sym(krate.defName(def))} flags ${krate.flags(def)} vis ${this.#vis(krate.vis(def))}`,
      `span ${this.#span(krate.span(def))}`,
      `children ${krate.children(def)}`,
      `generics ${this.#def(generics.parent)} ${generics.parentCount} ${params}`,
      `predicates ${krate.predicates(def).map((p) => this.#predicate(p))}`,
      `link name ${krate.linkName(def)}`,
      `macro ${macro === undefined ? '-' : `${this.#span(macro.span)} ${macro.text}`}`,
      ...this.#scope(krate.scope(def)),
    ];
    if (CALLABLE.has(kind)) lines.push(this.#sig(def));
    if (ADTS.has(kind)) lines.push(this.#adt(def));
    if (kind === DefKind.Impl) lines.push(this.#header(def));
    if (TYPED.has(kind)) lines.push(`type ${this.#ty(krate.typeOf(def))}`);
    if (BOUNDED.has(kind)) lines.push(`bounds ${krate.bounds(def).map((p) => this.#predicate(p))}`);
    if (kind === DefKind.Opaque) lines.push(`hidden ${this.#ty(krate.hiddenType(def))}`);
    const body = krate.body(def);
    if (body !== undefined) lines.push(...this.#body(body));
    return lines.map((line) => `${def} ${line}`);
  }

  #scope(scope: ModuleScope): string[] {
    return (['types', 'values', 'macros'] as const)
      .flatMap((space) =>
        [...scope[space]].map(
          ([name, it]) => `${space} ${this.#sym(name)} = ${this.#def(it.def)} ${this.#vis(it.vis)} ${it.imported}`,
        ),
      )
      .concat(`unnamed ${scope.unnamedTraits.map((trait) => this.#def(trait))}`);
  }

  #sig(def: LocalDef): string {
    const sig = this.#krate.fnSig(def);
    const bits = [sig.hasSelf, sig.variadic, sig.unsafe, sig.async, sig.abi].join(' ');
    return `sig (${this.#tys(sig.params)}) -> ${this.#ty(sig.ret)} ${bits} ${this.#optional(sig.output)}`;
  }

  #adt(def: LocalDef): string {
    const { kind, variants } = this.#krate.adt(def);
    const words = variants.map((it) => {
      const fields = it.fields.map((f) => `${this.#sym(f.name)}: ${this.#ty(f.ty)} ${this.#vis(f.vis)}`);
      return `${this.#def(it.def)} ${this.#sym(it.name)} ${it.ctor} {${fields}}`;
    });
    return `adt ${kind} ${words.join(' | ')}`;
  }

  #header(def: LocalDef): string {
    const { trait, self, negative } = this.#krate.implHeader(def);
    const of = trait === undefined ? '-' : `${this.#def(trait.trait)}<${this.#tys(trait.args)}>`;
    return `impl ${of} for ${this.#ty(self)} ${negative}`;
  }

  #body(body: BodyFacts): string[] {
    const { closure } = body;
    const made =
      closure === undefined
        ? '-'
        : `${closure.kind}(${this.#tys(closure.params)}) -> ${this.#ty(closure.ret)} [${this.#tys(closure.captures)}]`;
    const macros = body.macros?.map((macro) => this.#def(macro));
    const at = body.at === undefined ? '-' : this.#span(body.at);
    return [
      `body of ${this.#def(body.owner)} at ${at} ${body.exprs} ${body.exprsUnknown} ${body.truncated} ${made} ${macros}`,
      ...body.uses.map((use) => this.#use(use)),
    ];
  }

  #use(use: Use): string {
    const optional = [
      use.expr === undefined ? '-' : this.#span(use.expr),
      use.expansion === true,
      use.implicit === true,
      use.name === undefined ? '-' : this.#sym(use.name),
      use.names === undefined ? '-' : this.#syms(use.names),
      use.arity,
      use.candidates?.map((def) => this.#def(def)),
      use.reason,
    ];
    const def = use.def === 0 ? '-' : this.#def(use.def);
    return `use ${use.kind} ${use.form} ${def}<${this.#tys(use.args)}> ${this.#span(use.span)} ${optional.join(' ')}`;
  }

  #predicate(it: Predicate): string {
    return it.kind === 'trait'
      ? `${this.#def(it.ref.trait)}<${this.#tys(it.ref.args)}>`
      : `${this.#def(it.assoc)}<${this.#tys(it.args)}> == ${this.#ty(it.ty)}`;
  }

  #ty(ty: Ty): string {
    let text = this.#types.get(ty);
    if (text === undefined) {
      const { types } = this.#world;
      const kind = types.kind(ty);
      const head = types.head(ty);
      const shown =
        kind === TyKind.Const
          ? this.#sym(head as Sym)
          : NO_DEF_HEAD.has(kind) || (kind === TyKind.Dyn && head === 0)
            ? head
            : this.#def(head as DefId);
      text = `${kind}:${shown}<${this.#tys(types.args(ty))}>`;
      this.#types.set(ty, text);
    }
    return text;
  }

  #tys(types: readonly Ty[]): string {
    return types.map((ty) => this.#ty(ty)).join();
  }

  #optional(ty: Ty | undefined): string {
    return ty === undefined ? '-' : this.#ty(ty);
  }

  #def(def: DefId | undefined): string {
    return def === undefined ? '-' : `${this.#world.crate(crateOf(def)).name}#${localOf(def)}`;
  }

  #vis(vis: Visibility): string {
    return vis === true ? 'pub' : this.#def(vis);
  }

  #span({ krate, file, line, column, endLine, endColumn }: Span): string {
    return `${this.#world.crate(krate).name}/${file}:${line}:${column}-${endLine}:${endColumn}`;
  }

  #sym(sym: Sym): string {
    return this.#world.names.text(sym);
  }

  #syms(syms: readonly Sym[]): string {
    return syms.map((sym) => this.#sym(sym)).join();
  }
}
