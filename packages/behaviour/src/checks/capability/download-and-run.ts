/**
 * What comes over the network is written and run, or loaded: the chain that drops a payload. It decides by itself, at build
 * time and at run time; a download from where software is kept is put to review, for installers do the same in the open.
 */
import type { CommandAction, LoadAction } from '../../actions/action.ts';
import { isSameFile, type Written, writtenFiles } from '../../chains/written.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { hostOf } from '../../knowledge/hosts.ts';
import { isScratch } from '../../knowledge/places.ts';
import { isDownloadAndRun, isLauncher, programKind } from '../../knowledge/programs.ts';
import { shownText, wholeText } from '../../values/folded.ts';
import { traceOf } from '../../values/trace.ts';
import { evidenceOf, groupOf, hidden, isBuildTime, shown, shownCommand, UNIT_WORD } from '../evidence.ts';

export const downloadAndRun: Check = {
  id: 'download-and-run',
  version: 1,
  group: 'capability',
  title: 'what is downloaded is run',
  severity: 'hold',
  evidence: ['code', 'literal'],
  wrongWhen: 'an installer gets its program from a host of its own; that is worth a look all the same',
  run: ({ code }) => code.units.flatMap((unit) => forUnit(unit)),
};

interface Chain {
  readonly severity: 'note' | 'review' | 'hold';
  readonly decisive: boolean;
  readonly title: string;
  readonly evidence: readonly Evidence[];
}

function forUnit(unit: CodeUnit): Finding[] {
  const written = writtenFiles(unit);
  const chains: Chain[] = [];
  for (const action of unit.actions) {
    if (action.kind === 'load' || action.kind === 'command') chains.push(...throughFile(unit, action, written));
    if (action.kind === 'command') chains.push(...throughArguments(unit, action));
    if (action.kind === 'load') chains.push(...loaded(unit, action));
  }
  chains.push(...reverseShell(unit));
  const order = { hold: 0, review: 1, note: 2 };
  const worst = chains.toSorted((a, b) => order[a.severity] - order[b.severity])[0];
  if (worst === undefined) return [];
  const { id, version } = downloadAndRun;
  const { severity, title, evidence, decisive } = worst;
  return [{ check: id, version, group: groupOf(unit), severity, title, evidence, ...(decisive ? { decisive } : {}) }];
}

/** A file is written; a command runs it, or hands it to a shell, or it is loaded. */
function throughFile(unit: CodeUnit, action: CommandAction | LoadAction, written: readonly Written[]): Chain[] {
  return written.flatMap((file): Chain[] => {
    if (file.action === action || !isRun(unit, action, file)) return [];
    const verb = action.kind === 'load' ? 'loads' : 'runs';
    const came = file.from === 'network' ? 'downloads' : 'writes';
    const evidence: Evidence[] = [
      ...(file.source === undefined || file.source === file.action
        ? []
        : [
            evidenceOf(
              unit,
              file.source,
              `gets ${shownSource(file)}`,
              file.source.kind === 'network' ? file.source.address : [],
            ),
          ]),
      evidenceOf(unit, file.action, `writes ${shown(file.path)}`, file.path),
      evidenceOf(
        unit,
        action,
        `${verb} ${action.kind === 'load' ? shown(action.path) : `\`${shownCommand(action)}\``}`,
        action.kind === 'load' ? action.path : action.program,
      ),
    ];
    const title = `the ${UNIT_WORD[unit.unit]} ${came} a file and ${verb} it`;
    if (file.from === 'network')
      return [
        file.known
          ? { severity: 'review', decisive: false, title, evidence }
          : { severity: 'hold', decisive: true, title, evidence },
      ];
    const scratch = file.path.some((it) => isScratch(shownText(it)));
    const built = file.path.some((it) => /\{env OUT_DIR\}/.test(shownText(it)));
    if (file.from === 'literal') {
      const grave = scratch || (isBuildTime(unit) && !built);
      return [{ severity: grave ? 'hold' : 'review', decisive: grave, title, evidence }];
    }
    // What is written is not known: a script in OUT_DIR is what configure and its kin are.
    if (built || (!scratch && !isBuildTime(unit))) return [];
    return [{ severity: isBuildTime(unit) && scratch ? 'hold' : 'review', decisive: false, title, evidence }];
  });
}

/** A text or bytes that come over the network are given to an engine that runs them. */
function loaded(unit: CodeUnit, action: LoadAction): Chain[] {
  if (action.pathRef === undefined) return [];
  const calls = new Set(traceOf(unit.flow, action.pathRef).calls.map((it) => it.call));
  const source = unit.actions.find((it) => it.kind === 'network' && it.op !== 'listen' && calls.has(it.call.call));
  if (source?.kind !== 'network') return [];
  const evidence = [
    evidenceOf(unit, source, `gets ${shown(source.address)}`, source.address),
    evidenceOf(unit, action, `and ${action.function} runs it`),
  ];
  const title = `the ${UNIT_WORD[unit.unit]} runs what comes over the network`;
  // WebAssembly can do what its host lets it.
  const grave = isBuildTime(unit) || !/^<?(?:wasm|starlark)/.test(action.function);
  const known = source.address.some((it) => hostOf(shownText(it)) !== undefined || hidden([it]).length > 0);
  return [{ severity: grave && known ? 'hold' : 'review', decisive: grave && known, title, evidence }];
}

/** A connection takes the place of the program's own streams, and a shell that of the program. */
function reverseShell(unit: CodeUnit): Chain[] {
  const sockets = new Map(
    unit.actions.flatMap((it) => (it.kind === 'network' && it.op !== 'resolve' ? [[it.call.call, it] as const] : [])),
  );
  const command = unit.actions.find((it) => it.kind === 'command');
  if (sockets.size === 0 || command === undefined) return [];
  for (const { flow, call } of unit.flow.calls()) {
    if (!/(?:^|::)(?:dup2|dup3|dup2_raw|dup2_std\w+)$/.test(unit.callee({ flow, call }))) continue;
    const id = call.args[0];
    if (id === undefined) continue;
    const source = traceOf(unit.flow, { flow, id }).calls.flatMap((it) => sockets.get(it.call) ?? [])[0];
    if (source === undefined) continue;
    const evidence = [
      evidenceOf(unit, source, `connects to ${shown(source.address)}`, source.address),
      evidenceOf(
        unit,
        command,
        `and hands the connection to \`${command.kind === 'command' ? shownCommand(command) : ''}\``,
      ),
    ];
    return [
      {
        severity: 'hold',
        decisive: true,
        title: `the ${UNIT_WORD[unit.unit]} gives a shell to a connection`,
        evidence,
      },
    ];
  }
  return [];
}

function isRun(unit: CodeUnit, action: CommandAction | LoadAction, file: Written): boolean {
  if (action.kind === 'load') return isSameFile(unit, file, action.path, action.pathRef);
  if (isSameFile(unit, file, action.program, action.programRef)) return true;
  const kinds = action.program.flatMap((it) => wholeText(it) ?? []).map(programKind);
  const passes = action.program.flatMap((it) => wholeText(it) ?? []).some(isLauncher);
  if (!passes && !kinds.some((it) => it === 'shell' || it === 'interpreter')) return false;
  return action.args.some((arg) => isSameFile(unit, file, arg, undefined));
}

function shownSource(file: Written): string {
  return file.source?.kind === 'network' ? shown(file.source.address) : 'it';
}

/** What comes over the network is a shell's text, or names the program. */
function throughArguments(unit: CodeUnit, action: CommandAction): Chain[] {
  const line =
    action.args.flat().map(shownText).find(isDownloadAndRun) ??
    (isDownloadAndRun(action.args.map((it) => shownText(it[0] ?? { pieces: [], layers: [] })).join(' '))
      ? ''
      : undefined);
  const kinds = action.program.flatMap((it) => wholeText(it) ?? []).map(programKind);
  const runsText = kinds.some((it) => it === 'shell' || it === 'interpreter');
  if (line !== undefined && runsText) {
    const evidence = [evidenceOf(unit, action, `runs \`${shownCommand(action)}\``, action.args.flat())];
    const grave = unit.unit !== 'bin';
    return [
      {
        severity: grave ? 'hold' : 'review',
        decisive: grave,
        title: `the ${UNIT_WORD[unit.unit]} downloads and runs in one line`,
        evidence,
      },
    ];
  }
  const network = new Map(
    unit.actions.flatMap((it) => (it.kind === 'network' && it.op !== 'listen' ? [[it.call.call, it] as const] : [])),
  );
  if (network.size === 0) return [];
  const refs = runsText ? action.given : action.programRef === undefined ? [] : [action.programRef];
  const source = refs.flatMap((ref) => traceOf(unit.flow, ref).calls).flatMap((it) => network.get(it.call) ?? [])[0];
  if (source === undefined) return [];
  const evidence = [
    evidenceOf(unit, source, `gets ${shown(source.address)}`, source.address),
    evidenceOf(unit, action, `and runs it: \`${shownCommand(action)}\``, action.program),
  ];
  // An address that is not known may be no address: the flow is then a guess.
  const known =
    isBuildTime(unit) || source.address.some((it) => hostOf(shownText(it)) !== undefined || hidden([it]).length > 0);
  const title = `the ${UNIT_WORD[unit.unit]} runs what comes over the network`;
  return [{ severity: known ? 'hold' : 'review', decisive: known, title, evidence }];
}
