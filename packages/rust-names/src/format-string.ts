/**
 * Format strings (`std::fmt` "Syntax"; rustc_parse_format).
 */

/** An argument as a piece names it: position or name. */
type ArgRef = number | string;

interface ParsedPiece {
  readonly arg: ArgRef;
  readonly trait: string;
  /** Arguments that `width$` and `.precision$` name. */
  readonly counts: readonly ArgRef[];
}

export interface ParsedFormat {
  readonly pieces: readonly ParsedPiece[];
  /** The string is not a valid format string. */
  readonly bad: boolean;
}

const TRAITS: Readonly<Record<string, string>> = {
  '': 'Display',
  '?': 'Debug',
  'x?': 'Debug',
  'X?': 'Debug',
  x: 'LowerHex',
  X: 'UpperHex',
  o: 'Octal',
  b: 'Binary',
  p: 'Pointer',
  e: 'LowerExp',
  E: 'UpperExp',
};

/** `[[fill]align][sign]['#']['0'][width]['.' precision][type]`. */
const SPEC =
  /^(?:[\s\S]?[<^>])?[+-]?#?(?:0(?!\$))?(?:(\d+|[\p{XID_Start}_][\p{XID_Continue}]*)\$|(\d+))?(?:\.(?:(\*)|(\d+|[\p{XID_Start}_][\p{XID_Continue}]*)\$|(\d+)))?(\?|x\?|X\?|[a-zA-Z]?)\s*$/u;

export function parseFormat(text: string): ParsedFormat {
  const pieces: ParsedPiece[] = [];
  let next = 0;
  let bad = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '}') {
      if (text[at + 1] === '}') at++;
      else bad = true;
      continue;
    }
    if (char !== '{') continue;
    if (text[at + 1] === '{') {
      at++;
      continue;
    }
    const close = closing(text, at);
    if (close < 0) return { pieces, bad: true };
    const inside = text.slice(at + 1, close);
    at = close;
    const colon = inside.indexOf(':');
    const name = (colon < 0 ? inside : inside.slice(0, colon)).trim();
    const spec = SPEC.exec(colon < 0 ? '' : inside.slice(colon + 1).trimEnd());
    const counts: ArgRef[] = [];
    // `.*` takes its count before the value.
    if (spec?.[3] !== undefined) counts.push(next++);
    if (spec?.[1] !== undefined) counts.push(argRef(spec[1]));
    if (spec?.[4] !== undefined) counts.push(argRef(spec[4]));
    const trait = spec === null ? undefined : TRAITS[spec[6] ?? ''];
    if (trait === undefined) bad = true;
    const arg = name === '' ? next++ : argRef(name);
    pieces.push({ arg, trait: trait ?? 'Display', counts });
  }
  return { pieces, bad };
}

/** `}` as a fill character (`{:}<5}`) does not close. */
function closing(text: string, open: number): number {
  const close = text.indexOf('}', open);
  const next = text[close + 1];
  return text[close - 1] === ':' && (next === '<' || next === '>' || next === '^') && text.indexOf('}', close + 1) >= 0
    ? text.indexOf('}', close + 1)
    : close;
}

function argRef(text: string): ArgRef {
  return /^\d+$/.test(text) ? Number.parseInt(text, 10) : text.replace(/^r#/, '');
}
