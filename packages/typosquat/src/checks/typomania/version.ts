/** A number at the end: `serde2`, `serde-2`. Digits go first, then hyphens, nothing else: `serde_2` is another matter. */
import type { Check } from '../check.ts';

export const VERSION: Check = {
  id: 'version',
  find({ name, isPossible }) {
    let end = name.length;
    while (end > 0 && isDigit(name.charCodeAt(end - 1))) end--;
    while (end > 0 && name[end - 1] === '-') end--;
    if (end === 0 || end === name.length) return [];
    const target = name.slice(0, end);
    return isPossible(target) ? [{ check: this.id, target, message: `only changes the version from ${target}` }] : [];
  },
};

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}
