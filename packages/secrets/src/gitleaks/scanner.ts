/**
 * Evaluates a gitleaks configuration as gitleaks 8.30.1 does (`detect.go`): fragment by fragment, pass by pass of decoding,
 * rule by rule. Only the order of findings is of our own; gitleaks' is random.
 */
import { WordPlaces } from '../prefilter/word-places.ts';
import type { GoRegex, Span } from '../regex/go-regex.ts';
import type { Guard } from '../regex/guard.ts';
import { asText, byteLength, decodeText, type Text } from '../text/decode.ts';
import { allowsFinding, allowsFragment, skipsPath } from './allow.ts';
import { chunksOf } from './chunks.ts';
import type { GitleaksConfig, RequiredRule, Rule } from './config.ts';
import { isApplication, isArchiveName } from './file-type.ts';
import { entropyOf, type GitleaksFinding } from './finding.ts';
import { locate, newlinesOf } from './location.ts';
import { decodedLine, decodePass, decodingTags, originalPlace, type Segment, touched } from './segments.ts';

export interface GitleaksOptions {
  /** Decoding passes; gitleaks' own default is 5. */
  readonly maxDecodeDepth?: number | undefined;
  /** Whether `gitleaks:allow` in a line has no effect. */
  readonly ignoreAllowComments?: boolean;
  /** The clock that the configuration's patterns run under, set back for each file. */
  readonly guard?: Guard;
}

const ALLOW_COMMENT = 'gitleaks:allow';
const DEFAULT_DECODE_DEPTH = 5;

/** A piece of a file. */
interface Fragment {
  readonly path: string;
  readonly commit: string;
  readonly text: string;
  /** Number of its first line. */
  readonly line: number;
  readonly newlines: Int32Array;
  readonly bytesBetween: (from: number, to: number) => number;
  /** Run for a rule that requires others: those report, though they would not by themselves. */
  readonly inherited: boolean;
}

interface CurrentPass {
  readonly text: string;
  readonly places: WordPlaces;
  readonly segments: readonly Segment[];
}

/** Scans files with one configuration. */
export class GitleaksScanner {
  readonly #config: GitleaksConfig;
  readonly #options: GitleaksOptions;
  readonly #places: WordPlaces;
  /** The rules with the numbers of their keywords. */
  readonly #rules: readonly { readonly rule: Rule; readonly keywords: readonly number[] }[];

  constructor(config: GitleaksConfig, options: GitleaksOptions = {}) {
    this.#config = config;
    this.#options = options;
    const rules = [...config.rules.values()];
    this.#places = new WordPlaces(
      rules.flatMap((rule) => (rule.regex === undefined ? [] : [rule.regex])),
      rules.flatMap((rule) => rule.keywords.filter((word) => word !== '')),
    );
    // An empty keyword is found nowhere.
    this.#rules = rules
      .filter((rule) => rule.keywords.length === 0 || rule.keywords.some((word) => word !== ''))
      .map((rule) => ({
        rule,
        keywords: rule.keywords.filter((word) => word !== '').map((word) => this.#places.numberOf(word)),
      }));
  }

  /** Whether gitleaks would not open a file at all, or no folder above it. */
  skipsPath(path: string): boolean {
    if (isArchiveName(path)) return true;
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      if (at > 0 && skipsPath(this.#config.allowlists, path.slice(0, at))) return true;
    }
    return skipsPath(this.#config.allowlists, path);
  }

  /** Findings in a file, by place. */
  scanFile(path: string, bytes: Uint8Array): GitleaksFinding[] {
    if (bytes.length === 0 || this.skipsPath(path)) return [];
    this.#options.guard?.reset();
    const findings: GitleaksFinding[] = [];
    let lines = 0;
    for (const [start, end] of chunksOf(bytes)) {
      if (lines === 0 && isApplication(bytes.subarray(start, Math.min(end, start + 100_000)))) break;
      const chunk = bytes.subarray(start, end);
      const text = decodeText(chunk);
      findings.push(...this.#scanFragment(path, text, lines + 1));
      lines += newlineCount(chunk);
    }
    return sorted(findings);
  }

  /** Findings in a text of its own, such as a commit's message. */
  scanText(path: string, text: string, commit = ''): GitleaksFinding[] {
    this.#options.guard?.reset();
    return sorted(this.#scanFragment(path, asText(text), 1, commit));
  }

  #scanFragment(path: string, whole: Text, line: number, commit = ''): GitleaksFinding[] {
    if (allowsFragment(this.#config.allowlists, path, commit)) return [];
    let newlines: Int32Array | undefined;
    const fragment: Fragment = {
      path,
      commit,
      text: whole.text,
      line,
      get newlines() {
        newlines ??= newlinesOf(whole.text);
        return newlines;
      },
      bytesBetween:
        whole.ascii === undefined ? (from, to) => signedBytes(whole.text, from, to) : (from, to) => to - from,
      inherited: false,
    };
    const findings: GitleaksFinding[] = [];
    const maxDepth = this.#options.maxDecodeDepth ?? DEFAULT_DECODE_DEPTH;
    let text = whole;
    let segments: readonly Segment[] = [];
    for (let depth = 0; ; depth++) {
      this.#places.run(text);
      const pass = { text: text.text, places: this.#places, segments };
      for (const { rule, keywords } of this.#rules) {
        if (keywords.length > 0 && !keywords.some((word) => this.#places.has(word))) continue;
        for (const finding of this.#runRule(rule, fragment, pass)) findings.push(finding);
      }
      if (depth >= maxDepth) break;
      const decoded = decodePass(text.text, text.ascii, segments);
      if (decoded.segments.length === 0) break;
      text = asText(decoded.text);
      segments = decoded.segments;
    }
    return withoutGeneric(findings);
  }

  #runRule(rule: Rule, fragment: Fragment, pass: CurrentPass): GitleaksFinding[] {
    if (rule.skipReport && !fragment.inherited) return [];
    if (rule.regex !== undefined && !pass.places.canMatch(rule.regex)) return [];
    if (allowsFragment(rule.allowlists, fragment.path, fragment.commit)) return [];
    if (rule.path !== undefined && !rule.path.test(fragment.path)) return [];
    if (rule.regex === undefined) return pass.segments.length === 0 ? [fileFinding(rule, fragment.path)] : [];
    const findings: GitleaksFinding[] = [];
    for (const span of pass.places.matches(rule.regex)) {
      const finding = this.#finding(rule, rule.regex, span, fragment, pass);
      if (finding !== undefined) findings.push(finding);
    }
    if (fragment.inherited || rule.required.length === 0) return findings;
    return this.#withRequired(rule, findings, fragment, pass);
  }

  #finding(rule: Rule, regex: GoRegex, span: Span, fragment: Fragment, pass: CurrentPass): GitleaksFinding | undefined {
    let [start, end] = span;
    const match = trimNewlines(pass.text.slice(start, end));
    let tags = rule.tags;
    let decoded: string | undefined;
    if (pass.segments.length > 0) {
      const segments = touched(pass.segments, start, end);
      if (segments.length === 0) return undefined;
      ({ start, end } = originalPlace(segments, start, end));
      tags = [...tags, ...decodingTags(segments)];
      decoded = decodedLine(segments, pass.text);
    } else end = start + match.length;
    const place = locate(fragment.newlines, fragment.text, start, end, fragment.bytesBetween);
    const line = fragment.text.slice(place.lineStart, Math.max(place.lineEnd, end));
    if (this.#options.ignoreAllowComments !== true && line.includes(ALLOW_COMMENT)) return undefined;
    const secret = secretOf(rule, regex, match);
    const entropy = entropyOf(secret, byteLength(secret));
    if (rule.entropy !== 0 && entropy <= rule.entropy) return undefined;
    const target = decoded === undefined || decoded === '' ? line : decoded;
    const found = { secret, match };
    if (allowsFinding(this.#config.allowlists, found, target, fragment.path, fragment.commit)) return undefined;
    if (allowsFinding(rule.allowlists, found, target, fragment.path, fragment.commit)) return undefined;
    return {
      rule: rule.id,
      description: rule.description,
      file: fragment.path,
      startLine: fragment.line + place.startLine,
      endLine: fragment.line + place.endLine,
      startColumn: place.startColumn,
      endColumn: place.endColumn,
      line,
      match,
      secret,
      entropy: Math.fround(entropy),
      tags,
    };
  }

  /** Findings near which each required rule found something. */
  #withRequired(
    rule: Rule,
    findings: readonly GitleaksFinding[],
    fragment: Fragment,
    pass: CurrentPass,
  ): GitleaksFinding[] {
    if (findings.length === 0) return [];
    const inherited = Object.create(fragment, { inherited: { value: true } }) as Fragment;
    const found = rule.required.flatMap((required) => {
      const other = this.#config.rules.get(required.rule);
      return other === undefined ? [] : [{ required, others: this.#runRule(other, inherited, pass) }];
    });
    return findings.filter((finding) => {
      const met = new Set<string>();
      for (const { required, others } of found)
        if (others.some((other) => isNear(finding, other, required))) met.add(required.rule);
      return rule.required.every((required) => met.has(required.rule));
    });
  }
}

function fileFinding(rule: Rule, path: string): GitleaksFinding {
  return {
    rule: rule.id,
    description: rule.description,
    file: path,
    startLine: 0,
    endLine: 0,
    startColumn: 0,
    endColumn: 0,
    line: '',
    match: `file detected: ${path}`,
    secret: '',
    entropy: 0,
    tags: rule.tags,
  };
}

/** The pattern is run again on the match alone, so that its anchors see the match's own edges. */
function secretOf(rule: Rule, regex: GoRegex, match: string): string {
  if (regex.groups === 0) return match;
  const groups = regex.groupsOf(match);
  if (groups === undefined) return match;
  if (rule.secretGroup > 0) return groups[rule.secretGroup] ?? match;
  return groups.slice(1).find((group) => group !== '') ?? match;
}

function isNear(finding: GitleaksFinding, other: GitleaksFinding, required: RequiredRule): boolean {
  const { withinLines, withinColumns } = required;
  if (withinLines !== undefined && Math.abs(finding.startLine - other.startLine) > withinLines) return false;
  return withinColumns === undefined || Math.abs(finding.startColumn - other.startColumn) <= withinColumns;
}

/** A generic rule's finding goes where another rule's secret on that line holds it. */
function withoutGeneric(findings: readonly GitleaksFinding[]): GitleaksFinding[] {
  const isGeneric = (finding: GitleaksFinding): boolean => finding.rule.toLowerCase().includes('generic');
  const better = new Map<number, GitleaksFinding[]>();
  for (const finding of findings) {
    if (isGeneric(finding)) continue;
    const others = better.get(finding.startLine);
    if (others === undefined) better.set(finding.startLine, [finding]);
    else others.push(finding);
  }
  return findings.filter(
    (finding) =>
      !isGeneric(finding) || !better.get(finding.startLine)?.some((other) => other.secret.includes(finding.secret)),
  );
}

function trimNewlines(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === '\n') start++;
  while (end > start && text[end - 1] === '\n') end--;
  return text.slice(start, end);
}

function newlineCount(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function signedBytes(text: string, from: number, to: number): number {
  return from <= to ? byteLength(text, from, to) : -byteLength(text, to, from);
}

function sorted(findings: GitleaksFinding[]): GitleaksFinding[] {
  return findings.sort(
    (a, b) =>
      a.startLine - b.startLine ||
      a.startColumn - b.startColumn ||
      a.endLine - b.endLine ||
      a.endColumn - b.endColumn ||
      (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0) ||
      a.tags.length - b.tags.length,
  );
}
