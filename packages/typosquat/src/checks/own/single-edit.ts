/** Any one edit: a letter more, less, another one, two neighbours swapped. Found by leaving out one letter on either side. */
import { changeWeight } from '../../lookup/distance.ts';
import type { FormIndex } from '../../lookup/forms.ts';
import type { Spelling } from '../../lookup/spelling.ts';
import { type LikenessCheck, type Resemblance, tellingLength } from './resemblance.ts';

export const SINGLE_EDIT: LikenessCheck = {
  id: 'single-edit',
  title: 'one letter more, less or other, or two swapped',
  find({ form, spelling, index }) {
    if (spelling === undefined) return [];
    const found: Resemblance[] = [];
    const seen = new Set<number>();
    forNeighbours(spelling, index, (id) => {
      const target = index.forms[id]!;
      const edit = editBetween(form, target);
      if (edit === undefined || seen.has(id)) return;
      seen.add(id);
      const closeness = edit.closeness * tellingLength(form, target);
      found.push({ check: this.id, family: 'name', id, closeness, text: edit.text });
    });
    return found;
  },
};

/** Calls back with names that may be one edit away; some come more than once, and not all are. */
export function forNeighbours(spelling: Spelling, index: FormIndex, add: (id: number) => void): void {
  index.deletions.forEach(spelling.hash, add);
  const { points, length } = spelling;
  for (let at = 0; at < length; at++) {
    if (at + 1 < length && points[at] === points[at + 1]) continue;
    const hash = spelling.replaced(at, at + 1, 0, 0);
    const id = index.exact.mayHold(hash) ? index.exact.get(spelling.rewritten(at, at + 1, '')) : undefined;
    if (id !== undefined) add(id);
    index.deletions.forEach(hash, add);
  }
}

interface Edit {
  readonly closeness: number;
  readonly text: string;
}

/** The one edit that makes `name` of `target`; undefined if it takes another number of them. */
export function editBetween(name: string, target: string): Edit | undefined {
  let at = 0;
  while (at < name.length && at < target.length && name[at] === target[at]) at++;
  if (name.length === target.length + 1)
    return name.slice(at + 1) === target.slice(at) ? loneLetter(name, at, 'more') : undefined;
  if (name.length + 1 === target.length)
    return name.slice(at) === target.slice(at + 1) ? loneLetter(target, at, 'less') : undefined;
  if (name.length !== target.length || at === name.length) return undefined;
  const [own, other] = [name[at]!, target[at]!];
  if (name.slice(at + 1) === target.slice(at + 1)) return changed(own, other);
  const isSwap = own === target[at + 1] && name[at + 1] === other && name.slice(at + 2) === target.slice(at + 2);
  return isSwap ? { closeness: 0.9, text: `“${other}${own}” swapped` } : undefined;
}

function loneLetter(longer: string, at: number, which: 'more' | 'less'): Edit {
  const letter = longer[at]!;
  const how = which === 'more' ? 'added' : 'left out';
  if (letter === '-') return { closeness: 0.95, text: `a separator ${how}` };
  if (letter === longer[at - 1] || letter === longer[at + 1])
    return { closeness: 0.92, text: which === 'more' ? `“${letter}” doubled` : `one of two “${letter}” left out` };
  const isLast = at + 1 === longer.length;
  if (isLast && letter >= '0' && letter <= '9') return { closeness: 0.75, text: `the number ${letter} ${how}` };
  // The first letter of a word is seen.
  const closeness = at === 0 ? 0.65 : which === 'less' ? 0.85 : 0.82;
  return { closeness, text: `“${letter}” ${how}` };
}

function changed(own: string, other: string): Edit {
  const areDigits = /^[0-9]{2}$/.test(own + other);
  if (areDigits) return { closeness: 0.6, text: `the number ${own} for ${other}` };
  return { closeness: 1 - 0.3 * changeWeight(own, other), text: `“${own}” for “${other}”` };
}
