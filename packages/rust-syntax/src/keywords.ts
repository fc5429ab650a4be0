/** Keywords by hash: what the lexer asks for each identifier, without making a string. */
import { TokenKind } from './token-kinds.ts';

const WORDS: readonly (readonly [string, number])[] = [
  ['as', TokenKind.As],
  ['break', TokenKind.Break],
  ['const', TokenKind.Const],
  ['continue', TokenKind.Continue],
  ['crate', TokenKind.Crate],
  ['else', TokenKind.Else],
  ['enum', TokenKind.Enum],
  ['extern', TokenKind.Extern],
  ['false', TokenKind.False],
  ['fn', TokenKind.Fn],
  ['for', TokenKind.For],
  ['if', TokenKind.If],
  ['impl', TokenKind.Impl],
  ['in', TokenKind.In],
  ['let', TokenKind.Let],
  ['loop', TokenKind.Loop],
  ['match', TokenKind.Match],
  ['mod', TokenKind.Mod],
  ['move', TokenKind.Move],
  ['mut', TokenKind.Mut],
  ['pub', TokenKind.Pub],
  ['ref', TokenKind.Ref],
  ['return', TokenKind.Return],
  ['self', TokenKind.SelfValue],
  ['Self', TokenKind.SelfType],
  ['static', TokenKind.Static],
  ['struct', TokenKind.Struct],
  ['super', TokenKind.Super],
  ['trait', TokenKind.Trait],
  ['true', TokenKind.True],
  ['type', TokenKind.Type],
  ['unsafe', TokenKind.Unsafe],
  ['use', TokenKind.Use],
  ['where', TokenKind.Where],
  ['while', TokenKind.While],
  ['abstract', TokenKind.Abstract],
  ['become', TokenKind.Become],
  ['box', TokenKind.Box],
  ['do', TokenKind.Do],
  ['final', TokenKind.Final],
  ['macro', TokenKind.Macro],
  ['override', TokenKind.Override],
  ['priv', TokenKind.Priv],
  ['typeof', TokenKind.Typeof],
  ['unsized', TokenKind.Unsized],
  ['virtual', TokenKind.Virtual],
  ['yield', TokenKind.Yield],
  ['async', TokenKind.Async],
  ['await', TokenKind.Await],
  ['dyn', TokenKind.Dyn],
  ['try', TokenKind.Try],
  ['gen', TokenKind.Gen],
  ['auto', TokenKind.Auto],
  ['builtin', TokenKind.Builtin],
  ['default', TokenKind.Default],
  ['macro_rules', TokenKind.MacroRules],
  ['raw', TokenKind.Raw],
  ['safe', TokenKind.Safe],
  ['union', TokenKind.Union],
  ['yeet', TokenKind.Yeet],
  ['_', TokenKind.Underscore],
];

/** Size of the hash table; large enough that few words share a slot. */
const SLOTS = 512;
const MAX_KEYWORD_LENGTH = 11;

/** Token kind by slot, 0 for none; words that share a slot follow in the next ones. */
const SLOT_KIND = new Uint8Array(SLOTS);
const SLOT_HASH = new Int32Array(SLOTS);
const SLOT_WORD: string[] = new Array<string>(SLOTS).fill('');

for (const [word, kind] of WORDS) {
  const hash = hashOf(word);
  let slot = hash & (SLOTS - 1);
  while (SLOT_KIND[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
  SLOT_KIND[slot] = kind;
  SLOT_HASH[slot] = hash;
  SLOT_WORD[slot] = word;
}

function hashOf(word: string): number {
  let hash = 0;
  for (let i = 0; i < word.length; i++) hash = hashStep(hash, word.charCodeAt(i));
  return hash;
}

/** The rolling hash that {@link keywordKind} expects, starting from 0. */
export function hashStep(hash: number, c: number): number {
  return (Math.imul(hash, 33) ^ c) | 0;
}

/** Kind of an identifier of ASCII characters at `start..end` with a given rolling hash. */
export function keywordKind(units: Uint16Array, start: number, end: number, hash: number): number {
  if (end - start > MAX_KEYWORD_LENGTH) return TokenKind.Ident;
  let slot = hash & (SLOTS - 1);
  while (SLOT_KIND[slot] !== 0) {
    if (SLOT_HASH[slot] === hash && sameWord(SLOT_WORD[slot]!, units, start, end)) return SLOT_KIND[slot]!;
    slot = (slot + 1) & (SLOTS - 1);
  }
  return TokenKind.Ident;
}

function sameWord(word: string, units: Uint16Array, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== units[start + i]) return false;
  return true;
}
