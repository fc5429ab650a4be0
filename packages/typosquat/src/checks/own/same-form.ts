/** The registry itself would take the two for one: only case or the kind of separator differs. */
import type { LikenessCheck } from './resemblance.ts';

export const SAME_FORM: LikenessCheck = {
  id: 'same-form',
  title: 'the same name to the registry',
  find({ form, index, corpus, package: { name } }) {
    const found: number[] = [];
    for (const id of index.joined(form)) if (index.forms[id] === form && corpus.names[id] !== name) found.push(id);
    return found.map((id) => ({
      check: this.id,
      family: 'name' as const,
      id,
      closeness: 0.99,
      text: 'another case or kind of separator',
    }));
  },
};
