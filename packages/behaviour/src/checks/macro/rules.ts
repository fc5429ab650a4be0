/**
 * `macro_rules` whose own text does it: the crate never runs that code, its users do wherever they use the macro. What such
 * a macro calls in its own crate is seen there; this is about what stands in it.
 */
import { type MacroTokens, macroTokens } from '@lazaret/analyzer';
import { isAside } from '../../bytes/place.ts';
import type { Check } from '../../check.ts';
import type { Evidence } from '../../finding.ts';
import { defanged } from '../evidence.ts';
import { excerpt, grave, signsOf } from './emitted.ts';
import { findingOf } from '../finding-of.ts';

const FILES_MAX = 400;

export const macroRules: Check = {
  id: 'macro-rules-code',
  version: 1,
  group: 'macro',
  title: 'an exported macro_rules macro downloads and runs, or collects and sends',
  severity: 'hold',
  evidence: ['code'],
  wrongWhen: 'a macro for commands has an example in its own text',
  run({ code, subject }) {
    const evidence: Evidence[] = [];
    for (const unit of code.units) {
      if (unit.unit !== 'lib') continue;
      for (const file of code.world.crate(unit.crate).files.slice(0, FILES_MAX)) {
        const bytes = subject.files.get(file);
        if (bytes === undefined || isAside(file)) continue;
        for (const tokens of macroTokens(bytes, (name) => name === 'macro_rules'))
          evidence.push(...found(tokens, file));
      }
    }
    const title = 'a macro puts code into its users’ crates that downloads and runs, or collects and sends';
    return evidence.length === 0 ? [] : [findingOf(macroRules, 'hold', title, evidence.slice(0, 4), true)];
  },
};

function found(tokens: MacroTokens, file: string): Evidence[] {
  const signs = signsOf(tokens);
  if (signs.length === 0 || !grave(tokens, signs, true)) return [];
  const what = signs.map((it) => it.what).join(', ');
  return [{ kind: 'code', text: `${what}: ${defanged(excerpt(tokens.text, signs[0]!))}`, file, line: tokens.line }];
}
