/** Executable files told by their first bytes. */

/** The kind; undefined for anything else. A `#!` script is text that can be read. */
export function executableKind(bytes: Uint8Array): string | undefined {
  const word = bytes.length < 8 ? '' : Buffer.from(bytes.subarray(0, 8)).toString('hex');
  if (word.startsWith('7f454c46')) return 'ELF';
  if (word.startsWith('0061736d')) return 'WebAssembly';
  if (/^(feedface|feedfacf|cefaedfe|cffaedfe)/.test(word)) return 'Mach-O';
  // Java class files and universal Mach-O files share their magic; the former have a version above 44 there.
  if (word.startsWith('cafebabe')) return Number.parseInt(word.slice(8, 16), 16) < 44 ? 'Mach-O' : 'Java class';
  if (word === '213c617263683e0a') return 'archive of objects';
  if (word.startsWith('4d5a') && isPortableExecutable(bytes)) return 'PE';
  return undefined;
}

/** "MZ" alone begins many texts; a PE header has to be where the DOS header says. */
function isPortableExecutable(bytes: Uint8Array): boolean {
  if (bytes.length < 0x40) return false;
  const at = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0x3c, true);
  return (
    at + 4 <= bytes.length && bytes[at] === 0x50 && bytes[at + 1] === 0x45 && bytes[at + 2] === 0 && bytes[at + 3] === 0
  );
}
