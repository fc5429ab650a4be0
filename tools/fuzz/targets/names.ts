/** Module trees: definitions, imports, impls of any text, always the same. */
import { type LocalDef, World } from '@lazaret/facts';
import { type CrateNames, collectCrate } from '@lazaret/rust-names';
import { crateOf, ensure, type Target } from '../target.ts';

function collect(text: string): CrateNames {
  return collectCrate(new World(), crateOf(text, {}, new Map()));
}

export const target: Target = {
  seconds: 60,
  check: (text) => {
    const names = collect(text);
    names.traitImpls();
    for (let i = 0; i < names.defCount(); i++) {
      const def = i as LocalDef;
      const { file, line } = names.span(def);
      ensure(file < names.files.length && line >= 0, `definition ${i} stands nowhere`);
      names.bodySource(def);
      names.traitsInScope(names.scopeOf(def));
    }
    const again = collect(text);
    ensure(again.defCount() === names.defCount(), 'other definitions the second time');
    ensure(
      JSON.stringify(again.diagnostics) === JSON.stringify(names.diagnostics),
      'other diagnostics the second time',
    );
  },
};
