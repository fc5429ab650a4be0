/** Rates with their uncertainty, and percentiles: what the tables of a run are made of. */

/** 97.5th percentile of the normal distribution: intervals of 95 %. */
const Z = 1.96;

export interface Rate {
  readonly hits: number;
  readonly of: number;
}

/** Wilson's score interval of a rate, in hundredths: unlike the normal one it is right for 0 of N and for small N. */
export function wilson({ hits, of }: Rate): readonly [number, number] {
  if (of === 0) return [0, 100];
  const rate = hits / of;
  const scale = 1 + Z ** 2 / of;
  const middle = (rate + Z ** 2 / (2 * of)) / scale;
  const half = (Z / scale) * Math.sqrt((rate * (1 - rate)) / of + Z ** 2 / (4 * of ** 2));
  return [Math.max(0, 100 * (middle - half)), Math.min(100, 100 * (middle + half))];
}

/** `3 of 400, 0.8 % (0.3–2.2)` in the columns of a table. */
export function rateCells(rate: Rate): readonly string[] {
  const [low, high] = wilson(rate);
  const percent = rate.of === 0 ? '–' : `${((100 * rate.hits) / rate.of).toFixed(1)} %`;
  return [`${rate.hits} of ${rate.of}`, percent, `${low.toFixed(1)}–${high.toFixed(1)}`];
}

/** Nearest-rank percentile; 0 of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

/** A table in markdown, its columns as wide as their widest cell: read alike on a terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
