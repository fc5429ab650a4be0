/** The file: magic, version, checksum of what follows, table of sections, sections. */
import { crc32 } from 'node:zlib';
import { unpackColumns } from './columns.ts';
import { CodecError } from './error.ts';

/** "LZFC" in little endian. */
const MAGIC = 0x43465a4c;
/** Raised with every change of the format or of what the facts mean. Files of other versions are not read. */
export const FACTS_FORMAT_VERSION = 4;
const HEADER_BYTES = 16;
const ENTRY_BYTES = 12;
const SECTIONS_MAX = 64;

export const Section = {
  Meta: 1,
  StringOffsets: 2,
  StringBytes: 3,
  /** Columns, one after the other: see columns.ts. */
  Defs: 4,
  ChildOffsets: 5,
  Children: 6,
  Types: 7,
  TypeOffsets: 8,
  /** Definitions of other crates, by path. */
  Refs: 9,
  RefOffsets: 10,
  Records: 11,
  RecordOffsets: 12,
  Bodies: 13,
  BodyOffsets: 14,
  Impls: 15,
  Lang: 16,
  Opaque: 17,
} as const;
export type Section = (typeof Section)[keyof typeof Section];

export function writeContainer(sections: ReadonlyMap<Section, Uint8Array>): Uint8Array {
  const ids = [...sections.keys()].sort((a, b) => a - b);
  let at = HEADER_BYTES + ids.length * ENTRY_BYTES;
  const offsets = ids.map((id) => {
    const offset = at;
    at += sections.get(id)!.length;
    return offset;
  });
  const out = new Uint8Array(at);
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, FACTS_FORMAT_VERSION, true);
  view.setUint32(12, ids.length, true);
  ids.forEach((id, i) => {
    const entry = HEADER_BYTES + i * ENTRY_BYTES;
    const data = sections.get(id)!;
    view.setUint32(entry, id, true);
    view.setUint32(entry + 4, offsets[i]!, true);
    view.setUint32(entry + 8, data.length, true);
    out.set(data, offsets[i]!);
  });
  view.setUint32(8, crc32(out.subarray(12)), true);
  return out;
}

export class Container {
  readonly #data: Uint8Array;
  readonly #sections = new Map<number, { readonly offset: number; readonly length: number }>();

  constructor(bytes: Uint8Array) {
    if (bytes.length < HEADER_BYTES) throw new CodecError('truncated', 'too short for a facts file');
    this.#data = bytes;
    const view = new DataView(this.#data.buffer, this.#data.byteOffset, this.#data.length);
    if (view.getUint32(0, true) !== MAGIC) throw new CodecError('magic', 'not a facts file');
    const version = view.getUint32(4, true);
    if (version !== FACTS_FORMAT_VERSION) throw new CodecError('version', `facts format ${version}`);
    if (view.getUint32(8, true) !== crc32(this.#data.subarray(12))) {
      throw new CodecError('checksum', 'the file is not as it was written');
    }
    const count = view.getUint32(12, true);
    if (count > SECTIONS_MAX || HEADER_BYTES + count * ENTRY_BYTES > bytes.length) {
      throw new CodecError('section', 'bad table of sections');
    }
    for (let i = 0; i < count; i++) this.#entry(view, HEADER_BYTES + i * ENTRY_BYTES);
  }

  #entry(view: DataView, at: number): void {
    const id = view.getUint32(at, true);
    const offset = view.getUint32(at + 4, true);
    const length = view.getUint32(at + 8, true);
    if (offset + length > this.#data.length || this.#sections.has(id)) {
      throw new CodecError('section', `bad section ${id}`);
    }
    this.#sections.set(id, { offset, length });
  }

  bytes(id: Section): Uint8Array {
    const section = this.#sections.get(id);
    if (section === undefined) throw new CodecError('section', `no section ${id}`);
    return this.#data.subarray(section.offset, section.offset + section.length);
  }

  /** Integers in so many columns. */
  ints(id: Section, columns = 1): Int32Array {
    return unpackColumns(this.bytes(id), columns);
  }

  /** Offsets of records in a section: rising from 0 to its length. Each is checked where it is used. */
  offsets(id: Section): Int32Array {
    const ints = this.ints(id);
    if (ints.length === 0) throw new CodecError('section', `section ${id} is empty`);
    return ints;
  }
}
