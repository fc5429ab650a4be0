/**
 * Which files a build script is made of: their common hash is what a review was about (a hash of build.rs alone says nothing of
 * its modules), and a script in an odd place, or one that takes in a file that is no Rust, is worth a word.
 */
import { createHash } from 'node:crypto';
import type { Check } from '../../check.ts';
import type { Finding } from '../../finding.ts';

const USUAL =
  /^(?:build\.rs|build\/(?:main|build|mod)\.rs|src\/build\.rs|(?:\w[\w-]*\/)?build(?:_?script)?\.rs|build_src\/\w+\.rs)$/;

export const buildScriptFile: Check = {
  id: 'build-script',
  version: 1,
  group: 'build',
  title: 'the build script, with the hash of all that it is made of',
  severity: 'note',
  evidence: ['manifest'],
  wrongWhen: 'a script is kept in a folder of its own; the note only says so',
  run({ code, subject }) {
    return code.units.flatMap((unit): Finding[] => {
      if (unit.unit !== 'build') return [];
      const files = [...code.world.crate(unit.crate).files].sort();
      const hash = createHash('sha256');
      for (const file of files)
        hash
          .update(`${file}\0`)
          .update(subject.files.get(file) ?? '')
          .update('\0');
      for (const dependency of subject.manifest.dependencies
        .filter((it) => it.kind === 'build')
        .map((it) => `${it.package} ${it.requirement ?? '*'}`)
        .sort())
        hash.update(`${dependency}\0`);
      const script = code.world.crate(unit.crate).files[0] ?? '';
      const odd = !USUAL.test(script);
      const { id, version, group } = buildScriptFile;
      const title = odd ? `the build script is ${script}` : 'has a build script';
      const text = `${files.length} file${files.length === 1 ? '' : 's'}: ${files.slice(0, 5).join(', ')}`;
      const evidence = [{ kind: 'manifest' as const, text, file: script, sha256: hash.digest('hex') }];
      return [
        { check: id, version, group, severity: odd && !script.endsWith('.rs') ? 'note' : 'info', title, evidence },
      ];
    });
  },
};
