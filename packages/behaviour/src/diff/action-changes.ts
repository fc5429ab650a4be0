/** Commands, files, hosts and environment variables that a unit's own code uses now and did not before, as far as arguments are known. */
import type { Action } from '../actions/action.ts';
import type { CodeFacts, UnitName } from '../code.ts';
import { type FoldedText, shownText } from '../values/folded.ts';
import { type Listed, listed } from './listed.ts';

export interface ActionChange {
  readonly unit: UnitName;
  readonly kind: Action['kind'];
  /** `run`, `read`, `write`, `connect`. */
  readonly op: string;
  /** The command line, path, host or name; parts that are not known in braces. */
  readonly text: string;
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

export interface ActionChanges {
  readonly gained: Listed<ActionChange>;
  readonly lost: Listed<ActionChange>;
}

const LISTED_MAX = 100;
/** Characters of an argument that are shown. */
const TEXT_MAX = 300;
/** Readings of one value that are shown. */
const READINGS_MAX = 3;

export function actionChanges(before: CodeFacts | undefined, after: CodeFacts): ActionChanges {
  const old = actionsOf(before);
  const now = actionsOf(after);
  return { gained: listed(without(now, old), LISTED_MAX), lost: listed(without(old, now), LISTED_MAX) };
}

/** The first of each text. */
function without(actions: ReadonlyMap<string, ActionChange>, other: ReadonlyMap<string, ActionChange>): ActionChange[] {
  return [...actions].flatMap(([key, action]) => (other.has(key) ? [] : [action]));
}

function actionsOf(code: CodeFacts | undefined): Map<string, ActionChange> {
  const out = new Map<string, ActionChange>();
  for (const { unit, actions } of code?.units ?? []) {
    for (const action of actions) {
      const { kind, function: name, file, line } = action;
      const change = { unit, kind, op: opOf(action), text: actionText(action), function: name, file, line };
      const key = `${unit} ${kind} ${change.op} ${change.text}`;
      if (!out.has(key)) out.set(key, change);
    }
  }
  return out;
}

function opOf(action: Action): string {
  switch (action.kind) {
    case 'command':
      return 'run';
    case 'load':
    case 'print':
      return action.kind;
    default:
      return action.op;
  }
}

/** What is acted on, in one line; addresses cannot be followed by a click. */
function actionText(action: Action): string {
  switch (action.kind) {
    case 'command':
      return [action.program, ...action.args].map(reading).join(' ');
    case 'file':
    case 'load':
      return reading(action.path);
    case 'network':
      return reading(action.address);
    case 'print':
      return reading(action.text);
    case 'environment':
      return action.op === 'enumerate' ? 'all' : reading(action.name);
  }
}

function reading(texts: readonly FoldedText[]): string {
  const shown = [...new Set(texts.map(shownText))];
  const text = shown.length === 0 ? '{?}' : shown.slice(0, READINGS_MAX).join('|');
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}
