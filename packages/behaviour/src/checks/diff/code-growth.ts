/**
 * Code grew beyond what the step says: a patch release whose sources are half as large again. For the record: whoever looks
 * knows where to begin.
 */
import type { Check } from '../../check.ts';
import type { CratePackage } from '../../context.ts';
import { fileChanges, kindOf } from '../../diff/package-files.ts';
import { stepOf } from '../../diff/step.ts';

const GREW = 1.5;
const BYTES_MIN = 8 * 1024;

export const codeGrowth: Check = {
  id: 'diff-code-growth',
  version: 1,
  group: 'diff',
  title: 'a patch release has much more code',
  severity: 'info',
  evidence: ['diff'],
  wrongWhen: 'a patch release adds a module or vendors a file, which many do',
  run({ previous, subject }) {
    if (previous === undefined || stepOf(previous.version, subject.version) !== 'patch') return [];
    const [before, after] = [codeBytes(previous), codeBytes(subject)];
    if (after - before < BYTES_MIN || after < GREW * before) return [];
    const evidence = fileChanges(previous, subject).grewMost.map((it) => ({
      kind: 'diff' as const,
      text: `${it.before} bytes became ${it.after}`,
      file: it.path,
    }));
    const title = `${before} bytes of code became ${after} in a patch release`;
    return [{ check: codeGrowth.id, version: 1, group: 'diff', severity: 'info', title, evidence }];
  },
};

function codeBytes({ files }: CratePackage): number {
  let sum = 0;
  for (const [path, bytes] of files)
    if (path.endsWith('.rs') && kindOf(path, bytes, new Set()) === 'source') sum += bytes.length;
  return sum;
}
