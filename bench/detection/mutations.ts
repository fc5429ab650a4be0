/**
 * Ways to hide the same code, applied to a fixture's source by rule: what a table of recall by mutation is about. Each keeps
 * what the code does. Literals are changed where they are values: not in attributes, and not as the text of a format.
 */
import type { CratePackage } from '../../packages/behaviour/src/index.ts';
import type { Payload, Scene } from './fixtures/fixture.ts';
import { pack, payloadPackage } from './fixtures/packages.ts';

export interface Mutation {
  readonly id: string;
  readonly about: string;
  /** Undefined where there is nothing to change. */
  apply(payload: Payload): Scene | undefined;
}

const LITERAL = /(?<![\w#\\b'"])"((?:[^"\\]|\\.)*)"/g;

/** Literals that are values, each replaced; undefined where there are none. */
function mapLiterals(source: string, replace: (text: string, at: number) => string): string | undefined {
  let count = 0;
  const changed = source
    .split('\n')
    .map((line) =>
      line.replace(LITERAL, (whole, body: string, at: number) => {
        const before = line.slice(0, at);
        if (/(?:format|print|println|concat|env|include_\w+)!\($/.test(before) || /^\s*#/.test(line)) return whole;
        if (body.length < 3) return whole;
        return replace(body, count++);
      }),
    )
    .join('\n');
  return count === 0 ? undefined : changed;
}

/** What a literal's text is. */
function unescaped(body: string): string {
  return body.replace(/\\(.)/g, (_, it: string) => (it === 'n' ? '\n' : it));
}

function withItems(payload: Payload, items: string | undefined, more: Partial<Payload> = {}): Payload | undefined {
  return items === undefined ? undefined : { ...payload, ...more, items };
}

const scene = (payload: Payload | undefined): Scene | undefined =>
  payload === undefined ? undefined : { subject: payloadPackage(payload) };

/** Names of the payload's own functions and values. */
function ownNames({ items }: Payload): readonly string[] {
  const found = items.matchAll(/\b(?:fn|let mut|let|const|for) ([a-z_A-Z]\w*)/g);
  return [...new Set([...found].map((it) => it[1]!))].filter((name) => name !== '_');
}

function renamed(payload: Payload): Payload {
  const rename = (text: string) =>
    ownNames(payload).reduce(
      (rest, name, at) => rest.replace(new RegExp(`(?<![\\w."'/:-])${name}(?![\\w"'/-])`, 'g'), `q${at}z`),
      text,
    );
  const lines = payload.items.split('\n').map((line) =>
    line
      .split(/("(?:[^"\\]|\\.)*")/)
      .map((part) => (part.startsWith('"') ? part : rename(part)))
      .join(''),
  );
  return { ...payload, items: lines.join('\n'), call: rename(payload.call) };
}

/** The functions that do it in a module in a file of its own. */
function split(payload: Payload): Scene {
  const items = payload.items.replace(/^(fn|const|static)/gm, 'pub $1');
  const inner = `${(payload.uses ?? []).join('\n')}\n${items}`;
  const file = payload.at === 'build' ? 'build_parts/more.rs' : 'src/parts/more.rs';
  const holder = payload.at === 'build' ? '#[path = "build_parts/more.rs"]\nmod more;' : 'mod parts { pub mod more; }';
  const path = payload.at === 'build' ? 'more' : 'parts::more';
  const outer = payloadPackage({ ...payload, uses: [], items: holder, call: `${path}::${payload.call}` });
  const files = new Map(outer.files);
  files.set(file, new TextEncoder().encode(inner));
  return { subject: { ...outer, files } };
}

function aliased(payload: Payload): Payload | undefined {
  const uses: string[] = [];
  let { items } = payload;
  let count = 0;
  for (const use of payload.uses ?? []) {
    const match = /^use ([\w:]+)::(?:(\w+)|\{([^}]*)\});$/.exec(use);
    if (match === null) continue;
    for (const name of (match[2] ?? match[3]!).split(',').map((it) => it.trim())) {
      if (/^(?:Read|Write|BufRead|Engine|ToSocketAddrs)$/.test(name)) {
        uses.push(`use ${match[1]}::${name} as _;`);
        continue;
      }
      const alias = /^[A-Z]/.test(name) ? `Q${count++}` : `q${count++}`;
      uses.push(`use ${match[1]}::${name} as ${alias};`);
      items = items.replace(new RegExp(`(?<![\\w:."])${name}(?=::)`, 'g'), alias);
    }
  }
  for (const path of ['std::fs', 'std::env', 'std::net', 'std::process', 'reqwest::blocking', 'ureq']) {
    const pattern = new RegExp(`(?<![\\w:"])${path}::`, 'g');
    if (!pattern.test(items)) continue;
    const alias = `q${count++}`;
    uses.push(`use ${path} as ${alias};`);
    items = items.replace(pattern, `${alias}::`);
  }
  return count === 0 ? undefined : { ...payload, uses, items };
}

const BASE64 = 'base64::engine::general_purpose::STANDARD';
/** A decoder that only the fixture's own loop explains. */
const XOR = 'fn unveil(data: &[u8]) -> String {\n    data.iter().map(|b| (b ^ 0x2f) as char).collect()\n}\n';
/** Written out with a loop that pushes. */
const REVERSE = 'fn unveil(data: &str) -> String {\n    data.chars().rev().collect()\n}\n';

function base64(payload: Payload): Payload | undefined {
  const helper = `fn unveil(data: &str) -> String {\n    String::from_utf8(base64::Engine::decode(&${BASE64}, data).unwrap()).unwrap()\n}\n`;
  const items = mapLiterals(payload.items, (body) => `&*unveil("${Buffer.from(unescaped(body)).toString('base64')}")`);
  const needs = payload.needs ?? [];
  return withItems(payload, items === undefined ? undefined : helper + items, {
    needs: needs.some((it) => it.startsWith('base64')) ? needs : [...needs, 'base64 = "0.22"'],
  });
}

function xored(payload: Payload): Payload | undefined {
  const items = mapLiterals(payload.items, (body) => {
    const bytes = [...Buffer.from(unescaped(body))].map((byte) => byte ^ 0x2f);
    return `&*unveil(&[${bytes.join(', ')}])`;
  });
  return withItems(payload, items === undefined ? undefined : XOR + items);
}

function reversed(payload: Payload): Payload | undefined {
  const items = mapLiterals(payload.items, (body) => {
    const text = [...unescaped(body)].reverse().join('');
    return `&*unveil(${JSON.stringify(text)})`;
  });
  return withItems(payload, items === undefined ? undefined : REVERSE + items);
}

function concatenated(payload: Payload): Payload | undefined {
  const items = mapLiterals(payload.items, (body) => {
    const text = unescaped(body);
    const middle = text.length >> 1;
    return `concat!(${JSON.stringify(text.slice(0, middle))}, ${JSON.stringify(text.slice(middle))})`;
  });
  return withItems(payload, items);
}

function hoisted(payload: Payload, keyword: 'const' | 'static'): Payload | undefined {
  const consts: string[] = [];
  const items = mapLiterals(payload.items, (body, at) => {
    consts.push(`${keyword} TEXT_${at}: &str = "${body}";`);
    return `TEXT_${at}`;
  });
  return withItems(payload, items === undefined ? undefined : `${consts.join('\n')}\n${items}`);
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ');
}

function inMacro(payload: Payload): Payload {
  return { ...payload, items: `macro_rules! make {\n    () => {\n${indented(payload.items)}\n    };\n}\nmake!();` };
}

function bodiesInMacro(payload: Payload): Payload {
  const items = `macro_rules! go {\n    ($f:ident) => {\n        $f()\n    };\n}\n${payload.items}`;
  return { ...payload, items, call: `go!(${payload.call.replace(/\(\)$/, '')})` };
}

function inClosure(payload: Payload): Payload {
  const items = `${payload.items}\nfn apply<F: FnOnce()>(work: F) {\n    work()\n}`;
  return { ...payload, items, call: `apply(|| { ${payload.call}; })` };
}

function inThread(payload: Payload): Payload {
  return { ...payload, call: `std::thread::spawn(move || { ${payload.call}; }).join().unwrap()` };
}

function inTrait(payload: Payload): Payload {
  const items = `${payload.items}\ntrait Step {\n    fn step(&self);\n}\nstruct One;\nimpl Step for One {\n    fn step(&self) {\n        ${payload.call};\n    }\n}`;
  return {
    ...payload,
    items,
    call: '{ let all: Vec<Box<dyn Step>> = vec![Box::new(One)]; for one in &all { one.step(); } }',
  };
}

function inDrop(payload: Payload): Payload {
  const items = `${payload.items}\nstruct Guard;\nimpl Drop for Guard {\n    fn drop(&mut self) {\n        ${payload.call};\n    }\n}`;
  return { ...payload, items, call: 'drop(Guard)' };
}

function lazily(payload: Payload): Payload {
  const items = `${payload.items}\nstatic ONCE: std::sync::LazyLock<u8> = std::sync::LazyLock::new(|| { ${payload.call}; 1 });`;
  return { ...payload, items, call: 'let _ = *ONCE' };
}

function viaPointer(payload: Payload): Payload {
  const items = `${payload.items}\nconst TABLE: [fn(); 1] = [|| { ${payload.call}; }];`;
  return { ...payload, items, call: 'for entry in TABLE { entry() }' };
}

/** The text that decides comes in as a parameter. */
function parameters(payload: Payload): Payload | undefined {
  const items = mapLiterals(payload.items, (body) => `same("${body}")`);
  const helper = 'fn same(text: &str) -> &str {\n    text\n}\n';
  return withItems(payload, items === undefined ? undefined : helper + items);
}

function featureGated(payload: Payload): Scene | undefined {
  const gated = payload.items.replace(/^(fn|const|static)/gm, '#[cfg(feature = "extra")]\n$1');
  const subject = payloadPackage(
    { ...payload, items: gated, call: `#[cfg(feature = "extra")]\n    ${payload.call}` },
    { tables: '\n[features]\nextra = []\n' },
  );
  return { subject };
}

const DEPENDENCY = 'lz-fixture-parts';

/** What does it is a package of its own, which the other one calls. */
function inDependency(payload: Payload): Scene {
  const items = `${payload.items}\npub fn step() {\n    ${payload.call};\n}`;
  const helper: CratePackage = pack(
    { 'src/lib.rs': `${(payload.uses ?? []).join('\n')}\n${items}\n` },
    { name: DEPENDENCY, needs: payload.needs ?? [] },
  );
  const caller = { at: payload.at, items: '', call: 'lz_fixture_parts::step()', needs: [`${DEPENDENCY} = "0.1"`] };
  return { subject: payloadPackage(caller), dependencies: [helper] };
}

function movedTo(at: Payload['at']): (payload: Payload) => Scene | undefined {
  return (payload) => (payload.at === at ? undefined : scene({ ...payload, at }));
}

const source =
  (change: (payload: Payload) => Payload | undefined) =>
  (payload: Payload): Scene | undefined =>
    scene(change(payload));

export const MUTATIONS: readonly Mutation[] = [
  { id: 'rename', about: 'own names mean nothing', apply: source(renamed) },
  { id: 'split', about: 'in a module in a file of its own', apply: split },
  { id: 'alias', about: 'imports under other names', apply: source(aliased) },
  { id: 'macro-items', about: 'functions come out of macro_rules', apply: source(inMacro) },
  { id: 'macro-call', about: 'called by a macro', apply: source(bodiesInMacro) },
  { id: 'base64', about: 'literals in base64, decoded by the base64 crate', apply: source(base64) },
  { id: 'xor', about: 'literals as bytes, decoded by xor', apply: source(xored) },
  { id: 'reverse', about: 'literals backwards', apply: source(reversed) },
  { id: 'concat', about: 'literals in halves, joined by concat!', apply: source(concatenated) },
  { id: 'const', about: 'literals as constants', apply: source((it) => hoisted(it, 'const')) },
  { id: 'static', about: 'literals as statics', apply: source((it) => hoisted(it, 'static')) },
  { id: 'parameter', about: 'literals go through a function', apply: source(parameters) },
  { id: 'closure', about: 'called in a closure that a generic function runs', apply: source(inClosure) },
  { id: 'thread', about: 'called in a thread', apply: source(inThread) },
  { id: 'trait', about: 'called as a method of a trait object', apply: source(inTrait) },
  { id: 'drop', about: 'called when a value is dropped', apply: source(inDrop) },
  { id: 'lazy', about: 'called by the initialiser of a static', apply: source(lazily) },
  { id: 'pointer', about: 'called through a table of functions', apply: source(viaPointer) },
  { id: 'feature', about: 'behind a feature that is off by default', apply: featureGated },
  { id: 'dependency', about: 'in a dependency', apply: inDependency },
  { id: 'proc-macro', about: 'in a procedural macro', apply: movedTo('macro') },
  { id: 'run-time', about: 'in the library instead', apply: movedTo('lib') },
  { id: 'build-time', about: 'in the build script instead', apply: movedTo('build') },
  {
    id: 'several',
    about: 'renamed, aliased, xor, in a closure, in macro_rules',
    apply: source((it) => inClosure(inMacro(xored(aliased(renamed(it)) ?? renamed(it)) ?? it))),
  },
];
