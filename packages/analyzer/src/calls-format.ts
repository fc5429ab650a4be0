/**
 * Call sites of a crate as JSON lines: one object per place where something is called, named or created, with what it leads
 * to. Spans count from 1, in characters; `end` is exclusive.
 */
import {
  type CrateFacts,
  type CrateNum,
  crateOf,
  DefFlag,
  type DefId,
  DefKind,
  defId,
  type LocalDef,
  localOf,
  lowerSignature,
  PRIMS,
  type Span,
  type Ty,
  TyKind,
  type Use,
  UseKind,
  type World,
} from '@lazaret/facts';

/** A place where something is called, in the form that call-graph comparisons use. */
export interface CallSite {
  readonly file: string;
  readonly line: number;
  readonly col: number;
  /** Left out for text of a derive, which stands nowhere. */
  readonly end?: readonly [number, number];
  /** Set if the text is not in the crate's own package: `std` or `name@version`. */
  readonly file_package?: string;
  /** Left out where call and body are text of another crate's macro: all its bodies would have the same place. */
  readonly caller_span?: { readonly file: string; readonly line: number; readonly col: number };
  readonly caller: string;
  readonly callees: readonly Callee[];
  readonly kind: string;
  readonly form: string;
  readonly unresolved: boolean;
  readonly name?: string;
  readonly reason?: string;
}

export interface Callee {
  readonly crate: string;
  readonly path: string;
  readonly span?: { readonly file: string; readonly line: number; readonly col: number };
}

/** Crates of the standard library, whose files are named as in the compiler's source tree. */
const STD = new Set(['core', 'alloc', 'std', 'proc_macro', 'test']);

/** All call sites of a crate, body after body in the order of definitions. */
export function* callSites(world: World, krate: CrateNum): Generator<CallSite> {
  const facts = world.crate(krate);
  const writer = new SiteWriter(world, facts);
  // Closures get their numbers while the bodies around them are inferred.
  for (let i = 0; i < facts.defCount(); i++) {
    const def = i as LocalDef;
    // So do constants in types.
    lowerSignature(facts, def);
    if (!hasBody(facts.kind(def))) continue;
    const body = facts.body(def);
    if (body === undefined) continue;
    for (const use of body.uses) {
      const site = writer.site(def, use, body.at ?? facts.span(def));
      if (site !== undefined) yield site;
    }
  }
}

function hasBody(kind: DefKind): boolean {
  switch (kind) {
    case DefKind.Fn:
    case DefKind.Const:
    case DefKind.Static:
    case DefKind.AssocConst:
    case DefKind.AnonConst:
    case DefKind.Closure:
    case DefKind.Coroutine:
      return true;
    default:
      return false;
  }
}

class SiteWriter {
  readonly #world: World;
  readonly #facts: CrateFacts;
  readonly #paths = new Map<DefId, string>();
  readonly #numbers = new Map<DefId, ReadonlyMap<DefId, number>>();

  constructor(world: World, facts: CrateFacts) {
    this.#world = world;
    this.#facts = facts;
  }

  site(owner: LocalDef, use: Use, caller: Span): CallSite | undefined {
    if (!isCallSite(use)) return undefined;
    const derived = this.#isDerived(owner, use.span);
    const span = derived ? behind(use.span) : use.span;
    const foreign = this.#packageOf(span);
    const callees = use.def !== 0 && use.kind !== UseKind.Unresolved ? [this.#callee(use.def)] : this.#candidates(use);
    return {
      file: this.#file(span),
      line: span.line,
      col: span.column,
      ...(derived ? {} : { end: [span.endLine, span.endColumn] as const }),
      ...(foreign === undefined ? {} : { file_package: foreign }),
      // Where both are a macro's text, all bodies it makes have the same place; where the call begins with a token that the
      // macro was given, the body is what tells it apart.
      ...(caller.krate === this.#facts.num || span.krate === this.#facts.num
        ? { caller_span: { file: this.#file(caller), line: caller.line, col: caller.column } }
        : {}),
      caller: this.#path(defId(this.#facts.num, owner)),
      callees,
      kind: this.#kind(use),
      form: use.form,
      unresolved: use.kind === UseKind.Unresolved || use.kind === UseKind.CallFnPtr,
      ...(use.name === undefined ? {} : { name: this.#world.names.text(use.name) }),
      ...(use.reason === undefined ? {} : { reason: use.reason }),
    };
  }

  /** Text of a derive stands nowhere: its calls are put behind the derive's name, unless the macro puts them at a field. */
  #isDerived(owner: LocalDef, span: Span): boolean {
    const parent = this.#facts.parent(owner);
    if (parent === undefined || (this.#facts.flags(parent) & DefFlag.Derived) === 0) return false;
    const impl = this.#facts.span(parent);
    return span.line === impl.line && span.column === impl.column && span.file === impl.file;
  }

  #kind(use: Use): string {
    switch (use.kind) {
      case UseKind.CallFnPtr:
        return 'fnptr';
      case UseKind.Address:
        return 'addr-taken';
      case UseKind.Create:
        return 'closure-creation';
      case UseKind.Unresolved:
        return 'unresolved';
      default:
        break;
    }
    const parent = use.def === 0 ? undefined : this.#world.parent(use.def);
    if (parent === undefined) return 'free';
    const kind = this.#world.kind(parent);
    if (kind === DefKind.ForeignMod) return 'ffi';
    if (kind === DefKind.Trait) return this.#traitKind(use.args[0]);
    return kind === DefKind.Impl ? 'inherent' : 'free';
  }

  #traitKind(self: Ty | undefined): string {
    const kind = self === undefined ? TyKind.Error : this.#world.types.kind(self);
    switch (kind) {
      case TyKind.Param:
        return 'trait:param';
      case TyKind.Dyn:
        return 'trait:dyn';
      case TyKind.Projection:
      case TyKind.Opaque:
        return 'trait:alias';
      case TyKind.Closure:
        return 'trait:closure';
      case TyKind.FnDef:
      case TyKind.FnPtr:
        return 'trait:fn';
      case TyKind.Coroutine:
        return 'trait:coroutine';
      default:
        return 'trait:concrete';
    }
  }

  #callee(def: DefId): Callee {
    const krate = this.#world.crateOfDef(def);
    const path = this.#path(def);
    const span = STD.has(krate.name) ? undefined : this.#placeOf(def);
    if (span === undefined) return { crate: krate.name, path };
    return { crate: krate.name, path, span: { file: this.#file(span), line: span.line, col: span.column } };
  }

  /** Where a definition is named; undefined if a macro was given the name, since then it stands where the macro is called. */
  #placeOf(def: DefId): Span | undefined {
    if (this.#world.kind(def) === DefKind.Closure && crateOf(def) === this.#facts.num)
      return this.#facts.body(localOf(def))?.at;
    if ((this.#world.flags(def) & DefFlag.Expanded) === 0) return this.#world.span(def);
    return crateOf(def) === this.#facts.num ? this.#facts.body(localOf(def))?.at : undefined;
  }

  /** Possible targets of a call that is not known: to be read as such. */
  #candidates(use: Use): Callee[] {
    return (use.candidates ?? []).map((def) => ({ ...this.#callee(def), expanded: true }));
  }

  #packageOf(span: Span): string | undefined {
    if (span.krate === this.#facts.num) return undefined;
    const krate = this.#world.crate(span.krate);
    if (STD.has(krate.name)) return 'std';
    return `${krate.package.name}@${krate.package.version}`;
  }

  #file(span: Span): string {
    const krate = this.#world.crate(span.krate);
    const file = krate.files[span.file] ?? '';
    return STD.has(krate.name) ? `library/${file}` : file;
  }

  #path(def: DefId): string {
    const known = this.#paths.get(def);
    if (known !== undefined) return known;
    const path = this.#makePath(def);
    this.#paths.set(def, path);
    return path;
  }

  /** Definition path. In the standard library items of an impl stand under the head of its Self type. */
  #makePath(def: DefId): string {
    const world = this.#world;
    const parent = world.parent(def);
    if (parent === undefined) return world.crateOfDef(def).name;
    const kind = world.kind(def);
    if (kind === DefKind.ForeignMod) {
      return `${this.#path(parent)}::{extern#${this.#index(def, parent)}}`;
    }
    if (kind === DefKind.Impl) return this.#implPath(def, parent);
    if (kind === DefKind.Closure || kind === DefKind.Coroutine) {
      return `${this.#path(parent)}::{closure#${this.#ordinal(def, parent)}}`;
    }
    if (kind === DefKind.AnonConst) return `${this.#path(parent)}::{constant}`;
    return `${this.#path(parent)}::${world.names.text(world.name(def))}`;
  }

  /**
   * The compiler numbers what macros and derives made after what is written: definitions of an expansion are collected when
   * it is expanded (rustc_resolve::def_collector).
   */
  #index(def: DefId, parent: DefId): number {
    let numbers = this.#numbers.get(parent);
    if (numbers === undefined) {
      numbers = this.#numbered(parent);
      this.#numbers.set(parent, numbers);
    }
    return numbers.get(def) ?? 0;
  }

  #numbered(parent: DefId): Map<DefId, number> {
    const world = this.#world;
    const made = (child: DefId): number => ((world.flags(child) & (DefFlag.Expanded | DefFlag.Derived)) === 0 ? 0 : 1);
    const numbers = new Map<DefId, number>();
    for (const kind of [DefKind.ForeignMod, DefKind.Impl]) {
      const blocks = world.children(parent).filter((child) => world.kind(child) === kind);
      blocks
        .sort((a, b) => made(a) - made(b))
        .forEach((block, i) => {
          numbers.set(block, i);
        });
    }
    return numbers;
  }

  #implPath(impl: DefId, parent: DefId): string {
    const { types } = this.#world;
    const krate = this.#world.crateOfDef(impl);
    const { self } = this.#world.implHeader(impl);
    // Numbers of impls that macros make depend on the order of expansion: their types name them surely.
    const made = types.kind(self) === TyKind.Adt && (this.#world.flags(impl) & DefFlag.Expanded) !== 0;
    if (made || (STD.has(krate.name) && types.kind(self) !== TyKind.RawPtr))
      return `${krate.name}::${this.#alias(self) ?? this.#head(self)}`;
    return `${this.#path(parent)}::{impl#${this.#index(impl, parent)}}`;
  }

  /** The name of a type alias beside a type for exactly this instance of it: `AtomicBool` for `Atomic<bool>`. */
  #alias(self: Ty): string | undefined {
    const { types } = this.#world;
    if (types.kind(self) !== TyKind.Adt || types.args(self).every((arg) => types.kind(arg) === TyKind.Param))
      return undefined;
    const module = this.#world.parent(types.head(self) as DefId);
    if (module === undefined) return undefined;
    for (const child of this.#world.children(module)) {
      if (this.#world.kind(child) !== DefKind.TypeAlias || this.#world.typeOf(child) !== self) continue;
      return this.#world.names.text(this.#world.name(child));
    }
    return undefined;
  }

  #ordinal(def: DefId, parent: DefId): number {
    let ordinal = 0;
    for (const child of this.#world.children(parent)) {
      if (child === def) return ordinal;
      const kind = this.#world.kind(child);
      if (kind === DefKind.Closure || kind === DefKind.Coroutine) ordinal++;
    }
    return ordinal;
  }

  #head(ty: Ty): string {
    const { types, names } = this.#world;
    switch (types.kind(ty)) {
      case TyKind.Adt:
      case TyKind.Foreign:
        return names.text(this.#world.name(types.head(ty) as DefId));
      case TyKind.Prim:
        return PRIMS[types.head(ty)] ?? '?';
      case TyKind.Slice:
        return '[]';
      case TyKind.Array:
        return '[;]';
      case TyKind.Ref:
        return `&${this.#head(types.arg(ty, 0))}`;
      case TyKind.RawPtr:
        return types.head(ty) === 1 ? '*mut' : '*const';
      case TyKind.Dyn:
        return types.head(ty) === 0 ? 'dyn' : `dyn ${names.text(this.#world.name(types.head(ty) as DefId))}`;
      default:
        return '{impl}';
    }
  }
}

function behind(span: Span): Span {
  return { ...span, line: span.endLine, column: span.endColumn };
}

function isCallSite(use: Use): boolean {
  switch (use.kind) {
    case UseKind.Call:
    case UseKind.Create:
    case UseKind.CallFnPtr:
    case UseKind.Unresolved:
      return true;
    case UseKind.Address:
      // What a format string or a coercion takes the address of is not written there.
      return use.implicit !== true;
    default:
      return false;
  }
}
