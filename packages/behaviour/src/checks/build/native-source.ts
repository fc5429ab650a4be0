/**
 * C, C++ and makefiles that the build takes in: their code is not analysed, but a line that downloads and runs, or a constructor
 * that starts a program, has no place in any of them.
 */
import type { Check } from '../../check.ts';
import type { Evidence } from '../../finding.ts';
import { isAside } from '../../bytes/place.ts';
import { baseName } from '../../knowledge/programs.ts';
import { nativeThatRuns, scriptThatDownloads } from '../../knowledge/scripts.ts';
import { shownText } from '../../values/folded.ts';
import { defanged } from '../evidence.ts';
import { findingOf } from '../finding-of.ts';

const SOURCE = /\.(?:c|cc|cpp|cxx|h|hh|hpp|m|mm|inc)$/i;
const RECIPE = /(?:^|\/)(?:[Mm]akefile|GNUmakefile|CMakeLists\.txt|configure)$|\.(?:mk|cmake|am)$/;
/** What reads recipes. */
const MAKES = /^(?:g|n|mingw32-)?make$|^cmake$|^ninja|^configure$|^meson$|^sh$|^bash$/;
/** Files looked at; a vendored library has some thousand. */
const FILES_MAX = 4_000;
const EVIDENCE_MAX = 4;

export const nativeSource: Check = {
  id: 'build-native-source',
  version: 1,
  group: 'build',
  title: 'native sources or recipes of the package download and run, or run before main',
  severity: 'hold',
  evidence: ['code'],
  wrongWhen: 'a script for the maintainers, which no build runs, installs a tool',
  run({ code, subject }) {
    if (!code.units.some(({ unit }) => unit === 'build')) return [];
    const tools = code.units.flatMap(({ unit, actions }) =>
      unit === 'build' ? actions.flatMap((it) => (it.kind === 'command' ? it.program : [])) : [],
    );
    const makes = tools.some((it) => MAKES.test(baseName(shownText(it))));
    const native: Evidence[] = [];
    const recipes: Evidence[] = [];
    let seen = 0;
    for (const [file, bytes] of subject.files) {
      if (isAside(file) || bytes.length < 16) continue;
      if (SOURCE.test(file) && seen++ < FILES_MAX) {
        const found = nativeThatRuns(bytes);
        if (found !== undefined) native.push({ kind: 'code', text: found.what, file, line: found.number });
      } else if (makes && RECIPE.test(file) && !/(?:^|\/)(?:ci|\.github|scripts?\/ci)\//.test(file)) {
        const found = scriptThatDownloads(bytes);
        if (found !== undefined)
          recipes.push({ kind: 'code', text: `\`${defanged(found.line)}\``, file, line: found.number });
      }
    }
    const out = [];
    if (native.length > 0) {
      const grave = native.some((it) => it.text.startsWith('downloads'));
      const title = `a native source ${native[0]!.text}`;
      out.push(findingOf(nativeSource, grave ? 'hold' : 'review', title, native.slice(0, EVIDENCE_MAX), grave));
    }
    if (recipes.length > 0)
      out.push(
        findingOf(nativeSource, 'review', 'a recipe of the package downloads and runs', recipes.slice(0, EVIDENCE_MAX)),
      );
    return out;
  },
};
