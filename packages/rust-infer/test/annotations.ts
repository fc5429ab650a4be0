/** The comments of a snippet: see `snippet.ts`. */

/** One comment: what it says of which line. */
export interface Annotation {
  /** Counted from 1. */
  readonly line: number;
  readonly at: number;
  readonly kind: 'type' | 'call' | 'drop' | 'unsize' | 'capture';
  /** Columns of a type, counted from 1. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const COMMENT = /^(\s*\/\/\s*)(?:(\^+)(\.\.)? (.+)|(call|drop|unsize|capture):(.*))$/;

export function annotations(text: string): Annotation[] {
  const out: Annotation[] = [];
  let line = 0;
  text.split('\n').forEach((written, index) => {
    const match = COMMENT.exec(written);
    if (match === null) {
      if (written.trim() !== '' && !/^\s*\/\//.test(written)) line = index + 1;
      return;
    }
    const [, lead = '', carets, open, type, kind, rest] = match;
    const from = lead.length + 1;
    const to = carets === undefined || open !== undefined ? 0 : from + carets.length;
    out.push({
      ...{ line, at: index + 1, from, to },
      kind: (kind as Annotation['kind'] | undefined) ?? 'type',
      text: (type ?? rest ?? '').trim(),
    });
  });
  return out;
}

/** Of the line `// edition:2018`; the newest if there is none. */
export function editionOf(text: string): 2015 | 2018 | 2021 | 2024 {
  return Number(/^\/\/ edition:(\d+)/m.exec(text)?.[1] ?? 2024) as 2024;
}

/** At commas that stand in no brackets. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if ('<([{'.includes(char)) depth++;
    else if ('])}'.includes(char) || (char === '>' && text[i - 1] !== '-')) depth--;
    if (char === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += char;
  }
  return [...parts, part.trim()];
}
