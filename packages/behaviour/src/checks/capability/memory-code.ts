/**
 * Data that is run as code: pages that are filled and called, files that are only in memory and executed, bytes of a table that
 * become a function. A just-in-time compiler writes what it made itself; this is about what came over the network or was in a
 * literal.
 */
import type { FlowCall } from '@lazaret/facts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { Evidence, Finding, Severity } from '../../finding.ts';
import { shownText } from '../../values/folded.ts';
import type { CallRef, ValueRef } from '../../values/program-flow.ts';
import { type Trace, traceOf } from '../../values/trace.ts';
import { groupOf, isBuildTime, UNIT_WORD } from '../evidence.ts';

const PAGE =
  /(?:^|::)(?:mmap(?:64)?|VirtualAlloc(?:Ex)?|VirtualProtect(?:Ex)?|mprotect|NtAllocateVirtualMemory|HeapCreate|map_anon|map_exec|make_exec|memfd_create)$|^<?(?:memfd|region)::(?:\w+::)*(?:create|alloc)$/;
const FILL =
  /(?:^|::)(?:copy_nonoverlapping|copy|memcpy|memmove|RtlCopyMemory|RtlMoveMemory|copy_from_slice|copy_from|copy_to\w*|write|write_all|write_volatile|WriteProcessMemory|pwrite)$/;
/** The destination comes first. */
const INTO_FIRST =
  /(?:^|::)(?:memcpy|memmove|RtlCopyMemory|RtlMoveMemory|copy_from_slice|copy_from|write|write_all|write_volatile|pwrite)$/;
const RUN =
  /(?:^|::)(?:transmute|transmute_copy|fexecve|execveat|CreateThread|CreateRemoteThread(?:Ex)?|NtCreateThreadEx|QueueUserAPC|SetThreadContext|EnumSystemLocales\w*|EnumChildWindows|CreateFiber|pthread_create)$/;
const INJECT =
  /(?:^|::)(?:CreateRemoteThread(?:Ex)?|NtCreateThreadEx|QueueUserAPC|SetThreadContext|NtUnmapViewOfSection)$/;
/** Bytes of a literal that can be code. */
const CODE_MIN = 12;

export const memoryCode: Check = {
  id: 'memory-code',
  version: 1,
  group: 'capability',
  title: 'data is run as code',
  severity: 'hold',
  evidence: ['code'],
  wrongWhen: 'a table of machine code is part of a just-in-time compiler or of a probe of the processor',
  run: ({ code }) => code.units.flatMap((unit) => forUnit(code.world, unit)),
};

interface Named {
  readonly ref: CallRef;
  readonly name: string;
}

function forUnit(world: Parameters<typeof placeOf>[0], unit: CodeUnit): Finding[] {
  const all = [...unit.flow.calls()].map((ref): Named => ({ ref, name: unit.callee(ref) }));
  const runs = all.filter(({ name }) => RUN.test(name));
  const inMemory = unit.actions.some(
    (it) => it.kind === 'command' && it.program.some((p) => /\/proc\/self\/fd/.test(shownText(p))),
  );
  if (runs.length === 0 && !inMemory) return [];
  const called = calledData(unit, runs);
  if (called !== undefined)
    return [finding(world, unit, isBuildTime(unit) ? 'hold' : 'review', [[called, 'bytes of a literal are called']])];
  const pages = new Set<FlowCall>(all.filter(({ name }) => PAGE.test(name)).map(({ ref }) => ref.call));
  if (pages.size === 0) return [];
  const fill = all.map((it) => filled(unit, it, pages)).find((it) => it !== undefined);
  if (fill === undefined) return [];
  const run = runs.find(({ ref, name }) => !/transmute/.test(name) || reaches(unit, ref, pages));
  if (run === undefined && !inMemory) return [];
  const inject = all.some(({ name }) => INJECT.test(name));
  const severity: Severity = fill.from === 'network' || fill.hidden || inject || isBuildTime(unit) ? 'hold' : 'review';
  const what =
    fill.from === 'network' ? 'what comes over the network is put into memory' : 'a literal is put into memory';
  const steps: [CallRef, string][] = [[fill.ref, what]];
  if (run !== undefined) steps.push([run.ref, `and run: ${run.name}`]);
  return [finding(world, unit, severity, steps, fill.from === 'network')];
}

function finding(
  world: Parameters<typeof placeOf>[0],
  unit: CodeUnit,
  severity: Severity,
  steps: readonly (readonly [CallRef, string])[],
  decisive = false,
): Finding {
  const evidence = steps.map(([ref, text]): Evidence => ({ kind: 'code', text, ...placeOf(world, ref) }));
  const title = `the ${UNIT_WORD[unit.unit]} runs data as code`;
  const { id, version } = memoryCode;
  return { check: id, version, group: groupOf(unit), severity, title, evidence, ...(decisive ? { decisive } : {}) };
}

function placeOf(
  world: { crate(num: number): { readonly files: readonly string[] } },
  { call: { span } }: CallRef,
): { readonly file: string; readonly line: number; readonly column: number } {
  return { file: world.crate(span.krate).files[span.file] ?? '', line: span.line, column: span.column };
}

/** `transmute(TABLE.as_ptr())` whose result is called. */
function calledData(unit: CodeUnit, runs: readonly Named[]): CallRef | undefined {
  const turned = runs.filter(({ name }) => /transmute/.test(name));
  if (turned.length === 0) return undefined;
  const fromBytes = turned.filter(({ ref }) => {
    const id = ref.call.args[0];
    if (id === undefined) return false;
    return unit.folder.texts({ flow: ref.flow, id }).some((it) => {
      const text = it.pieces.length === 1 && typeof it.pieces[0] === 'string' ? it.pieces[0] : '';
      return text.length >= CODE_MIN && (text.length >= 24 || /[^\t\n\r\x20-\x7e]/.test(text));
    });
  });
  if (fromBytes.length === 0) return undefined;
  for (const { flow, call } of unit.flow.calls()) {
    if (call.callee === undefined) continue;
    const behind = new Set(traceOf(unit.flow, { flow, id: call.callee }).calls.map((it) => it.call));
    const found = fromBytes.find(({ ref }) => behind.has(ref.call));
    if (found !== undefined) return found.ref;
  }
  return undefined;
}

interface Fill {
  readonly ref: CallRef;
  readonly from: 'network' | 'literal';
  readonly hidden: boolean;
}

/** Is a page or a file in memory filled here with what came over the network or was in a literal? */
function filled(unit: CodeUnit, { ref, name }: Named, pages: ReadonlySet<FlowCall>): Fill | undefined {
  const { flow, call } = ref;
  if (!FILL.test(name) || call.args.length < 2) return undefined;
  const [into, data] = INTO_FIRST.test(name) ? [0, 1] : name.endsWith('WriteProcessMemory') ? [1, 2] : [1, 0];
  const at = (index: number): ValueRef => ({ flow, id: call.args[index] ?? 0 });
  if (!traceOf(unit.flow, at(into)).calls.some((it) => pages.has(it.call))) return undefined;
  const trace = traceOf(unit.flow, at(data));
  const network = unit.actions.some(
    (it) => it.kind === 'network' && it.op !== 'listen' && trace.calls.some((step) => step.call === it.call.call),
  );
  if (network) return { ref, from: 'network', hidden: false };
  return isCode(trace) ? { ref, from: 'literal', hidden: trace.operators.has('^') } : undefined;
}

function isCode({ literals }: Trace): boolean {
  return (
    literals.some((it) => it.length >= CODE_MIN && /[^\t\n\r\x20-\x7e]/.test(it)) ||
    literals.some((it) => it.length >= 64)
  );
}

function reaches(unit: CodeUnit, { flow, call }: CallRef, pages: ReadonlySet<FlowCall>): boolean {
  const id = call.args[0];
  return id !== undefined && traceOf(unit.flow, { flow, id }).calls.some((it) => pages.has(it.call));
}
