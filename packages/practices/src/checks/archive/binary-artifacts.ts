/** Executables among the sources: nobody can review them, and nothing says from what they were made. */
import { plural } from '@lazaret/base';
import type { PracticeCheck } from '../../check.ts';
import { executableKind } from '../../executable.ts';

export const binaryArtifacts: PracticeCheck = {
  name: 'Binary-Artifacts',
  risk: 'high',
  short: 'Determines if the package holds executable binaries.',
  rule: '10 minus one for each ELF, PE, Mach-O, wasm, Java or archive-of-objects file, told by its first bytes; at least 0.',
  run: ({ files }) => {
    const found = [...files].flatMap(([path, bytes]) => {
      const kind = executableKind(bytes);
      return kind === undefined ? [] : [`Warn: ${kind}: ${path}`];
    });
    if (found.length === 0) return { score: 10, reason: 'no binaries found in the package' };
    return {
      score: Math.max(0, 10 - found.length),
      reason: `${plural(found.length, 'binary', 'binaries')} in the package`,
      details: found,
    };
  },
};
