/**
 * Bodies of a session, kept small. Most are read once or a few times, and as objects their uses take ten times the room:
 * they are kept as bytes and made again for who asks. What was read last stays as it is.
 */
import type { Sym } from '@lazaret/base';
import type { BodyFacts, ClosureFacts, Use } from './body.ts';
import { type NumberReader, type NumberWriter, readUses, writeUses } from './codec/body-codec.ts';
import { ByteReader, ByteWriter } from './codec/bytes.ts';
import { type CrateNum, crateOf, type DefId } from './ids.ts';
import type { Span } from './span.ts';
import type { Ty } from './types.ts';
import type { World } from './world.ts';

/** Bodies kept as objects: popular generic functions come again and again, others when a path is written out. */
const RECENT_MAX = 4096;
/** Short bodies share the memory of one array. */
const CHUNK_BYTES = 1 << 18;

interface Place {
  readonly chunk: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export class BodyStore {
  readonly #numbers: Numbers;
  readonly #writer = new ByteWriter();
  readonly #recent: (PackedBody | undefined)[] = new Array(RECENT_MAX).fill(undefined);
  #next = 0;
  #chunk = new Uint8Array(0);
  #used = 0;

  constructor(world: World) {
    this.#numbers = new Numbers(world);
  }

  /** The same facts, `uses` made when asked for. Hold on to `uses` while going through them. */
  add(body: BodyFacts): BodyFacts {
    this.#writer.length = 0;
    writeUses(this.#writer, this.#numbers, crateOf(body.owner), body.uses);
    return new PackedBody(this, body, this.#place(this.#writer.view()));
  }

  /** A body that has its uses as objects from now on; the one that had them longest loses them. */
  keep(body: PackedBody): void {
    this.#recent[this.#next]?.release();
    this.#recent[this.#next] = body;
    this.#next = (this.#next + 1) % RECENT_MAX;
  }

  read({ chunk, start, end }: Place, own: CrateNum): readonly Use[] {
    return readUses(new ByteReader(chunk, start, end), this.#numbers, own);
  }

  #place(bytes: Uint8Array): Place {
    if (bytes.length > CHUNK_BYTES) return { chunk: bytes.slice(), start: 0, end: bytes.length };
    if (this.#used + bytes.length > this.#chunk.length) {
      this.#chunk = new Uint8Array(CHUNK_BYTES);
      this.#used = 0;
    }
    const start = this.#used;
    this.#chunk.set(bytes, start);
    this.#used += bytes.length;
    return { chunk: this.#chunk, start, end: this.#used };
  }
}

class PackedBody implements BodyFacts {
  readonly owner: DefId;
  readonly macros?: readonly DefId[];
  readonly at?: Span;
  readonly closure?: ClosureFacts;
  readonly exprs: number;
  readonly exprsUnknown: number;
  readonly truncated?: string;
  readonly #store: BodyStore;
  readonly #place: Place;
  #uses: readonly Use[] | undefined;

  constructor(store: BodyStore, body: BodyFacts, place: Place) {
    this.owner = body.owner;
    if (body.macros !== undefined) this.macros = body.macros;
    if (body.at !== undefined) this.at = body.at;
    if (body.closure !== undefined) this.closure = body.closure;
    this.exprs = body.exprs;
    this.exprsUnknown = body.exprsUnknown;
    if (body.truncated !== undefined) this.truncated = body.truncated;
    this.#store = store;
    this.#place = place;
    this.#uses = body.uses;
    store.keep(this);
  }

  get uses(): readonly Use[] {
    if (this.#uses === undefined) {
      this.#uses = this.#store.read(this.#place, crateOf(this.owner));
      this.#store.keep(this);
    }
    return this.#uses;
  }

  release(): void {
    this.#uses = undefined;
  }
}

/** Within a session everything has a number already. */
class Numbers implements NumberWriter, NumberReader {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  string(text: string): number {
    return this.#world.names.intern(text);
  }

  text(id: number): string {
    return this.#world.names.text(id as Sym);
  }

  sym(sym: number): Sym {
    return sym as Sym;
  }

  crate(num: number): CrateNum {
    return num as CrateNum;
  }

  def(def: number): DefId {
    return def as DefId;
  }

  someDef(def: number): DefId {
    return def as DefId;
  }

  type(ty: number): Ty {
    return ty as Ty;
  }
}
