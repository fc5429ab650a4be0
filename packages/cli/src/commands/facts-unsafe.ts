/** `lazaret facts --format unsafe`: unsafe code, foreign interfaces and items of one package, file by file. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type UnsafeReport, type UnsafeSubject, unsafeReport } from '@lazaret/analyzer';
import { printable } from '@lazaret/base';
import { openProject, packageIdentity, readManifestToml, readTree, Session } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import type { BuildFlags } from './options.ts';

export async function printUnsafe(target: string, flags: BuildFlags, io: Io): Promise<void> {
  const session = new Session({
    directory: io.cwd,
    env: io.env,
    offline: flags.offline === true || flags.frozen === true,
  });
  try {
    const folder = resolve(io.cwd, target);
    const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    const report = isFolder ? await folderReport(folder, session, flags, io) : await archiveReport(target, session);
    for (const chunk of reportText(report)) io.out(chunk);
  } finally {
    session.close();
  }
}

async function archiveReport(target: string, session: Session): Promise<UnsafeReport> {
  const { archive } = await openProject(target, session, { requireLock: false });
  if (archive === undefined)
    throw new CliError(Exit.Usage, '`facts` needs a folder, a .crate file or NAME@VERSION, not a lock file');
  const { name, version } = archive.source;
  return unsafeReport({ name, version, crateSha256: archive.content.sha256 }, archive.content.files);
}

async function folderReport(folder: string, session: Session, flags: BuildFlags, io: Io): Promise<UnsafeReport> {
  const subject = await folderSubject(folder, session);
  const { files, diagnostics } = readTree(folder, { include: (path) => path.endsWith('.rs') });
  const report = unsafeReport(subject, files);
  for (const { code, message, file } of flags.quiet === true ? [] : diagnostics) {
    if (code !== 'symbolic-link' || file?.endsWith('.rs') === true)
      io.err(`warning: ${printable(`${file ?? folder}: ${message}`)}\n`);
  }
  return report;
}

/** Name and version of the folder's package; the version may be that of its workspace. */
async function folderSubject(folder: string, session: Session): Promise<UnsafeSubject> {
  const identity = packageIdentity(readManifestToml(folder));
  if (identity === undefined) throw new CliError(Exit.Usage, `there is no Cargo.toml of a package in ${folder}`);
  if (identity.version !== undefined) return { name: identity.name, version: identity.version };
  const { manifests } = await openProject(folder, session, { requireLock: false });
  const own = [...manifests.values()].find(({ manifest }) => manifest.package?.name === identity.name);
  return { name: identity.name, version: own?.manifest.package?.version ?? '0.0.0' };
}

/** The object with one file a line, so that two reports can be compared line by line. */
function* reportText(report: UnsafeReport): Generator<string> {
  const { files, ...head } = report;
  yield `${jsonText(head).trimEnd().slice(0, -1)},"files":[`;
  for (const [index, file] of files.entries()) yield `${index === 0 ? '\n' : ',\n'}${jsonText(file).trimEnd()}`;
  yield '\n]}\n';
}
