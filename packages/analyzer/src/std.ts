/**
 * The standard library's facts as one file: the stored crates in the order in which they depend on each other, behind a
 * header that says which Rust and target they are of. Made by `tools/std-facts`; read by {@link stdLoader}.
 *
 * Layout: magic `LZSTD1\n`, u32 length of a JSON header, the header, then each crate's bytes as the header's sizes say.
 * The whole is compressed with Zstandard by whoever writes the file.
 */
import { zstdDecompressSync } from 'node:zlib';
import { type CrateNum, decodeCrate, type World } from '@lazaret/facts';
import type { StdLibrary, StdLoader } from './program-input.ts';

/** The facts that ship with Lazaret. Reading the file is the caller's work. */
export const STD_FACTS_URL: URL = new URL('../data/std.facts.zst', import.meta.url);

const MAGIC = 'LZSTD1\n';
/** The facts of core, alloc and std take some tens of megabytes; a file that claims much more is not ours. */
const STD_BYTES_MAX = 512 * 1024 * 1024;

interface StdHeader {
  readonly rust: string;
  readonly target: string;
  readonly crates: readonly { readonly name: string; readonly bytes: number }[];
}

export interface StoredStdCrate {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The uncompressed file. */
export function packStd(rust: string, target: string, crates: readonly StoredStdCrate[]): Uint8Array {
  const header: StdHeader = { rust, target, crates: crates.map(({ name, bytes }) => ({ name, bytes: bytes.length })) };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([Buffer.from(MAGIC), length, json, ...crates.map(({ bytes }) => bytes)]);
}

/** A loader for the compressed file. Unpacks at once; the crates are decoded as they are asked. */
export function stdLoader(file: Uint8Array): StdLoader {
  const bytes = zstdDecompressSync(file, { maxOutputLength: STD_BYTES_MAX });
  const start = MAGIC.length + 4;
  if (bytes.subarray(0, MAGIC.length).toString('latin1') !== MAGIC)
    throw new Error('not a file of standard library facts');
  const length = bytes.readUInt32LE(MAGIC.length);
  const header = JSON.parse(bytes.subarray(start, start + length).toString('utf8')) as StdHeader;
  return (world) => {
    const numbers = new Map<string, CrateNum>();
    let at = start + length;
    for (const { name, bytes: size } of header.crates) {
      numbers.set(name, addCrate(world, bytes.subarray(at, at + size), numbers));
      at += size;
    }
    return library(header, numbers);
  };
}

function addCrate(world: World, bytes: Uint8Array, known: ReadonlyMap<string, CrateNum>): CrateNum {
  const num = world.nextCrate();
  world.add(decodeCrate(world, num, bytes, (key) => known.get(key.name)));
  return num;
}

function library(header: StdHeader, numbers: ReadonlyMap<string, CrateNum>): StdLibrary {
  const of = (name: string) => numbers.get(name);
  const [core, alloc, std, procMacro, test] = ['core', 'alloc', 'std', 'proc_macro', 'test'].map(of);
  return {
    label: `${header.rust} ${header.target}`,
    ...(core === undefined ? {} : { core }),
    ...(alloc === undefined ? {} : { alloc }),
    ...(std === undefined ? {} : { std }),
    ...(procMacro === undefined ? {} : { procMacro }),
    ...(test === undefined ? {} : { test }),
  };
}
