/** Unsafe code and the border to other languages: what came and what went, counted over the package's code without tests. */
import { type UnsafeReport, unsafeReport } from '@lazaret/analyzer';
import type { CratePackage } from '../context.ts';
import { type Listed, listed, only } from './listed.ts';
import { kindOf } from './package-files.ts';

/** Items that are unsafe, before and after. */
export interface UnsafeCount {
  readonly what: 'functions' | 'methods' | 'blocks' | 'expressions' | 'impls' | 'traits' | 'inline assembly';
  readonly before: number;
  readonly after: number;
}

/** A foreign function that is declared, or a symbol that is exported. */
export interface ForeignChange {
  readonly change: 'gained' | 'lost';
  readonly what: 'foreign function' | 'foreign static' | 'linked library' | 'exported symbol';
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface UnsafeChanges {
  /** Those that differ. */
  readonly counts: readonly UnsafeCount[];
  readonly foreign: Listed<ForeignChange>;
  /** Files that forbade unsafe code and no longer do. */
  readonly noLongerForbidden: readonly string[];
}

const LISTED_MAX = 200;

/** Only files that differ are read; what is the same on both sides adds to neither. */
export function unsafeChanges(before: CratePackage, after: CratePackage): UnsafeChanges {
  const [old, now] = [reportOf(before, after), reportOf(after, before)];
  const foreignOld = foreignOf(old);
  const foreignNow = foreignOf(now);
  const gained = only(foreignNow.keys(), new Set(foreignOld.keys()));
  const lost = only(foreignOld.keys(), new Set(foreignNow.keys()));
  const changes = [
    ...gained.map((key) => ({ change: 'gained' as const, ...foreignNow.get(key)! })),
    ...lost.map((key) => ({ change: 'lost' as const, ...foreignOld.get(key)! })),
  ];
  return {
    counts: countsOf(old, now),
    foreign: listed(changes, LISTED_MAX),
    noLongerForbidden: only(forbidding(old), new Set(forbidding(now))).filter((path) => after.files.has(path)),
  };
}

function reportOf(of: CratePackage, other: CratePackage): UnsafeReport {
  const sources = [...of.files].filter(([path, bytes]) => {
    if (!path.endsWith('.rs') || kindOf(path, bytes, new Set()) !== 'source') return false;
    const same = other.files.get(path);
    return same === undefined || Buffer.compare(same, bytes) !== 0;
  });
  return unsafeReport({ name: of.name, version: of.version }, sources);
}

function countsOf(before: UnsafeReport, after: UnsafeReport): UnsafeCount[] {
  const [old, now] = [before.totals.strict.withoutTests, after.totals.strict.withoutTests];
  const rows: UnsafeCount[] = [
    { what: 'functions', before: old.functions[1], after: now.functions[1] },
    { what: 'methods', before: old.methods[1], after: now.methods[1] },
    { what: 'blocks', before: old.unsafeBlocks ?? 0, after: now.unsafeBlocks ?? 0 },
    { what: 'expressions', before: old.exprs[1], after: now.exprs[1] },
    { what: 'impls', before: old.itemImpls[1], after: now.itemImpls[1] },
    { what: 'traits', before: old.itemTraits[1], after: now.itemTraits[1] },
    { what: 'inline assembly', before: assembly(before), after: assembly(after) },
  ];
  return rows.filter((row) => row.before !== row.after);
}

function assembly(report: UnsafeReport): number {
  return report.files.reduce((sum, file) => sum + (file.parses ? file.facts.asmMacros : 0), 0);
}

function forbidding(report: UnsafeReport): string[] {
  return report.files.flatMap((file) => (file.parses && file.forbidsUnsafe ? [file.path] : []));
}

function foreignOf(report: UnsafeReport): Map<string, Omit<ForeignChange, 'change'>> {
  const found = new Map<string, Omit<ForeignChange, 'change'>>();
  const add = (what: ForeignChange['what'], name: string, file: string, line: number) => {
    const key = `${what} ${name}`;
    if (!found.has(key)) found.set(key, { what, name, file, line });
  };
  for (const file of report.files) {
    if (!file.parses) continue;
    for (const block of file.facts.externBlocks) {
      for (const fn of block.fns)
        add('foreign function', typeof fn === 'string' ? fn : `${fn[0]} (${fn[1]})`, file.path, block.line);
      for (const name of block.statics) add('foreign static', name, file.path, block.line);
      for (const name of block.link) add('linked library', name, file.path, block.line);
    }
    for (const { symbol, line } of file.facts.exported) add('exported symbol', symbol, file.path, line);
  }
  return found;
}
