import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildScriptCfgs } from './script-cfgs.ts';
import { unitCfgs } from './unit-cfgs.ts';

const LINUX = new Set(['unix', 'target_os="linux"', 'target_arch="x86_64"', 'target_pointer_width="64"']);

interface Options {
  readonly features?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly silent?: boolean;
}

function script(text: string, { features = [], files = {}, silent = true }: Options = {}) {
  const all: Readonly<Record<string, string>> = { ...files, 'build.rs': text };
  return buildScriptCfgs({
    root: 'build.rs',
    edition: 2021,
    read: (path) => (Object.hasOwn(all, path) ? all[path] : undefined),
    silentDependencies: silent,
    env: {
      features: new Set(features),
      targetCfgs: LINUX,
      hostCfgs: LINUX,
      triple: 'x86_64-unknown-linux-gnu',
      rustMinor: 96,
      packageEnv: () => undefined,
      exists: (path) => Object.hasOwn(all, path),
    },
  });
}

/** Values of names: `+` set, `-` not set, `?` unknown. */
function values(text: string, names: string, options?: Options): string {
  const cfgs = script(text, options);
  const mark = (name: string) => ({ true: '+', false: '-', undefined: '?' })[String(cfgs.value(name))];
  return names
    .split(' ')
    .map((name) => `${mark(name)}${name}`)
    .join(' ');
}

const MINOR = `
  fn minor() -> Option<u32> {
    let output = Command::new(env::var_os("RUSTC")?).arg("--version").output().ok()?;
    str::from_utf8(&output.stdout).ok()?.split('.').nth(1)?.parse().ok()
  }`;

describe('what a build script sets', () => {
  it('is what it prints, and nothing else', () => {
    const text = `fn main() {
      println!("cargo:rustc-cfg=one"); println!("cargo::rustc-cfg=two=\\"v\\"");
      println!("cargo:rustc-check-cfg=cfg(checked)"); let name = "three"; set(name); print!("a\\ncargo:rustc-cfg={name}x\\n");
    }
    fn set(name: &str) { println!("cargo:rustc-cfg={}", name); }`;
    expect(values(text, 'one two="v" two three threex checked other')).toBe(
      '+one +two="v" -two +three +threex -checked -other',
    );
  });

  it('follows versions of the compiler through functions and early returns', () => {
    const text = `fn main() {
      let found = match minor() { Some(minor) => minor, None => return };
      if found < 36 { println!("cargo:rustc-cfg=no_alloc"); }
      if found >= 60 && !cfg!(feature = "old") { println!("cargo:rustc-cfg=modern"); }
      let Some(again) = minor() else { return };
      if again > 200 { return; }
      println!("cargo:rustc-cfg=last");
    } ${MINOR}`;
    expect(values(text, 'no_alloc modern last')).toBe('-no_alloc +modern +last');
  });

  it('knows features, the target, files, and variables that Cargo does not set', () => {
    const text = `fn main() {
      let os = env::var("CARGO_CFG_TARGET_OS").unwrap();
      if os == "linux" || os == "android" { println!("cargo:rustc-cfg=linuxlike"); }
      if env::var_os("CARGO_FEATURE_FAST_PATH").is_some() { println!("cargo:rustc-cfg=fast"); }
      if env::var("TARGET").unwrap().contains("windows") { println!("cargo:rustc-cfg=win"); }
      if std::fs::metadata("src/asm.rs").is_ok() { println!("cargo:rustc-cfg=asm"); }
      if let Ok(value) = env::var("MY_SWITCH") { println!("cargo:rustc-cfg={value}"); }
    }`;
    const options = { features: ['fast-path'], files: { 'src/asm.rs': '' } };
    expect(values(text, 'linuxlike fast win asm x', options)).toBe('+linuxlike +fast -win +asm -x');
  });

  it('answers unknown for what it cannot decide, in all that depends on it', () => {
    const text = `fn main() {
      let mut on = false;
      if probe() { on = true; }
      if on { println!("cargo:rustc-cfg=a"); }
      println!("cargo:rustc-cfg=b");
      if probe() { return; }
      println!("cargo:rustc-cfg=c");
      for name in ["d", "e"] { if check(name) { println!("cargo:rustc-cfg={}", name); } }
    }
    fn probe() -> bool { Command::new("cc").status().unwrap().success() }
    fn check(name: &str) -> bool { probe() && name != "e" }`;
    expect(values(text, 'a b c d e f')).toBe('?a +b ?c ?d -e -f');
  });

  it('takes computed names from the words of the script, and prefixes as they are', () => {
    const text = `fn main() { let n = ask(); println!("cargo:rustc-cfg={}", pick(n)); println!("cargo:rustc-cfg=has_{}", n); }
      fn pick(n: u32) -> String { TABLE[n as usize].to_string() }
      static TABLE: [&str; 2] = ["left", "right"];`;
    expect(values(text, 'left right has_x middle')).toBe('?left ?right ?has_x -middle');
  });

  it('does not trust functions that it never enters, dependencies that print, or files that are missing', () => {
    const text =
      'fn main() { helper::run(|x| x); } struct S; impl S { fn hidden(&self) { println!("cargo:rustc-cfg=h"); } }';
    expect(values(text, 'h other')).toBe('?h -other');
    expect(values('fn main() {}', 'any', { silent: false })).toBe('?any');
    expect(values('mod gone; fn main() {}', 'any')).toBe('?any');
    expect(values('fn other() { println!("cargo:rustc-cfg=o"); }', 'o p')).toBe('?o -p');
  });

  it('follows autocfg, version_check and cfg_aliases', () => {
    const text = `fn main() {
      let ac = autocfg::new();
      ac.emit_has_type("i128"); ac.emit_has_path("std::f64::total_cmp"); ac.emit_rustc_version(1, 50);
      ac.emit_expression_cfg("1 + 1", "has_sum"); if ac.probe_rustc_version(1, 300) { autocfg::emit("future"); }
      if version_check::is_min_version("1.41.0").unwrap_or(false) { println!("cargo:rustc-cfg=coherent"); }
      if let Some(true) = version_check::supports_feature("x") { println!("cargo:rustc-cfg=nightly"); }
      cfg_aliases! { tux: { target_os = "linux" }, pc: { any(windows, tux) }, mac: { target_os = "macos" } }
    }`;
    expect(values(text, 'has_i128 has_std__f64__total_cmp rustc_1_50 has_sum future coherent nightly tux pc mac')).toBe(
      '+has_i128 +has_std__f64__total_cmp +rustc_1_50 ?has_sum -future +coherent -nightly +tux +pc -mac',
    );
  });

  it('reads modules and included files', () => {
    const files = {
      'conf.rs':
        'pub struct C { pub wide: bool } impl C { pub fn new() -> Self { C { wide: true } } pub fn emit(&self) { if self.wide { println!("cargo:rustc-cfg=wide"); } } }',
      'list.rs': 'const NAMES: &[&str] = &["p", "q"];',
    };
    const text =
      'mod conf; include!("list.rs"); fn main() { conf::C::new().emit(); for n in NAMES { println!("cargo:rustc-cfg={}", n); } }';
    expect(values(text, 'wide p q r', { files })).toBe('+wide +p +q -r');
  });

  it('counts where it looks like a feature', () => {
    const cfgs = script('fn main() { println!("cargo:rustc-cfg=feature=\\"fast\\""); unknown_crate::emit(); }', {
      silent: false,
    });
    const unit = unitCfgs(LINUX, () => cfgs, undefined);
    expect(['fast', 'other'].map((value) => unit.cfg('feature', value))).toEqual([true, false]);
  });

  it('ends for any text, with names it saw not taken as off', () => {
    const endless =
      'fn main() { println!("cargo:rustc-cfg=z"); f(0); } fn f(n: u32) { if ask() { println!("cargo:rustc-cfg=y"); } f(n + 1); f(n) }';
    expect(values(endless, 'z y')).toBe('+z ?y');
    const piece = fc.constantFrom(
      'fn main() {',
      '}',
      'if x {',
      'println!(',
      '"cargo:rustc-cfg={}"',
      ',',
      ')',
      'loop {',
      'match',
      ' a ',
      '=>',
      '|x|',
      '?;',
      'let ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (parts) => {
        expect([true, false, undefined]).toContain(script(parts.join(' ')).value('a'));
      }),
    );
  });
});
