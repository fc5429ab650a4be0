/**
 * How well name resolution finds the definitions that the compiler found: recall and precision of definitions over the
 * crates of the call-graph oracle, and unresolved imports in them and in the standard library.
 *
 *   node tools/score/names.ts ORACLE CRATES STD [NAME..]
 *
 * ORACLE: the oracle's folder (crates.toml, locks, *.defs.jsonl.gz); CRATES: unpacked crates as NAME-VERSION folders;
 * STD: the `library` folder of Rust's sources. With names only these crates are looked at; `std` means the standard library.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseToml } from '@lazaret/cargo';
import { type CrateNum, DefKind, type LocalDef, World } from '@lazaret/facts';
import {
  type CrateInput,
  type CrateNames,
  collectCrate,
  namesFacts,
  type Scope,
  type StdCrates,
} from '@lazaret/rust-names';
import { Flag, isItem, NodeKind, parseExpr, parsePat, parseStmts, parseType, type Tree } from '@lazaret/rust-syntax';

const [oracle, cratesDir, stdDir, ...only] = process.argv.slice(2);
if (oracle === undefined || cratesDir === undefined || stdDir === undefined) {
  console.error('usage: names.ts ORACLE CRATES STD [NAME..]');
  process.exit(2);
}
const show = Number(process.env['SHOW'] ?? '0');

type Table = Record<string, unknown>;
type Edition = CrateInput['edition'];

const CFG: Readonly<Record<string, readonly string[]>> = {
  panic: ['unwind'],
  target_abi: [''],
  target_arch: ['x86_64'],
  target_endian: ['little'],
  target_env: ['gnu'],
  target_family: ['unix'],
  target_feature: ['fxsr', 'sse', 'sse2'],
  target_has_atomic: ['16', '32', '64', '8', 'ptr'],
  target_has_atomic_load_store: ['16', '32', '64', '8', 'ptr'],
  target_has_atomic_equal_alignment: ['16', '32', '64', '8', 'ptr'],
  target_os: ['linux'],
  target_pointer_width: ['64'],
  target_vendor: ['unknown'],
  target_has_reliable_f16: [],
};
const FLAGS = new Set(['debug_assertions', 'unix', 'target_thread_local', 'overflow_checks']);
const OFF = new Set([
  'windows',
  'test',
  'doc',
  'doctest',
  'miri',
  'bootstrap',
  'proc_macro',
  'no_global_oom_handling',
  'rustfmt',
  'clippy',
]);

function cfgOf(extra: readonly string[]): CrateInput['cfg'] {
  return (name, value) => {
    if (value === undefined) {
      if (FLAGS.has(name) || extra.includes(name)) return true;
      return OFF.has(name) ? false : undefined;
    }
    if (extra.includes(`${name}="${value}"`)) return true;
    return CFG[name] === undefined ? undefined : CFG[name].includes(value);
  };
}

const world = new World();
const loaded = new Map<string, { num: CrateNum; names: CrateNames }>();
let std: StdCrates = {};

function load(
  key: string,
  dir: string,
  input: Omit<CrateInput, 'readFile' | 'stdCrates'>,
  stdCrates = std,
): CrateNames {
  const known = loaded.get(key);
  if (known !== undefined) return known.names;
  const readFile = (path: string) => {
    const file = join(dir, path);
    return existsSync(file) && !file.endsWith('/') ? readText(file) : undefined;
  };
  const names = collectCrate(world, { ...input, readFile, stdCrates });
  world.add(namesFacts(names));
  loaded.set(key, { num: names.num, names });
  return names;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function manifest(dir: string): Table {
  return parseToml(readText(join(dir, 'Cargo.toml')) ?? '', 'Cargo.toml') as Table;
}

function libOf(toml: Table, name: string): { root: string; lib: string; edition: Edition; procMacro: boolean } {
  const lib = (toml['lib'] ?? {}) as Table;
  const pkg = (toml['package'] ?? {}) as Table;
  return {
    root: (lib['path'] as string | undefined) ?? 'src/lib.rs',
    lib: (lib['name'] as string | undefined) ?? name.replaceAll('-', '_'),
    edition: Number(pkg['edition'] ?? 2015) as Edition,
    procMacro: lib['proc-macro'] === true || lib['proc_macro'] === true,
  };
}

/** Features that are on if `names` are asked for. */
function closeFeatures(toml: Table, names: Iterable<string>): Set<string> {
  const table = (toml['features'] ?? {}) as Record<string, string[]>;
  const on = new Set<string>();
  const work = [...names];
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    if (on.has(name) || name.startsWith('dep:') || name.includes('/')) continue;
    on.add(name);
    work.push(...(table[name] ?? []));
  }
  return on;
}

function stdCrate(
  name: string,
  dir: string,
  externs: Record<string, CrateNum>,
  features: string[],
  root = 'src/lib.rs',
  cfgs: string[] = [],
  edition: Edition = 2024,
): CrateNum | undefined {
  if (!existsSync(dir)) return undefined;
  const input = {
    name,
    package: { name, version: '0.0.0' },
    edition,
    unit: 'lib' as const,
    root,
    features: new Set(features),
    cfg: cfgOf(cfgs),
    externs: new Map(Object.entries(externs)),
  };
  const start = performance.now();
  const names = load(name, dir, input);
  if (process.env['DEEP'] !== undefined && only.includes('std')) walkBodies(names);
  if (only.length === 0 || only.includes('std')) report(name, names, performance.now() - start);
  return names.num;
}

function loadStd(): void {
  const lib = stdDir!;
  const vendor = (prefix: string) =>
    join(lib, 'vendor', readdirSync(join(lib, 'vendor')).find((n) => n.startsWith(prefix)) ?? '-');
  const core = stdCrate('core', lib, {}, [], 'core/src/lib.rs')!;
  std = { core };
  const alloc = stdCrate('alloc', join(lib, 'alloc'), {}, [])!;
  std = { core, alloc };
  const aliased = { core, alloc };
  const externs: Record<string, CrateNum> = { ...aliased };
  const add = (name: string, num: CrateNum | undefined) => {
    if (num !== undefined) externs[name] = num;
  };
  const dep = 'rustc-dep-of-std';
  add('cfg_if', stdCrate('cfg_if', vendor('cfg-if'), aliased, [dep], 'src/lib.rs', [], 2018));
  add(
    'libc',
    stdCrate(
      'libc',
      vendor('libc'),
      { ...aliased, rustc_std_workspace_core: core },
      [dep],
      'src/lib.rs',
      ['libc_const_extern_fn'],
      2021,
    ),
  );
  add(
    'hashbrown',
    stdCrate('hashbrown', vendor('hashbrown'), aliased, [dep, 'nightly', 'rustc-internal-api'], 'src/lib.rs', [], 2021),
  );
  add('rustc_demangle', stdCrate('rustc_demangle', vendor('rustc-demangle'), aliased, [dep], 'src/lib.rs', [], 2015));
  add('unwind', stdCrate('unwind', join(lib, 'unwind'), { ...externs }, []));
  add('std_detect', stdCrate('std_detect', join(lib, 'std_detect'), { ...externs }, ['std_detect_file_io']));
  add('panic_unwind', stdCrate('panic_unwind', join(lib, 'panic_unwind'), { ...externs }, []));
  const num = stdCrate(
    'std',
    lib,
    externs,
    ['panic-unwind', 'std_detect_file_io', 'std_detect_dlsym_getauxval'],
    'std/src/lib.rs',
    ['backtrace_in_libstd'],
  )!;
  std = { core, alloc, std: num };
  const procMacro = stdCrate(
    'proc_macro',
    join(lib, 'proc_macro'),
    { core, alloc, std: num, rustc_literal_escaper: -1 as CrateNum },
    [],
  );
  if (procMacro !== undefined) sysroot.set('proc_macro', procMacro);
}

const sysroot = new Map<string, CrateNum>();

function report(name: string, names: CrateNames, ms: number): void {
  const codes = new Map<string, number>();
  for (const one of names.diagnostics) codes.set(one.code, (codes.get(one.code) ?? 0) + 1);
  names.traitImpls();
  const reasons = new Map<string, number>();
  for (const one of names.opaque()) reasons.set(one.reason, (reasons.get(one.reason) ?? 0) + 1);
  const counts = (map: Map<string, number>) => [...map].map(([code, n]) => `${code} ${n}`).join(', ');
  console.log(
    `${name}: ${names.defCount()} definitions, ${names.traitImpls().length} trait impls, ${ms.toFixed(0)} ms; diagnostics: ${counts(codes) || 'none'}; opaque: ${counts(reasons) || 'none'}`,
  );
  for (const one of names.diagnostics.slice(0, show))
    console.log(`    ${one.code} ${one.message} ${one.file ?? ''}:${one.line ?? ''}`);
}

interface OracleCrate {
  readonly name: string;
  readonly version: string;
  readonly lib: string;
  readonly targets: readonly string[];
  readonly edition: string;
  readonly features: readonly string[];
  readonly cfgs: readonly string[];
}

const oracleCrates = (parseToml(readFileSync(join(oracle, 'crates.toml'), 'utf8'), 'crates.toml')['crate'] ??
  []) as unknown as OracleCrate[];

/** Dependencies by alias, from the manifest and the lock file's versions. */
function dependencies(toml: Table, lock: Map<string, string[]>, active: ReadonlySet<string>): Map<string, CrateNum> {
  const externs = new Map<string, CrateNum>(sysroot);
  const tables = [toml['dependencies'] as Table | undefined];
  for (const [target, table] of Object.entries((toml['target'] ?? {}) as Record<string, Table>)) {
    if (/not\(windows/.test(target) || !/windows|wasm|macos|apple|redox|hermit|loom/.test(target))
      tables.push(table['dependencies'] as Table | undefined);
  }
  for (const table of tables) {
    for (const [alias, spec] of Object.entries(table ?? {})) {
      const detail = typeof spec === 'string' ? { version: spec } : (spec as Table);
      const name = (detail['package'] as string | undefined) ?? alias;
      const wanted = String(detail['version'] ?? '')
        .replace(/^[^0-9]*/, '')
        .split('.');
      const versions = lock.get(name) ?? [];
      const version =
        versions.find((v) => wanted.slice(0, wanted[0] === '0' ? 2 : 1).every((n, i) => v.split('.')[i] === n)) ??
        versions[0];
      if (version === undefined) continue;
      const asked = new Set<string>((detail['features'] as string[] | undefined) ?? []);
      if (detail['default-features'] !== false) asked.add('default');
      for (const feature of active) if (feature.startsWith(`${name}/`)) asked.add(feature.slice(name.length + 1));
      const num = loadDependency(name, version, asked, lock);
      if (num !== undefined) externs.set(alias.replaceAll('-', '_'), num);
    }
  }
  return externs;
}

const stack: string[] = [];

function loadDependency(
  name: string,
  version: string,
  asked: ReadonlySet<string>,
  lock: Map<string, string[]>,
): CrateNum | undefined {
  const known = oracleCrates.find((one) => one.name === name && one.version === version);
  const key = `${name}-${version}`;
  const done = loaded.get(key);
  if (done !== undefined) return done.num;
  const dir = join(cratesDir!, key);
  if (!existsSync(dir) || stack.includes(key)) return undefined;
  stack.push(key);
  const toml = manifest(dir);
  const { root, lib, edition, procMacro } = libOf(toml, name);
  const features = known === undefined ? closeFeatures(toml, asked) : new Set(known.features);
  const input = {
    name: lib,
    package: { name, version },
    edition,
    unit: procMacro ? ('proc-macro' as const) : ('lib' as const),
    root,
    features,
    cfg: cfgOf(known?.cfgs ?? []),
    externs: dependencies(toml, lock, features),
  };
  const names = load(key, dir, input);
  stack.pop();
  return names.num;
}

function readLock(file: string): Map<string, string[]> {
  const lock = new Map<string, string[]>();
  const text = readText(file);
  if (text === undefined) return lock;
  for (const one of (parseToml(text, 'Cargo.lock')['package'] ?? []) as unknown as {
    name: string;
    version: string;
  }[]) {
    lock.set(one.name, [...(lock.get(one.name) ?? []), one.version]);
  }
  return lock;
}

interface OracleDef {
  readonly path: string;
  readonly kind: string;
  readonly file: string;
  readonly file_package?: string;
  readonly line: number;
  readonly col: number;
  readonly start: readonly [number, number];
  readonly target: string;
  readonly impl_trait?: string;
}

const KINDS: Readonly<Record<string, readonly number[]>> = {
  fn: [DefKind.Fn],
  struct: [DefKind.Struct, DefKind.Union],
  union: [DefKind.Union],
  enum: [DefKind.Enum],
  trait: [DefKind.Trait],
  const: [DefKind.Const, DefKind.AssocConst],
  static: [DefKind.Static],
};

const total = { truth: 0, hit: 0, ours: 0, extra: 0, traitTruth: 0, traitHit: 0 };

/** Key of a definition: kind class, last segment of the path, place. */
function place(kind: string, name: string, file: string, line: number, col: number): string {
  return `${kind} ${name} ${file}:${line}:${col}`;
}

function score(one: OracleCrate): void {
  const key = `${one.name}-${one.version}`;
  const dir = join(cratesDir!, key);
  const file = join(oracle!, `${key}.defs.jsonl.gz`);
  if (!existsSync(dir) || !existsSync(file)) {
    console.log(`${key}: not available`);
    return;
  }
  const start = performance.now();
  const num = loadDependency(one.name, one.version, new Set(), readLock(join(oracle!, 'locks', `${key}.lock`)));
  const ms = performance.now() - start;
  const names = loaded.get(key)!.names;
  if (num === undefined) return;
  if (process.env['DEEP'] !== undefined) walkBodies(names);
  const truth = gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OracleDef)
    .filter((def) => def.target.startsWith('lib:') && def.kind !== 'closure' && KINDS[def.kind] !== undefined);
  const ours = new Map<string, { local: LocalDef; seen: boolean }[]>();
  const kindName = new Map<number, string>(
    Object.entries(KINDS).flatMap(([name, kinds]) =>
      kinds.map((kind): [number, string] => [kind, name === 'union' ? 'struct' : name]),
    ),
  );
  for (let i = 0; i < names.defCount(); i++) {
    const local = i as LocalDef;
    const kind = kindName.get(names.kind(local));
    if (kind === undefined) continue;
    const name = world.names.text(names.defName(local));
    const tree = names.tree(local);
    const own = names.span(local);
    const at =
      kind === 'fn' ? own : names.tokenSpan(tree!.tokens, itemStart(names, local), itemStart(names, local) + 1);
    const text = place(kind, name, fileOf(at.krate, at.file), at.line, at.column);
    ours.set(text, [...(ours.get(text) ?? []), { local, seen: false }]);
  }
  const missed: OracleDef[] = [];
  let hits = 0;
  let wrongPlace = 0;
  const byName = new Map<string, { local: LocalDef; seen: boolean }[]>();
  for (const [text, list] of ours) {
    const short = text.split(' ').slice(0, 2).join(' ');
    byName.set(short, [...(byName.get(short) ?? []), ...list]);
  }
  const later: OracleDef[] = [];
  for (const def of truth) {
    const name = def.path.split('::').pop()!.replace(/#\d+$/, '');
    const kind = def.kind === 'union' ? 'struct' : def.kind;
    const exact = ours.get(place(kind, name, def.file, def.line, def.col))?.find((d) => !d.seen);
    if (exact !== undefined) exact.seen = true;
    else later.push(def);
    if (exact !== undefined) hits++;
  }
  for (const def of later) {
    const kind = def.kind === 'union' ? 'struct' : def.kind;
    const loose = byName.get(`${kind} ${def.path.split('::').pop()!.replace(/#\d+$/, '')}`)?.find((d) => !d.seen);
    if (loose === undefined) missed.push(def);
    else {
      loose.seen = true;
      wrongPlace++;
      if (show > 0 && wrongPlace <= show) {
        const at = names.span(loose.local);
        console.log(
          `    elsewhere: ${def.kind} ${def.path} ${def.file_package ?? ''} ${def.file}:${def.line}:${def.col} ours ${names.files[at.file]}:${at.line}:${at.column}`,
        );
      }
    }
  }
  const extra = [...ours]
    .flatMap(([text, list]) => list.filter((d) => !d.seen).map(() => text))
    .filter((t) => !t.startsWith('const _'));
  total.truth += truth.length;
  total.hit += hits + wrongPlace;
  total.extra += extra.length;
  total.ours += hits + wrongPlace + extra.length;
  const imports = names.diagnostics.filter((d) => d.code === 'import-unresolved').length;
  const unresolvedTraits = names.traitImpls().filter((impl) => impl.trait === undefined).length;
  console.log(
    `${key}: ${truth.length} definitions, found ${hits} + ${wrongPlace} elsewhere, missed ${missed.length}, extra ${extra.length}; imports unresolved ${imports}, traits unresolved ${unresolvedTraits}, ${ms.toFixed(0)} ms`,
  );
  if (show > 0) {
    for (const def of missed.slice(0, show))
      console.log(`    missed ${def.kind} ${def.path} ${def.file_package ?? ''} ${def.file}:${def.line}:${def.col}`);
    for (const text of extra.slice(0, show)) console.log(`    extra ${text}`);
    report('   ', names, ms);
  }
}

const deep = { bodies: 0, calls: 0, tokens: 0, errors: new Map<string, number>(), opaque: new Map<string, number>() };

/** Walks all bodies as inference does: enters blocks, expands macro calls. */
function walkBodies(names: CrateNames): void {
  for (let i = 0; i < names.defCount(); i++) {
    const def = i as LocalDef;
    const body = names.bodySource(def);
    if (body === undefined) continue;
    deep.bodies++;
    walkNode(names, body.tree, body.node, names.scopeOf(def), def, 0);
  }
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function walkNode(names: CrateNames, tree: Tree, node: number, scope: Scope, owner: LocalDef, depth: number): void {
  const kind = tree.kind(node);
  if (isItem(kind) || depth > 400 || !names.isActive(tree, node)) return;
  const inner = kind === NodeKind.BlockExpr ? names.enterBlock(scope, tree, node, owner) : scope;
  if (
    kind === NodeKind.MacroExpr ||
    kind === NodeKind.MacroStmt ||
    kind === NodeKind.MacroPat ||
    kind === NodeKind.MacroType
  ) {
    walkMacro(names, tree, node, inner, owner, depth);
    return;
  }
  const hasTail = kind === NodeKind.BlockExpr && tree.has(node, Flag.HasTail);
  for (let child = tree.first(node); child !== -1; child = tree.next(child)) {
    if (hasTail && tree.next(child) === -1 && tree.kind(child) === NodeKind.MacroExpr) {
      walkMacro(names, tree, child, inner, owner, depth, true);
    } else walkNode(names, tree, child, inner, owner, depth + 1);
  }
}

function walkMacro(
  names: CrateNames,
  tree: Tree,
  node: number,
  scope: Scope,
  owner: LocalDef,
  depth: number,
  tail = false,
): void {
  deep.calls++;
  const expansion = names.expand(scope, tree, node);
  const options = { edition: names.input.edition };
  const label = tree.tokens.textOf(tree.range(tree.childOf(node, NodeKind.Path)));
  if (expansion.kind === 'opaque') {
    count(deep.opaque, `${label}! ${expansion.reason}`);
    if (show > 0 && (deep.opaque.get(`${label}! ${expansion.reason}`) ?? 0) < 6) {
      const at = names.nodeSpan(tree, node);
      console.log(`    opaque ${label}! ${expansion.reason} ${names.files[at.file]}:${at.line}`);
    }
    return;
  }
  if (expansion.kind === 'builtin') {
    for (const arg of expansion.args) {
      const parsed = parseExpr(expansion.tokens, arg, options);
      walkNode(names, parsed, parsed.root, scope, owner, depth + 1);
    }
    if (expansion.format?.unknown === true) count(deep.opaque, `${label}! format unknown`);
    return;
  }
  const { tokens } = expansion;
  const range = { start: 0, end: tokens.length };
  deep.tokens += tokens.length;
  const kind = tree.kind(node);
  const parse =
    kind === NodeKind.MacroStmt || tail
      ? parseStmts
      : kind === NodeKind.MacroPat
        ? parsePat
        : kind === NodeKind.MacroType
          ? parseType
          : parseExpr;
  const parsed = parse(tokens, range, options);
  for (const error of parsed.errors.slice(0, 1)) {
    count(deep.errors, `${label}! ${error.code}`);
    if (show > 0 && (deep.errors.get(`${label}! ${error.code}`) ?? 0) < 3) {
      const at = names.nodeSpan(tree, node);
      console.log(
        `    parse ${error.message} in ${label}! at ${names.files[at.file]}:${at.line}: ${tokens.textOf(range).slice(0, 300)}`,
      );
    }
  }
  walkNode(names, parsed, parsed.root, scope, owner, depth + 1);
}

/** Path as the oracle has it: files of the standard library lie in `library`. */
function fileOf(krate: CrateNum, file: number): string {
  const path = world.crate(krate).files[file]!;
  const { core, std: own } = std;
  return krate === core || krate === own ? `library/${path}` : path;
}

/** First token behind attributes. */
function itemStart(names: CrateNames, local: LocalDef): number {
  const tree = names.tree(local)!;
  const node = names.node(local);
  let start = tree.start(node);
  for (let child = tree.first(node); child !== -1; child = tree.next(child)) {
    if (tree.end(child) > start && tree.start(child) === start && tree.tokens.text(start) === '#')
      start = tree.end(child);
  }
  return start;
}

loadStd();
for (const one of oracleCrates) {
  if (only.length === 0 || only.includes(one.name) || only.includes(`${one.name}-${one.version}`)) score(one);
}
if (deep.bodies > 0) {
  const top = (map: Map<string, number>) => [...map].sort((a, b) => b[1] - a[1]).slice(0, 25);
  console.log(`deep: ${deep.bodies} bodies, ${deep.calls} macro calls, ${deep.tokens} tokens`);
  console.log('parse errors', top(deep.errors), 'opaque', top(deep.opaque));
}
if (total.truth > 0) {
  console.log(
    `all: recall ${((100 * total.hit) / total.truth).toFixed(2)} %, precision ${((100 * (total.ours - total.extra)) / total.ours).toFixed(2)} %`,
  );
}
