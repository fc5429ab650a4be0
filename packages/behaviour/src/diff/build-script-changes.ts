/** The build script of both versions with all that it is made of: a hash to put an approval on, and how much of it changed. */
import { createHash } from 'node:crypto';
import { compareText } from '@lazaret/base';
import type { CodeFacts } from '../code.ts';
import type { CratePackage } from '../context.ts';
import { targetText } from './dependencies.ts';
import { sameRuns } from './edit-script.ts';
import { buildScriptsOf } from './manifest-fields.ts';
import { wordsOf } from './side-by-side.ts';

export interface BuildScript {
  /** Of all that it is made of. */
  readonly files: readonly string[];
  /** Over paths and bytes of its files and its build dependencies' requirements: the same hash is the same script. */
  readonly sha256: string;
  readonly tokens: number;
}

export interface BuildScriptChange {
  readonly change: 'none' | 'same' | 'added' | 'removed' | 'changed';
  readonly before: BuildScript | undefined;
  readonly after: BuildScript | undefined;
  /** Tokens that are only on one side. */
  readonly tokensAdded: number;
  readonly tokensRemoved: number;
}

export function buildScriptChange(
  before: CratePackage,
  beforeCode: CodeFacts | undefined,
  after: CratePackage,
  afterCode: CodeFacts | undefined,
): BuildScriptChange {
  const [old, now] = [scriptOf(before, beforeCode), scriptOf(after, afterCode)];
  const [a, b] = [old?.words ?? [], now?.words ?? []];
  const same = sameRuns(a, b).reduce((sum, run) => sum + run.length, 0);
  const change =
    old === undefined
      ? now === undefined
        ? 'none'
        : 'added'
      : now === undefined
        ? 'removed'
        : old.script.sha256 === now.script.sha256
          ? 'same'
          : 'changed';
  return {
    change,
    before: old?.script,
    after: now?.script,
    tokensAdded: b.length - same,
    tokensRemoved: a.length - same,
  };
}

function scriptOf(
  pkg: CratePackage,
  code: CodeFacts | undefined,
): { readonly script: BuildScript; readonly words: readonly string[] } | undefined {
  const roots = buildScriptsOf(pkg);
  if (roots.length === 0) return undefined;
  const modules = (code?.units ?? []).flatMap(({ unit, crate }) =>
    unit === 'build' ? code!.world.crate(crate).files : [],
  );
  const files = [...new Set([...roots, ...modules])].filter((path) => pkg.files.has(path)).sort(compareText);
  const hash = createHash('sha256');
  const words: string[] = [];
  for (const path of files) {
    const bytes = pkg.files.get(path)!;
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
    words.push(...codeWords(Buffer.from(bytes).toString('utf8')));
  }
  for (const dependency of pkg.manifest.dependencies
    .filter(({ kind }) => kind === 'build')
    .map(requirementText)
    .sort())
    hash.update(`${dependency}\0`);
  return { script: { files, sha256: hash.digest('hex'), tokens: words.length }, words };
}

function requirementText(it: CratePackage['manifest']['dependencies'][number]): string {
  return `${it.package} ${it.requirement ?? ''} ${it.features.toSorted().join(',')} ${targetText(it) ?? ''}`;
}

/** Words without line comments and blanks: near enough to tokens to measure a change. */
function codeWords(text: string): string[] {
  return wordsOf(text.replace(/^\s*\/\/.*$/gm, '')).filter((word) => word.trim() !== '');
}
