/** All actions of a unit: each call of the package's own functions that a known function stands for. */
import type { FlowCall } from '@lazaret/facts';
import type { Folder } from '../values/fold.ts';
import { type FoldedText, UNKNOWN } from '../values/folded.ts';
import { originsOf } from '../values/origins.ts';
import type { CallRef, ProgramFlow } from '../values/program-flow.ts';
import type { Action, CommandAction } from './action.ts';
import { COMMAND, KNOWN_FUNCTIONS } from './known-functions.ts';
import type { Spelling } from './spelling.ts';

const COMMAND_NEW = /(?:^|::)(?:Command|Exec)::(?:new|cmd|shell)$|^duct::cmd$/;
const COMMAND_STEP = /(?:^|::)(?:Command|Exec|CommandExt)>?::(\w+)$/;
const RUNS = new Set(['spawn', 'output', 'status', 'exec', 'run', 'popen', 'join', 'capture', 'read', 'start']);
const WAITS = new Set(['output', 'status', 'run', 'join', 'capture', 'read']);
const C_EXEC = /(?:^|::)(?:system|popen|execv|execve|execvp|execl|execlp|posix_spawn|posix_spawnp|WinExec)$/;

export function actionsOf(program: ProgramFlow, folder: Folder, spelling: Spelling): Action[] {
  return new ActionFinder(program, folder, spelling).run();
}

class ActionFinder {
  readonly #program: ProgramFlow;
  readonly #folder: Folder;
  readonly #spelling: Spelling;
  readonly #names = new Map<FlowCall, string>();

  constructor(program: ProgramFlow, folder: Folder, spelling: Spelling) {
    this.#program = program;
    this.#folder = folder;
    this.#spelling = spelling;
  }

  run(): Action[] {
    const out: Action[] = [];
    for (const ref of this.#program.calls()) {
      const action = this.#action(ref);
      if (action !== undefined) out.push(action);
    }
    return out;
  }

  #action(ref: CallRef): Action | undefined {
    const name = this.#name(ref.call);
    if (COMMAND_NEW.test(name) && (ref.call.def === 0 || COMMAND.test(name))) return this.#command(ref, name);
    if (C_EXEC.test(name)) return this.#systemCall(ref, name);
    const known = KNOWN_FUNCTIONS.find((it) => it.pattern.test(name));
    if (known === undefined) return undefined;
    const base = { call: ref, function: name, ...this.#spelling.place(ref.call) };
    const subject = known.subject === undefined ? [] : this.#readings(ref, known.subject);
    switch (known.kind) {
      case 'file':
        return { ...base, kind: 'file', op: known.op as never, path: subject, data: known.data };
      case 'network':
        return { ...base, kind: 'network', op: known.op as never, address: subject };
      case 'environment':
        return { ...base, kind: 'environment', op: known.op as never, name: subject };
      case 'load':
        return { ...base, kind: 'load', path: subject };
    }
  }

  /** Path of the callee; of what is not known, what is written. */
  #name(call: FlowCall): string {
    let name = this.#names.get(call);
    if (name === undefined) {
      name = call.def === 0 ? (this.#spelling.callee(call) ?? this.#folder.callee(call)) : this.#folder.callee(call);
      this.#names.set(call, name);
    }
    return name;
  }

  #readings(ref: CallRef, arg: number): readonly FoldedText[] {
    const id = ref.call.args[arg];
    return id === undefined ? [UNKNOWN] : this.#folder.texts({ flow: ref.flow, id });
  }

  /** A command with all that its builder is told, wherever in the package that happens. */
  #command(made: CallRef, name: string): CommandAction {
    const args: (readonly FoldedText[])[] = [];
    const env: (readonly FoldedText[])[] = [];
    const silenced: string[] = [];
    let last = made;
    let awaited = false;
    for (const ref of this.#program.calls()) {
      const step = COMMAND_STEP.exec(this.#name(ref.call))?.[1];
      if (step === undefined || ref.call === made.call || !this.#isFor(ref, made)) continue;
      if (step === 'arg' || step === 'raw_arg') args.push(this.#readings(ref, 1));
      else if (step === 'args') args.push(...this.#list(ref, 1));
      else if (step === 'env') env.push(this.#readings(ref, 1));
      else if (step === 'stdin' || step === 'stdout' || step === 'stderr') {
        if (this.#isNull(ref)) silenced.push(step);
      } else if (RUNS.has(step)) {
        last = ref;
        awaited ||= WAITS.has(step);
      }
    }
    const place = this.#spelling.place(last.call);
    const program = this.#readings(made, 0);
    return { kind: 'command', call: last, function: name, ...place, program, args, env, silenced, awaited };
  }

  #systemCall(ref: CallRef, name: string): CommandAction {
    const readings = this.#readings(ref, 0);
    const shell = /(?:system|popen)$/.test(name);
    return {
      kind: 'command',
      call: ref,
      function: name,
      ...this.#spelling.place(ref.call),
      program: shell ? [{ pieces: ['sh'], layers: [] }] : readings,
      args: shell ? [[{ pieces: ['-c'], layers: [] }], readings] : [],
      env: [],
      silenced: [],
      awaited: true,
    };
  }

  /** The receiver of a step comes from this `Command::new`. */
  #isFor(step: CallRef, made: CallRef): boolean {
    const receiver = step.call.args[0];
    if (receiver === undefined) return false;
    return originsOf(this.#program, { flow: step.flow, id: receiver }).some((origin) => origin.call === made.call);
  }

  #list(ref: CallRef, arg: number): readonly (readonly FoldedText[])[] {
    const id = ref.call.args[arg];
    if (id === undefined) return [[UNKNOWN]];
    return this.#folder.listTexts({ flow: ref.flow, id }) ?? [this.#folder.texts({ flow: ref.flow, id })];
  }

  #isNull(ref: CallRef): boolean {
    const id = ref.call.args[1];
    if (id === undefined) return false;
    return originsOf(this.#program, { flow: ref.flow, id }).some(({ call }) => /::null$/.test(this.#name(call)));
  }
}
