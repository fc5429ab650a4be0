/** The targets that a published package has, written down or found, as tables with name and path (cargo's parser/targets.rs). */
import { cleanPath, type TomlTable, type TomlValue } from '@lazaret/cargo';
import { type MutableTable, newTable, tableOf, textOf, textsOf, withSpelling } from './table.ts';

type Kind = 'bin' | 'example' | 'test' | 'bench';
const KINDS: readonly Kind[] = ['bin', 'example', 'test', 'bench'];
const FOLDERS: Readonly<Record<Kind, string>> = {
  bin: 'src/bin/',
  example: 'examples/',
  test: 'tests/',
  bench: 'benches/',
};
const AUTO: Readonly<Record<Kind, string>> = {
  bin: 'autobins',
  example: 'autoexamples',
  test: 'autotests',
  bench: 'autobenches',
};

/** `lib` and, by `kind NAME`, every other target whose file is in the archive. */
export function canonicalTargets(toml: TomlTable, pkg: TomlTable, files: ReadonlySet<string>): TomlTable {
  const result = newTable();
  const edition = textOf(pkg['edition']) ?? '2015';
  const name = textOf(pkg['name']) ?? '';
  const lib = canonicalLib(tableOf(toml['lib']), name, edition, pkg['autolib'] !== false, files);
  if (lib !== undefined) result['lib'] = lib;
  for (const kind of KINDS) {
    const written = Array.isArray(toml[kind]) ? (toml[kind] as TomlValue[]).map(tableOf) : [];
    const explicit = written.filter((table) => table !== undefined);
    const auto = pkg[AUTO[kind]];
    const discover = typeof auto === 'boolean' ? auto : edition !== '2015' || explicit.length === 0;
    const inferred = inferredTargets(kind, name, files);
    for (const target of merged(kind, explicit, inferred, discover, edition, lib !== undefined, files)) {
      result[`${kind} ${textOf(target['name'])}`] = target;
    }
  }
  return result;
}

function canonicalLib(
  written: TomlTable | undefined,
  name: string,
  edition: string,
  auto: boolean,
  files: ReadonlySet<string>,
): TomlTable | undefined {
  if (written === undefined && (!auto || !files.has('src/lib.rs'))) return undefined;
  const lib = spelledTarget(written ?? newTable());
  lib['name'] = textOf(lib['name']) ?? name.replaceAll('-', '_');
  const legacy = `src/${textOf(lib['name'])}.rs`;
  const path = textOf(lib['path']);
  lib['path'] =
    path !== undefined ? cleanPath(path) : files.has('src/lib.rs') || edition !== '2015' ? 'src/lib.rs' : legacy;
  return files.has(textOf(lib['path'])!) ? lib : undefined;
}

function merged(
  kind: Kind,
  explicit: readonly TomlTable[],
  inferred: readonly (readonly [string, string])[],
  discover: boolean,
  edition: string,
  hasLib: boolean,
  files: ReadonlySet<string>,
): TomlTable[] {
  const found: TomlTable[] = [];
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const written of explicit) {
    const target = spelledTarget(written);
    const name = textOf(target['name']);
    if (name === undefined) continue;
    names.add(name);
    const stated = textOf(target['path']);
    if (stated !== undefined) paths.add(cleanPath(stated));
    const path =
      stated === undefined
        ? (inferred.find(([candidate]) => candidate === name)?.[1] ?? legacyPath(kind, name, edition, hasLib, files))
        : cleanPath(stated);
    if (path === undefined || !files.has(path)) continue;
    target['path'] = path;
    found.push(target);
  }
  if (discover) {
    for (const [name, path] of inferred) {
      if (!names.has(name) && !paths.has(path)) found.push(newTable({ name, path }));
    }
  }
  return found;
}

/** Keys that say what is the default anyway are left out, so that saying it makes no difference. */
function spelledTarget(written: TomlTable): MutableTable {
  const target = withSpelling(written, ['crate-type', 'proc-macro', 'required-features', 'doc-scrape-examples']);
  if (target['proc-macro'] === false) delete target['proc-macro'];
  if (Array.isArray(target['required-features']) && target['required-features'].length === 0)
    delete target['required-features'];
  // Compiler plugins are gone; cargo drops the key since 1.75.
  delete target['plugin'];
  if (typeof target['crate-type'] === 'string') target['crate-type'] = [target['crate-type']];
  if (Array.isArray(target['crate-type'])) {
    const types = textsOf(target['crate-type']);
    if (types.length === 0) delete target['crate-type'];
    else target['crate-type'] = types;
  }
  return target;
}

function legacyPath(
  kind: Kind,
  name: string,
  edition: string,
  hasLib: boolean,
  files: ReadonlySet<string>,
): string | undefined {
  if (kind !== 'bin' || edition !== '2015') return undefined;
  const candidates = [...(hasLib ? [] : [`src/${name}.rs`]), 'src/main.rs', 'src/bin/main.rs'];
  return candidates.find((path) => files.has(path));
}

/** `DIR/NAME.rs` and `DIR/NAME/main.rs`, and `src/main.rs` for the binary of the package's name. */
function inferredTargets(kind: Kind, packageName: string, files: ReadonlySet<string>): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  if (kind === 'bin' && files.has('src/main.rs')) found.push([packageName, 'src/main.rs']);
  const folder = FOLDERS[kind];
  for (const file of files) {
    if (!file.startsWith(folder) || file[folder.length] === '.') continue;
    const rest = file.slice(folder.length);
    const slash = rest.indexOf('/');
    if (slash === -1) {
      if (rest.endsWith('.rs')) found.push([rest.slice(0, -3), file]);
    } else if (rest.slice(slash + 1) === 'main.rs') found.push([rest.slice(0, slash), file]);
  }
  return found;
}
