/** One file of Rust text to its unsafe counters and facts, in the form of `lazaret facts --format unsafe`. */
import { createHash } from 'node:crypto';
import { Interner, LineIndex } from '@lazaret/base';
import { decodeSource, type Edition, lexSource, parseFile, type SyntaxIssue, type Tree } from '@lazaret/rust-syntax';
import { COUNTER_RULES, type CounterRules, type CounterSet, countUnsafe, forbidsUnsafe } from './counters.ts';
import { type ItemFacts, itemFacts } from './item-facts.ts';

interface FileIdentity {
  /** Path in the package. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ParsedFileReport extends FileIdentity, Readonly<Record<CounterRules, CounterSet>> {
  readonly parses: true;
  /** Set where the text is right by the rules of this edition, but not by those of 2021. */
  readonly edition?: Edition;
  /** `#![forbid(unsafe_code)]` at the head of the file. */
  readonly forbidsUnsafe: boolean;
  readonly facts: ItemFacts;
}

/** A file that is not Rust by the rules of any edition: a part made for `include!`, a template, a test of errors. */
interface UnparsedFileReport extends FileIdentity {
  readonly parses: false;
  readonly error: string;
  /** From 1. */
  readonly line: number;
  /** From 0, in characters. */
  readonly column: number;
}

export type FileReport = ParsedFileReport | UnparsedFileReport;

/**
 * Editions in the order in which they are tried. Counters of other tools know no edition and take `async`, `await`, `dyn` and
 * `try` for keywords and `gen` for a name, which is 2021; what is right only as 2015 code is counted too, and says so.
 */
const EDITIONS: readonly Edition[] = [2021, 2024, 2018, 2015];

/** Counters and facts of one file of a package. */
export function fileReport(path: string, bytes: Uint8Array): FileReport {
  const identity = { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  const { text, issues } = decodeSource(bytes);
  let first: SyntaxIssue | undefined = issues[0];
  for (const edition of first === undefined ? EDITIONS : []) {
    const tree = parseFile(lexSource(text, 0, new Interner(), { edition }), { edition, bodies: 'full' });
    const issue = tree.tokens.errors[0] ?? tree.errors[0];
    const report = issue === undefined ? treeReport(tree) : undefined;
    if (report !== undefined) return { ...identity, parses: true, ...(edition === 2021 ? {} : { edition }), ...report };
    first ??= issue ?? { code: 'too-deep', message: 'attributes nest too deep', token: -1, file: 0, start: 0, end: 0 };
  }
  const { line, column } = new LineIndex(text).position(first?.start ?? 0);
  return { ...identity, parses: false, error: first?.message ?? '', line, column: column - 1 };
}

function treeReport(
  tree: Tree,
): Omit<ParsedFileReport, 'path' | 'bytes' | 'sha256' | 'parses' | 'edition'> | undefined {
  const [geiger, repaired, strict] = COUNTER_RULES.map((rules) => countUnsafe(tree, rules));
  const facts = itemFacts(tree);
  if (geiger === undefined || repaired === undefined || strict === undefined || facts === undefined) return undefined;
  return { forbidsUnsafe: forbidsUnsafe(tree), geiger, repaired, strict, facts };
}
