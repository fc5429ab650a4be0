/** The score as a small SVG picture, without anything loaded from elsewhere. */

const LABEL = 'crate practices';
/** Scores from which a colour holds: contrast with white text is at least 4.5. */
const COLORS: readonly (readonly [number, string])[] = [
  [8, '#2b7a0b'],
  [6, '#6b7a00'],
  [4, '#9a6700'],
  [0, '#b3261e'],
];
const UNKNOWN = '#5f6368';
/** Mean width of a digit or letter at 11 px in the fonts named below. */
const CHARACTER = 6.6;

export function badge(score: number | undefined): string {
  const text = score === undefined ? 'unknown' : score.toFixed(1);
  const color = score === undefined ? UNKNOWN : COLORS.find(([least]) => score >= least)![1];
  const left = Math.round(LABEL.length * CHARACTER + 12);
  const right = Math.round(text.length * CHARACTER + 12);
  const width = left + right;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${LABEL}: ${text}">` +
    `<title>${LABEL}: ${text}</title><clipPath id="r"><rect width="${width}" height="20" rx="3"/></clipPath>` +
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#444"/><rect x="${left}" width="${right}" height="20" fill="${color}"/></g>` +
    `<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">` +
    `<text x="${left / 2}" y="14">${LABEL}</text><text x="${left + right / 2}" y="14">${text}</text></g></svg>\n`
  );
}
