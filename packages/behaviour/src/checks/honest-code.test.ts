/** What honest crates do that resembles an attack: no check asks for a person. */
import { describe, expect, it } from 'vitest';
import { context, crate, type Files } from '../../test/crate.ts';
import { scan } from '../scan.ts';
import { BUILD_CHECKS } from './build/index.ts';
import { CAPABILITY_CHECKS } from './capability/index.ts';
import { MACRO_CHECKS } from './macro/index.ts';
import { OBFUSCATION_CHECKS } from './obfuscation/index.ts';

const CODE_CHECKS = [...BUILD_CHECKS, ...CAPABILITY_CHECKS, ...MACRO_CHECKS, ...OBFUSCATION_CHECKS];

function serious(files: Files): string[] {
  const { findings } = scan(context(crate(files)), CODE_CHECKS);
  return findings.filter((it) => it.severity === 'review' || it.severity === 'hold').map((it) => it.check);
}

describe('honest code stays silent', () => {
  it.each<[string, Files]>([
    [
      'folders that are searched from the last to the first',
      {
        'src/lib.rs': `const FOLDERS: &[&str] = &["/usr/local/lz*/lib*", "/usr/lib/lz*/lib*"];
          pub fn find() -> Option<Vec<u8>> {
            let mut all = vec![];
            for folder in FOLDERS.iter().rev() { if let Ok(bytes) = std::fs::read(folder) { return Some(bytes) } }
            for folder in FOLDERS.iter() { all.push(folder.chars().rev().collect::<String>().chars().rev().collect::<String>()); }
            all.into_iter().rev().find_map(|it| std::fs::read(it).ok()) }`,
      },
    ],
    [
      'a library that the user installed, for tests',
      {
        'src/lib.rs': '',
        'build.rs': `fn main() { if option_env!("LZ_TEST").is_some() {
          let home = std::env::var("LZ_JAVA_HOME").unwrap();
          println!("cargo:rustc-link-search=native={}/lib", home);
          println!("cargo:rustc-env=LD_LIBRARY_PATH={home}/lib/server");
          let path = std::env::var("PATH").unwrap_or_default();
          println!("cargo:rustc-env=PATH={};{}", std::path::PathBuf::from(home).join("bin").display(), path); } }`,
      },
    ],
  ])('%s', (_, files) => {
    expect(serious(files)).toEqual([]);
  });

  it('but a library path of what the build made is told', () => {
    const build = 'fn main() { println!("cargo:rustc-env=LD_LIBRARY_PATH={}/x", std::env::var("OUT_DIR").unwrap()); }';
    expect(serious({ 'src/lib.rs': '', 'build.rs': build })).toEqual(['build-directives']);
  });
});
