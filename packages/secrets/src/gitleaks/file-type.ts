/**
 * What gitleaks does not look into: files whose first bytes say `application/*` (by the rules of h2non/filetype 1.1.3, MIT)
 * and names of archives (mholt/archives 0.1.2, MIT: most extensions count anywhere in the name).
 */

type Magic = readonly [offset: number, bytes: string, minimum?: number];

/** Bytes as Latin-1 text at an offset, and the length from which they are looked at. */
const MAGICS: readonly Magic[] = [
  [0, '\0asm\x01\0\0\0'],
  [0, 'wOFF\0\x01\0\0'],
  [0, 'wOF2\0\x01\0\0'],
  [0, '\0\x01\0\0\0'],
  [0, 'OTTO\0'],
  [257, 'ustar'],
  [0, 'Rar!\x1a\x07\0'],
  [0, 'Rar!\x1a\x07\x01'],
  [0, '\x1f\x8b\x08'],
  [0, 'BZh'],
  [0, '7z\xbc\xaf\x27\x1c'],
  [0, '\xfd7zXZ\0'],
  [0, '\x28\xb5\x2f\xfd'],
  [0, '%PDF'],
  [0, 'MZ'],
  [0, 'CWS'],
  [0, 'FWS'],
  [0, '{\\rtf'],
  [0, '%!'],
  [0, 'SQLi'],
  [0, 'NES\x1a'],
  [0, 'Cr24'],
  [0, 'MSCF'],
  [0, 'ISc('],
  [0, '!<arch>'],
  [0, '\x1f\xa0'],
  [0, '\x1f\x9d'],
  [0, 'LZIP'],
  [0, '\xed\xab\xee\xdb', 97],
  [0, '\x7fELF', 53],
  [128, 'DICM'],
  [32769, 'CD001'],
  [0, '\xfe\xed\xfa\xcf'],
  [0, '\xfe\xed\xfa\xce'],
  [0, '\xbe\xba\xfe\xca'],
  [0, '\xcf\xfa\xed\xfe'],
  [0, '\xce\xfa\xed\xfe'],
  [0, '\xca\xfe\xba\xbe'],
];

/** Whether the first bytes of a file say `application/*`. */
export function isApplication(head: Uint8Array): boolean {
  for (const [offset, magic, minimum] of MAGICS) {
    if (head.length >= (minimum ?? 0) && startsWith(head, magic, offset)) return true;
  }
  return isZip(head) || isDalvik(head) || isEmbeddedFont(head) || isOldOffice(head) || isSkippableZstd(head);
}

function startsWith(head: Uint8Array, magic: string, offset: number): boolean {
  for (let i = 0; i < magic.length; i++) if (head[offset + i] !== magic.charCodeAt(i)) return false;
  return true;
}

function isZip(head: Uint8Array): boolean {
  return startsWith(head, 'PK', 0) && [3, 5, 7].includes(head[2] ?? 0) && [4, 6, 8].includes(head[3] ?? 0);
}

function isDalvik(head: Uint8Array): boolean {
  if (startsWith(head, 'dex\n', 0)) return head[36] === 0x70;
  return head.length > 100 && startsWith(head, 'dey\n', 0) && startsWith(head, 'dex\n', 40) && head[76] === 0x70;
}

function isEmbeddedFont(head: Uint8Array): boolean {
  if (head.length <= 35 || !startsWith(head, 'LP', 34)) return false;
  return ['\x02\0\x01', '\x01\0\0', '\x02\0\x02'].some((version) => startsWith(head, version, 8));
}

function isOldOffice(head: Uint8Array): boolean {
  if (!startsWith(head, '\xd0\xcf\x11\xe0', 0)) return false;
  return head.length <= 513 || ['\xec\xa5', '\x09\x08', '\xa0\x46'].some((mark) => startsWith(head, mark, 512));
}

/** A skippable frame before the real one; one is enough to look behind. */
function isSkippableZstd(head: Uint8Array): boolean {
  if (head.length < 8 || (head[0]! & 0xf0) !== 0x50 || !startsWith(head, '\x2a\x4d\x18', 1)) return false;
  const length = new DataView(head.buffer, head.byteOffset).getUint32(4, true);
  return startsWith(head, '\x28\xb5\x2f\xfd', 8 + length);
}

const ARCHIVE_PARTS = ['.7z', '.br', '.bz2', '.gz', '.lz4', '.rar', '.sz', '.s2', '.tar', '.xz', '.zip', '.zz', '.zst'];

/** Whether gitleaks takes a path for an archive, which it skips unless told otherwise. */
export function isArchiveName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return ARCHIVE_PARTS.some((part) => name.includes(part)) || name.endsWith('.lz') || name.endsWith('.mz');
}
