/**
 * Types of which the program may hold values: those that occur in the signatures, uses and constructors of what has been
 * explored, and in the fields of such types. A method whose receiver is a type that nothing mentions cannot run, however
 * well its name fits (rapid type analysis, Bacon & Sweeney 1996, with "mentioned" for "constructed": unsafe code can make
 * values without a constructor).
 */
import { type DefId, DefKind, type Ty, TyFlag, TyKind, type World } from '@lazaret/facts';

export class Mentions {
  readonly #world: World;
  readonly #seenTy = new Set<Ty>();
  readonly #heads = new Set<DefId>();
  readonly #waiting = new Map<DefId, ((head: DefId) => void)[]>();
  readonly #signatures = new Set<DefId>();
  readonly #queue: Ty[] = [];
  #draining = false;

  constructor(world: World) {
    this.#world = world;
  }

  has(head: DefId): boolean {
    return this.#heads.has(head);
  }

  get size(): number {
    return this.#heads.size;
  }

  /** Calls back now or when the type is first mentioned. */
  when(head: DefId, then: (head: DefId) => void): void {
    if (this.#heads.has(head)) then(head);
    else {
      const list = this.#waiting.get(head);
      if (list === undefined) this.#waiting.set(head, [then]);
      else list.push(then);
    }
  }

  /** Everything inside a type is mentioned. */
  addType(ty: Ty): void {
    if (this.#seenTy.has(ty)) return;
    this.#seenTy.add(ty);
    this.#queue.push(ty);
    this.#drain();
  }

  /** Parameter and result types of a function that is explored. */
  addSignature(def: DefId): void {
    if (this.#signatures.has(def) || this.#world.kind(def) !== DefKind.Fn) return;
    this.#signatures.add(def);
    const sig = this.#world.fnSig(def);
    for (const param of sig.params) this.addType(param);
    this.addType(sig.ret);
    if (sig.output !== undefined) this.addType(sig.output);
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    for (let ty = this.#queue.pop(); ty !== undefined; ty = this.#queue.pop()) this.#visit(ty);
    this.#draining = false;
  }

  #visit(ty: Ty): void {
    const { types } = this.#world;
    const kind = types.kind(ty);
    for (const arg of types.args(ty)) this.addType(arg);
    if (kind === TyKind.Adt || kind === TyKind.Foreign) this.#head(types.head(ty) as DefId, kind === TyKind.Adt);
    else if (kind === TyKind.Opaque && types.has(ty, TyFlag.HasOpaque)) {
      this.addType(this.#world.hiddenType(types.head(ty) as DefId));
    }
  }

  #head(head: DefId, fields: boolean): void {
    if (this.#heads.has(head)) return;
    this.#heads.add(head);
    if (fields) {
      for (const variant of this.#world.adt(head).variants) for (const field of variant.fields) this.addType(field.ty);
    }
    const waiting = this.#waiting.get(head);
    if (waiting === undefined) return;
    this.#waiting.delete(head);
    for (const then of waiting) then(head);
  }
}
