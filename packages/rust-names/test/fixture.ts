/**
 * Crates from one string, as rust-analyzer's fixtures:
 *
 *   //- /lib.rs crate:dep edition:2018 features:a,b cfg:unix,os="x" deps:alias=other,core kind:proc-macro
 *   text
 *   //- /foo/mod.rs
 *   text
 *
 * A file without `crate:` belongs to the crate before it. Crates named core, alloc, std become the standard library of
 * those behind them.
 */
import { type CrateNum, type DefId, type DefKind, defId, type LocalDef, localOf, World } from '@lazaret/facts';
import { lexSource, parsePath } from '@lazaret/rust-syntax';
import { type CrateInput, type CrateNames, collectCrate, Ns, namesFacts, type StdCrates } from '../src/index.ts';

interface CrateText {
  readonly name: string;
  readonly meta: ReadonlyMap<string, string>;
  readonly root: string;
  readonly files: Map<string, string>;
}

export interface Fixture {
  readonly world: World;
  readonly crates: ReadonlyMap<string, CrateNames>;
  /** The last crate. */
  readonly main: CrateNames;
}

function parseFixture(text: string): CrateText[] {
  const crates: CrateText[] = [];
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const header = /^\s*\/\/- \/(\S+)(.*)$/.exec(line);
    if (header === null) {
      lines.push(line);
      continue;
    }
    flush(crates, lines);
    lines = [];
    const path = header[1]!;
    const meta = new Map(
      header[2]!
        .trim()
        .split(/\s+/)
        .map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)] as const),
    );
    const name = meta.get('crate');
    if (name !== undefined || crates.length === 0) {
      crates.push({ name: name ?? 'main', meta, root: path, files: new Map() });
    }
    crates[crates.length - 1]!.files.set(path, '');
  }
  if (crates.length === 0)
    crates.push({ name: 'main', meta: new Map(), root: 'lib.rs', files: new Map([['lib.rs', '']]) });
  flush(crates, lines);
  return crates;
}

function flush(crates: CrateText[], lines: readonly string[]): void {
  const files = crates[crates.length - 1]?.files;
  if (files === undefined) return;
  const last = [...files.keys()].at(-1)!;
  files.set(last, lines.join('\n'));
}

function list(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(',');
}

/** What a crate of a fixture needs, for those who build more than names from it. */
function fixtureInput(text: CrateText, crates: ReadonlyMap<string, CrateNum>, stdCrates: StdCrates): CrateInput {
  const { name, meta, files, root } = text;
  const on = new Set(list(meta.get('cfg')));
  const externs = new Map<string, CrateNum>();
  for (const dep of list(meta.get('deps'))) {
    const [alias, target] = dep.includes('=') ? (dep.split('=') as [string, string]) : [dep, dep];
    const num = crates.get(target);
    if (num !== undefined) externs.set(alias, num);
  }
  return {
    name,
    package: { name, version: '1.2.3' },
    edition: Number(meta.get('edition') ?? '2021') as CrateInput['edition'],
    unit: (meta.get('kind') as CrateInput['unit'] | undefined) ?? 'lib',
    root,
    readFile: (path) => files.get(path),
    features: new Set(list(meta.get('features'))),
    cfg: (key, value) => {
      const option = value === undefined ? key : `${key}="${value}"`;
      if (on.has(option)) return true;
      return key === 'test' || key === 'windows' ? false : undefined;
    },
    ...(meta.has('likely') ? { cfgLikely: (key: string) => list(meta.get('likely')).includes(key) } : {}),
    outFile: (path) => files.get(`OUT_DIR/${path}`),
    externs,
    stdCrates,
  };
}

/** Collects all crates of a fixture, in order; `about` says what else is known of a crate. */
export function fixture(text: string, about: (name: string) => Partial<CrateInput> = () => ({})): Fixture {
  const world = new World();
  const crates = new Map<string, CrateNames>();
  const nums = new Map<string, CrateNum>();
  let std: StdCrates = {};
  let main: CrateNames | undefined;
  for (const one of parseFixture(text)) {
    const names = collectCrate(world, { ...fixtureInput(one, nums, std), ...about(one.name) });
    world.add(namesFacts(names));
    crates.set(one.name, names);
    nums.set(one.name, names.num);
    if (one.name === 'core' || one.name === 'alloc' || one.name === 'std') std = { ...std, [one.name]: names.num };
    main = names;
  }
  return { world, crates, main: main! };
}

/** `krate::module::Name` of a definition, plain names only. */
export function pathOf(world: World, def: DefId): string {
  const parts: string[] = [];
  for (let at: DefId | undefined = def; at !== undefined; at = world.parent(at)) {
    const name = world.names.text(world.name(at));
    parts.unshift(name === '' ? `{${world.kind(at)}:${localOf(at)}}` : name);
  }
  return parts.join('::');
}

/** Resolves a path as written in a module (`crate` by default); its definition path, a primitive's name, or undefined. */
export function resolved(names: CrateNames, text: string, ns: Ns = Ns.Type, module = ''): string | undefined {
  const { world } = names;
  const root = names.scopeOf(0 as LocalDef);
  const scope = module === '' ? root : names.scopeOf(localOf(defOf(names, module)));
  const tokens = lexSource(text, 0, world.names, {});
  const tree = parsePath(tokens, { start: 0, end: tokens.length }, { edition: names.input.edition });
  const found = names.resolvePath(scope, names.pathOf(tree, tree.root), ns);
  if (found === undefined) return undefined;
  const rest = found.rest === 0 ? '' : ` +${found.rest}`;
  return found.kind === 'prim' ? `${found.prim}${rest}` : `${pathOf(world, found.def)}${rest}`;
}

/** First definition of this crate with that path (`a::b`, without the crate). */
export function defOf(names: CrateNames, path: string): DefId {
  for (let i = 0; i < names.defCount(); i++) {
    const def = defId(names.num, i as LocalDef);
    if (pathOf(names.world, def) === `${names.input.name}::${path}`) return def;
  }
  throw new Error(`no definition ${path}`);
}

export function codes(names: CrateNames): string[] {
  return names.diagnostics.map((one) => one.code);
}

/** Names of all definitions of a kind, sorted. */
export function defNames(names: CrateNames, kind: DefKind): string[] {
  const found: string[] = [];
  for (let i = 0; i < names.defCount(); i++) {
    if (names.kind(i as LocalDef) === kind) found.push(names.world.names.text(names.defName(i as LocalDef)));
  }
  return found.sort();
}
