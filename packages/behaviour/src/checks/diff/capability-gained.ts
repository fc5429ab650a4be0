/**
 * A version that Cargo takes for compatible can do what the one before could not. A crate that is taken over gains processes
 * or network, mostly where it is built, in a patch release; honest ones do so in a version that says so by its number. What
 * is run decides: a build script that begins to ask `rustc --version` gains nothing worth a look.
 */
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { ScanContext } from '../../context.ts';
import { type CapabilityChange, type UnitChange, unitChanges } from '../../diff/capability-changes.ts';
import { stepOf, type VersionStep } from '../../diff/step.ts';
import type { Evidence, Finding, Severity } from '../../finding.ts';
import { judgeCommand } from '../command-use.ts';
import { UNIT_WORD } from '../evidence.ts';
import { networkUse } from '../network-use.ts';

/** What an attack needs; the others (files, unsafe code, system state) come and go with any change. */
const SERIOUS: ReadonlySet<string> = new Set(['NETWORK', 'EXEC', 'ARBITRARY_EXECUTION', 'DYNAMIC_LOADING']);
/** Functions named as evidence of one capability. */
const SHOWN_MAX = 3;

export const capabilityGained: Check = {
  id: 'diff-capability-gained',
  version: 1,
  group: 'diff',
  title: 'a compatible version can do more than the one before',
  severity: 'review',
  evidence: ['diff'],
  wrongWhen: 'a build script begins to download or to run a tool of its own; for the library, where a client is added',
  run(context) {
    const { previous, previousCode, subject, code } = context;
    if (previous === undefined || previousCode === undefined) return [];
    const step = stepOf(previous.version, subject.version);
    return unitChanges(previousCode, code).flatMap((change) =>
      change.gained.flatMap((gain) => (SERIOUS.has(gain.capability) ? finding(context, change, gain, step) : [])),
    );
  },
};

function finding(context: ScanContext, change: UnitChange, gain: CapabilityChange, step: VersionStep): Finding[] {
  const unit = context.code.units.find((it) => it.unit === change.unit && it.name === change.name);
  // More functions of what it could do already is a change of code, not of what the code is.
  if (unit === undefined || !gain.whole) return [];
  const severity = severityOf(context, unit, gain, step);
  if (severity === undefined) return [];
  const { id, version, group } = capabilityGained;
  const title = `the ${UNIT_WORD[change.unit]} ${change.change === 'added' ? 'is new and' : 'now'} has ${gain.capability}, in a ${step} step from ${context.previous!.version}`;
  const evidence = gain.functions.items.slice(0, SHOWN_MAX).map((sink): Evidence => {
    const at = sink.path.find((it) => it.file !== '');
    const place = at === undefined ? {} : { file: at.file, line: at.line, column: at.column };
    return { kind: 'diff', text: `reaches ${sink.function}, which it did not`, path: sink.path, ...place };
  });
  return [{ check: id, version, group, severity, title, evidence }];
}

function severityOf(
  { code, subject }: ScanContext,
  unit: CodeUnit,
  { capability, direct }: CapabilityChange,
  step: VersionStep,
): Severity | undefined {
  const building = unit.unit === 'build' || unit.unit === 'macro';
  const compatible = step === 'patch' || step === 'minor';
  switch (capability) {
    case 'NETWORK':
      // What is of the network's types only (addresses of sockets) is not the network.
      if (networkUse(code, unit).length === 0) return 'info';
      return building && compatible ? 'review' : direct && compatible ? 'note' : 'info';
    case 'EXEC': {
      const commands = unit.actions.filter((it) => it.kind === 'command');
      const odd = commands.some((it) => ['review', 'hold'].includes(judgeCommand(it, subject.files).severity));
      if (building && compatible) return odd ? 'review' : commands.length > 0 || !direct ? 'info' : 'note';
      return direct && compatible ? 'note' : 'info';
    }
    default:
      return building && compatible ? 'review' : compatible ? 'note' : 'info';
  }
}
