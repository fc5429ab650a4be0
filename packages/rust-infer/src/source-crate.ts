/**
 * The facts of a crate that is at hand as source: names, signatures and bodies, each worked out when it is asked for and kept.
 */
import { type Diagnostic, inStage, type Sym } from '@lazaret/base';
import {
  type AdtDef,
  type BodyFacts,
  type BodyFlow,
  type CrateFacts,
  type CrateNum,
  crateOf,
  type DefId,
  DefKind,
  defId,
  type FnSig,
  type Generics,
  type ImplHeader,
  type LocalDef,
  localOf,
  type ModuleScope,
  type OpaqueExpansion,
  type Predicate,
  type Span,
  type Ty,
  type Visibility,
  type World,
} from '@lazaret/facts';
import { type CrateInput, type CrateNames, collectCrate } from '@lazaret/rust-names';
import type { BodyHost } from './body/host.ts';
import { type InferredBody, inferBody } from './body/infer.ts';
import { Lowering } from './lower/lowering.ts';
import { type Session, sessionOf } from './session.ts';

/** Bodies whose inference needs the hidden type of an opaque type of another body, which needs another's, … Each level uses stack. */
const NESTED_BODIES_MAX = 6;

/**
 * Analyses a crate's items and adds it to the world; bodies and signatures are looked at later, on demand. `num`: of an
 * absent crate, whose place it takes.
 */
export function createSourceCrate(world: World, input: CrateInput, num?: CrateNum): CrateFacts {
  const session = sessionOf(world);
  const names = inStage(world.stages, 'collect names', () => collectCrate(world, input, num));
  const crate = new SourceCrate(session, names, input);
  if (num === undefined) world.add(crate);
  else world.replace(crate);
  session.solver.forget();
  return crate;
}

function stackOverflow(owner: DefId): BodyFacts {
  return { owner, uses: [], exprs: 0, exprsUnknown: 0, truncated: 'stack' };
}

class SourceCrate implements CrateFacts {
  readonly num: CrateNum;
  readonly name: string;
  readonly package: CrateFacts['package'];
  readonly edition: CrateFacts['edition'];
  readonly unit: CrateFacts['unit'];
  readonly #session: Session;
  readonly #names: CrateNames;
  readonly #lowering: Lowering;
  readonly #host: BodyHost;
  readonly #bodies = new Map<LocalDef, BodyFacts | undefined>();
  readonly #hidden = new Map<LocalDef, Ty>();
  readonly #flows = new Map<LocalDef, BodyFlow>();
  /** Bodies being inferred, within each other. */
  readonly #open: LocalDef[] = [];
  #traitImpls: number;
  #inherentImpls: number;
  readonly #traitLists = new Map<readonly DefId[], Map<DefId, readonly DefId[]>>();

  constructor(session: Session, names: CrateNames, input: CrateInput) {
    this.num = names.num;
    this.name = input.name;
    this.package = input.package;
    this.edition = input.edition;
    this.unit = input.unit;
    this.#session = session;
    this.#names = names;
    this.#traitImpls = names.traitImpls().length;
    this.#inherentImpls = names.inherentImpls().length;
    this.#lowering = new Lowering(session.world, names);
    this.#host = {
      world: session.world,
      solver: session.solver,
      names,
      lowering: this.#lowering,
      prober: session.prober,
      edition: input.edition,
      parseOptions: { edition: input.edition },
      flow: input.flow === true,
      coerceUnsized: session.coerceUnsized,
      observer: session.observer,
      enterBlock: (scope, tree, block, owner) => {
        const before = names.defCount();
        const inner = names.enterBlock(scope, tree, block, owner);
        this.#noticeImpls(before);
        return inner;
      },
      global: (def) => defId(names.num, def),
      traitsWith: (traits, own) => this.#traitsWith(traits, own),
      traitItem: (trait, name) => session.traitItem(trait, name),
      fmtMethod: (trait) => session.fmtMethod(trait),
    };
  }

  get files(): readonly string[] {
    return this.#names.files;
  }

  get externs(): ReadonlyMap<string, CrateNum> {
    return this.#names.externs;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#names.diagnostics;
  }

  defCount(): number {
    return this.#names.defCount();
  }

  kind(def: LocalDef): DefKind {
    return this.#names.kind(def);
  }

  parent(def: LocalDef): LocalDef | undefined {
    return this.#names.parent(def);
  }

  defName(def: LocalDef): Sym {
    return this.#names.defName(def);
  }

  flags(def: LocalDef): number {
    return this.#names.flags(def);
  }

  vis(def: LocalDef): Visibility {
    return this.#names.vis(def);
  }

  span(def: LocalDef): Span {
    return this.#names.span(def);
  }

  children(def: LocalDef): readonly LocalDef[] {
    return this.#names.children(def);
  }

  scope(def: LocalDef): ModuleScope {
    return this.#names.scope(def);
  }

  generics(def: LocalDef): Generics {
    return this.#lowering.generics(def);
  }

  predicates(def: LocalDef): readonly Predicate[] {
    return this.#lowering.predicates(def);
  }

  fnSig(def: LocalDef): FnSig {
    return this.#lowering.fnSig(def);
  }

  adt(def: LocalDef): AdtDef {
    return this.#lowering.adt(def);
  }

  implHeader(def: LocalDef): ImplHeader {
    return this.#lowering.implHeader(def);
  }

  typeOf(def: LocalDef): Ty {
    return this.#lowering.typeOf(def);
  }

  bounds(def: LocalDef): readonly Predicate[] {
    return this.#lowering.bounds(def);
  }

  hiddenType(def: LocalDef): Ty {
    const known = this.#hidden.get(def);
    if (known !== undefined) return known;
    const owner = this.#rootOf(def);
    if (owner !== undefined) this.#infer(owner);
    return this.#hidden.get(def) ?? this.#session.world.types.error;
  }

  traitImpls(): readonly { readonly impl: LocalDef; readonly trait: DefId | undefined }[] {
    return this.#names.traitImpls();
  }

  inherentImpls(): readonly LocalDef[] {
    return this.#names.inherentImpls();
  }

  body(def: LocalDef): BodyFacts | undefined {
    if (this.#bodies.has(def)) return this.#bodies.get(def);
    const owner = this.#rootOf(def);
    if (owner === undefined) return undefined;
    this.#infer(owner);
    return this.#bodies.get(def);
  }

  flow(def: LocalDef): BodyFlow | undefined {
    const owner = this.#rootOf(def);
    if (owner === undefined) return undefined;
    this.#infer(owner);
    return this.#flows.get(owner);
  }

  langItems(): ReadonlyMap<string, DefId> {
    return this.#names.langItems();
  }

  linkName(def: LocalDef): string | undefined {
    return this.#names.linkName(def);
  }

  opaque(): readonly OpaqueExpansion[] {
    return this.#names.opaque();
  }

  macroText(def: LocalDef): { readonly text: string; readonly span: Span } | undefined {
    return this.#names.macroText(def);
  }

  /**
   * Impls that were found within a body may change what the solver has answered: not if they are for types, or of traits,
   * that came with them (definitions from `before` on), as nearly all are.
   */
  #noticeImpls(before: number): void {
    const traitImpls = this.#names.traitImpls();
    const inherent = this.#names.inherentImpls().length;
    if (traitImpls.length === this.#traitImpls && inherent === this.#inherentImpls) return;
    const added = traitImpls.slice(this.#traitImpls);
    this.#traitImpls = traitImpls.length;
    this.#inherentImpls = inherent;
    const { solver } = this.#session;
    const isNew = (def: DefId): boolean => crateOf(def) === this.num && localOf(def) >= before;
    const isLocal = ({ impl }: { readonly impl: LocalDef }): boolean => {
      const { trait } = this.implHeader(impl);
      if (trait === undefined) return false;
      return isNew(trait.trait) || trait.args.some((arg) => solver.types.names(arg, isNew));
    };
    // Refreshed first: lowering a header may ask the solver.
    solver.grow();
    if (!added.every(isLocal)) solver.forget();
  }

  #traitsWith(traits: readonly DefId[], own: DefId | undefined): readonly DefId[] {
    if (own === undefined || traits.includes(own)) return traits;
    let lists = this.#traitLists.get(traits);
    if (lists === undefined) {
      lists = new Map();
      this.#traitLists.set(traits, lists);
    }
    let list = lists.get(own);
    if (list === undefined) {
      list = [...traits, own];
      lists.set(own, list);
    }
    return list;
  }

  /** The item whose body holds a closure, async block or opaque type. */
  #rootOf(def: LocalDef): LocalDef | undefined {
    let at: LocalDef | undefined = def;
    while (at !== undefined) {
      const kind = this.#names.kind(at);
      const isNested = kind === DefKind.Closure || kind === DefKind.Coroutine || kind === DefKind.Opaque;
      // A `const { .. }` block belongs to the body it stands in.
      const isBlock = kind === DefKind.AnonConst && this.#names.bodySource(at) === undefined;
      if (!isNested && !isBlock) return at;
      at = this.#names.parent(at);
    }
    return undefined;
  }

  #infer(owner: LocalDef): void {
    if (this.#bodies.has(owner) || this.#open.includes(owner) || this.#session.openBodies >= NESTED_BODIES_MAX) return;
    if (this.#session.openBodies === 0) this.#session.enterCrate(this.num);
    this.#open.push(owner);
    this.#session.openBodies++;
    let found: InferredBody | undefined;
    let overflow = false;
    try {
      found = inStage(this.#session.world.stages, 'infer bodies', () => inferBody(this.#host, defId(this.num, owner)));
    } catch (error) {
      // Limits on nesting are meant to be reached before the stack ends; if they are not, that is a result too.
      if (!(error instanceof RangeError)) throw error;
      overflow = true;
    } finally {
      this.#session.openBodies--;
      this.#open.pop();
    }
    this.#bodies.set(owner, overflow ? stackOverflow(defId(this.num, owner)) : undefined);
    if (found === undefined) return;
    this.#names.releaseBody(owner);
    for (const body of found.bodies) this.#bodies.set(localOf(body.owner), this.#session.bodies.add(body));
    for (const [def, ty] of found.hidden) this.#hidden.set(localOf(def), ty);
    if (found.flow !== undefined) this.#flows.set(owner, found.flow);
  }
}
