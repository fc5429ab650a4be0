/**
 * Entry paths as `std::path` and the `tar` crate take them apart, plus what is odd about them. A path is judged for every
 * system cargo runs on: what a name means on Windows or on a case-folding file system is part of what users extract.
 */
import { type ArchiveFindingCode, ArchiveFindingCode as Code } from './error.ts';

/** Names that Windows takes for devices, with any extension (cargo `restricted_names::is_windows_reserved`). */
const WINDOWS_RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;
const WINDOWS_CHARACTERS = /[<>:"|?*]|[. ]$/;
/** Controls, bidirectional marks, zero-width characters, private use, the replacement character. */
const ODD_UNICODE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\ue000-\uf8ff]/;

export interface EntryPath {
  /** Normal components; empty, `.` ones are dropped as `Path::components` drops them. */
  readonly components: readonly string[];
  readonly absolute: boolean;
  /** Starts with `.`: `Path::strip_prefix` keeps a leading `.`, so such a path is outside the prefix. */
  readonly leadingDot: boolean;
  readonly parent: boolean;
  /** Whether the spelling is the plain one: single slashes, no `.`. */
  readonly normal: boolean;
}

export function parsePath(text: string): EntryPath {
  const trimmed = text.endsWith('/') ? text.slice(0, -1) : text;
  const parts = trimmed.split('/');
  const components = parts.filter((part) => part !== '' && part !== '.');
  return {
    components,
    absolute: text.startsWith('/'),
    leadingDot: parts[0] === '.',
    parent: components.includes('..'),
    normal: components.length === parts.length,
  };
}

/**
 * Path bytes as text. Bytes that are not UTF-8 are written `\xNN`: no Rust source can name such a file, so the spelling
 * only has to be unique and visible.
 */
export function decodePath(bytes: Uint8Array): { text: string; utf8: boolean } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let ascii = true;
  for (let i = 0; i < bytes.length && ascii; i++) ascii = bytes[i]! < 0x80;
  if (ascii) return { text: buffer.toString('latin1'), utf8: true };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), utf8: true };
  } catch {
    return { text: escapeBytes(bytes), utf8: false };
  }
}

function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`;
  return text;
}

/** Codes for what is odd in one component. */
export function oddities(component: string): ArchiveFindingCode[] {
  if (/^[A-Za-z0-9_-][A-Za-z0-9_.-]*[A-Za-z0-9_-]$/.test(component) && !WINDOWS_RESERVED.test(component)) return [];
  const codes: ArchiveFindingCode[] = [];
  if (component.includes('\\')) codes.push(Code.PathBackslash);
  if (ODD_UNICODE.test(component) || component !== component.normalize('NFC')) codes.push(Code.PathUnicode);
  if (WINDOWS_RESERVED.test(component) || WINDOWS_CHARACTERS.test(component)) codes.push(Code.PathWindows);
  return codes;
}

/** Equal for two components that a case-folding, normalising file system (APFS, NTFS) takes for one. */
export function foldCase(path: string): string {
  return path.normalize('NFC').toLowerCase().toUpperCase().toLowerCase();
}
