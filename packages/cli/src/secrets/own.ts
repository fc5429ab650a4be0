/** Scans with Lazaret's own rules, archives opened, and compares with what was known before. */
import {
  type Compared,
  type KnownSecrets,
  knownSecrets,
  type SecretFinding,
  SecretScanner,
  walkFile,
} from '@lazaret/secrets';
import { bytesOf, type FoundFile, filesOf } from './files.ts';

/** A finding with what a comparison says of it. */
export interface ComparedFinding {
  readonly finding: SecretFinding;
  readonly compared: Compared;
}

export function ownFindings(
  files: readonly FoundFile[],
  maxDecodeDepth: number | undefined,
  problems: string[],
  onFile: (path: string) => void,
): SecretFinding[] {
  const scanner = new SecretScanner({ maxDecodeDepth });
  const findings: SecretFinding[] = [];
  for (const file of files) {
    onFile(file.path);
    const bytes = bytesOf(file, problems);
    if (bytes === undefined) continue;
    const walk = walkFile(file.path, bytes);
    for (const inner of walk.files) for (const one of scanner.scanFile(inner.path, inner.bytes)) findings.push(one);
    problems.push(...walk.problems);
  }
  return findings;
}

/** The secrets of a place, such as the version before. */
export function secretsOf(place: string, cwd: string, problems: string[]): KnownSecrets {
  return knownSecrets(ownFindings(filesOf([place], cwd, problems), undefined, problems, () => undefined));
}

/** Marks what is new, and what the repository does not have. */
export function compare(
  findings: readonly SecretFinding[],
  known: KnownSecrets | undefined,
  repository: KnownSecrets | undefined,
): ComparedFinding[] {
  return findings.map((finding) => ({
    finding,
    compared: {
      isNew: known === undefined ? undefined : !known.has(finding.hash),
      onlyInPackage: repository === undefined ? undefined : !repository.has(finding.hash),
    },
  }));
}
