/** Scans with a gitleaks configuration, as gitleaks does. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  GITLEAKS_DEFAULT_CONFIG_URL,
  type GitleaksFinding,
  GitleaksScanner,
  Guard,
  loadGitleaksConfig,
  SecretsError,
} from '@lazaret/secrets';
import { readRegularText } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { bytesOf, type FoundFile } from './files.ts';

const MAX_CONFIG = 16 * 1024 * 1024;

export interface GitleaksRun {
  readonly config: string | undefined;
  readonly maxDecodeDepth: number | undefined;
  readonly ignoreAllowComments: boolean;
  readonly cwd: string;
}

/** All findings; `onFile` is told of each file before it is read. */
export function gitleaksFindings(
  files: readonly FoundFile[],
  run: GitleaksRun,
  problems: string[],
  onFile: (path: string) => void,
): GitleaksFinding[] {
  const guard = new Guard();
  const standard = (): string => readFileSync(GITLEAKS_DEFAULT_CONFIG_URL, 'utf8');
  const own = run.config === undefined ? undefined : resolve(run.cwd, run.config);
  const read = (path: string): string => {
    // gitleaks looks from where it runs; beside the file is where people mean.
    const text =
      textOf(resolve(run.cwd, path)) ?? (own === undefined ? undefined : textOf(resolve(dirname(own), path)));
    if (text === undefined) throw new SecretsError('config', `there is no configuration at ${path}`);
    return text;
  };
  try {
    const config = loadGitleaksConfig(run.config === undefined ? standard() : read(run.config), {
      defaultConfig: standard,
      read,
      guard,
    });
    problems.push(...config.warnings);
    const scanner = new GitleaksScanner(config, {
      maxDecodeDepth: run.maxDecodeDepth,
      ignoreAllowComments: run.ignoreAllowComments,
      guard,
    });
    const findings: GitleaksFinding[] = [];
    for (const file of files) {
      if (file.absolute === own || scanner.skipsPath(file.path)) continue;
      onFile(file.path);
      const bytes = bytesOf(file, problems);
      if (bytes !== undefined) for (const one of scanner.scanFile(file.path, bytes)) findings.push(one);
    }
    return findings;
  } catch (error) {
    if (error instanceof SecretsError) throw new CliError(Exit.Usage, error.message, { cause: error });
    throw error;
  }
}

function textOf(path: string): string | undefined {
  return readRegularText(path, MAX_CONFIG, { followLink: true });
}

/** A finding a line, in the form of recorded answers of gitleaks. */
export function plainRecord(finding: GitleaksFinding, showSecret: boolean): object {
  const { rule, file, startLine, endLine, startColumn, endColumn, entropy, tags } = finding;
  const hide = (text: string): string =>
    (showSecret || finding.secret === '' ? text : text.replaceAll(finding.secret, 'REDACTED')).toWellFormed();
  const texts = { match: hide(finding.match), secret: hide(finding.secret) };
  return { rule, file, startLine, endLine, startColumn, endColumn, ...texts, entropy, tags };
}
