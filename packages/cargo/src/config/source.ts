/**
 * `[source]` and `[registries]` tables, and where a lock file's source is really read from: cargo's `SourceConfigMap`,
 * which follows `replace-with` until a source that is not replaced.
 */
import type { Diagnostic } from '@lazaret/base';
import { CRATES_IO_NAME, CRATES_IO_SPARSE_INDEX, isCratesIo } from '../crates-io.ts';
import { type GitReference, parseSource } from '../lock/source.ts';
import { type CargoEnvironment, type ConfigPath, configPath } from './place.ts';
import { type ConfigNode, entriesAt, stringAt } from './tree.ts';

/** Where the packages of a source are. */
export type SourcePlace =
  /** `index` starts with `sparse+` for the sparse protocol; without it the index is a git repository. */
  | { readonly kind: 'registry'; readonly index: string }
  | { readonly kind: 'local-registry'; readonly path: ConfigPath }
  | { readonly kind: 'directory'; readonly path: ConfigPath }
  | { readonly kind: 'git'; readonly url: string; readonly reference: GitReference };

/** One `[source.NAME]` table. */
export interface ConfigSource {
  readonly name: string;
  readonly place: SourcePlace | undefined;
  readonly replaceWith: string | undefined;
  readonly file: string | undefined;
}

export function readSources(tree: ConfigNode, diagnostics: Diagnostic[]): Map<string, ConfigSource> {
  const sources = new Map<string, ConfigSource>();
  for (const [name, node] of entriesAt(tree, 'source')) {
    const places = readPlaces(node);
    if (places.length > 1) {
      const message = `source \`${name}\` is given more than one place; cargo refuses that`;
      diagnostics.push({ code: 'config-source', message });
    }
    const replaceWith = stringAt(node, 'replace-with');
    const place = places[0]?.place;
    const file = replaceWith?.file ?? places[0]?.file;
    sources.set(name, { name, place, replaceWith: replaceWith?.value, file });
  }
  return sources;
}

function readPlaces(node: ConfigNode): { place: SourcePlace; file: string }[] {
  const places: { place: SourcePlace; file: string }[] = [];
  const registry = stringAt(node, 'registry');
  if (registry) places.push({ place: { kind: 'registry', index: registry.value }, file: registry.file });
  for (const kind of ['local-registry', 'directory'] as const) {
    const path = stringAt(node, kind);
    if (path) places.push({ place: { kind, path: configPath(path)! }, file: path.file });
  }
  const git = stringAt(node, 'git');
  if (git) {
    places.push({ place: { kind: 'git', url: git.value, reference: readReference(node) }, file: git.file });
  }
  return places;
}

function readReference(node: ConfigNode): GitReference {
  for (const kind of ['branch', 'tag', 'rev'] as const) {
    const name = stringAt(node, kind)?.value;
    if (name !== undefined) return { kind, name };
  }
  return { kind: 'default' };
}

/** `[registries.NAME] index`, overridden by `CARGO_REGISTRIES_NAME_INDEX`. */
export function readRegistries(tree: ConfigNode, env: CargoEnvironment): Map<string, string> {
  const registries = new Map<string, string>();
  for (const [name, node] of entriesAt(tree, 'registries')) {
    const variable = `CARGO_REGISTRIES_${name.toUpperCase().replaceAll(/[-.]/g, '_')}_INDEX`;
    const index = env[variable] ?? stringAt(node, 'index')?.value;
    if (index !== undefined) registries.set(name, index);
  }
  for (const [variable, index] of Object.entries(env)) {
    const name = /^CARGO_REGISTRIES_(.+)_INDEX$/.exec(variable)?.[1]?.toLowerCase();
    if (name === undefined || index === undefined || index === '') continue;
    // A variable's name cannot tell `-` from `_`: both spellings stand for it.
    for (const spelling of [name, name.replaceAll('_', '-')]) {
      if (!registries.has(spelling)) registries.set(spelling, index);
    }
  }
  return registries;
}

/** Where a lock file's source is read from, and over which names. */
export type ReplacedSource =
  | { readonly ok: true; readonly place: SourcePlace; readonly chain: readonly string[] }
  | { readonly ok: false; readonly code: ReplacementErrorCode; readonly message: string };

/** Why a source leads nowhere. */
export type ReplacementErrorCode = 'replacement-cycle' | 'replacement-missing' | 'source-unsupported';

interface SourceTables {
  readonly sources: ReadonlyMap<string, ConfigSource>;
  readonly registries: ReadonlyMap<string, string>;
}

/** Follows source replacement for a lock file's `source` (`registry+…`, `sparse+…`, `git+…`). */
export function replaceSource(config: SourceTables, source: string): ReplacedSource {
  const original = placeOf(source);
  if (original === undefined) {
    return { ok: false, code: 'source-unsupported', message: `source \`${source}\` is of no known kind` };
  }
  const chain: string[] = [];
  let place = original;
  for (let name = nameOf(config, source, original); name !== undefined; ) {
    if (chain.includes(name)) {
      const message = `source replacement of \`${chain[0]}\` runs in a circle over \`${name}\``;
      return { ok: false, code: 'replacement-cycle', message };
    }
    chain.push(name);
    const entry = config.sources.get(name);
    const found = entry?.place ?? namedPlace(config, name);
    if (found !== undefined) place = found;
    else if (entry?.replaceWith === undefined) {
      const message = `source \`${name}\` is named by \`replace-with\` but defined nowhere`;
      return { ok: false, code: 'replacement-missing', message };
    }
    name = entry?.replaceWith;
  }
  return { ok: true, place, chain };
}

function namedPlace(config: SourceTables, name: string): SourcePlace | undefined {
  const index = config.registries.get(name);
  if (index !== undefined) return { kind: 'registry', index };
  return name === CRATES_IO_NAME ? { kind: 'registry', index: CRATES_IO_SPARSE_INDEX } : undefined;
}

/** Which `[source.NAME]` table speaks of this source. */
function nameOf(config: SourceTables, source: string, original: SourcePlace): string | undefined {
  if (isCratesIo(source)) return CRATES_IO_NAME;
  for (const { name, place } of config.sources.values()) {
    if (place !== undefined && samePlace(place, original)) return name;
  }
  if (original.kind !== 'registry') return undefined;
  for (const [name, index] of config.registries) {
    if (config.sources.has(name) && sameIndex(index, original.index)) return name;
  }
  return undefined;
}

function samePlace(a: SourcePlace, b: SourcePlace): boolean {
  if (a.kind === 'registry' && b.kind === 'registry') return sameIndex(a.index, b.index);
  if (a.kind !== 'git' || b.kind !== 'git' || !sameIndex(a.url, b.url)) return false;
  return referenceText(a.reference) === referenceText(b.reference);
}

function referenceText(reference: GitReference): string {
  return reference.kind === 'default' ? '' : `${reference.kind}=${reference.name}`;
}

function sameIndex(a: string, b: string): boolean {
  const canonical = (url: string) => url.replace(/\/+$/, '').replace(/\.git$/, '');
  return canonical(a) === canonical(b);
}

/** A lock file's source string as a place, before any replacement; undefined for paths and what cargo does not write. */
export function placeOf(text: string): SourcePlace | undefined {
  if (isCratesIo(text)) return { kind: 'registry', index: CRATES_IO_SPARSE_INDEX };
  const source = parseSource(text);
  if (source.kind === 'sparse' || source.kind === 'registry') return { kind: 'registry', index: source.url };
  if (source.kind !== 'git') return undefined;
  return { kind: 'git', url: source.url, reference: source.reference ?? { kind: 'default' } };
}
