/** Archives in a package, and what is in them: a program inside one is a program that nobody sees in a review. */
import { fileType } from '../../bytes/file-type.ts';
import { listing } from '../../bytes/listing.ts';
import { isAside } from '../../bytes/place.ts';
import type { Check } from '../../check.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { findingOf } from '../finding-of.ts';

/** Archives that are opened; test data may be thousands. */
const ARCHIVES_MAX = 64;

export const binaryArchives: Check = {
  id: 'binary-archives',
  version: 1,
  group: 'binary',
  title: 'archives in the package, and programs in them',
  severity: 'review',
  evidence: ['binary'],
  wrongWhen: 'test data outside of the usual folders',
  run({ subject }): readonly Finding[] {
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
      (inside.length > 0 && !isAside(path) ? programs : others).push({ kind: 'binary', text, file: path });
    }
    const out: Finding[] = [];
    if (programs.length > 0)
      out.push(findingOf(binaryArchives, 'review', `a program inside an archive: ${programs[0]!.file}`, programs));
    if (others.length > 0) out.push(findingOf(binaryArchives, 'info', `${others.length} archives`, others));
    return out;
  },
};
