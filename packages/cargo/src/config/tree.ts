/**
 * The merged tree of `.cargo/config.toml` files, each value with the file that defined it: Cargo resolves relative paths
 * against the place of definition, and a report must be able to name it. Merging follows cargo `ConfigValue::merge`.
 */
import type { Diagnostic } from '@lazaret/base';
import { isTable, parseToml, type TomlTable, type TomlValue } from '../toml.ts';

/** A configuration value that is no table. Lists keep the file of every item, since files' lists are joined. */
export type ConfigNode =
  | { readonly kind: 'table'; readonly entries: Map<string, ConfigNode> }
  | { readonly kind: 'list'; readonly items: readonly ConfigScalar[] }
  | ConfigScalar;

interface ConfigScalar {
  readonly kind: 'scalar';
  readonly value: TomlValue;
  readonly file: string;
}

/** An `include` of another file (stable since Rust 1.94); the path is relative to the including file's directory. */
export interface ConfigInclude {
  readonly path: string;
  readonly optional: boolean;
}

/** Nesting that no real configuration reaches; deeper tables are cut with a diagnostic. */
const MAX_DEPTH = 32;

/** Turns one file's TOML into a tree; throws `CargoError` when it is not TOML. */
export function parseConfigFile(
  text: string,
  file: string,
  diagnostics: Diagnostic[],
): { tree: ConfigNode & { kind: 'table' }; includes: ConfigInclude[] } {
  const table = parseToml(text, file);
  const { include, ...rest } = table;
  const tree = tableNode(rest, file, 0, diagnostics);
  return { tree, includes: readIncludes(include, file, diagnostics) };
}

function tableNode(
  table: TomlTable,
  file: string,
  depth: number,
  diagnostics: Diagnostic[],
): ConfigNode & { kind: 'table' } {
  const entries = new Map<string, ConfigNode>();
  if (depth === MAX_DEPTH) {
    diagnostics.push({ code: 'config-depth-limit', message: `tables nest deeper than ${MAX_DEPTH}`, file });
    return { kind: 'table', entries };
  }
  for (const [key, value] of Object.entries(table)) {
    if (isTable(value)) entries.set(key, tableNode(value, file, depth + 1, diagnostics));
    else if (Array.isArray(value)) {
      entries.set(key, { kind: 'list', items: value.map((item) => ({ kind: 'scalar', value: item, file })) });
    } else entries.set(key, { kind: 'scalar', value, file });
  }
  return { kind: 'table', entries };
}

function readIncludes(include: TomlValue, file: string, diagnostics: Diagnostic[]): ConfigInclude[] {
  if (include === undefined) return [];
  const includes: ConfigInclude[] = [];
  for (const item of Array.isArray(include) ? include : [include]) {
    const path = isTable(item) ? item['path'] : item;
    if (typeof path === 'string' && path.endsWith('.toml')) {
      includes.push({ path, optional: isTable(item) && item['optional'] === true });
    } else {
      const message = 'an `include` is a path that ends in .toml, or a table with such a path';
      diagnostics.push({ code: 'config-include', message, file });
    }
  }
  return includes;
}

/**
 * Merges `over` (nearer to the project, stronger) into `under`: tables key by key, lists joined with the stronger items
 * last, scalars replaced. Values of different shapes are an error in Cargo; here the stronger one is kept and said so.
 */
export function mergeTrees(
  under: ConfigNode & { kind: 'table' },
  over: ConfigNode & { kind: 'table' },
  diagnostics: Diagnostic[],
  prefix = '',
): void {
  for (const [key, value] of over.entries) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const existing = under.entries.get(key);
    if (existing === undefined || (existing.kind === 'scalar' && value.kind === 'scalar'))
      under.entries.set(key, value);
    else if (existing.kind === 'table' && value.kind === 'table') mergeTrees(existing, value, diagnostics, name);
    else if (existing.kind === 'list' && value.kind === 'list') {
      under.entries.set(key, { kind: 'list', items: [...existing.items, ...value.items] });
    } else {
      const message = `\`${name}\` has different types in two configuration files`;
      const file = nodeFile(value);
      diagnostics.push(file === undefined ? { code: 'config-type', message } : { code: 'config-type', message, file });
      under.entries.set(key, value);
    }
  }
}

/** A file that defined (part of) a node. */
export function nodeFile(node: ConfigNode): string | undefined {
  for (let at: ConfigNode | undefined = node; at !== undefined; ) {
    if (at.kind === 'scalar') return at.file;
    at = at.kind === 'list' ? at.items[0] : at.entries.values().next().value;
  }
  return undefined;
}

/** The node at a key path, if every step is a table. */
export function nodeAt(tree: ConfigNode, ...keys: readonly string[]): ConfigNode | undefined {
  let node: ConfigNode | undefined = tree;
  for (const key of keys) {
    if (node?.kind !== 'table') return undefined;
    node = node.entries.get(key);
  }
  return node;
}

/** The entries of the table at a key path; none if there is no table. */
export function entriesAt(tree: ConfigNode, ...keys: readonly string[]): Iterable<[string, ConfigNode]> {
  const node = nodeAt(tree, ...keys);
  return node?.kind === 'table' ? node.entries : [];
}

/** The string at a key path with its file. */
export function stringAt(tree: ConfigNode, ...keys: readonly string[]): { value: string; file: string } | undefined {
  const node = nodeAt(tree, ...keys);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? { value: node.value, file: node.file } : undefined;
}

/** The strings at a key path: a list, or a single string taken as a list of one. */
export function stringsAt(tree: ConfigNode, ...keys: readonly string[]): { value: string; file: string }[] {
  const node = nodeAt(tree, ...keys);
  const items = node?.kind === 'list' ? node.items : node?.kind === 'scalar' ? [node] : [];
  return items.flatMap(({ value, file }) => (typeof value === 'string' ? [{ value, file }] : []));
}

/** The boolean at a key path. */
export function booleanAt(tree: ConfigNode, ...keys: readonly string[]): boolean | undefined {
  const node = nodeAt(tree, ...keys);
  return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;
}

/** A node as plain data again, without files. */
export function plainValue(node: ConfigNode): TomlValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map((item) => item.value);
  const table: { [key: string]: TomlValue } = Object.create(null);
  for (const [key, value] of node.entries) table[key] = plainValue(value);
  return table;
}
