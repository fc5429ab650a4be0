/**
 * Words that are cut into pieces: `"ht", "tps://"`, `"po", "wer", "shell"`. Code joins texts everywhere, at the seams of words; who
 * cuts within the name of a protocol, of a shell or of a folder of secrets wants it not to be found by searching.
 */
import type { Action } from '../../actions/action.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { type FoldedText, shownText } from '../../values/folded.ts';
import type { ValueRef } from '../../values/program-flow.ts';
import { traceOf } from '../../values/trace.ts';
import { defanged, evidenceOf, hidden } from '../evidence.ts';
import { findingOf } from '../finding-of.ts';

/** Values of one unit that are folded without an action that uses them. */
const VALUES_MAX = 400;
/** Whole words only; `http` stands for `https` too, of which the `s` is often added. */
const WORDS =
  /(?<![a-z0-9])(?:http(?=s?:\/\/)|(?:powershell|pwsh|curl|wget|bash|certutil|mshta|rundll32|authorized|passwd|crontab|telegram|discord|webhook|wallet|credentials|ssh(?=\/)|keystore)(?![a-z0-9]))/gi;
const PROGRAM = /^(?:\/bin\/)?(?:sh|bash|zsh|cmd|curl|wget|powershell|pwsh|nc|python3?)(?:\.exe)?$/i;
const JOINS =
  /(?:^|::|>::)(?:concat|join|collect|from_iter|from_utf8|from_utf8_lossy|from_utf8_unchecked|replace|add)$/;

export const assembledText: Check = {
  id: 'obfuscation-assembled',
  version: 1,
  group: 'obfuscation',
  title: 'an address, program or path is put together from pieces of words',
  severity: 'hold',
  evidence: ['literal', 'code'],
  wrongWhen: 'a name is made from a table of syllables',
  run({ code }): readonly Finding[] {
    return code.units.flatMap((unit) => {
      const used = unit.actions.flatMap((action) => ofAction(unit, action));
      if (used.length > 0) {
        const title = `a call is given text from pieces of words: ${used[0]!.decoded!.preview}`;
        const literal: Evidence = { ...used[0]!, kind: 'literal', text: 'no literal holds the word' };
        return [findingOf(assembledText, 'hold', title, [literal, ...used])];
      }
      const loose = looseTexts(unit);
      if (loose.length === 0) return [];
      return [findingOf(assembledText, 'review', `text from pieces of words: ${loose[0]!.decoded!.preview}`, loose)];
    });
  },
};

function ofAction(unit: CodeUnit, action: Action): Evidence[] {
  const { flow, call } = action.call;
  const literals = () => call.args.flatMap((id) => [...traceOf(unit.flow, { flow, id }).literals]);
  const found = textsOf(action).find((text) => isCut(text, literals));
  return found === undefined
    ? []
    : [{ ...evidenceOf(unit, action, `${action.function} is given it`), ...shownCut(found) }];
}

function textsOf(action: Action): readonly FoldedText[] {
  switch (action.kind) {
    case 'command':
      return [...action.program, ...action.args.flat()];
    case 'network':
      return action.address;
    case 'file':
    case 'load':
      return action.path;
    case 'environment':
      return action.name;
    default:
      return [];
  }
}

function shownCut(text: FoldedText): Pick<Evidence, 'decoded'> {
  return { decoded: { layers: ['concat', ...text.layers], preview: defanged(shownText(text)) } };
}

/** The text has a telling word that none of the literals behind it has. Encoded literals are another matter. */
function isCut(text: FoldedText, literals: () => readonly string[]): boolean {
  if (hidden([text]).some((it) => it.layers.some((layer) => layer !== 'byte table'))) return false;
  const shown = shownText(text).replace(/\{[^}]*\}/g, '\0');
  const words = [...shown.matchAll(WORDS)].map(([word]) => word);
  if (PROGRAM.test(shown)) words.push(shown);
  if (words.length === 0) return false;
  const written = literals().map((it) => it.toLowerCase());
  // Without the literals nothing can be said: the text may be a name or come from outside.
  return written.length > 1 && words.some((word) => !written.some((it) => it.includes(word.toLowerCase())));
}

/** Texts that are joined and that no known call uses. */
function looseTexts(unit: CodeUnit): Evidence[] {
  const out: Evidence[] = [];
  let count = 0;
  for (const flow of unit.flow.flows) {
    for (const [id, value] of flow.values.entries()) {
      const call = value.kind === 'call' ? flow.calls[value.call]! : undefined;
      if (value.kind !== 'concat' && (call === undefined || !JOINS.test(unit.folder.callee(call)))) continue;
      if (++count > VALUES_MAX) return out;
      const ref: ValueRef = { flow, id };
      const literals = () => traceOf(unit.flow, ref).literals;
      const text = unit.folder.texts(ref).find((it) => isCut(it, literals));
      if (text === undefined) continue;
      const place = call === undefined ? {} : placeOf(unit, call.span);
      out.push({ kind: 'literal', text: 'joined from pieces', ...place, ...shownCut(text) });
    }
  }
  return out;
}

function placeOf(
  { flow }: CodeUnit,
  { krate, file, line }: { readonly krate: number; readonly file: number; readonly line: number },
): Pick<Evidence, 'file' | 'line'> {
  return { file: flow.world.crate(krate as never).files[file] ?? '', line };
}
