/** Looks the same: `rn` for `m`, `vv` for `w`, `0` for `o`, letters of other scripts. */
import { latinOf, skeletonOf } from '../../lookup/skeleton.ts';
import { type LikenessCheck, tellingLength } from './resemblance.ts';

export const CONFUSABLE: LikenessCheck = {
  id: 'confusable',
  title: 'letters that look like others',
  find({ form, index }) {
    const skeleton = skeletonOf(form);
    return [...index.lookalikes(form)].flatMap((id) => {
      const target = index.forms[id]!;
      if (target === form || skeletonOf(target) !== skeleton) return [];
      const isForeign = latinOf(form) !== form || latinOf(target) !== target;
      const closeness = isForeign ? 0.99 : 0.93 * tellingLength(form, target);
      const text = isForeign ? 'letters of another script' : 'letters that look like others';
      return [{ check: this.id, family: 'name' as const, id, closeness, text }];
    });
  },
};
