import { parseIndexLine } from '@lazaret/cargo';
import { expect, test } from 'vitest';
import { openCrate } from '../src/index.ts';
import { canonicalRequirement } from '../src/manifest/requirement.ts';
import {
  cargoPackage,
  commit,
  differenceLines,
  edited,
  examineLocal,
  type Files,
  git,
  hasCargo,
  manifest,
  repository,
} from './fixture.ts';

const LIB = 'pub fn one() -> u8 {\n    1\n}\n';
const DEPENDENCIES =
  '[features]\ndefault = ["std"]\nstd = []\nextra = ["dep:lz-opt"]\n[dependencies]\nlz-base = { version = "1.2", features = ["b", "a"] }\nlz-opt = { version = "1", optional = true }\n[target."cfg(unix)".build-dependencies]\nlz-build = "0.3"\n[dev-dependencies]\nlz-self = { path = "." , package = "lz-prov" }\n';
const BASIC: Files = {
  'Cargo.toml': manifest(DEPENDENCIES),
  'src/lib.rs': LIB,
  'src/bin/tool.rs': 'fn main() {}\n',
  'build.rs': 'fn main() {}\n',
};

const packaged = (folder: string, ...args: string[]) => cargoPackage(folder, 'lz-prov', '1.0.0', ...args);
const effective = (crate: Uint8Array) => Buffer.from(openCrate(crate).files.get('Cargo.toml')!).toString('utf8');

test.skipIf(!hasCargo)('what cargo makes of a manifest is derived again', async () => {
  const folder = repository(BASIC);
  const report = await examineLocal(packaged(folder), folder);
  expect(differenceLines(report)).toEqual([]);
  expect(report.verdict).toBe('exact');
});

/** Attacks on the manifest that cargo obeys, while Cargo.toml.orig and the repository stay as they are. */
const ATTACKS: readonly (readonly [string, (text: string) => string, string])[] = [
  [
    'a dependency',
    (text) => `${text}\n[dependencies.lz-helper]\nversion = "1"\n`,
    'decisive manifest-effective Cargo.toml dependencies.lz-helper',
  ],
  [
    'a requirement',
    (text) => text.replace('"1.2"', '"=1.2.9"'),
    'decisive manifest-effective Cargo.toml dependencies.lz-base.version',
  ],
  [
    'another package',
    (text) => text.replace('version = "1.2"', 'version = "1.2"\npackage = "lz-bese"'),
    'decisive manifest-effective Cargo.toml dependencies.lz-base.package',
  ],
  [
    'a default feature',
    (text) => text.replace('default = ["std"]', 'default = ["std", "extra"]'),
    'decisive manifest-effective Cargo.toml features.default',
  ],
  [
    'a build script',
    (text) => text.replace('build = "build.rs"', 'build = "src/bin/tool.rs"'),
    'decisive manifest-effective Cargo.toml package.build',
  ],
  [
    'links',
    (text) => text.replace('build = "build.rs"', 'build = "build.rs"\nlinks = "z"'),
    'decisive manifest-effective Cargo.toml package.links',
  ],
  [
    'a library path',
    (text) => text.replace('path = "src/lib.rs"', 'path = "build.rs"'),
    'decisive manifest-effective Cargo.toml lib.path',
  ],
  [
    'a procedural macro',
    (text) => text.replace('[lib]', '[lib]\nproc-macro = true'),
    'decisive manifest-effective Cargo.toml lib.proc-macro',
  ],
  [
    'another registry',
    (text) => text.replace('version = "1.2"', 'version = "1.2"\nregistry-index = "https://r.example.org/"'),
    'decisive manifest-effective Cargo.toml dependencies.lz-base.registry-index',
  ],
  [
    'a platform build dependency',
    (text) => `${text}\n[target."cfg(windows)".build-dependencies.lz-w]\nversion = "1"\n`,
    'decisive manifest-effective Cargo.toml target.cfg(windows).build-dependencies.lz-w',
  ],
  [
    'the repository',
    (text) => text.replace('git.example.org/owner/name', 'git.example.org/serde/serde'),
    'suspicious manifest-effective Cargo.toml package.repository',
  ],
];

test.skipIf(!hasCargo)('a changed effective manifest is seen, with and without the repository', async () => {
  const folder = repository(BASIC);
  const crate = packaged(folder);
  const text = effective(crate);
  for (const [what, attack, expected] of ATTACKS) {
    expect(attack(text), what).not.toBe(text);
    const attacked = edited(crate, { 'Cargo.toml': attack(text) });
    expect(differenceLines(await examineLocal(attacked, folder)), what).toEqual([expected]);
  }
});

test.skipIf(!hasCargo)('the original manifest against the repository', async () => {
  const folder = repository(BASIC);
  const crate = packaged(folder);
  const original = manifest(DEPENDENCIES);
  const lines = async (text: string) =>
    (await examineLocal(edited(crate, { 'Cargo.toml.orig': text }), folder)).differences
      .filter((d) => d.path === 'Cargo.toml.orig')
      .map((d) => `${d.severity} ${d.class} ${d.key?.join('.') ?? ''}`.trim());
  expect(await lines(original.replaceAll('\n', '\r\n'))).toEqual(['innocuous line-endings']);
  expect(await lines(`# comment\n${original}`)).toEqual(['innocuous manifest-original']);
  expect(await lines(original.replace('"1.2"', '"1.3"'))).toEqual([
    'decisive manifest-original dependencies.lz-base.version',
  ]);
  expect(await lines(original.replace('description = "d"', 'description = "e"'))).toEqual([
    'suspicious manifest-original package.description',
  ]);
  expect(await lines('not toml')).toEqual(['suspicious manifest-original']);
});

test.skipIf(!hasCargo)('a version that was raised after the commit', async () => {
  const folder = repository({ ...BASIC, 'src/lib.rs': '#![doc(html_root_url = "https://docs.example.org/1.0.0")]\n' });
  const crate = packaged(folder);
  const before = repository({
    ...BASIC,
    'Cargo.toml': manifest(DEPENDENCIES, 'lz-prov', '0.9.0'),
    'src/lib.rs': '#![doc(html_root_url = "https://docs.example.org/0.9.0")]\n',
  });
  git(before, 'tag', 'v1.0.0');
  const report = await examineLocal(edited(crate, { '.cargo_vcs_info.json': undefined }), before);
  expect(report.verdict).toBe('innocuous-differences');
  expect(differenceLines(report)).toEqual([
    'innocuous version-bump Cargo.toml.orig package.version',
    'innocuous version-bump src/lib.rs',
  ]);
});

const WORKSPACE: Files = {
  'Cargo.toml':
    '[workspace]\nmembers = ["crates/*"]\n[workspace.package]\nversion = "1.0.0"\nlicense = "MIT"\ndescription = "d"\nrepository = "https://git.example.org/owner/name"\nedition = "2021"\nreadme = "README.md"\nrust-version = "1.70"\nexclude = ["notes"]\n[workspace.dependencies]\nlz-base = { version = "1.2", default-features = false, features = ["a"] }\nlz-sibling = { path = "crates/sibling", version = "1.0.0" }\n[workspace.lints.rust]\nunsafe_code = "forbid"\nunused = { level = "warn" }\n',
  'README.md': '# all\n',
  'crates/pkg/Cargo.toml':
    '[package]\nname = "lz-prov"\nversion.workspace = true\nlicense.workspace = true\ndescription.workspace = true\nrepository.workspace = true\nedition.workspace = true\nreadme.workspace = true\nrust-version.workspace = true\nexclude.workspace = true\n[dependencies]\nlz-base = { workspace = true, features = ["b"], default-features = true }\nlz-sibling.workspace = true\n[dev-dependencies]\nlz-dev = { path = "../dev" }\n[features]\nf = ["lz-dev/x", "lz-base/y"]\n[lints]\nworkspace = true\n',
  'crates/pkg/src/lib.rs': LIB,
  'crates/pkg/notes/n': '',
  'crates/sibling/Cargo.toml': manifest('', 'lz-sibling'),
  'crates/sibling/src/lib.rs': '',
  'crates/dev/Cargo.toml': manifest('[features]\nx = []\n', 'lz-dev'),
  'crates/dev/src/lib.rs': '',
};

test.skipIf(!hasCargo)('inherited from a workspace: fields, dependencies, lints, readme, resolver', async () => {
  const folder = repository(WORKSPACE);
  const crate = packaged(folder, '-p', 'lz-prov');
  const report = await examineLocal(crate, folder);
  expect(report.commit?.folder).toBe('crates/pkg');
  expect(differenceLines(report)).toEqual(['innocuous outside-package README.md']);
  // The workspace decides what the package gets: the same crate against another workspace.
  commit(folder, { 'Cargo.toml': (WORKSPACE['Cargo.toml'] as string).replace('"1.2"', '"1.3"') });
  git(folder, 'tag', 'lz-prov-v1.0.0');
  const other = await examineLocal(edited(crate, { '.cargo_vcs_info.json': undefined }), folder);
  // The first commit, found in history, has the requirement; the tag has not.
  expect(other).toMatchObject({ verdict: 'suspicious', commit: { from: 'history' } });
  expect(differenceLines(other)).toEqual(['suspicious tag-elsewhere', 'innocuous outside-package README.md']);
  const changed = edited(crate, { 'Cargo.toml': effective(crate).replace('"1.2"', '"1.9"') });
  expect(differenceLines(await examineLocal(changed, folder))).toContain(
    'decisive manifest-effective Cargo.toml dependencies.lz-base.version',
  );
});

test.skipIf(!hasCargo)('the index entry against the manifest', async () => {
  const folder = repository(BASIC);
  const crate = packaged(folder);
  const { sha256 } = openCrate(crate);
  const dependency = {
    optional: false,
    default_features: true,
    target: null,
    kind: 'normal',
    features: [] as string[],
  };
  const deps = [
    { ...dependency, name: 'lz-base', req: '^1.2', features: ['a', 'b'] },
    { ...dependency, name: 'lz-opt', req: '^1', optional: true },
    { ...dependency, name: 'lz-build', req: '^0.3', target: 'cfg(unix)', kind: 'build' },
  ];
  const entry = {
    name: 'lz-prov',
    vers: '1.0.0',
    cksum: sha256,
    deps,
    features: { default: ['std'], std: [] },
    features2: { extra: ['dep:lz-opt'] },
    yanked: false,
    v: 2,
  };
  const lines = async (line: object) =>
    differenceLines(await examineLocal(crate, folder, { index: parseIndexLine(JSON.stringify(line)) }));
  expect(await lines(entry)).toEqual([]);
  // As cargo of some years wrote them.
  const spelled = [
    { ...deps[0]!, req: '>=1.2.0, <2.0.0' },
    deps[1]!,
    { ...deps[2]!, req: '>=0.3.0, <0.4.0', target: 'cfg( unix )' },
  ];
  expect(await lines({ ...entry, deps: spelled })).toEqual([]);
  expect(await lines({ ...entry, deps: [{ ...deps[0]!, req: '>=1.2.0, <3.0.0' }, ...deps.slice(1)] })).toEqual([
    'decisive manifest-index Cargo.toml normal dependency lz-base.req',
  ]);
  expect(await lines({ ...entry, deps: deps.slice(1) })).toEqual([
    'decisive manifest-index Cargo.toml normal dependency lz-base',
  ]);
  expect(await lines({ ...entry, cksum: '0'.repeat(64), links: 'z' })).toEqual([
    'decisive manifest-index Cargo.toml cksum',
    'decisive manifest-index Cargo.toml links',
  ]);
});

test.skipIf(!hasCargo)('the lock file: registries, checksums, other sources', async () => {
  const lock = (source: string, checksum = 'a'.repeat(64)) =>
    `version = 3\n\n[[package]]\nname = "lz-base"\nversion = "1.2.0"\nsource = "${source}"\nchecksum = "${checksum}"\n\n[[package]]\nname = "lz-prov"\nversion = "1.0.0"\ndependencies = ["lz-base"]\n`;
  const registry = `registry+https://github.com/rust-lang/${'crates'}.io-index`;
  const folder = repository({ ...BASIC, 'Cargo.lock': lock(registry) });
  const crate = packaged(folder);
  const lines = async (text: string, checksum?: (name: string, version: string) => string | undefined) =>
    differenceLines(await examineLocal(edited(crate, { 'Cargo.lock': text }), folder, { checksum }));
  expect(await lines(lock(registry))).toEqual([]);
  expect(await lines(lock(registry, 'b'.repeat(64)))).toEqual(['decisive lock-checksum Cargo.lock']);
  expect(await lines(lock(registry), () => 'c'.repeat(64))).toEqual(['decisive lock-checksum Cargo.lock']);
  expect(await lines(lock(registry).replace('1.2.0', '1.2.1'))).toEqual(['innocuous lock-regenerated Cargo.lock']);
  expect(await lines(lock('git+https://git.example.org/x#0123456789012345678901234567890123456789'))).toEqual([
    'decisive lock-source Cargo.lock',
  ]);
  expect(await lines('nonsense [')).toEqual(['suspicious lock-unreadable Cargo.lock']);
});

test('requirements that mean the same have one text', () => {
  for (const [a, b] of [
    ['1', '>=1.0.0, <2.0.0'],
    ['^0.3', '>=0.3.0, <0.4.0'],
    ['0.0.3', '>=0.0.3, <0.0.4'],
    ['0', '>=0.0.0, <1.0.0'],
    ['~1.2', '1.2.*'],
    ['=1.2', '~1.2.0'],
    ['>1', '>=2'],
    ['<=1.2', '<1.3'],
    [' >= 1.0 , <2 ', '<2.0.0,>=1'],
  ] as const)
    expect(canonicalRequirement(a), a).toBe(canonicalRequirement(b));
  for (const [a, b] of [
    ['1', '1.0.1'],
    ['=1.2.3', '1.2.3'],
    ['1.0.0-a', '1.0.0'],
    ['*', '>=0.0.0'],
    ['x', 'y'],
  ] as const)
    expect(canonicalRequirement(a), a).not.toBe(canonicalRequirement(b));
});
