/**
 * All crates of one session, with their interner and type table; the queries that cross crates. A crate is added when its
 * dependencies have been.
 */
import { assert, Interner, noStages, type Stages, type Sym } from '@lazaret/base';
import type { BodyFacts } from './body.ts';
import { CRATES_MAX, type CrateNum, crateOf, type DefId, defId, type LocalDef, localOf } from './ids.ts';
import type {
  AdtDef,
  CrateFacts,
  DefKind,
  FnSig,
  Generics,
  ImplHeader,
  ModuleScope,
  Predicate,
  Visibility,
} from './model.ts';
import type { Span } from './span.ts';
import { type Ty, TypeTable } from './types.ts';

export class World {
  readonly names = new Interner();
  readonly types = new TypeTable();
  /** What packages keep for as long as the session lives, each under a symbol of its own. */
  readonly shared = new Map<symbol, unknown>();
  /** Told which work is going on, for whoever measures. */
  stages: Stages = noStages;
  readonly #crates: CrateFacts[] = [];
  readonly #langItems = new Map<string, DefId>();

  get crates(): readonly CrateFacts[] {
    return this.#crates;
  }

  /** Number for the next crate: known before it is made, since its own definitions carry it. */
  nextCrate(): CrateNum {
    assert(this.#crates.length < CRATES_MAX, 'too many crates in one session');
    return this.#crates.length as CrateNum;
  }

  /** Registers a crate whose number came from {@link nextCrate}. */
  add(krate: CrateFacts): void {
    assert(krate.num === this.#crates.length, 'crates are added in the order of their numbers');
    this.#crates.push(krate);
    this.#noteLangItems(krate);
  }

  /**
   * Puts other facts of the same crate in the place of those with its number: its stored form in the place of its source,
   * or either in the place of an {@link absentCrate}. Answers that others keep are theirs to forget.
   */
  replace(krate: CrateFacts): void {
    assert(krate.num < this.#crates.length, 'only a crate that is there can be replaced');
    this.#crates[krate.num] = krate;
    this.#noteLangItems(krate);
  }

  #noteLangItems(krate: CrateFacts): void {
    for (const [name, def] of krate.langItems()) if (!this.#langItems.has(name)) this.#langItems.set(name, def);
  }

  crate(num: CrateNum): CrateFacts {
    return this.#crates[num] as CrateFacts;
  }

  crateOfDef(def: DefId): CrateFacts {
    return this.#crates[crateOf(def)] as CrateFacts;
  }

  /** A `#[lang]` or diagnostic item of core, alloc or std; undefined if std's facts are not loaded. */
  langItem(name: string): DefId | undefined {
    return this.#langItems.get(name);
  }

  kind(def: DefId): DefKind {
    return this.crateOfDef(def).kind(localOf(def));
  }

  name(def: DefId): Sym {
    return this.crateOfDef(def).defName(localOf(def));
  }

  parent(def: DefId): DefId | undefined {
    const parent = this.crateOfDef(def).parent(localOf(def));
    return parent === undefined ? undefined : defId(crateOf(def), parent);
  }

  flags(def: DefId): number {
    return this.crateOfDef(def).flags(localOf(def));
  }

  vis(def: DefId): Visibility {
    return this.crateOfDef(def).vis(localOf(def));
  }

  span(def: DefId): Span {
    return this.crateOfDef(def).span(localOf(def));
  }

  children(def: DefId): DefId[] {
    const krate = crateOf(def);
    return this.crateOfDef(def)
      .children(localOf(def))
      .map((child: LocalDef) => defId(krate, child));
  }

  scope(def: DefId): ModuleScope {
    return this.crateOfDef(def).scope(localOf(def));
  }

  generics(def: DefId): Generics {
    return this.crateOfDef(def).generics(localOf(def));
  }

  /** Number of generic parameters of a definition and its parents. */
  genericCount(def: DefId): number {
    const generics = this.generics(def);
    return generics.parentCount + generics.params.length;
  }

  /** `[Param(0), …]`: the arguments under which a definition sees itself. */
  identityArgs(def: DefId): Ty[] {
    const args: Ty[] = [];
    for (let index = this.genericCount(def); index > 0; index--) args.push(this.types.param(args.length));
    return args;
  }

  /** Own predicates and those of the parents. */
  predicates(def: DefId): Predicate[] {
    const own = this.crateOfDef(def).predicates(localOf(def));
    const parent = this.generics(def).parent;
    if (parent === undefined) return own.slice();
    const all = this.predicates(parent);
    for (const predicate of own) all.push(predicate);
    return all;
  }

  fnSig(def: DefId): FnSig {
    return this.crateOfDef(def).fnSig(localOf(def));
  }

  adt(def: DefId): AdtDef {
    return this.crateOfDef(def).adt(localOf(def));
  }

  implHeader(def: DefId): ImplHeader {
    return this.crateOfDef(def).implHeader(localOf(def));
  }

  typeOf(def: DefId): Ty {
    return this.crateOfDef(def).typeOf(localOf(def));
  }

  bounds(def: DefId): readonly Predicate[] {
    return this.crateOfDef(def).bounds(localOf(def));
  }

  hiddenType(def: DefId): Ty {
    return this.crateOfDef(def).hiddenType(localOf(def));
  }

  body(def: DefId): BodyFacts | undefined {
    return this.crateOfDef(def).body(localOf(def));
  }

  linkName(def: DefId): string | undefined {
    return this.crateOfDef(def).linkName(localOf(def));
  }
}
