/** Data that waits in a file: what is written to it, where the same file is read and sent later. */
import type { FileAction } from '../actions/action.ts';
import type { CodeUnit } from '../code.ts';
import type { CallRef } from '../values/program-flow.ts';
import { traceOf } from '../values/trace.ts';
import { handsOver, pathArguments } from './handed-over.ts';
import { isSameFile, writtenFiles } from './written.ts';

/** Calls whose results wait in files that these calls read. */
export function waitingIn(unit: CodeUnit, calls: readonly CallRef[]): readonly CallRef[] {
  const readers = new Set(calls.map((it) => it.call));
  const reads = unit.actions.filter(
    (it): it is FileAction => it.kind === 'file' && it.op === 'read' && readers.has(it.call.call),
  );
  const handed = calls.filter((it) => handsOver(unit, it));
  if (reads.length === 0 && handed.length === 0) return [];
  const out: CallRef[] = [];
  for (const file of writtenFiles(unit)) {
    if (file.action.given.length === 0) continue;
    const isRead =
      reads.some((it) => it !== file.action && isSameFile(unit, file, it.path, it.pathRef)) ||
      handed.some((it) => pathArguments(it).some((ref) => isSameFile(unit, file, unit.folder.texts(ref), ref)));
    if (!isRead) continue;
    for (const ref of file.action.given) out.push(...traceOf(unit.flow, ref).calls);
  }
  return out;
}
