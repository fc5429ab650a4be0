/**
 * Asks the installed compiler whether the annotated snippets of `packages/rust-infer/test/snippets` say what it says: the types
 * of expressions and variables, and the names of what each line calls, by its own typed trees (`-Zunpretty=thir-tree`).
 *
 *   node tools/score/snippets.ts [FILE...]
 *
 * Types with closures, opaque types, projections or trait objects in them are printed there in another way, and not compared.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Annotation, annotations, editionOf, splitList } from '../../packages/rust-infer/test/annotations.ts';
import { type ThirCall, ThirReader } from './thir/thir-reader.ts';

const FOLDER = new URL('../../packages/rust-infer/test/snippets/', import.meta.url);
/** As much as the trees of one snippet print. */
const OUTPUT_MAX = 1 << 30;

interface Truth {
  /** By `line:column:line:column`; of variables by `line:name`. */
  readonly types: ReadonlyMap<string, ReadonlySet<string>>;
  readonly calls: readonly ThirCall[];
}

/** A variable in the pattern of `if let`, which is printed in one line. */
const LET_BINDING =
  /span: [^ ]*?:(\d+):\d+: \d+:\d+ \(#\d+\), extra: None, kind: Binding \{ name: "(\w+)", mode: .*?, var: LocalVarId\(.*?\), ty: (.*?), subpattern: /g;

function truthOf(file: string, edition: number): Truth | undefined {
  const args = ['--edition', String(edition), '--crate-type=lib', '--cap-lints=allow', '-Zunpretty=thir-tree', file];
  const env = { ...process.env, RUSTC_BOOTSTRAP: '1' };
  const { stdout, stderr, status } = spawnSync('rustc', args, { env, encoding: 'utf8', maxBuffer: OUTPUT_MAX });
  if (status !== 0) {
    console.log(stderr);
    return undefined;
  }
  const reader = new ThirReader();
  const types = new Map<string, Set<string>>();
  const add = (key: string, found: string): void => {
    types.set(key, (types.get(key) ?? new Set()).add(plain(found)));
  };
  let ty = '';
  let at = '';
  let variable = '';
  for (const line of stdout.split('\n')) {
    reader.line(line);
    const text = line.trim();
    if (text.startsWith('ty: ')) {
      ty = text.slice(4);
      if (variable !== '') add(`${at}:${variable}`, ty);
      variable = '';
    } else if (text.startsWith('name: "')) variable = text.slice(7, -1);
    for (const [, on, name, its] of text.matchAll(LET_BINDING)) add(`${on}:${name}`, its!);
    const span = /^span: .*:(\d+):(\d+): (\d+):(\d+) \(#\d+\)$/.exec(text);
    if (span === null || ty === '') continue;
    at = span[1]!;
    add(span.slice(1).join(':'), ty);
  }
  return { types, calls: reader.bodies.flatMap((body) => body.calls) };
}

/** The compiler's debug form as in its messages, without lifetimes, paths and the defaults of std's types. */
function plain(ty: string): string {
  return ty
    .replaceAll("'{erased} ", '')
    .replace(/\b(?:[a-z_]\w*::)+/g, '')
    .replace(/, (Global|RandomState)(?=[>,])/g, '')
    .replace(/\/#\d+/g, '')
    .replace(/(\d)_(usize|u8|i32|u32|isize|i64|u64)\b/g, '$1');
}

const ODD = /\b(Closure|Coroutine|FnDef|Alias|Binder|dyn|impl|fn)\b| as |[{]/;

function typeProblem(said: Annotation, truth: Truth, lines: readonly string[]): string | undefined {
  if (said.to === 0 || ODD.test(said.text)) return undefined;
  const name = lines[said.line - 1]!.slice(said.from - 1, said.to - 1);
  const found =
    truth.types.get(`${said.line}:${name}`) ?? truth.types.get([said.line, said.from, said.line, said.to].join(':'));
  if (found === undefined) return `${said.at}: ${said.text} | the compiler has nothing there`;
  if (found.has(said.text) || [...found].some((ty) => ODD.test(ty))) return undefined;
  return `${said.at}: ${said.text} | ${[...found].join(' or ')}`;
}

/** Last segments, sorted: what order they come in is not the compiler's to say. */
function callProblem(said: Annotation, truth: Truth, file: string): string | undefined {
  const last = (text: string): string => /(\w+)(::<.*>)?$/.exec(text)?.[1] ?? text;
  const wanted = said.text === '' ? [] : splitList(said.text).map((one) => (one === 'fn pointer' ? '' : last(one)));
  const found = truth.calls
    .filter(
      ({ at, kind, callee }) =>
        at.file === file && at.start[0] === said.line && kind !== 'closure' && !callee.endsWith('{constructor#0}'),
    )
    .filter(({ callee }) => !MACHINERY.test(callee))
    .map(({ callee }) => (callee.includes('{closure') ? '{closure}' : last(callee)));
  const same = wanted.sort().join() === found.sort().join();
  return same ? undefined : `${said.at}: call ${said.text} | ${found.join(', ')}`;
}

/** What the compiler's expansions call that is no part of a snippet's line. */
const MACHINERY = /^core::(fmt::|future::get_context|panicking::)|new_unchecked$|^std::io::stdio|box_new$/;

function check(file: string): number {
  const text = readFileSync(file, 'utf8');
  const truth = truthOf(file, editionOf(text));
  if (truth === undefined) return 1;
  const problems = annotations(text).flatMap((said) => {
    const problem =
      said.kind === 'type'
        ? typeProblem(said, truth, text.split('\n'))
        : said.kind === 'call'
          ? callProblem(said, truth, file)
          : undefined;
    return problem === undefined ? [] : [problem];
  });
  for (const problem of problems) console.log(`${basename(file)}:${problem}`);
  return problems.length;
}

if (spawnSync('rustc', ['--version'], { stdio: 'ignore' }).status !== 0) {
  console.log('snippets not compared: rustc is not installed');
} else {
  const named = process.argv.slice(2);
  const all = readdirSync(FOLDER).map((file) => fileURLToPath(new URL(file, FOLDER)));
  const count = (named.length === 0 ? all : named).reduce((sum, file) => sum + check(file), 0);
  console.log(count === 0 ? 'the compiler says the same' : `${count} differ`);
  process.exitCode = count === 0 ? 0 : 1;
}
