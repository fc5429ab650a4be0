/**
 * A binary or archive that the version before did not have, or had in another form: nobody reviews it by reading. Below tests
 * it is what a test decodes, elsewhere something that the build or the program may use; images and fonts are for showing.
 */
import type { Check } from '../../check.ts';
import { fileChanges } from '../../diff/package-files.ts';
import type { Evidence, Severity } from '../../finding.ts';

/** Smaller ones are icons and test vectors. */
const BYTES_MIN = 16 * 1024;
/** Files named. */
const SHOWN_MAX = 5;
const SHOWN_TO_PEOPLE = /\.(?:png|jpe?g|gif|webp|ico|icns|bmp|avif|svgz|ttf|otf|woff2?|pdf|mp[34]|ogg|wav|flac|webm)$/i;
const FOR_TESTS = /(?:^|\/)(?:tests?|testdata|test[-_]data|fixtures|benches|examples?|fuzz|corpus)\//i;

export const opaqueBinary: Check = {
  id: 'diff-binary',
  version: 1,
  group: 'diff',
  title: 'a binary or archive came with this version',
  severity: 'note',
  evidence: ['diff', 'binary'],
  wrongWhen: 'tables, firmware or prebuilt libraries are what the crate is for',
  run({ previous, subject }) {
    if (previous === undefined) return [];
    const found = fileChanges(previous, subject).binaries.filter(
      ({ path, after }) => (after?.bytes ?? 0) >= BYTES_MIN && !SHOWN_TO_PEOPLE.test(path),
    );
    if (found.length === 0) return [];
    const severity: Severity = found.every(({ path }) => FOR_TESTS.test(path)) ? 'info' : 'note';
    const evidence = found.slice(0, SHOWN_MAX).map(({ path, change, before, after }): Evidence => {
      const size = change === 'changed' ? `${before!.bytes} bytes became ${after!.bytes}` : `${after!.bytes} bytes`;
      return { kind: 'diff', text: `${change}: ${size}`, file: path, sha256: after!.sha256 };
    });
    const title = `${found.length === 1 ? 'a binary or archive' : `${found.length} binaries or archives`} came or changed since ${previous.version}`;
    return [{ check: opaqueBinary.id, version: 1, group: 'diff', severity, title, evidence }];
  },
};
