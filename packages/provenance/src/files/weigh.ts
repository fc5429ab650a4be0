/** What an unexplained file means, by what is done with it: compiled, run, taken in by code, read by people. */
import { type Difference, DifferenceClass, Severity } from '../report.ts';
import { executableKind, isAuxiliary, isCode, isDocumentation, isLitter, isTooling, saysGenerated } from './kind.ts';

/** A file for which no explanation was found. */
export interface Unexplained {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly how: 'changed' | 'extra';
  /** What was compared, or looked for. */
  readonly proof: string;
}

export function weighFile(file: Unexplained, included: ReadonlySet<string>): Difference {
  const { path, bytes, how, proof } = file;
  const what = how === 'changed' ? 'differs from the repository' : 'is not in the repository';
  const make = (className: DifferenceClass, severity: Severity, noun: string, why = ''): Difference => ({
    class: className,
    severity,
    path,
    message: `${noun} ${what}`,
    proof: why === '' ? proof : `${proof}; ${why}`,
  });
  const executable = executableKind(bytes);
  if (executable !== undefined) return make(DifferenceClass.Binary, Severity.Decisive, executable);
  if (included.has(path)) {
    return make(how === 'changed' ? 'data-changed' : 'data-extra', Severity.Decisive, 'a file that code includes');
  }
  if (how === 'extra' && isLitter(path)) {
    return make(
      DifferenceClass.Litter,
      Severity.Innocuous,
      'a file of an editor, a system or version control',
      'no code includes it',
    );
  }
  if (isCode(path)) return weighCode(file, make);
  if (isDocumentation(path)) {
    return make(DifferenceClass.Documentation, Severity.Innocuous, 'a document', 'no code includes it');
  }
  if (isLitter(path) || isTooling(path)) {
    return make(
      DifferenceClass.Litter,
      Severity.Innocuous,
      'a setting of tools that work on the repository',
      'no code includes it',
    );
  }
  return make(how === 'changed' ? 'data-changed' : 'data-extra', Severity.Suspicious, 'a data file');
}

type Make = (className: DifferenceClass, severity: Severity, noun: string, why?: string) => Difference;

function weighCode({ path, bytes, how }: Unexplained, make: Make): Difference {
  if (isAuxiliary(path)) {
    const why = 'nobody who depends on the crate compiles it';
    return make(
      how === 'changed' ? 'code-changed' : 'code-extra',
      Severity.Suspicious,
      'code of tests or examples',
      why,
    );
  }
  if (how === 'extra' && saysGenerated(bytes)) {
    const why = 'its head says that a program wrote it, which proves nothing about its content';
    return make(DifferenceClass.GeneratedCode, Severity.Decisive, 'generated code', why);
  }
  return make(
    how === 'changed' ? 'code-changed' : 'code-extra',
    Severity.Decisive,
    path === 'build.rs' ? 'the build script' : 'code',
  );
}
