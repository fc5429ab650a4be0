import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseToml } from '../../../packages/cargo/src/index.ts';
import { dependingManifest, foldersWithBuildScript, wantedCrate } from './make.ts';

test('crates are named with a version, a path and features', () => {
  const of = (text: string) => {
    const crate = wantedCrate(text);
    return (parseToml(dependingManifest([crate!]), 'Cargo.toml') as { dependencies: object }).dependencies;
  };
  expect(of('bytes')).toEqual({ bytes: { version: '*', features: [] } });
  expect(of('bytes@1')).toEqual({ bytes: { version: '1', features: [] } });
  expect(of('tokio@1.52.0+rt+io-util')).toEqual({ tokio: { version: '=1.52.0', features: ['rt', 'io-util'] } });
  expect(of('own=/a/b c+x')).toEqual({ own: { path: '/a/b c', features: ['x'] } });
  for (const text of ['', '-q', 'a b', '@1', 'a@', 'a;b']) expect(wantedCrate(text)).toBeUndefined();
});

test('a folder with a build script is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lazaret-make-'));
  try {
    const crates = [wantedCrate(`own=${folder}`)!, wantedCrate('bytes@1')!];
    expect(foldersWithBuildScript(crates)).toEqual([]);
    writeFileSync(join(folder, 'Cargo.toml'), '[package]\nname = "own"\nbuild = "other.rs"\n');
    expect(foldersWithBuildScript(crates)).toEqual([folder]);
    writeFileSync(join(folder, 'Cargo.toml'), '[package]\nname = "own"\n[build-dependencies]\n');
    expect(foldersWithBuildScript(crates)).toEqual([]);
    writeFileSync(join(folder, 'build.rs'), 'fn main() {}');
    expect(foldersWithBuildScript(crates)).toEqual([folder]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
