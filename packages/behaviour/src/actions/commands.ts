/** Commands: what `Command::new` is told by its builder, wherever in the package that happens, and how it is run. */
import type { FlowCall } from '@lazaret/facts';
import type { Folder, Within } from '../values/fold.ts';
import { type FoldedText, UNKNOWN } from '../values/folded.ts';
import type { CallRef, ProgramFlow, ValueRef } from '../values/program-flow.ts';
import { originsOf } from '../values/trace.ts';
import type { CommandAction } from './action.ts';
import type { Callees } from './callees.ts';

type UnplacedCommand = Omit<CommandAction, 'file' | 'line' | 'column'>;

const COMMAND_NEW = /(?:^|::)(?:Command|Exec)::(?:new|cmd|shell)$|^duct::cmd$/;
const COMMAND = /^(?:std|tokio|async_process|async_std|smol|duct|subprocess|xshell|execute)::(?:\w+::)*/;
const COMMAND_STEP = /(?:^|::)(?:Command|Exec|CommandExt|CommandExt<\w+>|Expression|Cmd)>?::(\w+)$/;
const RUNS = new Set(['spawn', 'output', 'status', 'exec', 'run', 'popen', 'join', 'capture', 'read', 'start']);
const WAITS = new Set(['output', 'status', 'run', 'join', 'capture', 'read']);
const C_EXEC =
  /(?:^|::)(?:system|popen|_?execv[pe]*|_?execl[pe]*|fexecve|execveat|posix_spawnp?|WinExec|_wsystem|ShellExecute(?:Ex)?[AW]|CreateProcess(?:AsUser)?[AW])$/;
const DETACHES = /(?:^|::)(?:creation_flags|process_group|setsid|daemon|pre_exec|before_exec)$/;

/** Does this call make a command? Of what is not known, its name must do. */
export function isCommandStart(name: string, unknown: boolean): boolean {
  if (COMMAND_NEW.test(name)) return unknown ? !/^(?:clap|structopt|git2|serde)::/.test(name) : COMMAND.test(name);
  return C_EXEC.test(name) && (/^(?:libc|nix|windows|windows_sys|winapi)::/.test(name) || unknown);
}

/** Callers of a function that runs what it is given, told apart; more are taken together. */
const CALLERS_MAX = 16;

interface Step {
  readonly ref: CallRef;
  readonly name: string;
}

export class Commands {
  readonly #program: ProgramFlow;
  readonly #folder: Folder;
  readonly #callees: Callees;
  readonly #readings: (ref: ValueRef | undefined, within?: Within) => readonly FoldedText[];
  #steps: Map<FlowCall, Step[]> | undefined;

  constructor(
    program: ProgramFlow,
    folder: Folder,
    callees: Callees,
    readings: (ref: ValueRef | undefined, within?: Within) => readonly FoldedText[],
  ) {
    this.#program = program;
    this.#folder = folder;
    this.#callees = callees;
    this.#readings = readings;
  }

  /** One command; of a function that runs what it is given, one for each of its callers. */
  of(made: CallRef, name: string): UnplacedCommand[] {
    if (C_EXEC.test(name)) return [this.#systemCall(made, name)];
    const callers = this.#callersThatMatter(made);
    return callers.length === 0 ? [this.#command(made, name)] : callers.map((it) => this.#command(made, name, it));
  }

  #callersThatMatter(made: CallRef): Within[] {
    const programRef = this.#argument(made, 0);
    if (programRef === undefined) return [];
    const owner = made.call.owner;
    const callers = this.#program.callersOf(owner).filter((it) => it.call.args.length > 0);
    if (callers.length < 2 || callers.length > CALLERS_MAX) return [];
    const withins = callers.map((call): Within => ({ def: owner, call, outer: undefined }));
    // Only where the program depends on who calls.
    const programs = new Set(withins.map((it) => JSON.stringify(this.#folder.texts(programRef, it))));
    return programs.size > 1 ? withins : [];
  }

  #command(made: CallRef, name: string, within?: Within): UnplacedCommand {
    const programRef = this.#argument(made, 0);
    const args: (readonly FoldedText[])[] = name === 'duct::cmd' ? [...this.#list(made, 1, within)] : [];
    const env: (readonly FoldedText[])[] = [];
    const silenced: string[] = [];
    const given: ValueRef[] = programRef === undefined ? [] : [programRef];
    let last = made;
    let awaited = false;
    let detached = false;
    let run = false;
    for (const { ref, name: step } of this.#stepsOf(made.call)) {
      detached ||= DETACHES.test(step);
      if (RUNS.has(step)) {
        last = ref;
        run = true;
        awaited ||= WAITS.has(step);
        continue;
      }
      given.push(...ref.call.args.slice(1).map((id) => ({ flow: ref.flow, id })));
      if (step === 'arg' || step === 'raw_arg') args.push(this.#readings(this.#argument(ref, 1), within));
      else if (step === 'args') args.push(...this.#list(ref, 1, within));
      else if (step === 'env') env.push(this.#readings(this.#argument(ref, 1), within));
      else if ((step === 'stdin' || step === 'stdout' || step === 'stderr') && this.#isNull(ref)) silenced.push(step);
      else if (step === 'wait' || step === 'wait_with_output') awaited = true;
    }
    const program = this.#readings(programRef, within);
    return {
      kind: 'command',
      made,
      call: last,
      function: name,
      program,
      programRef,
      args,
      env,
      silenced,
      awaited,
      run,
      detached,
      given,
    };
  }

  /** Calls of methods on what this call made. */
  #stepsOf(made: FlowCall): readonly Step[] {
    if (this.#steps === undefined) {
      this.#steps = new Map();
      for (const ref of this.#program.calls()) {
        const step = this.#stepName(this.#callees.name(ref));
        const id = ref.call.args[0];
        if (step === undefined || id === undefined) continue;
        for (const root of this.#callees.roots({ flow: ref.flow, id })) {
          if (root === ref.call) continue;
          const list = this.#steps.get(root);
          if (list === undefined) this.#steps.set(root, [{ ref, name: step }]);
          else list.push({ ref, name: step });
        }
      }
    }
    return this.#steps.get(made) ?? [];
  }

  #stepName(name: string): string | undefined {
    const step = COMMAND_STEP.exec(name)?.[1];
    if (step !== undefined) return step;
    // `Child::wait`, and writes to its stdin.
    if (/(?:^|::)Child::(?:wait|wait_with_output)$/.test(name)) return 'wait';
    return /(?:^|::)Write(?:>)?::(?:write_all|write|write_fmt)$/.test(name) ? 'input' : undefined;
  }

  #systemCall(ref: CallRef, name: string): UnplacedCommand {
    const programRef = this.#argument(ref, this.#programIndex(ref, name));
    const readings = this.#readings(programRef);
    const shell = /(?:system|popen)$/.test(name);
    return {
      kind: 'command',
      made: ref,
      call: ref,
      function: name,
      program: shell ? [{ pieces: ['sh'], layers: [] }] : readings,
      programRef,
      args: shell ? [[{ pieces: ['-c'], layers: [] }], readings] : [],
      env: [],
      silenced: [],
      awaited: true,
      run: true,
      detached: false,
      given: ref.call.args.map((id) => ({ flow: ref.flow, id })),
    };
  }

  /** `ShellExecute` has a verb before it; `CreateProcess` takes the name from the line where there is none. */
  #programIndex(ref: CallRef, name: string): number {
    if (/ShellExecute[AW]$/.test(name)) return 2;
    if (/posix_spawnp?$/.test(name)) return 1;
    if (!/CreateProcess[AW]$/.test(name)) return 0;
    const first = this.#argument(ref, 0);
    return first !== undefined &&
      this.#readings(first).some((it) => it.pieces.some((piece) => typeof piece === 'string'))
      ? 0
      : 1;
  }

  #list(ref: CallRef, arg: number, within: Within | undefined): readonly (readonly FoldedText[])[] {
    const given = this.#argument(ref, arg);
    if (given === undefined) return [[UNKNOWN]];
    return this.#folder.listTexts(given, within) ?? [this.#folder.texts(given, within)];
  }

  #isNull(ref: CallRef): boolean {
    const given = this.#argument(ref, 1);
    return given !== undefined && originsOf(this.#program, given).some((it) => /::null$/.test(this.#callees.name(it)));
  }

  #argument({ flow, call }: CallRef, arg: number): ValueRef | undefined {
    const id = call.args[arg];
    return id === undefined ? undefined : { flow, id };
  }
}
