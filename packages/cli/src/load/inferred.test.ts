import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseAdvisory } from '@lazaret/advisories';
import type { AuditInput, AuditPlan } from '@lazaret/audit';
import { CRATES_IO_SPARSE_INDEX, indexPath } from '@lazaret/cargo';
import { CargoHome, LazaretCache, type Project, Session, sha256Hex } from '@lazaret/sources';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silent } from '../terminal/progress.ts';
import { InferredFixes, inferFixes } from './inferred.ts';

let folder: string;
let cache: LazaretCache;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lazaret-infer-'));
  cache = new LazaretCache(join(folder, 'cache'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function tarEntry(path: string, text: string): Buffer {
  const content = Buffer.from(text);
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

function crate(version: string, lib: string): Buffer {
  const manifest = `[package]\nname = "some-lib"\nversion = "${version}"\n`;
  const entries = [
    tarEntry(`some-lib-${version}/Cargo.toml`, manifest),
    tarEntry(`some-lib-${version}/src/lib.rs`, lib),
  ];
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
}

/** Puts versions where an earlier run with a network would have left them. */
function publish(versions: Readonly<Record<string, Buffer>>, stored: readonly string[] = Object.keys(versions)): void {
  const lines = Object.entries(versions).map(([vers, bytes]) =>
    JSON.stringify({ name: 'some-lib', vers, deps: [], cksum: sha256Hex(bytes), features: {}, yanked: false }),
  );
  const key = sha256Hex(`${CRATES_IO_SPARSE_INDEX}\n${indexPath('some-lib')}`);
  cache.write('index', key, `{}\n${lines.join('\n')}\n`);
  for (const version of stored) cache.writeArchive(versions[version]!);
}

const ADVISORY = parseAdvisory(
  '```toml\n[advisory]\nid = "RUSTSEC-2026-9001"\npackage = "some-lib"\ndate = "2026-01-02"\n[versions]\npatched = ["^1.0.2", ">= 2.0.1"]\n```\n# Wrong\n\n`read_it` reads too far.\n',
  'crates/some-lib/RUSTSEC-2026-9001.md',
);

interface Change {
  readonly version?: string;
  readonly functions?: readonly { readonly path: string }[];
  readonly kind?: string;
  readonly built?: boolean;
}

async function infer({ version = '1.0.0', functions = [], kind = 'vulnerability', built = true }: Change = {}) {
  const input = { lock: { packages: [{ name: 'some-lib', version }] } } as unknown as AuditInput;
  const candidate = { advisory: ADVISORY, functions, kind, otherPlatform: false, package: 0 };
  const plan = { candidates: [candidate], build: { packages: [{ built }] } } as unknown as AuditPlan;
  const options = { directory: folder, env: {}, offline: true, cache, cargoHome: new CargoHome(join(folder, 'cargo')) };
  const session = new Session(options);
  const fixes = new InferredFixes();
  await inferFixes(fixes, input, plan, { config: session.configOf(folder) } as Project, session, silent);
  return { fix: fixes.of(ADVISORY.id, 0), notices: fixes.notices.map(({ message }) => message) };
}

const BEFORE = 'pub mod io { pub struct R; impl R { pub fn read_it(&self) { inner() } } fn inner() { x[9] } }';
const AFTER = BEFORE.replace('x[9]', 'if 9 < x.len() { x[9] }');

describe('functions inferred from a fix', () => {
  it('are those of the comparison, as an advisory would write them', async () => {
    publish({ '1.0.0': crate('1.0.0', BEFORE), '1.0.2': crate('1.0.2', AFTER) });
    const { fix, notices } = await infer();
    expect(notices).toEqual([]);
    expect(fix).toMatchObject({ tier: 'A', affectedVersion: '1.0.0', patchedVersion: '1.0.2' });
    expect(fix!.functions).toMatchObject([
      { path: 'some_lib::io::R::read_it', evidence: expect.stringMatching(/^calls io::inner: /) },
    ]);
  });

  it('are of the branch that the locked version is on', async () => {
    const two = { '2.0.0': crate('2.0.0', BEFORE), '2.0.1': crate('2.0.1', AFTER) };
    publish({ '1.0.0': crate('1.0.0', BEFORE), '1.0.2': crate('1.0.2', AFTER), ...two });
    expect((await infer({ version: '2.0.0' })).fix).toMatchObject({
      affectedVersion: '2.0.0',
      patchedVersion: '2.0.1',
    });
  });

  it('are kept: a second run needs no archives', async () => {
    const versions = { '1.0.0': crate('1.0.0', BEFORE), '1.0.2': crate('1.0.2', AFTER) };
    publish(versions);
    const first = await infer();
    for (const bytes of Object.values(versions)) rmSync(cache.archivePath(sha256Hex(bytes)));
    expect(await infer()).toEqual(first);
  });

  it('are left out with a word where sources or index are not at hand', async () => {
    expect((await infer()).notices).toEqual([expect.stringMatching(/RUSTSEC-2026-9001.*--offline/)]);
    publish({ '1.0.0': crate('1.0.0', BEFORE), '1.0.2': crate('1.0.2', AFTER) }, ['1.0.0']);
    const { fix, notices } = await infer();
    expect(fix).toBeUndefined();
    expect(notices).toHaveLength(1);
  });

  it('are not asked for where functions are named, nothing is built, or it is no flaw in code', async () => {
    const none = { fix: undefined, notices: [] };
    expect(await infer({ functions: [{ path: 'some_lib::f' }] })).toEqual(none);
    expect(await infer({ built: false })).toEqual(none);
    expect(await infer({ kind: 'unmaintained' })).toEqual(none);
  });
});
