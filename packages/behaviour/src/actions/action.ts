/** What code does to the world outside, call by call, with the arguments as far as they are known. */
import type { FoldedText } from '../values/folded.ts';
import type { CallRef, ValueRef } from '../values/program-flow.ts';

interface ActionBase {
  /** The call that does it. */
  readonly call: CallRef;
  /** Path of the function, or what is written where it is not known. */
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Values that leave the program through it: what is written, sent, passed on; addresses and names among them. */
  readonly given: readonly ValueRef[];
}

/** A process is started. */
export interface CommandAction extends ActionBase {
  readonly kind: 'command';
  /** Where it is made; `call` is where it is run. */
  readonly made: CallRef;
  /** Readings of the program's name or path. */
  readonly program: readonly FoldedText[];
  readonly programRef: ValueRef | undefined;
  /** Arguments in order, each with its readings; `…` for lists that are not known. */
  readonly args: readonly (readonly FoldedText[])[];
  /** Environment variables set for it. */
  readonly env: readonly (readonly FoldedText[])[];
  /** Which of stdin, stdout and stderr go nowhere. */
  readonly silenced: readonly string[];
  /** Its end is waited for. */
  readonly awaited: boolean;
  /** It is really run in the package's own code; else it is handed out, or a dependency runs it. */
  readonly run: boolean;
  /** Window and group flags that hide it or cut it off: `creation_flags`, `setsid`, `process_group`. */
  readonly detached: boolean;
}

export interface FileAction extends ActionBase {
  readonly kind: 'file';
  readonly op: 'read' | 'write' | 'delete' | 'permissions' | 'list' | 'link';
  readonly path: readonly FoldedText[];
  readonly pathRef: ValueRef | undefined;
}

export interface NetworkAction extends ActionBase {
  readonly kind: 'network';
  readonly op: 'connect' | 'listen' | 'send' | 'receive' | 'resolve';
  /** Readings of the address or URL; empty where the call has none of its own. */
  readonly address: readonly FoldedText[];
  readonly addressRef: ValueRef | undefined;
}

interface EnvironmentAction extends ActionBase {
  readonly kind: 'environment';
  readonly op: 'read' | 'write' | 'enumerate';
  readonly name: readonly FoldedText[];
}

/** Code is loaded while the program runs. */
export interface LoadAction extends ActionBase {
  readonly kind: 'load';
  readonly path: readonly FoldedText[];
  readonly pathRef: ValueRef | undefined;
}

/** Text goes to standard output: of a build script, directives to Cargo. */
interface PrintAction extends ActionBase {
  readonly kind: 'print';
  readonly text: readonly FoldedText[];
}

export type Action = CommandAction | FileAction | NetworkAction | EnvironmentAction | LoadAction | PrintAction;
