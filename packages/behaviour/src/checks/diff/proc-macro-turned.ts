/**
 * Code that ran in the program now runs in the compiler: the crate itself became a procedural macro, or a dependency that was
 * a library did. The name stays and everybody who builds runs it.
 */
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import { chosenVersion } from '../../diff/dependencies.ts';
import { isProcMacro } from '../../diff/manifest-fields.ts';
import { stepOf } from '../../diff/step.ts';
import type { Evidence, Finding, Severity } from '../../finding.ts';

export const procMacroTurned: Check = {
  id: 'diff-proc-macro',
  version: 1,
  group: 'diff',
  title: 'a library became a procedural macro',
  severity: 'review',
  evidence: ['diff', 'manifest'],
  wrongWhen: 'a crate splits off its macros and keeps the name for them, which is an incompatible version',
  run(context) {
    const { previous, subject } = context;
    if (previous === undefined) return [];
    const found: Finding[] = [];
    const step = stepOf(previous.version, subject.version);
    if (isProcMacro(subject) && !isProcMacro(previous)) {
      const severity: Severity = step === 'patch' || step === 'minor' ? 'review' : 'note';
      found.push(
        finding(severity, 'the crate became a procedural macro', [
          { kind: 'diff', text: `${previous.version} is a library`, file: 'Cargo.toml' },
        ]),
      );
    }
    return [...found, ...turnedDependencies(context, previous)];
  },
};

/** Dependencies of both versions of which the version chosen now is a macro and the one chosen by the old requirement is not. */
function turnedDependencies(context: ScanContext, previous: ScanContext['subject']): Finding[] {
  return context.subject.manifest.dependencies.flatMap((now): Finding[] => {
    const was = previous.manifest.dependencies.find((it) => it.package === now.package && it.kind === now.kind);
    if (was === undefined || now.kind === 'dev') return [];
    const [before, after] = [chosenVersion(context, was), chosenVersion(context, now)];
    if (before?.known !== true || after?.known !== true || before.procMacro || !after.procMacro) return [];
    const text = `${now.package} ${before.version} is a library, ${after.version} a procedural macro`;
    return [finding('review', `the dependency ${now.package} became a procedural macro`, [{ kind: 'diff', text }])];
  });
}

function finding(severity: Severity, title: string, evidence: readonly Evidence[]): Finding {
  const { id, version, group } = procMacroTurned;
  return { check: id, version, group, severity, title, evidence };
}
