/**
 * Code that changed, definition by definition: matched by path, what is left then by fingerprint (moved) or body (renamed).
 * Comments and layout are told apart from tokens, so that a reformatted file is not a rewritten one.
 */
import { type OutlineItem, type SourceOutline, sourceOutline } from '@lazaret/analyzer';
import { compareText } from '@lazaret/base';
import type { CratePackage } from '../context.ts';
import { type Listed, listed } from './listed.ts';
import { buildScriptsOf } from './manifest-fields.ts';
import { type FileKind, kindOf } from './package-files.ts';
import { type SideBySide, sideBySide, type TextPart } from './side-by-side.ts';

export interface ItemChange {
  readonly change: 'added' | 'removed' | 'changed' | 'renamed' | 'moved' | 'comments';
  readonly kind: OutlineItem['kind'] | 'file';
  /** Definition path, with the module that its file is. */
  readonly path: string;
  /** Path before, of what was renamed or moved. */
  readonly from: string | undefined;
  readonly file: string;
  readonly fileBefore: string | undefined;
  readonly line: number;
  readonly fileKind: FileKind;
  readonly public: boolean;
  readonly test: boolean;
  /** Tokens on each side; 0 where it is not there. */
  readonly tokensBefore: number;
  readonly tokensAfter: number;
  /** Both texts; undefined where they are not shown: moved, comments only, or beyond the limits. */
  readonly source: SideBySide | undefined;
}

export interface SourceChanges {
  readonly items: Listed<ItemChange>;
  readonly counts: Readonly<Record<ItemChange['change'], number>>;
  /** Rust files in which only comments or layout differ, and in which definitions only came from or went to other places. */
  readonly onlyComments: readonly string[];
  readonly onlyMoved: readonly string[];
  /** Definitions whose text is not shown because of the limits. */
  readonly notShown: number;
}

const ITEMS_MAX = 2_000;
/** Rows of all texts together, and of one: more than a person reads in one sitting. */
const ROWS_MAX = 8_000;
const ROWS_PER_ITEM = 400;
/** Bytes of a file that is compared; generated tables are larger, and nobody reads them. */
const FILE_MAX = 4 * 1024 * 1024;
/** Shorter bodies (`{ self.0 }`) are alike by chance. */
const BODY_TOKENS = 16;

interface Found {
  readonly item: OutlineItem;
  readonly file: string;
  readonly path: string;
  readonly kind: FileKind;
}

export function sourceChanges(before: CratePackage, after: CratePackage): SourceChanges {
  return new SourceComparison(before, after).run();
}

class SourceComparison {
  readonly #before: CratePackage;
  readonly #after: CratePackage;
  readonly #scripts: ReadonlySet<string>;
  readonly #lines = new Map<Uint8Array, readonly string[]>();

  constructor(before: CratePackage, after: CratePackage) {
    this.#before = before;
    this.#after = after;
    this.#scripts = new Set([...buildScriptsOf(before), ...buildScriptsOf(after)]);
  }

  run(): SourceChanges {
    const old = this.#outlines(this.#before, this.#after);
    const now = this.#outlines(this.#after, this.#before);
    const onlyComments = [...now].flatMap(([file, outline]) => (old.get(file)?.hash === outline.hash ? [file] : []));
    const changes = this.#matched(this.#found(this.#before, old), this.#found(this.#after, now));
    changes.push(...this.#texts());
    changes.sort(byWeight);
    let rows = 0;
    let notShown = 0;
    const items = changes.map((change): ItemChange => {
      if (change.change === 'moved' || change.change === 'comments') return change;
      const source = rows < ROWS_MAX ? this.#source(change) : undefined;
      rows += source?.rows.length ?? 0;
      if (source === undefined) notShown++;
      return { ...change, source };
    });
    const count = (of: ItemChange['change']) => items.filter(({ change }) => change === of).length;
    return {
      items: listed(items, ITEMS_MAX),
      counts: {
        added: count('added'),
        removed: count('removed'),
        changed: count('changed'),
        renamed: count('renamed'),
        moved: count('moved'),
        comments: count('comments'),
      },
      onlyComments,
      onlyMoved: onlyMoved(items, new Set(onlyComments)),
      notShown,
    };
  }

  /** Of Rust files that differ. */
  #outlines(of: CratePackage, other: CratePackage): Map<string, SourceOutline> {
    const edition = Number(of.manifest.package?.edition ?? '2015') as 2015 | 2018 | 2021 | 2024;
    const differing = [...of.files].filter(([path, bytes]) => {
      const same = other.files.get(path);
      return path.endsWith('.rs') && bytes.length <= FILE_MAX && (same === undefined || !equal(same, bytes));
    });
    return new Map(differing.map(([path, bytes]) => [path, sourceOutline(bytes, edition)]));
  }

  #found(of: CratePackage, outlines: ReadonlyMap<string, SourceOutline>): Found[] {
    return [...outlines].flatMap(([file, { items }]) => {
      const kind = kindOf(file, of.files.get(file)!, this.#scripts);
      const module = moduleOf(file);
      return items.map((item) => ({ item, file, kind, path: module === '' ? item.path : `${module}::${item.path}` }));
    });
  }

  #matched(before: readonly Found[], after: readonly Found[]): ItemChange[] {
    const changes: ItemChange[] = [];
    const keyOf = ({ item, path, kind }: Found) => `${kind} ${item.kind} ${path}`;
    const old = new Map(before.map((it) => [keyOf(it), it]));
    const left: Found[] = [];
    for (const now of after) {
      const was = old.get(keyOf(now));
      if (was === undefined) left.push(now);
      else {
        old.delete(keyOf(now));
        const change = was.item.hash !== now.item.hash ? 'changed' : this.#sameText(was, now) ? undefined : 'comments';
        if (change !== undefined) changes.push(changeOf(change, was, now));
      }
    }
    const rest = new Set(old.values());
    const moved = pool(rest, ({ item }) => `${item.kind} ${item.hash}`);
    const later: Found[] = [];
    for (const now of left) {
      const was = take(moved, `${now.item.kind} ${now.item.hash}`, rest);
      if (was === undefined) later.push(now);
      else changes.push(changeOf('moved', was, now));
    }
    const bodies = pool(rest, ({ item }) => (item.tokens >= BODY_TOKENS ? item.bodyHash : undefined));
    for (const now of later) {
      const was = now.item.bodyHash === undefined ? undefined : take(bodies, now.item.bodyHash, rest);
      changes.push(was === undefined ? changeOf('added', undefined, now) : changeOf('renamed', was, now));
    }
    for (const was of rest) changes.push(changeOf('removed', was, undefined));
    return changes;
  }

  #sameText(was: Found, now: Found): boolean {
    const a = this.#part(this.#before, was.file, was.item.line, was.item.endLine);
    const b = this.#part(this.#after, now.file, now.item.line, now.item.endLine);
    return a.lines.length === b.lines.length && a.lines.every((line, i) => line === b.lines[i]);
  }

  /** Text that runs and is not Rust: C sources, scripts. File by file, without definitions. */
  #texts(): ItemChange[] {
    const paths = [...new Set([...this.#before.files.keys(), ...this.#after.files.keys()])];
    return paths.flatMap((file): ItemChange[] => {
      const [a, b] = [this.#before.files.get(file), this.#after.files.get(file)];
      const kind = kindOf(file, (b ?? a)!, this.#scripts);
      if ((kind !== 'native code' && kind !== 'script') || (a !== undefined && b !== undefined && equal(a, b)))
        return [];
      if ((a?.length ?? 0) > FILE_MAX || (b?.length ?? 0) > FILE_MAX) return [];
      return [
        {
          change: a === undefined ? 'added' : b === undefined ? 'removed' : 'changed',
          kind: 'file',
          path: file,
          from: undefined,
          file,
          fileBefore: a === undefined ? undefined : file,
          line: 1,
          fileKind: kind,
          public: false,
          test: false,
          tokensBefore: 0,
          tokensAfter: 0,
          source: undefined,
        },
      ];
    });
  }

  #source(change: Unshown): SideBySide {
    const { was, now, file, fileBefore } = change;
    const whole = { line: 1, endLine: Number.POSITIVE_INFINITY };
    const none: TextPart = { lines: [], first: 1 };
    const part = (of: CratePackage, path: string | undefined, at: { line: number; endLine: number } | undefined) =>
      path === undefined || at === undefined ? none : this.#part(of, path, at.line, at.endLine);
    const isFile = change.kind === 'file';
    return sideBySide(
      part(this.#before, fileBefore, isFile ? whole : was),
      part(this.#after, change.change === 'removed' ? undefined : file, isFile ? whole : now),
      ROWS_PER_ITEM,
    );
  }

  #part(of: CratePackage, path: string, line: number, endLine: number): TextPart {
    return { lines: this.#linesOf(of.files.get(path)).slice(line - 1, endLine), first: line };
  }

  #linesOf(bytes: Uint8Array | undefined): readonly string[] {
    if (bytes === undefined) return [];
    let lines = this.#lines.get(bytes);
    if (lines === undefined) {
      lines = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
      if (lines.at(-1) === '') lines = lines.slice(0, -1);
      this.#lines.set(bytes, lines);
    }
    return lines;
  }
}

/** A change with the places of both texts. */
interface Unshown extends ItemChange {
  readonly was?: OutlineItem | undefined;
  readonly now?: OutlineItem | undefined;
}

function changeOf(change: ItemChange['change'], was: Found | undefined, now: Found | undefined): Unshown {
  const any = (now ?? was)!;
  return {
    change,
    kind: any.item.kind,
    path: any.path,
    from: was !== undefined && was.path !== any.path ? was.path : undefined,
    file: any.file,
    fileBefore: was?.file,
    line: any.item.line,
    fileKind: any.kind,
    public: any.item.public,
    test: any.item.test || any.kind === 'test',
    tokensBefore: was?.item.tokens ?? 0,
    tokensAfter: now?.item.tokens ?? 0,
    source: undefined,
    was: was?.item,
    now: now?.item,
  };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function pool(items: Iterable<Found>, key: (it: Found) => string | undefined): Map<string, Found[]> {
  const out = new Map<string, Found[]>();
  for (const it of items) {
    const at = key(it);
    if (at === undefined) continue;
    const list = out.get(at);
    if (list === undefined) out.set(at, [it]);
    else list.push(it);
  }
  return out;
}

function take(from: ReadonlyMap<string, Found[]>, key: string, rest: Set<Found>): Found | undefined {
  const list = from.get(key);
  for (let it = list?.shift(); it !== undefined; it = list?.shift()) if (rest.delete(it)) return it;
  return undefined;
}

/** `src/a/mod.rs` is `a`; files elsewhere go by their path, since what they are called in code is not known. */
function moduleOf(file: string): string {
  if (!file.startsWith('src/')) return file;
  return file
    .slice('src/'.length)
    .replace(/\.rs$/, '')
    .replace(/(?:^|\/)(?:mod|lib|main)$/, '')
    .replaceAll('/', '::');
}

/** What runs at build time first, code before tests, functions before imports, the largest first. */
const KIND_ORDER: readonly FileKind[] = ['build script', 'script', 'native code', 'source', 'data', 'test'];
const LAST: ReadonlySet<string> = new Set(['use', 'mod', 'impl']);

function byWeight(a: ItemChange, b: ItemChange): number {
  const size = (it: ItemChange) => Math.max(it.tokensAfter, it.tokensBefore);
  const quiet = (it: ItemChange) => Number(it.change === 'moved' || it.change === 'comments');
  return (
    quiet(a) - quiet(b) ||
    Number(a.test) - Number(b.test) ||
    KIND_ORDER.indexOf(a.fileKind) - KIND_ORDER.indexOf(b.fileKind) ||
    Number(LAST.has(a.kind)) - Number(LAST.has(b.kind)) ||
    size(b) - size(a) ||
    compareText(a.path, b.path)
  );
}

function onlyMoved(items: readonly ItemChange[], besides: ReadonlySet<string>): string[] {
  const files = new Map<string, boolean>();
  for (const { change, kind, file, fileBefore } of items) {
    const moved = change === 'moved' || change === 'comments' || kind === 'use' || kind === 'mod';
    for (const path of new Set([file, fileBefore])) {
      if (path !== undefined) files.set(path, moved && files.get(path) !== false);
    }
  }
  const some = new Set(items.flatMap((it) => (it.change === 'moved' ? [it.file, it.fileBefore ?? it.file] : [])));
  return [...files].flatMap(([path, moved]) => (moved && some.has(path) && !besides.has(path) ? [path] : [])).sort();
}
