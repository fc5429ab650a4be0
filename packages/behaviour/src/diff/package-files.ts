/** Files that came, went, moved or changed, by what they are for. */
import { createHash } from 'node:crypto';
import { compareText } from '@lazaret/base';
import type { CratePackage } from '../context.ts';
import { type Listed, listed } from './listed.ts';
import { buildScriptsOf } from './manifest-fields.ts';

const FILE_KINDS = [
  'build script',
  'source',
  'native code',
  'script',
  'binary',
  'test',
  'data',
  'documentation',
  'cargo',
] as const;
/** `test` are tests, examples and benches, `cargo` what Cargo writes itself. */
export type FileKind = (typeof FILE_KINDS)[number];

export interface FileChange {
  readonly path: string;
  readonly kind: FileKind;
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  /** Path before, of what moved. */
  readonly from: string | undefined;
  readonly before: FileFacts | undefined;
  readonly after: FileFacts | undefined;
}

interface FileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

export interface FileChanges {
  readonly changes: Listed<FileChange>;
  /** Files of each kind and change, listed or not. */
  readonly counts: readonly {
    readonly kind: FileKind;
    readonly change: FileChange['change'];
    readonly files: number;
  }[];
  /** Binaries and archives that came or changed, of all kinds of places. */
  readonly binaries: readonly FileChange[];
  readonly grewMost: readonly { readonly path: string; readonly before: number; readonly after: number }[];
  readonly unchanged: number;
}

const LISTED_MAX = 1_000;
const BINARIES_MAX = 100;
const GREW_MAX = 5;
/** Growth below this is no news. */
const GREW_BYTES = 1_024;
/** Bytes looked at to tell text from data; Git looks at 8,000. */
const HEAD = 8_192;

export function fileChanges(before: CratePackage, after: CratePackage): FileChanges {
  const scripts = new Set([...buildScriptsOf(before), ...buildScriptsOf(after)]);
  const gone = new Map([...before.files].filter(([path]) => !after.files.has(path)));
  const bySha = new Map([...gone].map(([path, bytes]) => [shaOf(bytes), path]));
  const changes: FileChange[] = [];
  let unchanged = 0;
  for (const [path, bytes] of after.files) {
    const old = before.files.get(path);
    if (old !== undefined && Buffer.compare(old, bytes) === 0) {
      unchanged++;
      continue;
    }
    const now = { bytes: bytes.length, sha256: shaOf(bytes) };
    const from = old === undefined && bytes.length > 0 ? bySha.get(now.sha256) : undefined;
    const kind = kindOf(path, bytes, scripts);
    if (from !== undefined && gone.delete(from)) {
      bySha.delete(now.sha256);
      changes.push({ path, kind, change: 'moved', from, before: now, after: now });
    } else {
      const was = old === undefined ? undefined : { bytes: old.length, sha256: shaOf(old) };
      changes.push({ path, kind, change: was ? 'changed' : 'added', from: undefined, before: was, after: now });
    }
  }
  for (const [path, bytes] of gone) {
    const was = { bytes: bytes.length, sha256: shaOf(bytes) };
    changes.push({
      path,
      kind: kindOf(path, bytes, scripts),
      change: 'removed',
      from: undefined,
      before: was,
      after: undefined,
    });
  }
  changes.sort((a, b) => FILE_KINDS.indexOf(a.kind) - FILE_KINDS.indexOf(b.kind) || compareText(a.path, b.path));
  return {
    changes: listed(changes, LISTED_MAX),
    counts: countsOf(changes),
    binaries: changes
      .filter(({ change, kind }) => kind === 'binary' && (change === 'added' || change === 'changed'))
      .slice(0, BINARIES_MAX),
    grewMost: grewMost(changes),
    unchanged,
  };
}

function shaOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function countsOf(changes: readonly FileChange[]): FileChanges['counts'] {
  const counts = new Map<string, { kind: FileKind; change: FileChange['change']; files: number }>();
  for (const { kind, change } of changes) {
    const key = `${kind} ${change}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { kind, change, files: 1 });
    else known.files++;
  }
  return [...counts.values()];
}

function grewMost(changes: readonly FileChange[]): FileChanges['grewMost'] {
  return changes
    .filter(({ change, kind }) => change !== 'moved' && kind !== 'cargo')
    .map(({ path, before, after }) => ({ path, before: before?.bytes ?? 0, after: after?.bytes ?? 0 }))
    .filter((it) => it.after - it.before >= GREW_BYTES)
    .sort((a, b) => b.after - b.before - (a.after - a.before) || compareText(a.path, b.path))
    .slice(0, GREW_MAX);
}

const OUTSIDE = /^(?:tests?|benches|bench|examples?|fuzz|ci|\.github)\//;
const NATIVE = /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|m|mm|s|asm|def|cu|rc|inc)$/i;
const SCRIPT =
  /\.(?:sh|bash|zsh|fish|py|ps1|psm1|bat|cmd|js|mjs|cjs|ts|pl|rb|lua|php|vbs|wsf|am|ac|mk|cmake)$|(?:^|\/)(?:Makefile|configure|CMakeLists\.txt)$/;
const DOCUMENTATION =
  /\.(?:md|markdown|rst|adoc|txt|html|css)$|(?:^|\/)(?:LICEN[CS]E|COPYING|COPYRIGHT|NOTICE|AUTHORS|README|CHANGELOG)[^/]*$/i;
const CARGO = /^(?:Cargo\.(?:toml|toml\.orig|lock)|\.cargo_vcs_info\.json)$/;

export function kindOf(path: string, bytes: Uint8Array, scripts: ReadonlySet<string>): FileKind {
  if (isBinary(bytes)) return 'binary';
  if (scripts.has(path)) return 'build script';
  if (CARGO.test(path)) return 'cargo';
  if (OUTSIDE.test(path)) return 'test';
  if (path.endsWith('.rs')) return 'source';
  if (NATIVE.test(path)) return 'native code';
  if (SCRIPT.test(path)) return 'script';
  return DOCUMENTATION.test(path) ? 'documentation' : 'data';
}

/** As Git decides: a NUL near the beginning. PDFs and the like have none always, but open with what no text opens with. */
function isBinary(bytes: Uint8Array): boolean {
  return (
    bytes.subarray(0, HEAD).includes(0) ||
    /^(?:%PDF|PK\u0003\u0004|\u001f\u008b|BZh|\u00fd7zXZ|\(\u00b5\/\u00fd)/.test(
      Buffer.from(bytes.subarray(0, 8)).toString('latin1'),
    )
  );
}
