/** What `lazaret reviews` reads: the store of a project, audits of others, proofs of crev. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { CargoError } from '@lazaret/cargo';
import {
  type CrevProof,
  type CrevView,
  DEFAULT_TRUST,
  type ForeignAudits,
  readProofs,
  readVetStore,
  type TrustLevel,
  type VetStore,
  webOfTrust,
} from '@lazaret/reviews';
import { readRegularText } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';

/** Largest file of audits that is read: the largest published one has half a megabyte. */
const AUDITS_MAX = 32 * 1024 * 1024;
/** Proofs are short; a whole repository of one author has a few hundred kilobytes. */
const PROOFS_MAX = 8 * 1024 * 1024;
/** Files looked at below a folder of proofs: all known proof repositories together have a few thousand. */
const PROOF_FILES_MAX = 50_000;

export interface ReviewInputFlags {
  readonly store?: string;
  readonly audits?: readonly string[];
  readonly crev?: readonly string[];
  readonly crevId?: string;
  readonly trust: TrustLevel;
}

export interface ReviewInputs {
  readonly store: VetStore;
  readonly crev: CrevView;
  /** What was left out, for the user. */
  readonly problems: readonly string[];
  /** Names of what was read. */
  readonly read: readonly string[];
}

/** Reads all that the flags name; `root` is the project's folder, whose `supply-chain/` is taken if no store is named. */
export function readReviewInputs(flags: ReviewInputFlags, root: string | undefined, cwd: string): ReviewInputs {
  const folder = storeFolder(flags, root, cwd);
  const files = folder === undefined ? {} : storeFiles(folder);
  const foreign = (flags.audits ?? []).map((named) => foreignAudits(named, cwd));
  const store = parsed(() => readVetStore(files, foreign), folder ?? 'audits');
  const { proofs, problems, count } = readCrev(flags, cwd);
  const trusts = proofs.filter((proof) => proof.kind === 'trust');
  const web = flags.crevId === undefined ? undefined : webOfTrust(flags.crevId, trusts, DEFAULT_TRUST);
  const told = store.problems.map(({ file, message }) => `${file}: ${message}`);
  return {
    store,
    crev: { proofs, least: flags.trust, ...(web !== undefined && { web }) },
    problems: [...told, ...problems],
    read: [
      ...(folder === undefined ? [] : [folder]),
      ...foreign.map(({ name }) => name),
      ...(count > 0 ? [`${proofs.length} proofs in ${count} files`] : []),
    ],
  };
}

function storeFolder(flags: ReviewInputFlags, root: string | undefined, cwd: string): string | undefined {
  if (flags.store !== undefined) {
    const folder = resolve(cwd, flags.store);
    if (!existsSync(join(folder, 'config.toml')) && !existsSync(join(folder, 'audits.toml')))
      throw new CliError(Exit.Usage, `${flags.store} holds neither config.toml nor audits.toml of cargo-vet`);
    return folder;
  }
  const own = root === undefined ? undefined : join(root, 'supply-chain');
  return own !== undefined && existsSync(join(own, 'config.toml')) ? own : undefined;
}

function storeFiles(folder: string) {
  const read = (name: string) => readRegularText(join(folder, name), AUDITS_MAX, { followLink: true });
  const [audits, config, imports] = [read('audits.toml'), read('config.toml'), read('imports.lock')];
  return {
    ...(audits !== undefined && { audits }),
    ...(config !== undefined && { config }),
    ...(imports !== undefined && { imports }),
  };
}

/** `NAME=FILE` (NAME as the store's import, whose criteria-map is applied) or FILE. */
function foreignAudits(named: string, cwd: string): ForeignAudits {
  const [, name, file] = /^([\w-]+)=(.+)$/.exec(named) ?? [undefined, basename(named), named];
  const text = readRegularText(resolve(cwd, file!), AUDITS_MAX, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no file ${file}`);
  return { name: name!, text };
}

/** A file that is no TOML ends the command: a violation in it must not be missed. */
function parsed<T>(read: () => T, what: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CargoError) throw new CliError(Exit.NoAnswer, `${what}: ${error.message}`, { cause: error });
    throw error;
  }
}

function readCrev(flags: ReviewInputFlags, cwd: string) {
  const files = (flags.crev ?? []).flatMap((named) => proofFiles(resolve(cwd, named), named));
  const proofs: CrevProof[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const text = readRegularText(file, PROOFS_MAX);
    if (text === undefined) continue;
    const read = readProofs(text, file);
    proofs.push(...read.proofs);
    problems.push(...read.problems.map(({ message }) => `${file}: ${message}`));
  }
  return { proofs, problems, count: files.length };
}

/** The file itself, or all `*.crev` below a folder, in order. */
function proofFiles(path: string, named: string): string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new CliError(Exit.Usage, `there is no file or folder ${named}`);
  if (!stats.isDirectory()) return [path];
  const found: string[] = [];
  const folders = [path];
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (found.length + folders.length > PROOF_FILES_MAX)
        throw new CliError(Exit.Usage, `${named} holds more than ${PROOF_FILES_MAX} files; name folders below it`);
      if (entry.isDirectory() && entry.name !== '.git') folders.push(join(folder, entry.name));
      else if (entry.isFile() && entry.name.endsWith('.crev')) found.push(join(folder, entry.name));
    }
  }
  return found.sort();
}
