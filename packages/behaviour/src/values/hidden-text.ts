/**
 * Texts that code puts together by computing: loops that xor, decoders written by hand, tables that are indexed. The steps are
 * not followed; instead the literals that feed the value are taken apart in all usual ways, and what comes out counts only if
 * it is an address, a path or a command. A wrong guess practically never looks like one.
 */
import { LAYERS_MAX, readable, xored } from './decode.ts';
import type { FoldedText } from './folded.ts';
import type { Trace } from './trace.ts';

/** Literals looked at, their length, and keys tried on each. */
const LITERALS_MAX = 64;
const LENGTH_MAX = 8 * 1024;
const KEYS_MAX = 64;
const FOUND_MAX = 6;

/** Text that means something to a system: nothing else is worth hiding in this way. */
const TELLING =
  /^(?:https?|wss?|ftp|tcp|udp):\/\/[\w.[\]:@-]+|^(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?$|^(?:\/(?:bin|usr|tmp|etc|home|root|var|dev)\/[\w.]|~\/\.|\.ssh\/|[A-Z]:\\\w)|^(?:sh|bash|zsh|cmd|curl|wget|powershell|pwsh|python3?|nc|certutil|mshta)(?:\.exe)? +[-/\w"']/;
/** Bare names count where the encoding itself is no accident: no text turns into a host by base64. */
const NAME = /^(?:[a-z0-9-]+\.)+[a-z]{2,12}(?::\d+)?(?:\/\S*)?$|^(?:sh|bash|cmd|powershell|curl|wget)(?:\.exe)?$/;

function isTelling({ text, layers }: Guess): boolean {
  return TELLING.test(text) || (NAME.test(text) && layers.some((layer) => layer === 'base64' || layer === 'hex'));
}

interface Guess {
  readonly text: string;
  readonly layers: readonly string[];
}

/** Functions that may be a step of a decoder, by the last segment of their names. */
const DECODES =
  /decode|decrypt|deobf|unhide|reveal|b64|base64|unhex|from_hex|from_str_radix|xor|rot|unpack|descramble/i;
const REVERSES = /^(?:rev|reverse|swap|rfold)$/;
const SHIFTS = /(?:wrapping|overflowing|saturating|checked)_(?:add|sub)$|^rotate_(?:left|right)$/;

/**
 * What the literals behind a value say once decoded; empty where nothing telling comes out. Only ways for which there is a
 * step in the code are tried; `names` are those of the calls on the way.
 */
export function hiddenTexts({ literals, numbers, operators }: Trace, names: readonly string[]): FoldedText[] {
  const calls = names.map((name) => name.slice(name.lastIndexOf(':') + 1));
  const reverses = calls.some((it) => REVERSES.test(it));
  const decodes =
    names.some((it) => DECODES.test(it)) || ['^', '<<', '>>', '&', '|', '%'].some((it) => operators.has(it));
  const shifting = operators.has('+') || operators.has('-') || calls.some((it) => SHIFTS.test(it));
  if (!reverses && !decodes && !shifting) return [];
  const texts = literals.filter((it) => it.length > 0 && it.length <= LENGTH_MAX).slice(0, LITERALS_MAX);
  const long = texts.filter((it) => it.length >= 4);
  // The parts of a text that is joined, in the order in which they are written.
  const whole = texts.join('');
  const starts: Guess[] = [
    ...long.map((text) => ({ text, layers: [] })),
    ...(texts.length > 1 && whole.length <= LENGTH_MAX ? [{ text: whole, layers: ['joined'] }] : []),
  ];
  const keys = operators.has('^') || names.some((it) => /xor/i.test(it)) ? keysOf(numbers, texts) : [];
  const shifts = shifting ? numbers.filter((it) => it > 0).slice(0, KEYS_MAX) : [];
  const found = new Map<string, Guess>();
  let layer = starts;
  for (let depth = 0; depth < LAYERS_MAX && layer.length > 0 && found.size < FOUND_MAX; depth++) {
    const next = layer.flatMap((guess) => unwrapped(guess, { keys, shifts, reverses, decodes }));
    for (const guess of next)
      if (isTelling(guess) && !found.has(guess.text) && !isWritten(guess.text, starts)) found.set(guess.text, guess);
    layer = next.slice(0, LITERALS_MAX);
  }
  return [...found.values()].slice(0, FOUND_MAX).map(({ text, layers }) => ({ pieces: [text], layers }));
}

/** What can be read in a literal is not hidden by what is done to it: reversed twice it is there again. */
function isWritten(text: string, starts: readonly Guess[]): boolean {
  return starts.some((start) => start.text.includes(text));
}

function keysOf(numbers: readonly number[], texts: readonly string[]): (readonly number[])[] {
  const single = numbers.filter((it) => it > 0).map((it) => [it]);
  const words = texts
    .filter((it) => it.length <= 64)
    .map((it) => [...it].map((char) => char.charCodeAt(0)))
    .filter((it) => it.every((byte) => byte < 256));
  return [...single, ...words].slice(0, KEYS_MAX);
}

/** One layer less, in every way that gives text or may still give some. */
interface Ways {
  readonly keys: readonly (readonly number[])[];
  readonly shifts: readonly number[];
  readonly reverses: boolean;
  readonly decodes: boolean;
}

function unwrapped({ text, layers }: Guess, { keys, shifts, reverses, decodes }: Ways): Guess[] {
  const out: Guess[] = [];
  const add = (layer: string, decoded: string | undefined): void => {
    if (decoded !== undefined && decoded !== text) out.push({ text: decoded, layers: [...layers, layer] });
  };
  const compact = text.replace(/\s+/g, '');
  if (decodes && compact.length >= 8 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) {
    const bytes = Buffer.from(compact.replaceAll('-', '+').replaceAll('_', '/'), 'base64');
    add('base64', readable(bytes) ?? (keys.length > 0 ? bytes.toString('latin1') : undefined));
  }
  if (decodes && compact.length >= 8 && compact.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(compact)) {
    const bytes = Buffer.from(compact, 'hex');
    add('hex', readable(bytes) ?? (keys.length > 0 ? bytes.toString('latin1') : undefined));
  }
  for (const key of keys) {
    const name = key.length === 1 ? `xor 0x${key[0]!.toString(16)}` : `xor with ${key.length} bytes`;
    add(name, printable(xored(text, key)));
  }
  // Shifts add up: one is as good as several, and two may undo each other.
  const unshifted = layers.every((it) => !it.startsWith('shift'));
  for (const by of unshifted ? shifts : [])
    for (const sign of [by, -by]) add(`shift ${sign}`, printable(shifted(text, sign)));
  if (reverses && layers.at(-1) !== 'reversed') add('reversed', [...text].reverse().join(''));
  return out;
}

function shifted(text: string, by: number): string {
  return [...text].map((char) => String.fromCharCode((char.charCodeAt(0) + by) & 0xff)).join('');
}

function printable(text: string): string | undefined {
  return /^[\x20-\x7e\s]+$/.test(text) ? text : undefined;
}
