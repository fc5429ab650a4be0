/** Actions as evidence: in words, with the place, the call path and what was taken off literals. */
import type { Action, CommandAction } from '../actions/action.ts';
import { steps } from '../capabilities/capabilities.ts';
import type { CodeUnit } from '../code.ts';
import type { CheckGroup, DecodedText, Evidence, EvidenceKind } from '../finding.ts';
import { type FoldedText, shownText } from '../values/folded.ts';

/** Characters of a value shown. */
const SHOWN_MAX = 160;

/** Layers that hide; joining and replacing are what any code does. */
const HIDING = /^(?:base64|hex|xor|shift|reversed|byte table)/;

/** Readings that had to be decoded. */
export function hidden(texts: readonly FoldedText[]): FoldedText[] {
  return texts.filter((it) => it.layers.some((layer) => HIDING.test(layer)));
}

export function shown(texts: readonly FoldedText[]): string {
  const all = [...new Set(texts.map(shownText))];
  return defanged(all.slice(0, 3).join(' or ')) || '{?}';
}

/** Addresses are written so that nobody follows them by a click, and long texts are cut. */
export function defanged(text: string): string {
  const cut = text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
  return cut.replace(/\bhttp(s?):\/\//g, 'hxxp$1://').replace(/(\w)\.(?=[\w-]+(?:[/:?]|$))/g, '$1[.]');
}

export function shownCommand(command: CommandAction): string {
  const words = [command.program, ...command.args].map((readings) =>
    shownText(readings[0] ?? { pieces: [], layers: [] }),
  );
  return defanged(words.join(' '));
}

function decodedOf(texts: readonly FoldedText[]): DecodedText | undefined {
  const [first] = hidden(texts);
  return first === undefined ? undefined : { layers: first.layers, preview: defanged(shownText(first)) };
}

export function evidenceOf(
  unit: CodeUnit,
  action: Action,
  text: string,
  texts: readonly FoldedText[] = [],
  kind: EvidenceKind = 'code',
): Evidence {
  const decoded = decodedOf(texts);
  const { file, line, column } = action;
  const frames = unit.exploration.isReached(action.call.call.owner)
    ? unit.exploration.path(action.call.call.owner)
    : [];
  const last = { package: '', function: action.function, file, line, column };
  const path = [...steps(frames), last];
  return { kind, text, file, line, column, path, ...(decoded === undefined ? {} : { decoded }) };
}

/** Units that run on the machine that builds, each with the group that its findings count for. */
export function buildUnits(units: readonly CodeUnit[]): CodeUnit[] {
  return units.filter((unit) => isBuildTime(unit));
}

export function isBuildTime({ unit }: CodeUnit): boolean {
  return unit === 'build' || unit === 'macro';
}

export function groupOf(unit: CodeUnit): CheckGroup {
  return unit.unit === 'build' ? 'build' : unit.unit === 'macro' ? 'macro' : 'capability';
}

export const UNIT_WORD = { lib: 'library', bin: 'binary', build: 'build script', macro: 'macro' } as const;
