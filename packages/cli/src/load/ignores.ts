/** Ignores of one project: from `lazaret.toml`, and from the files of cargo-audit, cargo-deny and osv-scanner beside it. */
import { join } from 'node:path';
import { AdvisoryError, type Ignore, readAuditToml, readDenyToml, readOsvScannerToml } from '@lazaret/advisories';
import { readRegularText } from '@lazaret/sources';
import { CONFIG_FILES, type Config, parseConfig } from '../config.ts';
import { CliError, Exit } from '../exit.ts';

const MAX_CONFIG = 1 << 20;

const OTHERS = [
  ['.cargo/audit.toml', readAuditToml],
  ['deny.toml', readDenyToml],
  ['.deny.toml', readDenyToml],
  ['.cargo/deny.toml', readDenyToml],
  ['osv-scanner.toml', readOsvScannerToml],
] as const;

export interface ProjectConfig {
  readonly config: Config;
  readonly ignores: readonly Ignore[];
}

/** Reads the configuration of a folder, or the file that the user names. */
export function loadConfig(folder: string | undefined, file: string | undefined): ProjectConfig {
  const own = readOwn(folder, file);
  const ignores = (own.config.ignore ?? []).map((entry): Ignore => {
    const at = entry.crate?.lastIndexOf('@') ?? -1;
    return {
      id: entry.id,
      crate: entry.crate === undefined ? null : at > 0 ? entry.crate.slice(0, at) : entry.crate,
      version: at > 0 ? entry.crate!.slice(at + 1) : null,
      reason: entry.reason,
      until: entry.until ?? null,
      justification: entry.justification ?? null,
      file: own.file,
      line: 0,
    };
  });
  if (folder === undefined) return { config: own.config, ignores };
  return { config: own.config, ignores: [...ignores, ...othersIn(folder)] };
}

function readOwn(folder: string | undefined, file: string | undefined): { config: Config; file: string } {
  if (file !== undefined) {
    const text = readRegularText(file, MAX_CONFIG, { followLink: true });
    if (text === undefined) throw new CliError(Exit.Usage, `there is no configuration at ${file}`);
    return { config: parseConfig(text, file), file };
  }
  for (const name of folder === undefined ? [] : CONFIG_FILES) {
    const text = readRegularText(join(folder!, name), MAX_CONFIG);
    if (text !== undefined) return { config: parseConfig(text, name), file: name };
  }
  return { config: {}, file: '' };
}

function othersIn(folder: string): Ignore[] {
  return OTHERS.flatMap(([name, read]) => {
    const text = readRegularText(join(folder, name), MAX_CONFIG);
    if (text === undefined) return [];
    try {
      return read(text, name);
    } catch (error) {
      if (!(error instanceof AdvisoryError)) throw error;
      throw new CliError(Exit.NoAnswer, error.message);
    }
  });
}
