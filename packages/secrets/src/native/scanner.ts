/**
 * Scans bytes with rules of our own. Nothing in the scanned text can suppress a finding: no comments, no configuration beside it,
 * no lists of paths or words that drop it. What speaks against a finding is told with it ({@link Standing}).
 */
import { LineIndex } from '@lazaret/base';
import { entropyOf } from '../gitleaks/finding.ts';
import { decodePass, decodingTags, originalPlace, type Segment, touched } from '../gitleaks/segments.ts';
import { WordPlaces } from '../prefilter/word-places.ts';
import { GoRegex } from '../regex/go-regex.ts';
import { Guard } from '../regex/guard.ts';
import { SECRET_RULES } from '../rules/index.ts';
import { rulePattern, type SecretRule } from '../rules/rule.ts';
import { asText, byteLength, shownText, type Text } from '../text/decode.ts';
import { checkSecret } from './checks.ts';
import { redact, type SecretFinding, Standing } from './finding.ts';
import { exampleReason, fixtureReason, looksRandom, sha256, testCodeStart } from './judge.ts';
import { type View, viewsOf } from './views.ts';

export interface SecretScannerOptions {
  /** Rules to use instead of all. */
  readonly rules?: readonly SecretRule[];
  /** Decoding passes (base64, hexadecimal, percent, Unicode notation). */
  readonly maxDecodeDepth?: number | undefined;
}

/** As gitleaks: passes after the first cost only where something was encoded. */
const DEFAULT_DECODE_DEPTH = 5;

/** A text is looked through in windows of this many characters, which overlap by as much as a key block is long. */
const WINDOW = 1024 * 1024;
const OVERLAP = 16 * 1024;

/** Findings of one file beyond which more say nothing new. */
const MAX_FINDINGS = 1000;

interface CompiledRule {
  readonly rule: SecretRule;
  readonly regex: GoRegex;
  readonly context: readonly number[];
  /** Lower wins where two fit one value. */
  readonly rank: number;
}

interface Found {
  readonly compiled: CompiledRule;
  readonly secret: string;
  readonly start: number;
  readonly end: number;
  readonly decoded: readonly string[];
  readonly also: Set<string>;
}

export class SecretScanner {
  readonly #rules: readonly CompiledRule[];
  readonly #pathRules: readonly SecretRule[];
  readonly #places: WordPlaces;
  readonly #guard = new Guard();
  readonly #maxDepth: number;

  constructor(options: SecretScannerOptions = {}) {
    const rules = options.rules ?? SECRET_RULES;
    const hasPattern = (rule: SecretRule): boolean => rule.shapes !== undefined || rule.pattern !== undefined;
    this.#pathRules = rules.filter((rule) => !hasPattern(rule));
    const compiled = rules.filter(hasPattern).map((rule, at) => ({
      rule,
      regex: new GoRegex(rulePattern(rule), this.#guard),
      rank: rankOf(rule) * 1000 + at,
    }));
    this.#places = new WordPlaces(
      compiled.map((one) => one.regex),
      compiled.flatMap((one) => one.rule.context ?? []),
    );
    this.#rules = compiled.map((one) => ({
      ...one,
      context: (one.rule.context ?? []).map((word) => this.#places.numberOf(word)),
    }));
    this.#maxDepth = options.maxDecodeDepth ?? DEFAULT_DECODE_DEPTH;
  }

  /** Findings in the bytes of one file, by place. Archives are opened by `archive/walk.ts`. */
  scanFile(path: string, bytes: Uint8Array): SecretFinding[] {
    this.#guard.reset();
    const findings = this.#pathRules.flatMap((rule) => (fitsPath(rule, path) ? [pathFinding(rule, path, bytes)] : []));
    for (const view of viewsOf(bytes)) findings.push(...this.#scanView(path, view));
    return findings.slice(0, MAX_FINDINGS);
  }

  /** Findings in a text. */
  scanText(path: string, text: string): SecretFinding[] {
    this.#guard.reset();
    return this.#scanView(path, { text: asText(text), form: 'text' });
  }

  #scanView(path: string, view: View): SecretFinding[] {
    const { text } = view.text;
    const found: Found[] = [];
    for (let from = 0; from < text.length || from === 0; from += WINDOW - OVERLAP) {
      const whole = text.length <= WINDOW;
      const window = whole ? view.text : windowOf(view.text, from);
      this.#scanWindow(path, window, from, found);
      if (whole || from + WINDOW >= text.length || found.length > MAX_FINDINGS) break;
    }
    if (found.length === 0) return [];
    const lines = new LineIndex(text);
    const tests = testCodeStart(path, text);
    return distinct(found)
      .sort((a, b) => a.start - b.start || a.compiled.rank - b.compiled.rank)
      .slice(0, MAX_FINDINGS)
      .map((one) => finish(one, path, view, lines, tests));
  }

  #scanWindow(path: string, window: Text, base: number, found: Found[]): void {
    let text = window;
    let segments: readonly Segment[] = [];
    for (let depth = 0; found.length <= MAX_FINDINGS; depth++) {
      this.#places.run(text);
      for (const compiled of this.#rules) this.#runRule(compiled, path, text, segments, base, found);
      if (depth >= this.#maxDepth) return;
      const pass = decodePass(text.text, text.ascii, segments);
      if (pass.segments.length === 0) return;
      text = asText(pass.text);
      segments = pass.segments;
    }
  }

  #runRule(
    compiled: CompiledRule,
    path: string,
    text: Text,
    segments: readonly Segment[],
    base: number,
    found: Found[],
  ): void {
    const { rule, regex, context } = compiled;
    if (!this.#places.canMatch(regex) || !fitsPath(rule, path)) return;
    if (context.length > 0 && !context.some((word) => this.#places.has(word))) return;
    for (const [start, end] of this.#places.matches(regex)) {
      const match = text.text.slice(start, end);
      const secret =
        regex
          .groupsOf(match)
          ?.slice(1)
          .find((group) => group !== '') ?? match;
      if (!isPlausible(rule, secret)) continue;
      const at = start + match.lastIndexOf(secret);
      let place = { start: at, end: at + secret.length };
      let decoded: readonly string[] = [];
      if (segments.length > 0) {
        const under = touched(segments, place.start, place.end);
        if (under.length === 0) continue;
        decoded = decodingTags(under)
          .slice(0, -1)
          .map((tag) => tag.slice('decoded:'.length));
        place = originalPlace(under, place.start, place.end);
      }
      found.push({ compiled, secret, start: base + place.start, end: base + place.end, decoded, also: new Set() });
      if (found.length > MAX_FINDINGS) return;
    }
  }
}

function windowOf(text: Text, from: number): Text {
  const to = Math.min(from + WINDOW, text.text.length);
  return { text: text.text.slice(from, to), form: text.form, ascii: text.ascii?.subarray(from, to) };
}

/** Shapes that tell by themselves, then names with a provider, then names that any program has. */
function rankOf(rule: SecretRule): number {
  if (rule.generic === true) return 3;
  if (rule.check === 'credentials' || rule.id === 'jwt') return 2;
  return rule.names === undefined && rule.context === undefined ? 0 : 1;
}

function fitsPath(rule: SecretRule, path: string): boolean {
  return rule.paths === undefined || rule.paths.some((end) => path.toLowerCase().endsWith(end));
}

function isPlausible(rule: SecretRule, secret: string): boolean {
  if (entropyOf(secret, byteLength(secret)) <= (rule.entropy ?? 0)) return false;
  if (rule.check === 'credentials') return checkSecret('credentials', secret)?.valid !== false;
  // Between the labels of a key is base64; programs that read keys have code there.
  if (rule.check === 'pem') return /[A-Za-z0-9+/]{32}/.test(secret.replace(/-----[^-]{1,140}-----/g, ''));
  if (rule.generic !== true) return true;
  return looksRandom(secret) && exampleReason(secret, '') === undefined;
}

/** One finding of each value at each place: the best rule's; rules of the same value go along with it. */
function distinct(found: readonly Found[]): Found[] {
  const kept: Found[] = [];
  const ordered = [...found].sort((a, b) => a.compiled.rank - b.compiled.rank || b.end - b.start - (a.end - a.start));
  const byPlace = new Map<number, Found[]>();
  for (const one of ordered) {
    // Values are short next to these cells, so overlapping ones share a cell or are in neighbouring ones.
    const cells = cellsOf(one);
    const other = cells.flatMap((cell) => byPlace.get(cell) ?? []).find((kept) => isSame(kept, one));
    if (other !== undefined) {
      if (other.compiled.rule.id !== one.compiled.rule.id) other.also.add(one.compiled.rule.id);
      continue;
    }
    kept.push(one);
    for (const cell of cells) byPlace.set(cell, [...(byPlace.get(cell) ?? []), one]);
  }
  return kept;
}

const CELL = 4096;

function cellsOf(one: Found): number[] {
  const first = Math.floor(one.start / CELL);
  const last = Math.floor(one.end / CELL);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function isSame(a: Found, b: Found): boolean {
  if (b.start >= a.end || a.start >= b.end) return false;
  return a.secret.includes(b.secret) || b.secret.includes(a.secret);
}

function finish(one: Found, path: string, view: View, lines: LineIndex, tests: number): SecretFinding {
  const { rule } = one.compiled;
  const start = lines.position(one.start);
  const end = lines.position(one.end);
  const lineStart = view.text.text.lastIndexOf('\n', one.start - 1) + 1;
  const secret = shownText(one.secret);
  const hash = sha256(secret);
  const before = view.text.text.slice(lineStart, Math.min(lineStart + 200, one.start));
  const { standing, reasons } = judge(rule, secret, hash, fixtureReason(path, before, tests, one.start));
  return {
    rule: rule.id,
    title: rule.title,
    file: path,
    place: { line: start.line, column: start.column, endLine: end.line, endColumn: end.column },
    secret,
    redacted: redact(secret),
    hash,
    standing,
    reasons,
    entropy: Math.fround(entropyOf(secret, Buffer.byteLength(secret))),
    decoded: one.decoded,
    form: view.form,
    also: [...one.also].sort(),
  };
}

function judge(
  rule: SecretRule,
  secret: string,
  hash: string,
  fixture: string | undefined,
): { standing: Standing; reasons: string[] } {
  const checked = rule.check === undefined ? undefined : checkSecret(rule.check, secret);
  const example = exampleReason(secret, hash, checked?.valid === true);
  const reasons = [checked?.reason, example, fixture].filter((reason) => reason !== undefined);
  if (example !== undefined) return { standing: Standing.Example, reasons };
  if (checked?.valid === false) return { standing: Standing.Disproved, reasons };
  if (fixture !== undefined) return { standing: Standing.Fixture, reasons };
  if (rule.identifier === true)
    return { standing: Standing.Identifier, reasons: [...reasons, 'opens nothing by itself'] };
  return { standing: checked?.valid === true ? Standing.Proved : Standing.Likely, reasons };
}

function pathFinding(rule: SecretRule, path: string, bytes: Uint8Array): SecretFinding {
  const fixture = fixtureReason(path, '', Infinity, 0);
  return {
    rule: rule.id,
    title: rule.title,
    file: path,
    place: { line: 1, column: 1, endLine: 1, endColumn: 1 },
    secret: '',
    redacted: '',
    hash: sha256(Buffer.from(bytes).toString('latin1')),
    standing: fixture === undefined ? Standing.Likely : Standing.Fixture,
    reasons: fixture === undefined ? [] : [fixture],
    entropy: 0,
    decoded: [],
    form: 'path',
    also: [],
  };
}
