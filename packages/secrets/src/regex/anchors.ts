/**
 * Where a match of a pattern can begin, told by literal texts, so that the pattern is tried there and nowhere else.
 *
 * Most rules look like `[\w.-]{0,50}?(?:adafruit)…` or `\b(AKIA[A-Z2-7]{16})\b`: an optional lazy run of a set, then one of a
 * few words (in any case). One pass over the text finds the words of all rules (see `prefilter/automaton.ts`); the rest of
 * the pattern is tried at each of them.
 *
 * Why the run may be left to arithmetic: Go prefers the leftmost match, then the shortest run. For a word at `k` the leftmost
 * beginning is as far back as the run's set and length allow, and never decreases with `k`. So the first word at which the
 * rest matches gives the leftmost match, and no earlier word matches from that beginning. The same holds for two runs in a
 * row when the first set is part of the second.
 */
import { concat, type Node } from './ast.ts';
import { type CodePoints, isSubset } from './code-points.ts';

/** A lazy run before the word: at most `max` characters of `set`. */
interface Run {
  readonly set: CodePoints;
  readonly max: number;
}

/** One way to begin: runs (nearest to the word last), words in lower case, and what is matched from the word on. */
export interface Branch {
  readonly runs: readonly Run[];
  readonly words: readonly string[];
  readonly rest: Node;
}

/** More words than this tell less than they cost. */
const MAX_WORDS = 64;
/** Longer words only make the automaton larger. */
const MAX_WORD = 12;
/** A single character stands everywhere. */
const MIN_WORD = 2;
/** A set of more letters than this ends a word. */
const MAX_LETTERS = 4;

/** The ways in which a match can begin; undefined if some of them is told by no word. */
export function branchesOf(root: Node): readonly Branch[] | undefined {
  const nodes = root.kind === 'alternate' ? root.branches : [root];
  const branches: Branch[] = [];
  for (const node of nodes) {
    const branch = branchOf(node);
    if (branch === undefined) return undefined;
    branches.push(branch);
  }
  return branches;
}

function branchOf(node: Node): Branch | undefined {
  const parts = node.kind === 'concat' ? [...node.parts] : [node];
  const runs: Run[] = [];
  for (let first = parts[0]; first?.kind === 'repeat' && first.lazy && first.min === 0; first = parts[0]) {
    if (first.body.kind !== 'set' || first.max === Infinity || runs.length === 2) break;
    runs.push({ set: first.body.set, max: first.max });
    parts.shift();
  }
  if (runs.length === 2 && !isSubset(runs[0]!.set, runs[1]!.set)) return undefined;
  const rest = concat(parts);
  const words = [...new Set(wordsOf(rest))];
  return words.length === 0 || words.some((word) => word.length < MIN_WORD) ? undefined : { runs, words, rest };
}

/** Sets of words of which each must have one in every text that matches. */
const MAX_GATES = 4;

/** Words that every match holds somewhere; each set is of alternatives. */
export function gatesOf(root: Node): readonly (readonly string[])[] {
  const parts = flattened(root);
  const gates: (readonly string[])[] = [];
  for (let i = 0; i < parts.length && gates.length < MAX_GATES; i++) {
    const words = [...new Set(wordsOf(concat(parts.slice(i))))];
    if (words.some((word) => word.length < MIN_WORD)) continue;
    gates.push(words);
    // The rest of this word tells nothing new.
    i += Math.min(...words.map((word) => word.length)) - 1;
  }
  return gates;
}

/** The parts of a row, those of groups in it included. */
function flattened(node: Node): readonly Node[] {
  if (node.kind === 'capture') return flattened(node.body);
  return node.kind === 'concat' ? node.parts.flatMap(flattened) : [node];
}

interface Word {
  readonly text: string;
  /** Whether more can follow that is known. */
  readonly open: boolean;
}

/** Texts of which one begins every match, in lower case. */
function wordsOf(node: Node): readonly string[] {
  return extend([{ text: '', open: true }], node).map((word) => word.text);
}

function extend(words: readonly Word[], node: Node): readonly Word[] {
  if (!words.some((word) => word.open)) return words;
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return words;
    case 'set':
      return extendBySet(words, node.set);
    case 'capture':
      return extend(words, node.body);
    case 'concat':
      return node.parts.reduce(extend, words);
    case 'alternate':
      return bounded(
        node.branches.flatMap((branch) => extend(words, branch)),
        words,
      );
    case 'repeat':
      return extendByRepeat(words, node);
  }
}

function extendByRepeat(words: readonly Word[], node: Node & { kind: 'repeat' }): readonly Word[] {
  let out = words;
  if (node.min === 0) return node.max === 1 ? bounded([...extend(words, node.body), ...words], words) : closed(words);
  for (let copy = 0; copy < Math.min(node.min, MAX_WORD); copy++) out = extend(out, node.body);
  return node.min === node.max ? out : closed(out);
}

function extendBySet(words: readonly Word[], set: CodePoints): readonly Word[] {
  const letters = lettersOf(set);
  if (letters === undefined) return closed(words);
  return bounded(
    words.flatMap((word) =>
      word.open
        ? letters.map((letter) => ({ text: word.text + letter, open: word.text.length + 1 < MAX_WORD }))
        : [word],
    ),
    words,
  );
}

function bounded(words: readonly Word[], otherwise: readonly Word[]): readonly Word[] {
  return words.length > MAX_WORDS ? closed(otherwise) : words;
}

function closed(words: readonly Word[]): readonly Word[] {
  return words.map((word) => ({ text: word.text, open: false }));
}

/** The members of a small set in lower case; U+017F and U+212A count as the letters that they fold to. */
function lettersOf(set: CodePoints): readonly string[] | undefined {
  const letters = new Set<string>();
  for (let i = 0; i < set.length; i += 2) {
    if (set[i + 1]! - set[i]! >= MAX_LETTERS) return undefined;
    for (let code = set[i]!; code <= set[i + 1]!; code++) {
      const letter = code === 0x17f ? 's' : code === 0x212a ? 'k' : String.fromCodePoint(code).toLowerCase();
      if (letter.length !== 1 || letter.charCodeAt(0) > 0x7f) return undefined;
      letters.add(letter);
    }
  }
  return letters.size <= MAX_LETTERS && letters.size > 0 ? [...letters] : undefined;
}
