/**
 * Compiled programs, libraries, objects and WebAssembly in a package of sources: nobody can review them. Test data and the import
 * libraries of bindings are common, so by itself this is a note; that code runs one is another check.
 */
import { createHash } from 'node:crypto';
import { type FileType, fileType } from '../../bytes/file-type.ts';
import { isAside } from '../../bytes/place.ts';
import type { Check } from '../../check.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { findingOf } from '../finding-of.ts';

export const binaryPrograms: Check = {
  id: 'binary-programs',
  version: 1,
  group: 'binary',
  title: 'compiled programs, objects and scripts in the package',
  severity: 'note',
  evidence: ['binary'],
  wrongWhen: 'bindings ship import libraries, tools for embedded devices ship loaders',
  run({ subject }): readonly Finding[] {
    const compiled: Evidence[] = [];
    const record: Evidence[] = [];
    for (const [path, bytes] of subject.files) {
      const type = fileType(bytes);
      if (type === undefined || type.family === 'archive' || type.family === 'media') continue;
      (isQuiet(path, type) ? record : compiled).push(described(path, bytes, type));
    }
    const out: Finding[] = [];
    if (compiled.length > 0)
      out.push(findingOf(binaryPrograms, 'note', `${compiled.length} compiled files in the package`, compiled));
    if (record.length > 0)
      out.push(findingOf(binaryPrograms, 'info', `${record.length} scripts, objects or compiled test data`, record));
    return out;
  },
};

/** What bindings and tests usually bring. */
function isQuiet(path: string, { family }: FileType): boolean {
  return family === 'script' || family === 'object' || isAside(path);
}

function described(path: string, bytes: Uint8Array, { name }: FileType): Evidence {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { kind: 'binary', text: `${name}, ${bytes.length} bytes`, file: path, sha256 };
}
