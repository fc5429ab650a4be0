/**
 * Archives in a package, and what is in them: a program inside one is a program that nobody sees in a review. Where code opens
 * the archive and runs what is named so, that is what it is for.
 */
import { fileType } from '../../bytes/file-type.ts';
import { type ListedEntry, listing } from '../../bytes/listing.ts';
import { isAside } from '../../bytes/place.ts';
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { type FoldedText, shownText } from '../../values/folded.ts';
import { evidenceOf } from '../evidence.ts';
import { findingOf } from '../finding-of.ts';

/** Archives that are opened; test data may be thousands. */
const ARCHIVES_MAX = 64;

export const binaryArchives: Check = {
  id: 'binary-archives',
  version: 1,
  group: 'binary',
  title: 'archives in the package, and programs in them',
  severity: 'hold',
  evidence: ['binary', 'code'],
  wrongWhen: 'test data outside of the usual folders',
  run(context): readonly Finding[] {
    const { subject } = context;
    const run: Evidence[] = [];
    const programs: Evidence[] = [];
    const others: Evidence[] = [];
    let opened = 0;
    for (const [path, bytes] of subject.files) {
      const type = fileType(bytes);
      if (type?.family !== 'archive') continue;
      const entries = opened++ < ARCHIVES_MAX ? listing(bytes) : undefined;
      const inside = (entries ?? []).filter((it) => it.type?.family === 'program');
      const what = entries === undefined ? 'which was not opened' : `${entries.length} entries`;
      const list = inside.slice(0, 5).map((it) => `${it.type!.name} ${it.path}`.trim());
      const text = inside.length === 0 ? `${type.name}, ${what}` : `${type.name} with ${list.join(', ')}`;
      const evidence: Evidence = { kind: 'binary', text, file: path };
      const use = inside.length === 0 ? undefined : useOf(context, path, inside);
      if (use?.runs === true) run.push(evidence, use.evidence);
      else if (use !== undefined) programs.push(evidence, use.evidence);
      else (inside.length > 0 && !isAside(path) ? programs : others).push(evidence);
    }
    const out: Finding[] = [];
    if (run.length > 0)
      out.push(
        findingOf(binaryArchives, 'hold', `a program from an archive of the package is run: ${run[0]!.file}`, run),
      );
    if (programs.length > 0)
      out.push(findingOf(binaryArchives, 'review', `a program inside an archive: ${programs[0]!.file}`, programs));
    if (others.length > 0) out.push(findingOf(binaryArchives, 'info', `${others.length} archives`, others));
    return out;
  },
};

/** How code uses an archive: where it names it, and whether it runs something of the name of what is inside. */
function useOf(
  { code }: ScanContext,
  archive: string,
  inside: readonly ListedEntry[],
): { readonly runs: boolean; readonly evidence: Evidence } | undefined {
  const names = new Set(inside.map(({ path }) => path.split('/').at(-1) ?? ''));
  const isArchive = (texts: readonly FoldedText[]) => texts.some((it) => isBelow(shownText(it), archive));
  for (const unit of code.units) {
    const named = unit.actions.find((it) => {
      if (it.kind === 'command') return it.args.some(isArchive);
      return it.kind === 'file' && it.op === 'read' && isArchive(it.path);
    });
    if (named === undefined) continue;
    const runs = unit.actions.find(
      (it) =>
        it.kind === 'command' && it.program.some((text) => names.has(shownText(text).split(/[\\/]/).at(-1) || '{?}')),
    );
    return {
      runs: runs !== undefined,
      evidence: evidenceOf(unit, runs ?? named, runs === undefined ? 'opens it' : 'runs it'),
    };
  }
  return undefined;
}

function isBelow(text: string, path: string): boolean {
  const plain = text.replace(/^.*\}/, '').replace(/^(?:\.?\/)+/, '');
  return plain === path || plain.endsWith(`/${path}`);
}
