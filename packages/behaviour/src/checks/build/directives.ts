/**
 * What a build script tells Cargo. Linking is what most are for; directives that change how other code is built or run (a
 * linker, its plugins and wrappers, libraries from folders that others can write, variables that inject code) are not.
 */
import type { Check } from '../../check.ts';
import type { Evidence, Severity } from '../../finding.ts';
import { outsideBuild } from '../../knowledge/places.ts';
import { type FoldedText, shownText } from '../../values/folded.ts';
import { evidenceOf } from '../evidence.ts';

const DIRECTIVE = /^cargo::?([\w-]+)=([\s\S]*)$/;
const INJECTS = /^(?:LD_PRELOAD|LD_LIBRARY_PATH|DYLD_\w+|RUSTC\w*|RUSTFLAGS|CARGO\w*|PATH|CC|CXX|LINKER|MAKEFLAGS)=/;

export const buildDirectives: Check = {
  id: 'build-directives',
  version: 1,
  group: 'build',
  title: 'the build script changes how other code is linked or built',
  severity: 'review',
  evidence: ['code'],
  wrongWhen: 'linker arguments for an embedded target, which are a note',
  run({ code }) {
    return code.units.flatMap((unit) => {
      if (unit.unit !== 'build') return [];
      const found: { readonly severity: Severity; readonly evidence: Evidence }[] = [];
      for (const action of unit.actions) {
        if (action.kind !== 'print') continue;
        for (const line of linesOf(action.text)) {
          const judged = judge(line);
          if (judged !== undefined)
            found.push({
              severity: judged.severity,
              evidence: evidenceOf(unit, action, `prints \`${line}\`: ${judged.why}`, action.text),
            });
        }
      }
      if (found.length === 0) return [];
      const severity: Severity = found.some((it) => it.severity === 'review') ? 'review' : 'note';
      const { id, version, group, title } = buildDirectives;
      return [{ check: id, version, group, title, severity, evidence: found.slice(0, 6).map((it) => it.evidence) }];
    });
  },
};

function linesOf(texts: readonly FoldedText[]): string[] {
  return [...new Set(texts.flatMap((it) => shownText(it).split('\n')))]
    .map((line) => line.trim())
    .filter((line) => line.startsWith('cargo:'));
}

/** `LD_LIBRARY_PATH={env JAVA_HOME}/lib`: what is there was installed by whoever set the variable, not by the crate. */
function isUsersFolder(value: string): boolean {
  const [, folders] = /^(?:LD_LIBRARY_PATH|DYLD_(?:FALLBACK_)?LIBRARY_PATH|PATH)=(.+)$/.exec(value) ?? [];
  if (folders === undefined) return false;
  return folders
    .split(/[;:]/)
    .every((it) => /^\{env (?!OUT_DIR|CARGO_|HOME|USERPROFILE|T(?:E?MP|MPDIR)\})[A-Z0-9_]+\}/.test(it));
}

function judge(line: string): { readonly severity: Severity; readonly why: string } | undefined {
  const [, name = '', value = ''] = DIRECTIVE.exec(line) ?? [];
  if (name === 'rustc-env' && INJECTS.test(value))
    return isUsersFolder(value)
      ? { severity: 'note', why: 'adds a folder that the user names to where programs look for libraries' }
      : { severity: 'review', why: 'sets a variable that makes other programs load code' };
  if (name === 'rustc-link-search') {
    const where = outsideBuild(value.replace(/^\w+=/, ''));
    return where === undefined || where === 'the system' || where === 'the folder above the package'
      ? undefined
      : { severity: /temporary/.test(where) ? 'review' : 'note', why: `libraries are taken from ${where}` };
  }
  if (!/^rustc-(?:cdylib-)?link-arg/.test(name)) return undefined;
  if (/-plugin|--wrap|-fuse-ld=[\\/{]|-B[\\/]|--dynamic-linker/.test(value))
    return { severity: 'note', why: 'changes the linker' };
  const where = outsideBuild(value);
  return where === undefined || where === 'the system' || where === 'the folder above the package'
    ? undefined
    : { severity: 'review', why: `links a file in ${where}` };
}
