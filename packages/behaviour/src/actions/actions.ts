/** All actions of a unit: each call of the package's own functions that a known function stands for. */
import type { CrateNum, FlowCall } from '@lazaret/facts';
import type { Folder, Within } from '../values/fold.ts';
import { type FoldedText, UNKNOWN, wholeText } from '../values/folded.ts';
import { hiddenTexts } from '../values/hidden-text.ts';
import type { CallRef, ProgramFlow, ValueRef } from '../values/program-flow.ts';
import { traceOf } from '../values/trace.ts';
import type { Action } from './action.ts';
import type { Callees } from './callees.ts';
import { Commands, isCommandStart } from './commands.ts';
import { isUnknownSender, KNOWN_FUNCTIONS, type KnownFunction, TRANSFER } from './known-functions.ts';
import { macroCommands } from './macro-commands.ts';
import type { Spelling } from './spelling.ts';

export function actionsOf(
  program: ProgramFlow,
  folder: Folder,
  spelling: Spelling,
  callees: Callees,
  root: CrateNum,
): Action[] {
  return [...new ActionFinder(program, folder, spelling, callees).run(), ...macroCommands(program, root, spelling)];
}

class ActionFinder {
  readonly #program: ProgramFlow;
  readonly #folder: Folder;
  readonly #spelling: Spelling;
  readonly #callees: Callees;
  readonly #commands: Commands;
  #transfers: Map<FlowCall, ValueRef[]> | undefined;

  constructor(program: ProgramFlow, folder: Folder, spelling: Spelling, callees: Callees) {
    this.#program = program;
    this.#folder = folder;
    this.#spelling = spelling;
    this.#callees = callees;
    this.#commands = new Commands(program, folder, this.#callees, (ref, within) => this.readings(ref, within));
  }

  run(): Action[] {
    const out: Action[] = [];
    for (const ref of this.#program.calls()) {
      out.push(...this.#actions(ref));
    }
    return out;
  }

  #actions(ref: CallRef): Action[] {
    const name = this.#callees.name(ref);
    if (isCommandStart(name, ref.call.def === 0)) {
      return this.#commands.of(ref, name).map((it) => ({ ...it, ...this.#spelling.place(it.call.call) }));
    }
    if (name === 'std::io::stdio::_print') return [this.#print(ref, name)];
    const known = KNOWN_FUNCTIONS.find((it) => it.pattern.test(name)) ?? this.#unknownSender(ref, name);
    if (known === undefined) return [];
    // A function that downloads into a file is both.
    const file = KNOWN_FUNCTIONS.find((it) => it.kind === 'file' && known.kind === 'network' && it.pattern.test(name));
    return [known, ...(file === undefined ? [] : [file])].map((it) => this.#known(ref, name, it));
  }

  #known(ref: CallRef, name: string, known: KnownFunction): Action {
    const subjectRef = known.subject === undefined ? undefined : this.#argument(ref, known.subject);
    const subject = known.subject === undefined ? [] : this.readings(subjectRef);
    const given = this.#given(ref, known);
    const base = { call: ref, function: name, ...this.#spelling.place(ref.call), given };
    switch (known.kind) {
      case 'file':
        return { ...base, kind: 'file', op: known.op as never, path: subject, pathRef: subjectRef };
      case 'network':
        return { ...base, kind: 'network', op: known.op as never, address: subject, addressRef: subjectRef };
      case 'environment':
        return { ...base, kind: 'environment', op: known.op as never, name: subject };
      case 'load':
        return { ...base, kind: 'load', path: subject, pathRef: subjectRef };
    }
  }

  /** What is handed over: its own arguments, and what is written to what it opens. */
  #given(ref: CallRef, known: KnownFunction): ValueRef[] {
    const { flow, call } = ref;
    const later = this.#transfersTo(call);
    const own = (ids: readonly number[]): ValueRef[] => ids.map((id) => ({ flow, id }));
    if (known.kind === 'network') return [...own(call.args), ...later];
    if (known.data === undefined) return [...later];
    return [...own(call.args.slice(known.data, known.data + 1)), ...later];
  }

  /** Values that methods hand to what a call made: `open(p)?.write_all(data)`, `post(url).body(data)`, `io::copy(from, to)`. */
  #transfersTo(call: FlowCall): readonly ValueRef[] {
    if (this.#transfers === undefined) {
      this.#transfers = new Map();
      for (const ref of this.#program.calls()) this.#noteTransfer(ref, this.#transfers);
    }
    return this.#transfers.get(call) ?? [];
  }

  #noteTransfer(ref: CallRef, transfers: Map<FlowCall, ValueRef[]>): void {
    const { flow, call } = ref;
    if (call.args.length < 2) return;
    const name = this.#callees.name(ref);
    const copies = /(?:^|::)(?:copy|copy_buf|copy_to|pipe)$/.test(name);
    if (!copies && !TRANSFER.test(name)) return;
    const into = call.args[copies ? 1 : 0]!;
    const data = (copies ? call.args.slice(0, 1) : call.args.slice(1)).map((id) => ({ flow, id }));
    // A function of another crate may read what it is only told the path of.
    const own = name.startsWith('std::') || name.startsWith('core::') ? undefined : this.#program.resultOf(ref);
    if (own !== undefined) data.push(own);
    for (const root of this.#callees.roots({ flow, id: into })) {
      if (root === call) continue;
      const list = transfers.get(root) ?? [];
      list.push(...data);
      transfers.set(root, list);
    }
  }

  /** A function of a crate whose source is not at hand that is given an address: it is none of ours to hope. */
  #unknownSender(ref: CallRef, name: string): KnownFunction | undefined {
    if (ref.call.def !== 0 || !isUnknownSender(name)) return undefined;
    const at = ref.call.args.findIndex((id) =>
      this.#folder
        .texts({ flow: ref.flow, id })
        .some((text) => /^(?:https?|wss?|ftp):\/\//.test(String(text.pieces[0] ?? ''))),
    );
    return at < 0 ? undefined : { pattern: /^/, kind: 'network', op: 'connect', subject: at };
  }

  #print(ref: CallRef, name: string): Action {
    const text = this.readings(this.#argument(ref, 0));
    return { kind: 'print', call: ref, function: name, ...this.#spelling.place(ref.call), given: [], text };
  }

  #argument({ flow, call }: CallRef, arg: number): ValueRef | undefined {
    const id = call.args[arg];
    return id === undefined ? undefined : { flow, id };
  }

  /** Readings of a value; where it is computed, what the literals behind it hide. */
  readings(ref: ValueRef | undefined, within?: Within): readonly FoldedText[] {
    if (ref === undefined) return [UNKNOWN];
    const readings = this.#folder.texts(ref, within);
    if (readings.some((it) => wholeText(it) !== undefined)) return readings;
    const trace = traceOf(this.#program, ref);
    const hidden = hiddenTexts(
      trace,
      trace.calls.map((it) => this.#callees.name(it)),
    );
    return hidden.length === 0 ? readings : hidden;
  }
}
