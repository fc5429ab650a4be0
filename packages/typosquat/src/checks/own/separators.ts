/** Only separators differ: `rustdecimal`, `lazystatic`. */
import { joinedForm } from '../../lookup/forms.ts';
import { type LikenessCheck, tellingLength } from './resemblance.ts';

export const SEPARATORS: LikenessCheck = {
  id: 'separators',
  title: 'the same letters with other separators',
  find({ form, index, spelling }) {
    if (spelling === undefined) return [];
    const joined = joinedForm(form);
    return [...index.joined(form)].flatMap((id) => {
      const target = index.forms[id]!;
      if (target === form || joinedForm(target) !== joined) return [];
      const closeness = 0.97 * tellingLength(joined, joined);
      return [{ check: this.id, family: 'name' as const, id, closeness, text: 'other separators' }];
    });
  },
};
