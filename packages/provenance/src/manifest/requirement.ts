/** One text for all ways to write a requirement: cargo of some years wrote `^1.2` to the index as `>=1.2.0, <2.0.0`. */
import { type Comparator, ReqOp, tryParseVersionReq } from '@lazaret/cargo';

type Numbers = readonly [bigint, bigint, bigint];

/** The bounds that a requirement sets, sorted; the text itself where it is none. */
export function canonicalRequirement(text: string): string {
  const parsed = tryParseVersionReq(text);
  if (parsed === undefined) return text;
  const bounds = new Set(parsed.comparators.flatMap(boundsOf));
  return bounds.size === 0 ? '*' : [...bounds].sort().join(', ');
}

function boundsOf(comparator: Comparator): string[] {
  const { op, major, minor, patch, pre } = comparator;
  const low: Numbers = [major, minor ?? 0n, patch ?? 0n];
  const from = `>=${low.join('.')}${pre === '' ? '' : `-${pre}`}`;
  // Where numbers are left out, `=` and a wildcard stand for all versions that begin so.
  const prefix: Numbers =
    minor === undefined
      ? [major + 1n, 0n, 0n]
      : patch === undefined
        ? [major, minor + 1n, 0n]
        : [major, minor, patch + 1n];
  switch (op) {
    case ReqOp.caret:
      return [from, `<${caretEnd(comparator, prefix).join('.')}`];
    case ReqOp.tilde:
      return [from, `<${(minor === undefined ? [major + 1n, 0n, 0n] : [major, minor + 1n, 0n]).join('.')}`];
    case ReqOp.exact:
    case ReqOp.wildcard:
      return patch === undefined ? [from, `<${prefix.join('.')}`] : [`=${low.join('.')}${pre === '' ? '' : `-${pre}`}`];
    case ReqOp.greater:
      return patch === undefined ? [`>=${prefix.join('.')}`] : [`>${low.join('.')}${pre === '' ? '' : `-${pre}`}`];
    case ReqOp.greaterEq:
      return [from];
    case ReqOp.less:
      return [`<${low.join('.')}${pre === '' ? '' : `-${pre}`}`];
    case ReqOp.lessEq:
      return patch === undefined ? [`<${prefix.join('.')}`] : [`<=${low.join('.')}${pre === '' ? '' : `-${pre}`}`];
  }
}

/** Up to the next change of the leftmost number that is not zero. */
function caretEnd({ major, minor, patch }: Comparator, prefix: Numbers): Numbers {
  if (major > 0n || minor === undefined) return [major + 1n, 0n, 0n];
  if (minor > 0n || patch === undefined) return [major, minor + 1n, 0n];
  return prefix;
}
