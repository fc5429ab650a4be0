/**
 * Makes truth for named crates: a package that depends on them, in a temporary folder, checked by cargo with `rustc-wrapper.ts`
 * in rustc's place. That runs the build scripts and procedural macros of all of them: only for crates that one trusts.
 *
 *   node tools/score/thir/make.ts TRUTH_DIR CRATE... [--all] [--allow-build-script]
 *
 * CRATE is `name`, `name@1.2`, `name+feature+other`, `name@1.2+feature`, or `name=path/of/its/folder`. `--all` makes truth for
 * their dependencies too. A folder with a build script is refused without `--allow-build-script`. `thir.ts TRUTH_DIR` then compares.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

interface WantedCrate {
  readonly name: string;
  readonly version: string | undefined;
  readonly path: string | undefined;
  readonly features: readonly string[];
}

/** A crate as the command line names it; undefined where it isn't one. */
export function wantedCrate(text: string): WantedCrate | undefined {
  const match = /^([A-Za-z][\w-]*)(?:@(\d[\w.+-]*?)|=([^+]+))?((?:\+[\w/-]+)*)$/.exec(text);
  if (match === null) return undefined;
  const [, name = '', version, path, features = ''] = match;
  return { name, version, path, features: features.split('+').slice(1) };
}

/** The manifest of a package that depends on them: exactly the version that is named, if one is. */
export function dependingManifest(crates: readonly WantedCrate[]): string {
  const lines = crates.map(({ name, version, path, features }) => {
    const from =
      path === undefined
        ? `version = ${JSON.stringify(requirement(version))}`
        : `path = ${JSON.stringify(resolve(path))}`;
    return `${name} = { ${from}, features = ${JSON.stringify(features)} }`;
  });
  return [
    '[package]',
    'name = "depends"',
    'version = "0.0.0"',
    'edition = "2021"',
    '[workspace]',
    '[dependencies]',
    ...lines,
    '',
  ].join('\n');
}

function requirement(version: string | undefined): string {
  if (version === undefined) return '*';
  return /^\d+\.\d+\.\d+/.test(version) ? `=${version}` : version;
}

/** Folders among them that have a build script, or a manifest that names one. */
export function foldersWithBuildScript(crates: readonly WantedCrate[]): string[] {
  const named = (manifest: string): boolean =>
    existsSync(manifest) && /^\s*(?:package\s*\.\s*)?["']?build["']?\s*=/m.test(readFileSync(manifest, 'utf8'));
  return crates.flatMap(({ path }) =>
    path !== undefined && (existsSync(join(path, 'build.rs')) || named(join(path, 'Cargo.toml'))) ? [path] : [],
  );
}

function installed(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

function make(folder: string, crates: readonly WantedCrate[], all: boolean): number {
  const work = mkdtempSync(join(tmpdir(), 'lazaret-thir-'));
  try {
    mkdirSync(join(work, 'src'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(work, 'src/lib.rs'), '');
    writeFileSync(join(work, 'Cargo.toml'), dependingManifest(crates));
    const wrapper = join(work, 'rustc-wrapper');
    writeFileSync(
      wrapper,
      `#!/bin/sh\n# Its jobserver is not handed on.\nunset CARGO_MAKEFLAGS MAKEFLAGS MFLAGS\nexec '${process.execPath}' '${join(import.meta.dirname, 'rustc-wrapper.ts')}' "$@"\n`,
    );
    chmodSync(wrapper, 0o755);
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      RUSTC_WRAPPER: wrapper,
      CARGO_TARGET_DIR: join(work, 'target'),
      LAZARET_THIR: resolve(folder),
    };
    if (!all) env['LAZARET_THIR_ONLY'] = crates.map(({ name }) => name).join(',');
    return spawnSync('cargo', ['check', '--quiet'], { cwd: work, env, stdio: 'inherit' }).status ?? 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function main(args: readonly string[]): number {
  const [folder, ...named] = args.filter((arg) => arg !== '--all' && arg !== '--allow-build-script');
  const crates = named.map(wantedCrate);
  if (folder === undefined || crates.length === 0 || crates.includes(undefined)) {
    console.error('usage: make.ts TRUTH_DIR NAME[@VERSION|=PATH][+FEATURE]... [--all] [--allow-build-script]');
    return 2;
  }
  const refused = args.includes('--allow-build-script') ? [] : foldersWithBuildScript(crates as WantedCrate[]);
  if (refused.length > 0) {
    console.error(
      `refused, as it would run their build scripts (--allow-build-script runs them): ${refused.join(', ')}`,
    );
    return 2;
  }
  if (!installed('cargo') || !installed('rustc')) {
    console.log('no truth made: cargo and rustc are not installed');
    return 0;
  }
  return make(folder, crates as WantedCrate[], args.includes('--all'));
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2));
