/**
 * How the secret scanner agrees with recorded answers of gitleaks (the secrets oracle).
 *
 *   npm run score -- secrets [--show N]     LAZARET_ORACLE names the oracle's folder
 *
 * The default configuration is `gitleaks.toml`, two levels above the oracle's folder. Crates are taken from cargo's cache;
 * `cargo info` puts those there that are missing.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import {
  decodeText,
  type GitleaksFinding,
  GitleaksScanner,
  Guard,
  isOpen,
  loadGitleaksConfig,
  type SecretFinding,
  SecretScanner,
} from '@lazaret/secrets';
import { CrateFolders, filesBelow, oracleFolder } from './oracle.ts';

/** A finding as the oracle writes it; of crates, match and secret are told by their SHA-256 alone. */
interface Expected {
  readonly rule: string;
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn: number;
  readonly endColumn: number;
  readonly match?: string;
  readonly secret?: string;
  readonly matchSha256?: string;
  readonly secretSha256?: string;
  readonly entropy: number;
  readonly tags: readonly string[];
}

interface Setting {
  readonly name: string;
  readonly config: string;
  readonly expected: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly maxDecodeDepth?: number;
  readonly ignoreAllowComments?: boolean;
}

/** Folders of `planted/` that the configurations run over. */
const CONFIG_FOLDERS = /^(many|cargo|values|encoded|allow|paths|bytes)\//;

export async function run(): Promise<void> {
  const { values } = parseArgs({ options: { show: { type: 'string', default: '0' } } });
  const oracle = oracleFolder('secrets');
  if (oracle === undefined) return;
  const standard = readFileSync(join(oracle, '../../gitleaks.toml'), 'utf8');
  const work = mkdtempSync(join(tmpdir(), 'lazaret-secrets-'));
  try {
    execFileSync('tar', ['xzf', join(oracle, 'planted.tar.gz'), '-C', work]);
    const planted = filesOf(join(work, 'planted'));
    let equal = true;
    console.log('setting                    expected   found   equal  missing   extra');
    for (const setting of settings(oracle, standard, planted))
      equal = compare(setting, standard, Number(values.show)) && equal;
    equal = translated(standard, planted, Number(values.show)) && equal;
    const complete = ownRules(oracle, planted, Number(values.show));
    if (!equal || !complete) process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function settings(oracle: string, standard: string, planted: ReadonlyMap<string, Uint8Array>): Setting[] {
  const common = { config: standard, files: planted };
  const all: Setting[] = [
    { ...common, name: 'planted', expected: join(oracle, 'expected-planted.jsonl.gz') },
    {
      ...common,
      name: 'planted, depth 0',
      expected: join(oracle, 'expected-planted-depth0.jsonl.gz'),
      maxDecodeDepth: 0,
    },
    {
      ...common,
      name: 'planted, depth 1, no allow',
      expected: join(oracle, 'expected-planted-depth1-noallow.jsonl.gz'),
      maxDecodeDepth: 1,
      ignoreAllowComments: true,
    },
  ];
  const some = new Map([...planted].filter(([path]) => CONFIG_FOLDERS.test(path)));
  for (const file of readdirSync(join(oracle, 'configs')).sort()) {
    if (!file.endsWith('.toml')) continue;
    const expected = join(oracle, 'configs', file.replace('.toml', '.expected.jsonl.gz'));
    all.push({ name: file, config: readFileSync(join(oracle, 'configs', file), 'utf8'), expected, files: some });
  }
  const crates = crateFiles(join(oracle, 'crates.json'));
  all.push({ name: 'crates', config: standard, expected: join(oracle, 'expected-crates.jsonl.gz'), files: crates });
  return all;
}

function filesOf(root: string): Map<string, Uint8Array> {
  return new Map([...filesBelow(root)].sort().map((path) => [path, readFileSync(join(root, path))]));
}

function crateFiles(list: string): Map<string, Uint8Array> {
  const folders = new CrateFolders(join(tmpdir(), 'lazaret-score-crates'));
  const files = new Map<string, Uint8Array>();
  for (const { name, version } of JSON.parse(readFileSync(list, 'utf8')) as { name: string; version: string }[]) {
    const folder = folders.unpacked(name, version);
    if (folder === undefined || !existsSync(folder)) console.log(`${name} ${version}: not available`);
    else for (const [path, bytes] of filesOf(folder)) files.set(`crates/${name}-${version}/${path}`, bytes);
  }
  return files;
}

function compare(setting: Setting, standard: string, show: number): boolean {
  const guard = new Guard();
  const config = loadGitleaksConfig(setting.config, { defaultConfig: () => standard, guard });
  const scanner = new GitleaksScanner(config, { ...setting, guard });
  const expected = linesOf(setting.expected);
  const hashed = expected.some((one) => one.secretSha256 !== undefined);
  const found: Expected[] = [];
  for (const [path, bytes] of setting.files)
    found.push(...scanner.scanFile(path, bytes).map((one) => shown(one, hashed)));
  const wanted = counted(expected);
  const got = counted(found);
  const missing = expected.filter((one) => take(got, keyOf(one)) === false);
  const extra = found.filter((one) => take(wanted, keyOf(one)) === false);
  const numbers = [expected.length, found.length, expected.length - missing.length, missing.length, extra.length];
  console.log(`${setting.name.padEnd(26)} ${numbers.map((number) => String(number).padStart(8)).join('')}`);
  for (const one of missing.slice(0, show)) console.log('  missing', JSON.stringify(one));
  for (const one of extra.slice(0, show)) console.log('  extra', JSON.stringify(one));
  return missing.length + extra.length === 0;
}

/** Lines of text that each engine gets at once: the linear one is slow. */
const PROOF_BYTES = 20_000;

/** Whether JavaScript's engine finds, with each translated pattern, what the linear engine finds with the original one. */
function translated(standard: string, planted: ReadonlyMap<string, Uint8Array>, show: number): boolean {
  const { rules } = loadGitleaksConfig(standard);
  let pairs = 0;
  let matches = 0;
  const different: string[] = [];
  for (const [path, bytes] of planted) {
    const text = decodeText(bytes.subarray(0, PROOF_BYTES)).text;
    const lower = text.toLowerCase();
    for (const { id, regex, keywords } of rules.values()) {
      if (regex === undefined || !keywords.some((word) => lower.includes(word))) continue;
      const found = JSON.stringify(regex.findAll(text));
      pairs++;
      matches += found.split('],[').length - (found === '[]' ? 1 : 0);
      const byWords = JSON.stringify(regex.findByWords(text));
      const expected = JSON.stringify(regex.findAllLinear(text));
      if (found !== expected || byWords !== expected) different.push(`${id} in ${path}`);
    }
  }
  console.log(
    `\ntranslation: ${pairs} pairs of pattern and text, ${matches} matches, ${different.length} pairs differ`,
  );
  for (const one of different.slice(0, show)) console.log(`  ${one}`);
  return different.length === 0;
}

/** Share of gitleaks' findings that own rules must find, too. */
const MIN_RECALL = 0.99;

/** What rules of our own find of gitleaks' findings, and what each reports in all. */
function ownRules(oracle: string, planted: ReadonlyMap<string, Uint8Array>, show: number): boolean {
  const scanner = new SecretScanner();
  const crates = crateFiles(join(oracle, 'crates.json'));
  const rows = [
    { name: 'planted', files: planted, expected: linesOf(join(oracle, 'expected-planted.jsonl.gz')) },
    { name: 'crates', files: crates, expected: linesOf(join(oracle, 'expected-crates.jsonl.gz')) },
  ];
  let complete = true;
  console.log('\nown rules         gitleaks   found  recall  of its rule    ours   open');
  for (const { name, files, expected } of rows) {
    const ours = new Map<string, SecretFinding[]>();
    for (const [path, bytes] of files) ours.set(path, scanner.scanFile(path, bytes));
    const all = [...ours.values()].flat();
    const same = expected.map((one) => (ours.get(one.file) ?? []).filter((own) => covers(own, one)));
    const missed = expected.filter((_, i) => same[i]!.length === 0);
    const named = same.filter((own, i) =>
      own.some((one) => [one.rule, ...one.also].includes(expected[i]!.rule)),
    ).length;
    const recall = 1 - missed.length / expected.length;
    const numbers = [expected.length, expected.length - missed.length].map((one) => String(one).padStart(8)).join('');
    const open = all.filter(isOpen).length;
    console.log(
      `${name.padEnd(18)}${numbers}  ${(100 * recall).toFixed(2)}  ${String(named).padStart(11)} ${String(all.length).padStart(7)} ${String(open).padStart(6)}`,
    );
    if (recall < MIN_RECALL) complete = false;
    for (const [rule, count] of tally(missed.map((one) => one.rule)).slice(0, show))
      console.log(`  missed ${rule} ${count}`);
    for (const one of missed.slice(0, show))
      console.log('  missed', one.rule, one.file, one.startLine, one.match ?? '');
    const more = all.filter((own) => !expected.some((one) => one.file === own.file && covers(own, one)));
    for (const [rule, count] of tally(more.map((one) => one.rule)).slice(0, show))
      console.log(`  more ${rule} ${count}`);
    for (const one of more.slice(0, show))
      console.log('  more', one.rule, one.file, one.place.line, one.standing, one.redacted);
  }
  return complete;
}

/** Whether two findings are of the same value in the same lines. */
function covers(own: SecretFinding, one: Expected): boolean {
  if (own.form === 'path') return one.match?.startsWith('file detected:') === true;
  if (own.place.endLine < one.startLine || own.place.line > Math.max(one.endLine, one.startLine)) return false;
  if (one.secret === undefined) return true;
  return one.secret.includes(own.secret) || own.secret.includes(one.secret);
}

function tally(names: readonly string[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

function linesOf(file: string): Expected[] {
  const text = gunzipSync(readFileSync(file)).toString('utf8').trim();
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Expected);
}

function shown(finding: GitleaksFinding, hashed: boolean): Expected {
  const { rule, file, startLine, endLine, startColumn, endColumn, match, secret, entropy, tags } = finding;
  const place = { rule, file, startLine, endLine, startColumn, endColumn };
  const texts = hashed
    ? { matchSha256: sha256(match), secretSha256: sha256(secret) }
    : { match: match.toWellFormed(), secret: secret.toWellFormed() };
  return { ...place, ...texts, entropy, tags };
}

/** gitleaks prints 32-bit entropies with as many digits as tell them apart. */
function keyOf(one: Expected): string {
  const texts = [one.match ?? one.matchSha256, one.secret ?? one.secretSha256];
  const place = [one.rule, one.file, one.startLine, one.endLine, one.startColumn, one.endColumn];
  return JSON.stringify([...place, ...texts, Math.fround(one.entropy), one.tags]);
}

function counted(findings: readonly Expected[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of findings) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key) ?? 0;
  counts.set(key, count - 1);
  return count > 0;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
