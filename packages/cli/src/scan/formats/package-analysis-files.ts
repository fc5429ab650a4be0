/**
 * The static results of Package Analysis, file by file: sizes and digests of all files, and for code what its literals and
 * names look like. Its own parser knows JavaScript only; the thresholds are its (obfuscation/detections). Literals are those
 * of functions that can run, as written; what decoding makes of them is in the findings.
 */
import { createHash } from 'node:crypto';
import { type CrateFacts, crateOf, DefKind, localOf } from '@lazaret/facts';
import type { ScanReport } from '../report.ts';

/** Texts listed for one file and kind: a table of thousands of URLs says no more than its beginning. */
const TEXTS_MAX = 200;
const TEXT_LENGTH_MAX = 2_000;

const BASE64 = /[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9_-]{16,}={0,2}/g;
const HEX = /[0-9a-fA-F]{8,}/g;
const URL_TEXT = /\b(?:https?|ftp|wss?):\/\/[^\s"'<>`]+/g;
const ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;
const SUSPICIOUS = [
  ['hex', /_0x[0-9a-fA-F]{3,}/],
  ['numeric', /^[A-Za-z_]\d{3,}/],
  ['single', /^[A-Za-z_]$/],
] as const;

interface Counted {
  readonly value: number;
  readonly count: number;
}

export function staticFiles({ subject, code }: NonNullable<ScanReport['content']>): object[] {
  const texts = new Map<string, string[]>();
  const names = new Map<string, Set<string>>();
  const crates = new Set(code.units.map(({ crate }) => code.world.crate(crate)));
  for (const facts of crates) collectNames(facts, (sym) => code.world.names.text(sym), names);
  for (const unit of code.units) {
    const seen = new Set();
    for (const def of unit.exploration.reached('certain')) {
      const flow = unit.flow.of(def);
      if (flow === undefined || seen.has(flow)) continue;
      seen.add(flow);
      const span = code.world.span(def);
      const file = code.world.crate(crateOf(def)).files[span.file] ?? '';
      for (const value of flow.values) {
        if (value.kind === 'text' || value.kind === 'bytes') (texts.get(file) ?? put(texts, file, [])).push(value.text);
      }
    }
  }
  return [...subject.files].map(([path, bytes]) => ({
    filename: path,
    detected_type: detectedType(path, bytes),
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    line_lengths: counted(lineLengths(bytes)),
    ...textSignals(texts.get(path)),
    ...nameSignals(names.get(path)),
  }));
}

function put<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}

const NAMED: ReadonlySet<DefKind> = new Set([DefKind.Fn, DefKind.Const, DefKind.Static, DefKind.Struct, DefKind.Mod]);

function collectNames(facts: CrateFacts, text: (sym: never) => string, names: Map<string, Set<string>>): void {
  for (let def = 1; def < facts.defCount(); def++) {
    if (!NAMED.has(facts.kind(def as never))) continue;
    const span = facts.span(localOf(def as never));
    if (span.krate !== facts.num) continue;
    const file = facts.files[span.file] ?? '';
    (names.get(file) ?? put(names, file, new Set())).add(text(facts.defName(def as never) as never));
  }
}

function lineLengths(bytes: Uint8Array): number[] {
  const lengths: number[] = [];
  let start = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
    lengths.push(at - start);
    start = at + 1;
  }
  if (start < bytes.length) lengths.push(bytes.length - start);
  return lengths;
}

function counted(values: readonly number[]): Counted[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).map(([value, count]) => ({ value, count }));
}

function textSignals(texts: readonly string[] | undefined): object {
  if (texts === undefined) return {};
  const matches = (pattern: RegExp, keep: (match: string) => boolean = () => true) =>
    [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([it]) => it).filter(keep)))]
      .slice(0, TEXTS_MAX)
      .map((it) => it.slice(0, TEXT_LENGTH_MAX));
  return {
    string_lengths: counted(texts.map((text) => text.length)),
    base64_strings: matches(BASE64, isBase64),
    hex_strings: matches(HEX),
    ip_addresses: matches(ADDRESS),
    urls: matches(URL_TEXT),
  };
}

function isBase64(text: string): boolean {
  return (
    !(text.includes('=') && text.length % 4 !== 0) && /[A-Z]/.test(text) && /[a-z]/.test(text) && /[G-Zg-z]/.test(text)
  );
}

function nameSignals(names: ReadonlySet<string> | undefined): object {
  if (names === undefined) return {};
  const suspicious = [...names].flatMap((name) =>
    SUSPICIOUS.filter(([, pattern]) => pattern.test(name)).map(([rule]) => ({ name, rule })),
  );
  return {
    identifier_lengths: counted([...names].map((name) => name.length)),
    suspicious_identifiers: suspicious.slice(0, TEXTS_MAX),
  };
}

const MAGIC = [
  [[0x7f, 0x45, 0x4c, 0x46], 'ELF'],
  [[0x4d, 0x5a], 'PE32 executable'],
  [[0xcf, 0xfa, 0xed, 0xfe], 'Mach-O'],
  [[0xca, 0xfe, 0xba, 0xbe], 'Mach-O universal binary or Java class'],
  [[0x50, 0x4b, 0x03, 0x04], 'Zip archive data'],
  [[0x1f, 0x8b], 'gzip compressed data'],
  [[0x89, 0x50, 0x4e, 0x47], 'PNG image data'],
  [[0x00, 0x61, 0x73, 0x6d], 'WebAssembly (wasm) binary module'],
] as const;

/** In the words of `file`, which Package Analysis asks. */
function detectedType(path: string, bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  const magic = MAGIC.find(([start]) => start.every((byte, at) => bytes[at] === byte));
  if (magic !== undefined) return magic[1];
  if (bytes.includes(0)) return 'data';
  if (path.endsWith('.rs')) return 'Rust source, ASCII text';
  return bytes.some((byte) => byte >= 0x80) ? 'Unicode text, UTF-8 text' : 'ASCII text';
}
