/** What code does to the world outside, call by call, with the arguments as far as they are known. */
import type { FoldedText } from '../values/folded.ts';
import type { CallRef } from '../values/program-flow.ts';

interface ActionBase {
  /** The call that does it. */
  readonly call: CallRef;
  /** Path of the function, or what is written where it is not known. */
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A process is started. */
export interface CommandAction extends ActionBase {
  readonly kind: 'command';
  /** Readings of the program's name or path. */
  readonly program: readonly FoldedText[];
  /** Arguments in order, each with its readings; `…` for lists that are not known. */
  readonly args: readonly (readonly FoldedText[])[];
  /** Environment variables set for it. */
  readonly env: readonly (readonly FoldedText[])[];
  /** Which of stdin, stdout and stderr go nowhere. */
  readonly silenced: readonly string[];
  /** Its end is waited for. */
  readonly awaited: boolean;
}

export interface FileAction extends ActionBase {
  readonly kind: 'file';
  readonly op: 'read' | 'write' | 'delete' | 'permissions' | 'list' | 'link';
  readonly path: readonly FoldedText[];
  /** Argument that holds what is written. */
  readonly data: number | undefined;
}

export interface NetworkAction extends ActionBase {
  readonly kind: 'network';
  readonly op: 'connect' | 'listen' | 'send' | 'receive' | 'resolve';
  /** Readings of the address or URL; empty where the call has none of its own. */
  readonly address: readonly FoldedText[];
}

export interface EnvironmentAction extends ActionBase {
  readonly kind: 'environment';
  readonly op: 'read' | 'write' | 'enumerate';
  readonly name: readonly FoldedText[];
}

/** Code is loaded while the program runs. */
export interface LoadAction extends ActionBase {
  readonly kind: 'load';
  readonly path: readonly FoldedText[];
}

export type Action = CommandAction | FileAction | NetworkAction | EnvironmentAction | LoadAction;
