/**
 * Finds all occurrences of many words in one pass (Aho and Corasick, 1975), whatever the case: the table of states is
 * complete, so each character of the text is one look-up.
 *
 * The table: `next[state * classes + class]` is the next state times `classes`; a class is the number of a character that
 * words use (in lower case), 0 for all others. States that end a word have the highest numbers, so that one comparison tells.
 */

/** Called for each occurrence: the word's number and the offset after its last character. */
export type OnWord = (word: number, end: number) => void;

export class Automaton {
  readonly words: readonly string[];
  readonly #classOf = new Uint16Array(0x10000);
  readonly #next: Uint32Array;
  /** First state (times classes) that ends a word. */
  readonly #ending: number;
  readonly #classes: number;
  /** Words that end in state `ending + i`. */
  readonly #ends: readonly Int32Array[];

  /** Words are in lower case. */
  constructor(words: readonly string[]) {
    this.words = words;
    this.#classes = this.#makeClasses(words);
    const trie = makeTrie(words, this.#classOf, this.#classes);
    const { order, ending } = orderStates(trie);
    const rank = new Uint32Array(order.length);
    order.forEach((state, at) => {
      rank[state] = at;
    });
    this.#next = new Uint32Array(order.length * this.#classes);
    order.forEach((state, at) => {
      for (let one = 0; one < this.#classes; one++)
        this.#next[at * this.#classes + one] = rank[trie.next[state * this.#classes + one]!]! * this.#classes;
    });
    this.#ending = ending * this.#classes;
    this.#ends = order.slice(ending).map((state) => Int32Array.from(trie.ends[state]!));
  }

  /** Runs over text that is ASCII alone, given as its bytes. */
  runBytes(bytes: Uint8Array, onWord: OnWord): void {
    const next = this.#next;
    const classOf = this.#classOf;
    const ending = this.#ending;
    let state = 0;
    for (let at = 0; at < bytes.length; at++) {
      state = next[state + classOf[bytes[at]!]!]!;
      if (state >= ending) this.#tell(state, at + 1, onWord);
    }
  }

  /** Runs over any text. */
  runText(text: string, onWord: OnWord): void {
    const next = this.#next;
    const classOf = this.#classOf;
    const ending = this.#ending;
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = next[state + classOf[text.charCodeAt(at)]!]!;
      if (state >= ending) this.#tell(state, at + 1, onWord);
    }
  }

  #tell(state: number, end: number, onWord: OnWord): void {
    for (const word of this.#ends[(state - this.#ending) / this.#classes]!) onWord(word, end);
  }

  /** U+0130 is lower-cased as Go does it; U+017F folds to `s`, as patterns want it (words of rules are checked once more). */
  #makeClasses(words: readonly string[]): number {
    let count = 1;
    const numbers = new Map<number, number>();
    for (const word of words)
      for (let i = 0; i < word.length; i++)
        if (!numbers.has(word.charCodeAt(i))) numbers.set(word.charCodeAt(i), count++);
    const fill = (unit: number): void => {
      const lower = unit === 0x130 ? 'i' : unit === 0x17f ? 's' : String.fromCharCode(unit).toLowerCase();
      this.#classOf[unit] = numbers.get(lower.charCodeAt(0)) ?? 0;
    };
    for (let unit = 0; unit < 0x80; unit++) fill(unit);
    // Words are nearly always ASCII: then three characters beyond it can stand for letters of theirs.
    const ascii = words.every((word) => /^[\0-\x7f]*$/.test(word));
    if (ascii) for (const unit of [0x130, 0x17f, 0x212a]) fill(unit);
    else for (let unit = 0x80; unit < 0x10000; unit++) fill(unit);
    return count;
  }
}

interface Trie {
  /** Complete transitions, by state and class. */
  readonly next: Uint32Array;
  readonly ends: readonly number[][];
}

function makeTrie(words: readonly string[], classOf: Uint16Array, classes: number): Trie {
  const size = words.reduce((sum, word) => sum + word.length, 1);
  const next = new Uint32Array(size * classes);
  const ends: number[][] = [[]];
  words.forEach((word, number) => {
    let state = 0;
    for (let i = 0; i < word.length; i++) {
      const at = state * classes + classOf[word.charCodeAt(i)]!;
      if (next[at] === 0) {
        next[at] = ends.length;
        ends.push([]);
      }
      state = next[at]!;
    }
    if (word.length > 0) ends[state]!.push(number);
  });
  complete(next, ends, classes);
  return { next: next.subarray(0, ends.length * classes), ends };
}

/** Breadth first: a missing edge goes where the longest proper suffix goes, and a state ends what its suffix ends. */
function complete(next: Uint32Array, ends: number[][], classes: number): void {
  const fail = new Uint32Array(ends.length);
  const queue: number[] = [];
  for (let one = 0; one < classes; one++) if (next[one] !== 0) queue.push(next[one]!);
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at]!;
    ends[state]!.push(...ends[fail[state]!]!);
    for (let one = 0; one < classes; one++) {
      const target = next[state * classes + one]!;
      const fallback = next[fail[state]! * classes + one]!;
      if (target === 0) next[state * classes + one] = fallback;
      else {
        fail[target] = fallback;
        queue.push(target);
      }
    }
  }
}

/** States that end nothing first (the root stays 0), those that end a word behind. */
function orderStates(trie: Trie): { order: number[]; ending: number } {
  const states = trie.ends.map((_, state) => state);
  const plain = states.filter((state) => trie.ends[state]!.length === 0);
  return { order: [...plain, ...states.filter((state) => trie.ends[state]!.length > 0)], ending: plain.length };
}
