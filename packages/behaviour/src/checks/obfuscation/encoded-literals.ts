/**
 * Long literals that look random or encoded: keys, hashes, tables and compressed data look the same, so this is a record of where
 * they stand for whoever reads the crate anyway. At build time, where no table is needed, it is a note.
 */
import type { Check } from '../../check.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { type Literal, literalsOf } from '../../source/literals.ts';
import { findingOf } from '../finding-of.ts';

const ENTROPY_LENGTH = 64;
const ENTROPY_BITS = 5.2;
const TABLE_LENGTH = 256;
const TABLE_BITS = 7;
const HEX_LENGTH = 64;
const BASE64_LENGTH = 40;
const LONG_BASE64 = 200;

export const encodedLiterals: Check = {
  id: 'obfuscation-literals',
  version: 1,
  group: 'obfuscation',
  title: 'long literals that are encoded or look random',
  severity: 'note',
  evidence: ['literal'],
  wrongWhen: 'keys, hashes, test vectors and embedded data',
  run(context): readonly Finding[] {
    const found = literalsOf(context).flatMap((literal) => {
      const text = oddity(literal);
      return text === undefined ? [] : [{ literal, evidence: shownLiteral(literal, text) }];
    });
    if (found.length === 0) return [];
    const build = context.code.units.filter(({ unit }) => unit === 'build');
    const files = new Set(build.flatMap(({ crate }) => context.code.world.crate(crate).files));
    const early = found.filter(({ literal }) => files.has(literal.file.path) && literal.value.length >= LONG_BASE64);
    const shown = (early.length > 0 ? early : found).map(({ evidence }) => evidence);
    const title = `${found.length} literals that are encoded or look random`;
    return [findingOf(encodedLiterals, early.length > 0 ? 'note' : 'info', title, shown)];
  },
};

function shownLiteral({ file, start }: Literal, text: string): Evidence {
  return { kind: 'literal', text, ...file.place(start) };
}

function oddity({ kind, value }: Literal): string | undefined {
  const { length } = value;
  if (kind === 'table') {
    if (length < TABLE_LENGTH) return undefined;
    const bits = entropy(value);
    return bits > TABLE_BITS ? `a table of ${length} bytes, ${bits.toFixed(1)} bits each` : undefined;
  }
  if (length < BASE64_LENGTH) return undefined;
  if (length >= HEX_LENGTH && /^[0-9a-fA-F]+$/.test(value)) return `${length} digits of hex`;
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value) && isMixed(value)) return `${length} characters of base64`;
  if (length < ENTROPY_LENGTH || /\s/.test(value)) return undefined;
  const bits = entropy(value);
  return bits > ENTROPY_BITS ? `${length} characters, ${bits.toFixed(1)} bits each` : undefined;
}

function isMixed(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
}

/** Shannon's, in bits per character. */
function entropy(text: string): number {
  const counts = new Map<number, number>();
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    counts.set(char, (counts.get(char) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
