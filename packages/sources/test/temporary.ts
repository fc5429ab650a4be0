/** Temporary directories, trees of files, small crates and a fake registry for the tests of this package. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { sha256Hex } from '../src/cache/cache.ts';

export function temporaryDirectory(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'lazaret-')));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFiles(directory, files);
  return directory;
}

export function writeFiles(directory: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, data] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), data);
  }
}

export interface TestCrate {
  readonly name: string;
  readonly version: string;
  readonly bytes: Buffer;
  readonly checksum: string;
}

/** A `.crate` made by hand: ustar headers for the manifest and the given files. */
export function testCrate(name: string, version: string, files: Readonly<Record<string, string>> = {}): TestCrate {
  const all = { 'Cargo.toml': `[package]\nname = "${name}"\nversion = "${version}"\n`, 'src/lib.rs': '', ...files };
  const entries = Object.entries(all).map(([path, data]) => tarEntry(`${name}-${version}/${path}`, data));
  const bytes = gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
  return { name, version, bytes, checksum: sha256Hex(bytes) };
}

function tarEntry(path: string, data: string): Buffer {
  const content = Buffer.from(data);
  const header = Buffer.alloc(512);
  header.write(path);
  header.write('0000644\0', 100);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write('        0', 148);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

export function git(directory: string, ...args: string[]): string {
  const identity = [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@t',
    '-c',
    'init.defaultBranch=main',
    '-c',
    'commit.gpgsign=false',
  ];
  return execFileSync('git', [...identity, ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] })
    .toString()
    .trim();
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestServer {
  readonly url: string;
  /** Paths asked for, in order. */
  readonly requests: string[];
  /** What answers a path; others get 404. */
  readonly routes: Map<string, Handler | Uint8Array | string>;
}

export async function testServer(): Promise<TestServer> {
  const requests: string[] = [];
  const routes: TestServer['routes'] = new Map();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const route = routes.get(path);
    if (typeof route === 'function') return route(request, response);
    if (route === undefined) response.statusCode = 404;
    response.end(route);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(
    () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, routes };
}

/** Puts a crate on a server, with index line and archive, below `/index/` and `/dl/`. */
export function publish(server: TestServer, crate: TestCrate, path: string): void {
  server.routes.set('/index/config.json', JSON.stringify({ dl: `${server.url}/dl` }));
  const { name, version, checksum } = crate;
  const line = JSON.stringify({ name, vers: version, deps: [], cksum: checksum, features: {}, yanked: false });
  server.routes.set(`/index/${path}`, `${line}\n`);
  server.routes.set(`/dl/${name}/${version}/download`, crate.bytes);
}
