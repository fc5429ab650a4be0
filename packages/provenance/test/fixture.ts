/** Real repositories by git, real crates by `cargo package`, archives edited afterwards, and examinations of them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openLocalRepository } from '@lazaret/sources';
import { onTestFinished } from 'vitest';
import { type ExamineInput, examine, GitRepository, openCrate, type ProvenanceReport } from '../src/index.ts';

export type Files = Readonly<Record<string, string | Uint8Array | { readonly link: string }>>;

/** Tests that need cargo say so and are passed over where there is none. */
export const hasCargo = spawnSync('cargo', ['--version']).status === 0;

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lazaret-provenance-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, join(folder, path));
    else writeFileSync(join(folder, path), content);
    if (path.endsWith('.sh')) chmodSync(join(folder, path), 0o755);
  }
}

const IDENTITY = [
  'user.name=t',
  'user.email=t@t.invalid',
  'init.defaultBranch=main',
  'commit.gpgsign=false',
  'protocol.file.allow=always',
];

export function git(folder: string, ...args: string[]): string {
  const settings = IDENTITY.flatMap((setting) => ['-c', setting]);
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', [...settings, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();
}

/** A repository with one commit of these files. */
export function repository(files: Files, message = 'first'): string {
  const folder = temporaryFolder();
  git(folder, 'init', '-q');
  commit(folder, files, message);
  return folder;
}

/** Writes files and commits everything; returns the commit. */
export function commit(folder: string, files: Files, message = 'more'): string {
  write(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--allow-empty', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}

/** The `.crate` that `cargo package` makes of a package; nothing is compiled, no index is asked. */
export function cargoPackage(folder: string, name: string, version: string, ...args: string[]): Uint8Array {
  const target = temporaryFolder();
  const options = ['--offline', '--no-verify', '--quiet', '--exclude-lockfile', '--target-dir', target];
  execFileSync('cargo', ['package', ...options, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  return readFileSync(join(target, 'package', `${name}-${version}.crate`));
}

/** An archive with files replaced, added or, by `undefined`, taken out; headers stay as cargo wrote them. */
export function edited(
  crate: Uint8Array,
  edits: Readonly<Record<string, string | Uint8Array | undefined>>,
): Uint8Array {
  const tar = gunzipSync(crate);
  const entries: { path: string; bytes: Buffer }[] = [];
  let template: Buffer | undefined;
  let prefix = '';
  for (let at = 0; tar[at] !== 0; ) {
    const header = tar.subarray(at, at + 512);
    const path = header.toString('latin1', 0, header.indexOf(0));
    const size = Number.parseInt(header.toString('latin1', 124, 135), 8);
    const next = at + 512 + Math.ceil(size / 512) * 512;
    prefix ||= path.slice(0, path.indexOf('/') + 1);
    template ??= Buffer.from(header);
    const edit = edits[path.slice(prefix.length)];
    if (!(path.slice(prefix.length) in edits)) entries.push({ path, bytes: Buffer.from(tar.subarray(at, next)) });
    else if (edit !== undefined) entries.push({ path, bytes: entryBytes(Buffer.from(header), path, edit) });
    at = next;
  }
  const known = new Set(entries.map(({ path }) => path));
  for (const [name, content] of Object.entries(edits)) {
    const path = `${prefix}${name}`;
    if (content !== undefined && !known.has(path))
      entries.push({ path, bytes: entryBytes(Buffer.from(template!), path, content) });
  }
  const parts = (path: string) => path.split('/').join('\u0000');
  entries.sort((a, b) => (parts(a.path) < parts(b.path) ? -1 : 1));
  const bytes = gzipSync(Buffer.concat([...entries.map((entry) => entry.bytes), Buffer.alloc(1024)]), { level: 9 });
  return withName(bytes, crate);
}

function entryBytes(header: Buffer, path: string, content: string | Uint8Array): Buffer {
  const data = Buffer.from(content);
  header.fill(0, 0, 100);
  header.write(path, 0, 'latin1');
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

/** Cargo's gzip header, with the file's name, before other data. */
function withName(bytes: Uint8Array, like: Uint8Array): Uint8Array {
  const end = like.indexOf(0, 10) + 1;
  return Buffer.concat([like.subarray(0, end), bytes.subarray(10)]);
}

export type ExamineOptions = Partial<Omit<ExamineInput, 'crate' | 'repository'>>;

/** Examines a crate against a repository in a folder. */
export async function examineLocal(
  crate: Uint8Array,
  folder: string,
  options: ExamineOptions = {},
): Promise<ProvenanceReport> {
  const { run, shallow } = await openLocalRepository(folder);
  return examine({
    crate: openCrate(crate),
    repository: new GitRepository(run, { place: folder, shallow }),
    address: { url: 'https://git.example.org/owner/name', from: 'given' },
    ...options,
  });
}

/** `severity class path` of each difference, for comparison. */
export function differenceLines(report: ProvenanceReport): string[] {
  return report.differences.map((d) =>
    [d.severity, d.class, d.path, d.key?.join('.')].filter((part) => part !== undefined).join(' '),
  );
}

export function manifest(rest = '', name = 'lz-prov', version = '1.0.0'): string {
  return `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\nlicense = "MIT"\ndescription = "d"\nrepository = "https://git.example.org/owner/name"\n${rest}`;
}
