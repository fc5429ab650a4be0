import { describe, expect, it } from 'vitest';
import { type Circumstances, context, crate, type Files, lineOf } from '../../../test/crate.ts';
import type { CratePackage, RegistryView } from '../../context.ts';
import type { Finding } from '../../finding.ts';
import { scan } from '../../scan.ts';
import { DIFF_CHECKS } from './index.ts';

const manifest = (version: string, rest = '') =>
  `[package]\nname = "lz-fixture"\nversion = "${version}"\nedition = "2021"\nlicense = "MIT"\n${rest}`;

const LIB = 'pub fn add(a: u8, b: u8) -> u8 { a + b }';
const OLD = crate({ 'Cargo.toml': manifest('1.0.0'), 'src/lib.rs': LIB });

function compared(files: Files, version = '1.0.1', old: CratePackage = OLD, given: Circumstances = {}) {
  const subject = crate({ 'Cargo.toml': manifest(version), 'src/lib.rs': LIB, ...files });
  return scan(context(subject, { previous: old, ...given }), DIFF_CHECKS);
}
const shown = (found: readonly Finding[]) => found.map(({ check, severity }) => `${check} ${severity}`);

/** A registry of packages. */
const registry = (packages: readonly CratePackage[]): RegistryView => ({
  versions: (name) => packages.filter((it) => it.name === name).map(lineOf),
  package: (name, version) => packages.find((it) => it.name === name && it.version === version),
});

describe('diff checks', () => {
  it('say nothing of an honest patch release', () => {
    const { verdict, findings } = compared({
      'src/lib.rs':
        'pub fn add(a: u8, b: u8) -> u8 { a.wrapping_add(b) }\npub fn read(p: &str) -> bool { std::fs::read(p).is_ok() }',
      'README.md': 'More words',
    });
    expect([verdict.level, findings]).toEqual(['clean', []]);
  });

  it('say nothing without a version before', () => {
    const subject = crate({ 'build.rs': 'fn main() { std::net::TcpStream::connect("a.example.com:1").unwrap(); }' });
    expect(DIFF_CHECKS.flatMap((check) => check.run(context(subject)))).toEqual([]);
  });

  it('note a build script that asks the compiler, no more', () => {
    const { verdict, findings } = compared({
      'build.rs': `use std::process::Command;
        fn main() { Command::new(std::env::var("RUSTC").unwrap()).arg("--version").output().unwrap(); }`,
    });
    expect(verdict.level).toBe('note');
    expect(shown(findings).sort()).toEqual(['diff-build-script note', 'diff-capability-gained info']);
    expect(findings[0]!.evidence[0]).toMatchObject({
      file: 'build.rs',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('put a patch release to review whose new build script runs or connects', () => {
    const run = compared({
      'build.rs': `mod step;\nfn main() { step::go() }`,
      'step.rs': `pub fn go() { std::process::Command::new("sh").arg("-c").arg("lz-fixture-tool --inert").spawn().unwrap(); }`,
    });
    expect(run.verdict.level).toBe('review');
    const [first] = run.findings;
    expect(first).toMatchObject({ check: 'diff-capability-gained', severity: 'review' });
    expect(first!.evidence[0]!.path!.map((step) => step.function)).toEqual([
      'build_script_build::main',
      'build_script_build::step::go',
      expect.stringContaining('Command'),
    ]);
    const connect = compared({
      'build.rs': 'fn main() { std::net::TcpStream::connect("lz-fixture.invalid:443").unwrap(); }',
    });
    expect(shown(connect.findings)).toContain('diff-capability-gained review');
  });

  it('take an incompatible version for what it is', () => {
    const { verdict } = compared(
      { 'build.rs': 'fn main() { std::net::TcpStream::connect("lz-fixture.invalid:443").unwrap(); }' },
      '2.0.0',
    );
    expect(verdict.level).toBe('clean');
  });

  it('say which step it was, by Cargo’s rules', () => {
    const [found] = compared(
      { 'src/lib.rs': 'pub fn go() { std::process::Command::new("lz").spawn().unwrap(); }' },
      '1.1.0',
    ).findings;
    expect(found).toMatchObject({ severity: 'note', title: 'the library now has EXEC, in a minor step from 1.0.0' });
  });

  it('see a crate and a dependency turn into macros', () => {
    const macro = compared({
      'Cargo.toml': manifest('1.0.1', '[lib]\nproc-macro = true\n'),
      'src/lib.rs': 'use proc_macro::TokenStream;\n#[proc_macro] pub fn m(t: TokenStream) -> TokenStream { t }',
    });
    expect(shown(macro.findings)).toContain('diff-proc-macro review');
    const dep = (version: string, rest: string) =>
      crate({ 'Cargo.toml': `[package]\nname = "lz-dep"\nversion = "${version}"\nedition = "2021"\n${rest}` });
    const packages = [dep('1.0.0', ''), dep('2.0.0', '[lib]\nproc-macro = true\n')];
    const uses = (version: string, req: string) => manifest(version, `[dependencies]\nlz-dep = "${req}"\n`);
    const old = crate({ 'Cargo.toml': uses('1.0.0', '1'), 'src/lib.rs': LIB });
    const turned = compared({ 'Cargo.toml': uses('1.0.1', '2') }, '1.0.1', old, { registry: registry(packages) });
    expect(shown(turned.findings)).toEqual(['diff-proc-macro review']);
    const same = compared({ 'Cargo.toml': uses('1.0.1', '1') }, '1.0.1', old, { registry: registry(packages) });
    expect(same.findings).toEqual([]);
  });

  it('note opaque files, not what is shown to people or decoded by tests', () => {
    const data = new Uint8Array(20_000);
    expect(shown(compared({ 'src/table.dat': data }).findings)).toEqual(['diff-binary note']);
    expect(shown(compared({ 'tests/table.dat': data }).findings)).toEqual(['diff-binary info']);
    expect(compared({ 'logo.png': data, 'small.bin': data.subarray(0, 100) }).findings).toEqual([]);
  });

  it('record fields and growth', () => {
    const fields = compared({
      'Cargo.toml': manifest('1.0.1', 'repository = "https://example.com/other"\nlinks = "z"\n'),
    });
    expect(fields.findings[0]).toMatchObject({ severity: 'info', title: 'repository, links changed since 1.0.0' });
    const grown = compared({ 'src/more.rs': '// words\n'.repeat(2_000) });
    expect(shown(grown.findings)).toEqual(['diff-code-growth info']);
    expect(grown.verdict.level).toBe('clean');
  });
});
