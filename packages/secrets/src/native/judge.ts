/** What speaks against a value being a secret: placeholders, published examples, words, and where it stands. */
import { createHash } from 'node:crypto';

/** SHA-256 of values that providers publish as examples in their documentation. */
const PUBLISHED: ReadonlySet<string> = new Set([
  '1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3',
  '78314b11be2e581549ac1c4f616563fad3fdf0c3b71678f6e2299182080e0598',
  '976b57ee8acdfcf45f76bcc5e329a23655bd0e1e7eeffd8ec98bab6ca6cdd660',
  '4b8cbd96c8530f054ac66e320aa1ed728a7ff66ca5f588456cc5dd9a842e03da',
  'f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397',
  '7e8de44ea9ecf6d53415c90f5b249a8591f7abafbf7d65a2c0d855afeca3ec09',
  '7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606',
  '481d725213bf58f710ed350f7c8b6ac5cfaa0bd34adaada7ca8e97e2b3b8548c',
  '2037abcaffb2b77785da716cf7ccff4ff4d00c4ea930db0167b7d71f50af7eb4',
  '3f370c9dd8225c63b5c77de1f785edc9712958f18bb612d5fa2e0ae33aeca682',
  'e4a5542bb7fd7b67e943c71ad29c34b5972c9840597e7eda53e666f44d5da0b9',
]);

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const PLACEHOLDER =
  /example|placehold|changeme|change[_-]me|dummy|redacted|your[_-]|<[^>]*>|\$\{|\{\{|x{5}|X{5}|\*{4}|\.{4}|0{8}|1234567|deadbeef|test[_-]?key|insert|sample/i;

/** Why a value is no one's secret, if it is a published example or a placeholder. */
export function exampleReason(secret: string, hash: string, proved = false): string | undefined {
  if (PUBLISHED.has(hash)) return 'a published example';
  if (proved) return undefined;
  if (PLACEHOLDER.test(secret.slice(0, 4096))) return 'a placeholder';
  if (/abcdefg|ABCDEFG/.test(secret)) return 'the alphabet';
  return hasLongRun(secret) ? 'one character over and over' : undefined;
}

function hasLongRun(secret: string): boolean {
  let run = 1;
  for (let i = 1; i < secret.length; i++) {
    run = secret[i] === secret[i - 1] ? run + 1 : 1;
    if (run >= 6 && run * 3 >= secret.length) return true;
  }
  return false;
}

/** A share of letters in word-like runs beyond which a value is text. */
const MAX_WORDS = 0.55;

/** Whether a value looks made by a generator rather than by someone who names things. */
export function looksRandom(value: string): boolean {
  if (!/[0-9]/.test(value)) return false;
  if (/^[\d.:_-]+$/.test(value)) return false;
  if (/^(?:0x)?[0-9a-f]+$/i.test(value)) return value.length >= 16;
  // Paths, versions, calls and members are code.
  if (/^[a-z_]\w*(?:\.[a-z_]\w*)+$/i.test(value) && !/[0-9][a-z]|[a-z][0-9]/i.test(value.replace(/\w+$/, ''))) {
    if (wordShare(value) > 0.3) return false;
  }
  return !isName(value) && wordShare(value) <= MAX_WORDS;
}

/** Words of a name are shorter; what a generator makes between two joints is not. */
const MAX_PIECE = 16;

/** Whether a value is words with joints between them, and a number here and there: `nl80211_auth_type`, `pkcs-9-at-publicKey`. */
function isName(value: string): boolean {
  if (!/[A-Za-z][_.-][A-Za-z0-9]/.test(value) || value.split(/[_.-]/).some((piece) => piece.length > MAX_PIECE))
    return false;
  const words = value.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== '');
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const digits = value.replace(/[^0-9]/g, '').length;
  return digits <= value.length * 0.35 && letters >= words.length * 3;
}

function wordShare(value: string): number {
  let words = 0;
  for (const [run] of value.matchAll(/[A-Z]?[a-z]{3,}|[A-Z]{3,}/g)) {
    const vowels = (run.match(/[aeiouy]/gi) ?? []).length / run.length;
    if (vowels >= 0.2 && vowels <= 0.67 && !/[bcdfghjklmnpqrstvwxz]{5}|[jqxz][bcdfghjklmnpqrstvwxz]/i.test(run))
      words += run.length;
  }
  return words / value.length;
}

const FIXTURE_PATH =
  /(?:^|[/!_.-])(?:tests?|testing|testdata|test[_-]data|spec|fixtures?|examples?|benche?s?|benchmarks?|mocks?|samples?|demos?|docs?|snapshots?)(?:[/!_.-]|$)/i;

/** Where a value stands that was meant to be read or tested with; by itself this hides nothing. */
export function fixtureReason(path: string, lineBefore: string, testCodeFrom: number, at: number): string | undefined {
  if (/^\s*\/\/[/!]/.test(lineBefore)) return 'in documentation';
  if (at > testCodeFrom) return 'in test code';
  const found = FIXTURE_PATH.exec(path);
  if (found !== null) return `in ${found[0].replace(/^[/!_.-]|[/!_.-]$/g, '')}`;
  return /(?:^|\/)(?:README|CHANGELOG|HISTORY)[^/]*$/i.test(path) ? 'in documentation' : undefined;
}

/** Where the test code of a Rust file begins: after it, everything is taken for test code. */
export function testCodeStart(path: string, text: string): number {
  if (!path.endsWith('.rs')) return Infinity;
  const at = text.search(/#\[cfg\((?:all\()?test\b/);
  return at === -1 ? Infinity : at;
}
