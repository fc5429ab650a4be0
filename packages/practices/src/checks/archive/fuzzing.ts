/** Fuzz targets, in the package or the repository. */
import { type PracticeCheck, unknown } from '../../check.ts';
import type { Files } from '../../input.ts';

const TARGET = /(^|\/)fuzz\/(fuzz_targets\/.+\.rs|Cargo\.toml)$/;
const FUZZERS = /libfuzzer[-_]sys|\bafl\b|honggfuzz|bolero/;

export const fuzzing: PracticeCheck = {
  name: 'Fuzzing',
  risk: 'medium',
  short: 'Determines if the project uses fuzzing.',
  rule: '10 if there are targets of cargo-fuzz, afl, honggfuzz or bolero in the repository or the package; 0 if the repository has none; unknown without the repository, because packages rarely hold them.',
  run: ({ files, repository }) => {
    const found = targetIn(repository) ?? targetIn(files);
    if (found !== undefined) return { score: 10, reason: 'project is fuzzed', details: [`Info: ${found}`] };
    if (repository === undefined) return unknown('the package holds no fuzz targets and the repository is not at hand');
    return { score: 0, reason: 'project is not fuzzed' };
  },
};

function targetIn(files: Files | undefined): string | undefined {
  for (const [path, bytes] of files ?? []) {
    if (!TARGET.test(path)) continue;
    if (path.endsWith('.rs') || FUZZERS.test(Buffer.from(bytes).toString('utf8'))) return path;
  }
  return undefined;
}
