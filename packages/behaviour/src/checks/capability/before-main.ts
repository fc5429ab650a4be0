/**
 * Code that runs before `main` without being called: functions in `.init_array` and its kin, `#[ctor]`. Linking the crate is
 * enough for it to run, so what it does beyond setting up its own data is of interest.
 */
import { DefFlag, type DefId, DefKind, defId, type LocalDef } from '@lazaret/facts';
import type { Action } from '../../actions/action.ts';
import { CallTree } from '../../chains/call-tree.ts';
import type { Check } from '../../check.ts';
import type { CodeFacts, CodeUnit } from '../../code.ts';
import { evidenceOf, groupOf, UNIT_WORD } from '../evidence.ts';

export const beforeMain: Check = {
  id: 'before-main',
  version: 1,
  group: 'capability',
  title: 'code before main starts processes or connects',
  severity: 'hold',
  evidence: ['code'],
  wrongWhen: 'a crate for logging or profiling opens its connection as early as it can',
  run({ code }) {
    return code.units.flatMap((unit) => {
      const starts = startsOf(code, unit);
      if (starts.length === 0) return [];
      const evidence = unit.actions
        .filter((it) => acts(it) && leadsTo(unit, starts, it))
        .map((it) => evidenceOf(unit, it, `before main: ${it.function}`));
      const grave = evidence.length > 0;
      const title = grave
        ? `the ${UNIT_WORD[unit.unit]} acts before main`
        : `the ${UNIT_WORD[unit.unit]} has code that runs before main`;
      const place = placeOf(code, starts[0]!);
      const shown = grave ? evidence.slice(0, 6) : [{ kind: 'code' as const, text: 'runs before main', ...place }];
      return [
        {
          check: beforeMain.id,
          version: 1,
          group: groupOf(unit),
          severity: grave ? ('hold' as const) : ('note' as const),
          title,
          evidence: shown,
        },
      ];
    });
  },
};

function acts(action: Action): boolean {
  if (action.kind === 'network') return action.op !== 'listen';
  return action.kind === 'command' || action.kind === 'load' || (action.kind === 'file' && action.op === 'write');
}

function leadsTo(unit: CodeUnit, starts: readonly DefId[], { call }: Action): boolean {
  const tree = new CallTree(unit.flow);
  return starts.some((start) => tree.isBelow(call.call.owner, start));
}

/** Functions that a used static holds, and functions with an attribute that is named so. */
function startsOf(code: CodeFacts, unit: CodeUnit): DefId[] {
  const facts = code.world.crate(unit.crate);
  const out: DefId[] = [];
  for (let local = 0; local < facts.defCount(); local++) {
    const def = local as LocalDef;
    if (facts.kind(def) !== DefKind.Static || (facts.flags(def) & DefFlag.Exported) === 0) continue;
    const flow = unit.flow.of(defId(facts.num, def));
    for (const id of flow?.returns ?? []) {
      const value = flow?.values[id];
      if ((value?.kind === 'item' && code.world.kind(value.def) === DefKind.Fn) || value?.kind === 'closure')
        out.push(value.def);
    }
  }
  for (const { macro, owner } of facts.opaque()) if (/^#\[(?:\w+::)*ctor\b/.test(macro)) out.push(owner);
  return out;
}

function placeOf(
  code: CodeFacts,
  def: DefId,
): { readonly file: string; readonly line: number; readonly column: number } {
  const facts = code.world.crateOfDef(def);
  const span = code.world.span(def);
  return { file: facts.files[span.file] ?? '', line: span.line, column: span.column };
}
