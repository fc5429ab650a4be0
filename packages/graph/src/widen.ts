/**
 * Answers of the wider layer: which functions a thing that is not known could be. Everything that fits is taken, but only
 * where it can be meant at all: its crate can be named from the place in question, and its receiver's type is mentioned
 * somewhere in what has been explored.
 */
import type { Sym } from '@lazaret/base';
import {
  type CrateNum,
  crateOf,
  DefFlag,
  type DefId,
  DefKind,
  defId,
  localOf,
  type Ty,
  TyFlag,
  TyKind,
  type TypeTable,
  type World,
} from '@lazaret/facts';
import type { ExploreOptions } from './api.ts';
import { bindParams } from './bind.ts';
import type { CrateSets } from './crate-sets.ts';
import { type DefInfos, hasFlag } from './def-info.ts';
import type { Mentions } from './mentions.ts';
import { NameIndex } from './name-index.ts';
import type { Question } from './question.ts';
import type { ImplCandidate, Selector } from './selector.ts';

/** Where answers go; `node` is the question's own node. */
export interface Answers {
  possible(node: number, def: DefId, args: readonly Ty[]): void;
  ask(node: number, question: Question, krate: CrateNum): void;
}

interface Asked {
  readonly question: Question;
  readonly krate: CrateNum;
}

export class Widener {
  readonly #world: World;
  readonly #types: TypeTable;
  readonly #select: Selector;
  readonly #infos: DefInfos;
  readonly #sets: CrateSets;
  readonly #mentions: Mentions;
  readonly #options: ExploreOptions;
  readonly #answers: Answers;
  readonly #names: NameIndex;
  readonly #ids = new Map<string, number>();
  readonly #asked: Asked[] = [];
  readonly #idents = new Map<DefId, readonly Sym[]>();
  /** Functions that were answered once. Nodes come cheapest first, so another question adds no better way to them. */
  readonly #answered = new Set<DefId>();
  /** The same of those that are not gated by their type. */
  readonly #answeredOpen = new Set<DefId>();
  /** Identifiers that were looked up for code of a crate. */
  readonly #spelled = new Map<CrateNum, Set<Sym>>();
  /** Lists of them: the output of one macro is the same list at each of its calls. */
  readonly #lists = new Map<CrateNum, Set<readonly Sym[]>>();
  /** Crates that can be part of the program at all. */
  readonly #program: ReadonlySet<CrateNum>;

  constructor(
    world: World,
    select: Selector,
    infos: DefInfos,
    sets: CrateSets,
    mentions: Mentions,
    program: ReadonlySet<CrateNum>,
    options: ExploreOptions,
    answers: Answers,
  ) {
    this.#program = program;
    this.#world = world;
    this.#types = world.types;
    this.#select = select;
    this.#infos = infos;
    this.#sets = sets;
    this.#mentions = mentions;
    this.#options = options;
    this.#answers = answers;
    this.#names = new NameIndex(world);
  }

  /** Number of a question; the same question from the same crate has one number. */
  idOf(question: Question, krate: CrateNum): number {
    const key = this.#key(question, krate);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#asked.length;
      this.#asked.push({ question, krate });
      this.#ids.set(key, id);
    }
    return id;
  }

  expand(id: number, node: number): void {
    const { question, krate } = this.#asked[id]!;
    switch (question.kind) {
      case 'name':
        this.#name(question.name, question.arity, question.receiver !== undefined, krate, node);
        return;
      case 'names':
        this.#opaque(question.names, this.#options.macroNames?.(question.macro, question.text), krate, node);
        return;
      case 'impls':
        this.#impls(question.method, question.args, question.among, node);
        return;
      case 'candidates':
        for (const def of question.defs) this.#candidate(def, false, krate, node);
        return;
      case 'body':
        this.#body(question.def, krate, node);
        return;
      case 'drop':
        this.#drops(node);
        return;
      case 'methods-of':
        this.#methodsOf(question.self, node);
        return;
    }
  }

  #key(question: Question, krate: CrateNum): string {
    switch (question.kind) {
      case 'name':
        return `n${question.name}:${question.arity}:${question.receiver === undefined}:${krate}`;
      case 'names':
        return `o${question.macro}:${question.text}:${question.names.join()}:${krate}`;
      case 'impls':
        return `i${this.#types.fnDef(question.method, question.args)}:${question.among?.join()}`;
      case 'candidates':
        return `c${question.defs.join()}`;
      case 'body':
        return `b${question.def}`;
      case 'drop':
        return 'd';
      case 'methods-of':
        return `m${question.self}`;
    }
  }

  #name(name: Sym, arity: number | undefined, method: boolean, krate: CrateNum, node: number): void {
    const crates = this.#sets.reachable(krate);
    this.#names.refresh();
    for (const def of this.#names.find(name)) {
      if (this.#answered.has(def) || !crates.has(crateOf(def)) || this.#world.kind(def) !== DefKind.Fn) continue;
      const info = this.#infos.get(def);
      if (method && !hasFlag(info, DefFlag.HasSelf)) continue;
      if (arity !== undefined && !this.#takes(def, arity)) continue;
      this.#candidate(def, true, krate, node);
    }
  }

  #takes(def: DefId, arity: number): boolean {
    const sig = this.#world.fnSig(def);
    return sig.variadic || sig.params.length === arity;
  }

  /** An item by its definition: trait methods stand for their impls; `gate`: methods wait until their type is mentioned. */
  #candidate(def: DefId, gate: boolean, krate: CrateNum, node: number): void {
    const answered = gate ? this.#answered : this.#answeredOpen;
    if (answered.has(def)) return;
    answered.add(def);
    const info = this.#infos.get(def);
    if (info.trait !== undefined) {
      this.#answers.ask(node, { kind: 'impls', method: def, args: this.#unknownArgs(def) }, krate);
      return;
    }
    const head =
      gate && info.impl !== undefined && hasFlag(info, DefFlag.HasSelf)
        ? this.#head(this.#world.implHeader(info.impl).self)
        : undefined;
    this.#whenMentioned(head, () => this.#answers.possible(node, def, this.#unknownArgs(def)));
  }

  #whenMentioned(head: DefId | undefined, then: () => void): void {
    if (head === undefined) then();
    else this.#mentions.when(head, then);
  }

  #unknownArgs(def: DefId): Ty[] {
    return new Array<Ty>(this.#world.genericCount(def)).fill(this.#types.error);
  }

  /** The struct, enum or union that a value must exist of for a method of this Self type to run. */
  #head(self: Ty): DefId | undefined {
    let ty = self;
    for (let kind = this.#types.kind(ty); kind === TyKind.Ref || kind === TyKind.RawPtr; kind = this.#types.kind(ty)) {
      ty = this.#types.arg(ty, 0);
    }
    return this.#types.kind(ty) === TyKind.Adt || this.#types.kind(ty) === TyKind.Foreign
      ? (this.#types.head(ty) as DefId)
      : undefined;
  }

  #impls(item: DefId, args: readonly Ty[], among: readonly DefId[] | undefined, node: number): void {
    const { trait } = this.#infos.get(item);
    if (trait === undefined) return;
    const known = args.map((arg) => this.#open(arg));
    const traitArgs = known.slice(0, this.#world.genericCount(trait));
    const own = known.slice(traitArgs.length);
    const all = this.#implsOf(trait);
    const fits = all.filter((entry) => entry.args.every((arg, i) => this.#fits(arg, traitArgs[i])));
    const left = among && fits.filter((entry) => among.includes(this.#infos.implItem(entry.impl, item) ?? item));
    const chosen = left !== undefined && left.length > 0 ? left : fits;
    // Nothing fits a known type: the impl is made by a macro that was not expanded, or the type is wrong. Then any may be.
    if (chosen.length === 0) for (const entry of all) this.#implItem(entry, item, [], [], node);
    for (const entry of chosen) this.#implItem(entry, item, traitArgs, own, node);
  }

  #implsOf(trait: DefId): readonly ImplCandidate[] {
    return this.#select.impls(trait).filter((entry) => this.#program.has(crateOf(entry.impl)));
  }

  /** A type that stands for many: parameters of an entry point, projections that cannot be computed. */
  #open(ty: Ty): Ty {
    const types = this.#types;
    if (!types.has(ty, TyFlag.HasParam | TyFlag.HasProjection | TyFlag.HasOpaque)) return ty;
    return types.fold(ty, (part) => {
      const kind = types.kind(part);
      if (kind === TyKind.Param || kind === TyKind.Projection || kind === TyKind.Opaque) return types.error;
      return undefined;
    });
  }

  #fits(pattern: Ty, ty: Ty | undefined): boolean {
    return ty === undefined || this.#select.mayUnify(pattern, ty);
  }

  /** The impl's own item or the trait's default, with the arguments that follow from `traitArgs`, and `own` ones. */
  #implItem(entry: ImplCandidate, item: DefId, traitArgs: readonly Ty[], own: readonly Ty[], node: number): void {
    const fn = this.#infos.implItem(entry.impl, item);
    const args = bindParams(this.#types, entry.args, traitArgs, this.#world.genericCount(entry.impl));
    const full = (def: DefId, first: readonly Ty[]): Ty[] => {
      const out = this.#unknownArgs(def);
      for (let i = 0; i < out.length; i++) out[i] = first[i] ?? own[i - first.length] ?? this.#types.error;
      return out;
    };
    this.#whenMentioned(this.#head(entry.args[0]!), () => {
      if (fn !== undefined) this.#answers.possible(node, fn, full(fn, args));
      else if (hasFlag(this.#infos.get(item), DefFlag.HasBody)) {
        const header = entry.args.map((arg) => this.#types.subst(arg, args));
        this.#answers.possible(node, item, full(item, header));
      }
    });
  }

  #drops(node: number): void {
    const trait = this.#world.langItem('drop');
    const method = trait && this.#world.children(trait).find((child) => this.#world.kind(child) === DefKind.Fn);
    if (trait === undefined || method === undefined) return;
    for (const entry of this.#implsOf(trait)) this.#implItem(entry, method, [], [], node);
  }

  #methodsOf(self: Ty, node: number): void {
    const head = this.#head(self);
    for (const num of this.#program) {
      const krate = this.#world.crate(num);
      for (const { impl } of krate.traitImpls()) {
        if (head !== undefined && this.#head(krate.implHeader(impl).self) !== head) continue;
        for (const child of krate.children(impl)) {
          if (krate.kind(child) === DefKind.Fn) this.#candidate(defId(krate.num, child), true, krate.num, node);
        }
      }
    }
  }

  /** Identifiers of a macro's input and of its own crate; macros among them stand for the identifiers of their texts. */
  #opaque(names: readonly Sym[], own: readonly Sym[] | undefined, krate: CrateNum, node: number): void {
    const crates = this.#sets.reachable(krate);
    const spelled = setOf(this.#spelled, krate);
    const lists = setOf(this.#lists, krate);
    this.#names.refresh();
    const queue = [names];
    if (own !== undefined) queue.push(own);
    for (let list = queue.pop(); list !== undefined; list = queue.pop()) {
      if (lists.has(list)) continue;
      lists.add(list);
      for (const name of list) {
        if (spelled.has(name)) continue;
        spelled.add(name);
        for (const def of this.#names.find(name)) if (crates.has(crateOf(def))) this.#named(def, krate, node, queue);
      }
    }
  }

  #named(def: DefId, krate: CrateNum, node: number, macros: (readonly Sym[])[]): void {
    switch (this.#world.kind(def)) {
      case DefKind.Struct:
      case DefKind.Enum:
      case DefKind.Union:
        this.#mentions.addType(this.#types.adt(def, this.#unknownArgs(def)));
        return;
      case DefKind.Macro:
        macros.push(this.#macroIdents(def));
        return;
      default:
        this.#candidate(def, true, krate, node);
    }
  }

  /** Identifiers of a macro's text, each once. */
  #macroIdents(def: DefId): readonly Sym[] {
    let idents = this.#idents.get(def);
    if (idents === undefined) {
      const text = this.#world.crateOfDef(def).macroText(localOf(def))?.text ?? '';
      const words = new Set<string>();
      for (const match of text.matchAll(IDENTIFIER)) words.add(match[0]);
      idents = [...words].map((word) => this.#world.names.intern(word));
      this.#idents.set(def, idents);
    }
    return idents;
  }

  #body(def: DefId, krate: CrateNum, node: number): void {
    const names = this.#options.bodyNames?.(def);
    if (names !== undefined) {
      this.#opaque(names, undefined, krate, node);
      return;
    }
    const crates = this.#sets.reachable(krate);
    this.#names.refresh();
    for (const fn of this.#names.functions()) if (crates.has(crateOf(fn))) this.#candidate(fn, true, krate, node);
  }
}

const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/g;

function setOf<K, V>(sets: Map<K, Set<V>>, key: K): Set<V> {
  let set = sets.get(key);
  if (set === undefined) {
    set = new Set();
    sets.set(key, set);
  }
  return set;
}
