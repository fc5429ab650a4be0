/**
 * Reads a gitleaks configuration: rules, allowlists (old and new form), `extend` to depth two, `targetRules`, with the
 * errors and the quirks of gitleaks 8.30.1 (`config.Translate`). Files are asked for through a function; nothing is read here.
 */
import { SecretsError } from '../error.ts';
import { GoRegex } from '../regex/go-regex.ts';
import type { Guard } from '../regex/guard.ts';
import type { Allowlist, GitleaksConfig, RequiredRule, Rule } from './config.ts';
import { Fields } from './fields.ts';

/** gitleaks follows `extend` twice, then no more. */
const MAX_EXTEND_DEPTH = 2;

/** Where other configurations come from. */
export interface ConfigSources {
  /** Text of gitleaks' default configuration, for `useDefault`. */
  readonly defaultConfig?: () => string;
  /** Text of the file that `extend.path` names. */
  readonly read?: (path: string) => string;
  /** The clock that patterns run under; one for each thread of work. */
  readonly guard?: Guard;
}

/** Reads a configuration; throws {@link SecretsError} with code `config` or `regex`. */
export function loadGitleaksConfig(text: string, sources: ConfigSources = {}): GitleaksConfig {
  const loader = new Loader(sources);
  const { rules, allowlists, top } = loader.translate(Fields.parse(text, 'the configuration'), 0);
  return {
    title: top.text('title'),
    description: top.text('description'),
    minVersion: top.text('minVersion'),
    rules,
    allowlists,
    warnings: loader.warnings,
  };
}

interface Translated {
  readonly rules: Map<string, Rule>;
  readonly allowlists: Allowlist[];
  readonly top: Fields;
}

class Loader {
  readonly warnings: string[] = [];
  readonly #sources: ConfigSources;

  constructor(sources: ConfigSources) {
    this.#sources = sources;
  }

  translate(top: Fields, depth: number): Translated {
    let rules = new Map<string, Rule>();
    for (const fields of top.tables('rules')) {
      const rule = this.#rule(fields);
      rules.set(rule.id, rule);
    }
    for (const rule of rules.values())
      for (const { rule: id } of rule.required)
        if (!rules.has(id)) fail(`${rule.id}: [[rules.required]] rule ID '${id}' does not exist`);
    this.#checkMinVersion(top.text('minVersion'));
    const allowlists: Allowlist[] = [];
    const targeted = new Map<string, Allowlist[]>();
    if (top.has('allowlist') && top.has('allowlists')) {
      fail('[allowlist] is deprecated, it cannot be used alongside [[allowlists]]');
    }
    const deprecated = top.table('allowlist');
    for (const fields of deprecated === undefined ? top.tables('allowlists') : [deprecated]) {
      const allowlist = within('[[allowlists]]', () => this.#allowlist(fields));
      const targets = fields.texts('targetRules');
      for (const id of targets) targeted.set(id, [...(targeted.get(id) ?? []), allowlist]);
      if (targets.length === 0) allowlists.push(allowlist);
    }
    const base = depth < MAX_EXTEND_DEPTH ? this.#extended(top.table('extend'), depth) : undefined;
    if (base !== undefined) {
      rules = this.#merge(rules, base.rules, new Set(top.table('extend')!.texts('disabledRules')));
      allowlists.push(...base.allowlists);
    }
    // Allowlists with targets in a configuration that was extended are lost in gitleaks, too.
    if (depth === 0) {
      for (const rule of rules.values()) validateRule(rule);
      addTargeted(rules, targeted);
    }
    return { rules, allowlists, top };
  }

  #rule(fields: Fields): Rule {
    const id = fields.text('id');
    if (fields.has('allowlist') && fields.has('allowlists')) {
      fail(`${id}: [rules.allowlist] is deprecated, it cannot be used alongside [[rules.allowlist]]`);
    }
    const single = fields.table('allowlist');
    const lists = single === undefined ? fields.tables('allowlists') : [single];
    return {
      id,
      description: fields.text('description'),
      regex: this.#pattern(fields.text('regex'), id),
      path: this.#pattern(fields.text('path'), id),
      secretGroup: fields.integer('secretGroup') ?? 0,
      entropy: fields.number('entropy') ?? 0,
      keywords: fields.texts('keywords').map((word) => word.toLowerCase()),
      tags: fields.texts('tags'),
      allowlists: lists.map((one) => within(`${id}: [[rules.allowlists]]`, () => this.#allowlist(one))),
      required: fields.tables('required').map((one) => requiredRule(one, id)),
      skipReport: fields.flag('skipReport'),
    };
  }

  #pattern(source: string, where: string): GoRegex | undefined {
    return source === '' ? undefined : within(where, () => new GoRegex(source, this.#sources.guard));
  }

  #allowlist(fields: Fields): Allowlist {
    const condition = fields.text('condition').toUpperCase();
    if (!['', 'OR', '||', 'AND', '&&'].includes(condition)) {
      fail(`unknown allowlist |condition| '${fields.text('condition')}' (expected 'and', 'or')`);
    }
    const target = fields.text('regexTarget');
    if (target !== '' && target !== 'secret' && target !== 'match' && target !== 'line') {
      fail(`unknown allowlist |regexTarget| '${target}' (expected 'match', 'line')`);
    }
    const [commits, paths, regexes] = [fields.texts('commits'), fields.texts('paths'), fields.texts('regexes')];
    const stopwords = fields.texts('stopwords');
    if (commits.length + paths.length + regexes.length + stopwords.length === 0) {
      fail('must contain at least one check for: commits, paths, regexes, or stopwords');
    }
    return {
      description: fields.text('description'),
      condition: condition === 'AND' || condition === '&&' ? 'and' : 'or',
      commits: new Set(commits.map((commit) => commit.toLowerCase().trim())),
      paths: this.#joined(paths),
      regexTarget: target === 'match' || target === 'line' ? target : 'secret',
      regexes: this.#joined(regexes),
      stopwords: [...new Set(stopwords.map((word) => word.toLowerCase()))],
    };
  }

  /** Each must be a pattern by itself; they run as one. */
  #joined(sources: readonly string[]): GoRegex | undefined {
    for (const source of sources) this.#pattern(source, 'allowlist');
    return sources.length === 0 ? undefined : new GoRegex(`(?:${sources.join('|')})`, this.#sources.guard);
  }

  #checkMinVersion(version: string): void {
    if (version === '') return;
    const found = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(version);
    if (found === null) fail(`invalid minVersion '${version}'`);
    const numbers = found!.slice(1, 4).map(Number);
    const known = [8, 30, 1];
    const differs = numbers.findIndex((number, i) => number !== known[i]);
    if (differs !== -1 && numbers[differs]! > known[differs]!) {
      this.warnings.push(`the configuration wants gitleaks ${version}; this reads what ${known.join('.')} reads`);
    }
  }

  #extended(extend: Fields | undefined, depth: number): Translated | undefined {
    if (extend === undefined) return undefined;
    const path = extend.text('path');
    const useDefault = extend.flag('useDefault');
    if (path !== '' && useDefault) fail('unable to load config due to extend.path and extend.useDefault being set');
    if (!useDefault && path === '') return undefined;
    const what = useDefault ? 'the default configuration' : path;
    const text = useDefault ? this.#sources.defaultConfig?.() : this.#sources.read?.(path);
    if (text === undefined) fail(`failed to load extended config, err: ${what} is not at hand`);
    return within('failed to load extended config, err:', () => this.translate(Fields.parse(text!, what), depth + 1));
  }

  /** Rules of the base, changed by those of the same name; the result is sorted by name, as gitleaks sorts it. */
  #merge(own: Map<string, Rule>, base: Map<string, Rule>, disabled: ReadonlySet<string>): Map<string, Rule> {
    for (const id of disabled)
      if (!base.has(id)) this.warnings.push(`disabled rule ${id} does not exist in the extended configuration`);
    const merged = new Map(own);
    for (const [id, rule] of base) {
      if (disabled.has(id)) continue;
      const change = own.get(id);
      merged.set(id, change === undefined ? rule : mergeRule(rule, change));
    }
    return new Map([...merged].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  }
}

function mergeRule(base: Rule, change: Rule): Rule {
  return {
    ...base,
    description: change.description || base.description,
    entropy: change.entropy || base.entropy,
    secretGroup: change.secretGroup || base.secretGroup,
    regex: change.regex ?? base.regex,
    path: change.path ?? base.path,
    tags: [...base.tags, ...change.tags],
    keywords: [...base.keywords, ...change.keywords],
    allowlists: [...base.allowlists, ...change.allowlists],
  };
}

function requiredRule(fields: Fields, id: string): RequiredRule {
  const rule = fields.text('id');
  if (rule === '') fail(`${id}: [[rules.required]] rule ID is empty`);
  return { rule, withinLines: fields.integer('withinLines'), withinColumns: fields.integer('withinColumns') };
}

function validateRule(rule: Rule): void {
  if (rule.id.trim() === '') {
    const hints = [
      rule.description === '' ? '' : `, description: ${rule.description}`,
      rule.regex === undefined ? '' : `, regex: ${rule.regex.source}`,
      rule.path === undefined ? '' : `, path: ${rule.path.source}`,
    ];
    fail(`rule |id| is missing or empty${hints.join('')}`);
  }
  if (rule.regex === undefined && rule.path === undefined) {
    fail(`${rule.id}: both |regex| and |path| are empty, this rule will have no effect`);
  }
  if (rule.regex !== undefined && rule.secretGroup > rule.regex.groups) {
    fail(`${rule.id}: invalid regex secret group ${rule.secretGroup}, max regex secret group ${rule.regex.groups}`);
  }
}

function addTargeted(rules: Map<string, Rule>, targeted: ReadonlyMap<string, readonly Allowlist[]>): void {
  for (const [id, allowlists] of targeted) {
    const rule = rules.get(id);
    if (rule === undefined) fail(`[[allowlists]] target rule ID '${id}' does not exist`);
    rules.set(id, { ...rule!, allowlists: [...rule!.allowlists, ...allowlists] });
  }
}

function fail(message: string): never {
  throw new SecretsError('config', message);
}

/** Adds where something is wrong to what is wrong. */
function within<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SecretsError)) throw error;
    throw new SecretsError(error.code, `${where} ${error.message}`, { cause: error });
  }
}
