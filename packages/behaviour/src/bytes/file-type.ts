/** What a file is by its first bytes, whatever its name says. Formats from their specifications; nothing is parsed further than needed. */

type Family = 'program' | 'object' | 'wasm' | 'archive' | 'script' | 'media';

export interface FileType {
  readonly family: Family;
  /** For people: `ELF`, `PE`, `gzip`. */
  readonly name: string;
}

type Signature = readonly [name: string, family: Family, bytes: string];

/** Signatures at offset 0, in Latin-1. */
const SIGNATURES: readonly Signature[] = [
  ['wasm', 'wasm', '\0asm'],
  ['static library (ar)', 'object', '!<arch>\n'],
  ['static library (thin ar)', 'object', '!<thin>\n'],
  ['DEX', 'program', 'dex\n'],
  ['gzip', 'archive', '\x1f\x8b\x08'],
  ['xz', 'archive', '\xfd7zXZ\0'],
  ['zip', 'archive', 'PK\x03\x04'],
  ['zip', 'archive', 'PK\x05\x06'],
  ['zstd', 'archive', '\x28\xb5\x2f\xfd'],
  ['7z', 'archive', '7z\xbc\xaf\x27\x1c'],
  ['rar', 'archive', 'Rar!\x1a\x07'],
  ['cab', 'archive', 'MSCF\0\0\0\0'],
  ['PNG', 'media', '\x89PNG\r\n\x1a\n'],
  ['JPEG', 'media', '\xff\xd8\xff'],
  ['GIF', 'media', 'GIF8'],
  ['PDF', 'media', '%PDF-'],
  ['font', 'media', '\0\x01\0\0\0'],
  ['font', 'media', 'OTTO'],
  ['font', 'media', 'wOFF'],
  ['font', 'media', 'wOF2'],
];

export function fileType(bytes: Uint8Array): FileType | undefined {
  if (bytes.length < 4) return undefined;
  const head = latin1(bytes, 0, 16);
  for (const [name, family, signature] of SIGNATURES) if (head.startsWith(signature)) return { name, family };
  return elf(bytes) ?? pe(bytes) ?? machO(bytes) ?? coff(bytes) ?? packed(bytes) ?? script(bytes);
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
    'latin1',
    start,
    Math.min(end, bytes.length),
  );
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function elf(bytes: Uint8Array): FileType | undefined {
  if (latin1(bytes, 0, 4) !== '\x7fELF') return undefined;
  if (bytes.length < 18) return { name: 'ELF', family: 'program' };
  const little = bytes[5] !== 2;
  // e_type 1 is a relocatable object.
  return view(bytes).getUint16(16, little) === 1
    ? { name: 'ELF object', family: 'object' }
    : { name: 'ELF', family: 'program' };
}

function pe(bytes: Uint8Array): FileType | undefined {
  if (bytes[0] !== 0x4d || bytes[1] !== 0x5a || bytes.length < 64) return undefined;
  const at = view(bytes).getUint32(0x3c, true);
  if (at + 4 <= bytes.length && latin1(bytes, at, at + 4) === 'PE\0\0') return { name: 'PE', family: 'program' };
  // Without a PE header it is a DOS program, or a text that begins with MZ.
  return bytes.subarray(0, 64).includes(0) ? { name: 'MZ', family: 'program' } : undefined;
}

const MACH_O = new Set([0xfeedface, 0xfeedfacf]);
/** Java classes share the magic of fat files: they have a version where the others have a small number of architectures. */
const FAT_ARCHITECTURES_MAX = 30;

function machO(bytes: Uint8Array): FileType | undefined {
  if (bytes.length < 16) return undefined;
  const data = view(bytes);
  const big = data.getUint32(0, false);
  if (big === 0xcafebabe || big === 0xcafebabf) {
    return data.getUint32(4, false) <= FAT_ARCHITECTURES_MAX
      ? { name: 'Mach-O (fat)', family: 'program' }
      : { name: 'Java class', family: 'program' };
  }
  if (big === 0xbebafeca || big === 0xbfbafeca) return { name: 'Mach-O (fat)', family: 'program' };
  const little = MACH_O.has(data.getUint32(0, true));
  if (!little && !MACH_O.has(big)) return undefined;
  return data.getUint32(12, little) === 1
    ? { name: 'Mach-O object', family: 'object' }
    : { name: 'Mach-O', family: 'program' };
}

/** Machines of COFF objects: x86, x86-64, ARM, ARM64. */
const COFF_MACHINES = new Set([0x14c, 0x8664, 0x1c0, 0x1c4, 0xaa64]);

/** COFF has no magic: the header must fit the file in every field. */
function coff(bytes: Uint8Array): FileType | undefined {
  if (bytes.length < 60) return undefined;
  const data = view(bytes);
  const sections = data.getUint16(2, true);
  const symbols = data.getUint32(8, true);
  const count = data.getUint32(12, true);
  const fits =
    COFF_MACHINES.has(data.getUint16(0, true)) &&
    sections > 0 &&
    sections < 4096 &&
    data.getUint16(16, true) === 0 &&
    symbols + 18 * count <= bytes.length &&
    symbols >= 20 + 40 * sections;
  return fits ? { name: 'COFF object', family: 'object' } : undefined;
}

function packed(bytes: Uint8Array): FileType | undefined {
  if (/^BZh[1-9]1AY&SY/.test(latin1(bytes, 0, 10))) return { name: 'bzip2', family: 'archive' };
  if (latin1(bytes, 257, 262) === 'ustar') return { name: 'tar', family: 'archive' };
  return undefined;
}

/** `#![feature]` begins with the same two characters. */
function script(bytes: Uint8Array): FileType | undefined {
  const line = /^#! ?(\/[^\n\r]{1,200})/.exec(latin1(bytes, 0, 256));
  return line === null ? undefined : { name: `script (${line[1]!.trim()})`, family: 'script' };
}
