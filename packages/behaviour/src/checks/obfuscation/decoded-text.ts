/**
 * Literals that say something only once they are decoded: an address, a command, the path of a secret behind base64, hex, xor or
 * compression. Who writes such a text that way does not want it read. Where the literal feeds a call that acts, it is used too.
 */
import type { Action } from '../../actions/action.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { type Literal, literalsOf } from '../../source/literals.ts';
import { traceOf } from '../../values/trace.ts';
import { type Unwrapped, unwrapped } from '../../values/unwrapped.ts';
import { defanged, evidenceOf } from '../evidence.ts';
import { findingOf } from '../finding-of.ts';
import { tellingText } from './telling.ts';

/** Literals below hide nothing that would be worth it. */
const LENGTH_MIN = 12;

interface Hidden {
  readonly literal: Literal;
  readonly inner: Unwrapped;
  readonly what: string;
}

export const decodedText: Check = {
  id: 'obfuscation-decoded',
  version: 1,
  group: 'obfuscation',
  title: 'a literal is an address, command or path only once it is decoded',
  severity: 'hold',
  evidence: ['literal', 'code'],
  wrongWhen: 'a crate embeds an encoded document that is short and names an address',
  run(context): readonly Finding[] {
    const found = literalsOf(context).flatMap(hiddenIn);
    if (found.length === 0) return [];
    const evidence = found.map(shownHidden);
    const uses = context.code.units.flatMap((unit) => usesOf(unit, new Set(found.map(({ literal }) => literal.value))));
    const title = `${found[0]!.what} is hidden behind ${found[0]!.inner.layers.join(' and ')}`;
    if (uses.length === 0) return [findingOf(decodedText, 'review', title, evidence)];
    return [findingOf(decodedText, 'hold', `${title} and used`, [...evidence.slice(0, 6), ...uses])];
  },
};

function hiddenIn(literal: Literal): Hidden[] {
  const { value } = literal;
  if (value.length < LENGTH_MIN) return [];
  if (tellingText(value) !== undefined) return [];
  for (const inner of unwrapped(value)) {
    const what = tellingText(inner.text);
    if (what !== undefined) return [{ literal, inner, what }];
  }
  return [];
}

function shownHidden({ literal, inner, what }: Hidden): Evidence {
  const { file, start, value, kind } = literal;
  const name = kind === 'table' ? 'a table of bytes' : 'a literal';
  return {
    kind: 'literal',
    text: `${name} of ${value.length} holds ${what}`,
    ...file.place(start),
    decoded: { layers: inner.layers, preview: defanged(inner.text) },
  };
}

/** Calls that act on the world with what comes from such a literal. */
function usesOf(unit: CodeUnit, literals: ReadonlySet<string>): Evidence[] {
  return unit.actions.flatMap((action) => {
    if (!isSink(action)) return [];
    const { flow, call } = action.call;
    const feeds = call.args.some((id) => traceOf(unit.flow, { flow, id }).literals.some((it) => literals.has(it)));
    return feeds ? [evidenceOf(unit, action, `what is decoded goes to ${action.function}`)] : [];
  });
}

function isSink(action: Action): boolean {
  return action.kind === 'command' || action.kind === 'load' || action.kind === 'network' || action.kind === 'file';
}
