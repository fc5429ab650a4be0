/** Reads the head of a file, trusting nothing in it. */
import type { Diagnostic } from '@lazaret/base';
import type { CrateKey, FactsMeta } from './encode.ts';
import { CodecError } from './error.ts';

const EDITIONS: ReadonlySet<unknown> = new Set([2015, 2018, 2021, 2024]);
const UNITS: ReadonlySet<unknown> = new Set(['lib', 'bin', 'build-script', 'proc-macro', 'example', 'test', 'bench']);

export function readMeta(bytes: Uint8Array): FactsMeta {
  const meta = object(parse(bytes));
  const pkg = object(meta['package']);
  const edition = meta['edition'];
  const unit = meta['unit'];
  if (!EDITIONS.has(edition) || !UNITS.has(unit)) throw bad('edition or unit');
  return {
    name: text(meta['name']),
    package: { name: text(pkg['name']), version: text(pkg['version']) },
    edition: edition as FactsMeta['edition'],
    unit: unit as FactsMeta['unit'],
    files: array(meta['files']).map(text),
    defs: integer(meta['defs']),
    crates: array(meta['crates']).map((entry) => (entry === null ? null : key(entry))),
    externs: array(meta['externs']).map((entry): readonly [string, number] => {
      const [name, at] = array(entry);
      return [text(name), integer(at)];
    }),
    diagnostics: array(meta['diagnostics']).map(diagnostic),
  };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw bad('syntax');
  }
}

function bad(what: string): CodecError {
  return new CodecError('section', `head of the file: ${what}`);
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('an object is missing');
  return value as Record<string, unknown>;
}

function array(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw bad('a list is missing');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw bad('a text is missing');
  return value;
}

function integer(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw bad('a number is missing');
  return value;
}

function key(value: unknown): CrateKey {
  const entry = object(value);
  return {
    name: text(entry['name']),
    package: text(entry['package']),
    version: text(entry['version']),
    ...(entry['facts'] === undefined ? {} : { facts: text(entry['facts']) }),
  };
}

function diagnostic(value: unknown): Diagnostic {
  const entry = object(value);
  return {
    code: text(entry['code']),
    message: text(entry['message']),
    ...(entry['file'] === undefined ? {} : { file: text(entry['file']) }),
    ...(entry['line'] === undefined ? {} : { line: integer(entry['line']) }),
    ...(entry['column'] === undefined ? {} : { column: integer(entry['column']) }),
  };
}
