/** `lazaret scan --function PATH`: what one function of the scanned package can do. */

import { compareText, printable } from '@lazaret/base';
import {
  type CapabilityUse,
  type CodeFacts,
  type CodeUnit,
  exploreFunctions,
  functionCapabilities,
} from '@lazaret/behaviour';
import { DefKind, DefPaths, defId, type World } from '@lazaret/facts';
import { findDefinitions } from '@lazaret/graph';
import { CliError, Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import { capabilityLines } from './formats/human.ts';
import { capabilityEntry } from './formats/json.ts';
import type { ScanFormat } from './formats/render.ts';
import type { ScanReport } from './report.ts';

const NEAR_MAX = 5;

export function scanFunction(reports: readonly ScanReport[], path: string, format: ScanFormat): string {
  if (format !== 'human' && format !== 'json')
    throw new CliError(Exit.Usage, `--function prints human or json, not ${format}`);
  const segments = segmentsOf(path);
  for (const report of reports) {
    const { code } = report.content ?? {};
    for (const unit of code?.units ?? []) {
      const defs = definitions(code!, unit, segments);
      if (defs.length === 0) continue;
      const entries = defs.map((def) => ({ def, reason: 'asked' as const }));
      const exploration = exploreFunctions(code!, entries);
      const uses = [...functionCapabilities(code!, exploration).values()];
      const names = [...new Set(defs.map((def) => exploration.defPath(def)))].sort();
      return format === 'json' ? functionJson(report, names, uses) : functionHuman(names, uses);
    }
  }
  const near = nearNames(reports, segments.at(-1)!);
  const hint = near.length === 0 ? '' : `; there are ${near.join(', ')}`;
  throw new CliError(
    Exit.Usage,
    `no function \`${path}\` in ${reports.map((it) => it.result.subject.name).join(', ')}${hint}`,
  );
}

function segmentsOf(path: string): string[] {
  const segments = path
    .replaceAll(/<[^<>]*>/g, '')
    .split('::')
    .filter((it) => it !== '');
  if (segments.length === 0 || !segments.every((it) => /^(r#)?[\p{L}_][\p{L}\p{N}_]*$/u.test(it)))
    throw new CliError(Exit.Usage, `\`${path}\` is no path of a function; write it like krate::module::function`);
  return segments;
}

/** With or without the crate's name in front. */
function definitions(code: CodeFacts, unit: CodeUnit, segments: readonly string[]) {
  const inside = segments[0] === unit.name.replaceAll('-', '_') || segments[0] === 'crate' ? [segments.slice(1)] : [];
  for (const path of [...inside, segments]) {
    if (path.length === 0) continue;
    const found = findDefinitions(code.world, unit.crate, { segments: path, macro: false });
    if (found.kind === 'found' && found.defs.length > 0) return found.defs;
  }
  return [];
}

const FUNCTIONS: ReadonlySet<DefKind> = new Set([DefKind.Fn]);

/** Functions whose name begins or ends as the one that was asked for, then any that are alike. */
function nearNames(reports: readonly ScanReport[], wanted: string): string[] {
  const all: { readonly path: string; readonly distance: number }[] = [];
  for (const { content } of reports) {
    if (content === undefined) continue;
    const { code } = content;
    const paths = new DefPaths(code.world);
    for (const crate of new Set(code.units.map((unit) => unit.crate))) {
      for (const def of functionsOf(code.world, crate)) {
        const distance = distanceOf(code.world.names.text(code.world.name(def)), wanted);
        if (distance <= Math.max(2, wanted.length / 3)) all.push({ path: paths.path(def), distance });
      }
    }
  }
  all.sort((a, b) => a.distance - b.distance || compareText(a.path, b.path));
  return [...new Set(all.map(({ path }) => path))].slice(0, NEAR_MAX);
}

function functionsOf(world: World, crate: CodeUnit['crate']) {
  const facts = world.crate(crate);
  return Array.from({ length: facts.defCount() }, (_, local) => defId(crate, local as never)).filter((def) =>
    FUNCTIONS.has(world.kind(def)),
  );
}

/** Letters that are added, removed or changed; names of one part of the other count as one. */
function distanceOf(name: string, wanted: string): number {
  if (name === wanted) return 0;
  if (wanted.length > 2 && (name.includes(wanted) || wanted.includes(name))) return 1;
  let row = Array.from({ length: wanted.length + 1 }, (_, at) => at);
  for (let i = 1; i <= name.length; i++) {
    const next = [i];
    for (let j = 1; j <= wanted.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (name[i - 1] === wanted[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[wanted.length]!;
}

function functionJson(
  { result: { subject } }: ScanReport,
  functions: readonly string[],
  uses: readonly CapabilityUse[],
): string {
  const capabilities = Object.fromEntries(uses.map((use) => [use.capability, capabilityEntry([use])]));
  return jsonText({ subject: { name: subject.name, version: subject.version }, functions, capabilities }, 2);
}

function functionHuman(functions: readonly string[], uses: readonly CapabilityUse[]): string {
  const lines = uses.flatMap((use) => capabilityLines(use, { color: false, verbose: true }));
  const shown = lines.length === 0 ? ['  nothing beyond computing'] : lines;
  return `${[...functions.map(printable), ...shown].join('\n')}\n`;
}
