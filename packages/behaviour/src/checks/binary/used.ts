/**
 * A compiled file of the package that its code runs, loads, or takes into the program to write it out and run it: what cannot
 * be reviewed is executed. While building, that decides by itself.
 */
import { TokenKind } from '@lazaret/analyzer';
import type { Action } from '../../actions/action.ts';
import { type FileType, fileType } from '../../bytes/file-type.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { CratePackage, ScanContext } from '../../context.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { type CodeFile, codeFiles } from '../../source/code-files.ts';
import { type FoldedText, shownText } from '../../values/folded.ts';
import { evidenceOf, isBuildTime, UNIT_WORD } from '../evidence.ts';
import { findingOf } from '../finding-of.ts';

export const binaryUsed: Check = {
  id: 'binary-used',
  version: 1,
  group: 'binary',
  title: 'code runs, loads or embeds a compiled file of the package',
  severity: 'hold',
  evidence: ['binary', 'code'],
  wrongWhen: 'a crate ships its own prebuilt tool',
  run(context) {
    const shipped = compiledFiles(context.subject);
    if (shipped.size === 0) return [];
    return [
      ...context.code.units.flatMap((unit) => unit.actions.flatMap((it) => ofAction(unit, it, shipped))),
      ...context.code.units.flatMap((unit) => ofIncludes(context, unit, shipped)),
    ];
  },
};

function compiledFiles({ files }: CratePackage): ReadonlyMap<string, FileType> {
  return new Map(
    [...files].flatMap(([path, bytes]) => {
      const type = fileType(bytes);
      return type?.family === 'program' ? [[path, type] as const] : [];
    }),
  );
}

function ofAction(unit: CodeUnit, action: Action, shipped: ReadonlyMap<string, FileType>): Finding[] {
  const texts =
    action.kind === 'command' ? [...action.program, ...action.args.flat()] : action.kind === 'load' ? action.path : [];
  const path = shippedPath(texts, shipped);
  if (path === undefined) return [];
  const type = shipped.get(path)!;
  const verb = action.kind === 'load' ? 'loads' : 'runs';
  const title = `the ${UNIT_WORD[unit.unit]} ${verb} ${path}, which the package brings`;
  const evidence: Evidence[] = [
    { kind: 'binary', text: `${type.name} file`, file: path },
    evidenceOf(unit, action, `${verb} it`, texts),
  ];
  return [findingOf(binaryUsed, 'hold', title, evidence, isBuildTime(unit))];
}

/** The shipped file that a path names, whatever folder it starts from. */
function shippedPath(texts: readonly FoldedText[], shipped: ReadonlyMap<string, FileType>): string | undefined {
  for (const folded of texts) {
    const text = shownText(folded)
      .replaceAll('\\', '/')
      .replace(/^.*\}/, '')
      .replace(/^(?:\.?\/)+/, '');
    for (const path of shipped.keys()) if (text === path || text.endsWith(`/${path}`)) return path;
  }
  return undefined;
}

/** `include_bytes!` of a compiled file, in a unit that writes files and runs programs or loads libraries. */
function ofIncludes(context: ScanContext, unit: CodeUnit, shipped: ReadonlyMap<string, FileType>): Finding[] {
  const own = new Set(context.code.world.crate(unit.crate).files);
  const evidence = codeFiles(context)
    .filter(({ path }) => own.has(path))
    .flatMap((file) => included(file, shipped));
  if (evidence.length === 0) return [];
  const runs = unit.actions.find(({ kind }) => kind === 'command' || kind === 'load');
  const writes = unit.actions.find((it) => it.kind === 'file' && it.op === 'write');
  const title = `the ${UNIT_WORD[unit.unit]} embeds ${evidence[0]!.text}`;
  if (runs === undefined) return [findingOf(binaryUsed, isBuildTime(unit) ? 'review' : 'note', title, evidence)];
  const uses = [writes, runs].flatMap((it) =>
    it === undefined ? [] : [evidenceOf(unit, it, it === runs ? 'runs or loads a program' : 'writes a file')],
  );
  const severity = isBuildTime(unit) || writes !== undefined ? 'hold' : 'review';
  return [findingOf(binaryUsed, severity, title, [...evidence, ...uses])];
}

function included({ tokens, path }: CodeFile, shipped: ReadonlyMap<string, FileType>): Evidence[] {
  const out: Evidence[] = [];
  for (let at = 0; at + 2 < tokens.length; at++) {
    if (tokens.kind(at) !== TokenKind.Ident || tokens.kind(at + 1) !== TokenKind.Bang) continue;
    if (tokens.text(at) !== 'include_bytes') continue;
    const written = tokens.textOf({ start: at + 3, end: Math.max(at + 3, tokens.partnerOf(at + 2)) });
    const name = [...written.matchAll(/"([^"]*)"/g)].map((it) => it[1]).join('');
    const tail = name.replace(/^(?:CARGO_MANIFEST_DIR|OUT_DIR)/, '').replace(/^(?:\.{0,2}\/)+/, '');
    const target = [...shipped].find(([it]) => tail !== '' && (it === tail || it.endsWith(`/${tail}`)));
    if (target !== undefined) out.push({ kind: 'binary', text: `${target[1].name} ${target[0]}`, file: path });
  }
  return out;
}
