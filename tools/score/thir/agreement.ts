/** How far call sites agree with the compiler's: every call of the one is looked for among those of the other. */
import type { CallSite } from '@lazaret/analyzer';
import type { ThirCall } from './thir-reader.ts';

export interface TruthCall extends ThirCall {
  readonly caller: string;
}

export interface Agreement {
  /** By group: truth found, truth, answers right, answers. */
  readonly groups: ReadonlyMap<string, readonly [number, number, number, number]>;
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
}

/** What the compiler adds and no source spells: format machinery, panic entry points, `.await` plumbing. */
const NOISE =
  /^core::(fmt::rt::|fmt::\{impl#\d+\}::(new|from_str|new_const|from_str_nonconst)\w*$|future::get_context|hint::must_use|intrinsics::(discriminant_value|unreachable)$|panicking::)|^core::pin::\{impl#\d+\}::new_unchecked$|^alloc::(fmt::format$|boxed::box_new|slice::\{impl#\d+\}::into_vec|boxed::box_assume_init_into_vec_unsafe)|^std::(rt::|panicking::|io::stdio::_e?print$)/;

const STD = new Set(['core', 'alloc', 'std']);

interface Truth {
  readonly call: TruthCall;
  readonly name: string;
  readonly krate: string;
  /** Head of the impl, or the parent's name; undefined if only the number of an impl is known. */
  readonly owner: string | undefined;
  readonly noise: boolean;
  hit: boolean;
}

const crateOf = (path: string): string => {
  const name = path.split('::')[0] ?? '';
  return STD.has(name) ? 'std' : name;
};

function truth(call: TruthCall): Truth {
  const parts = call.callee.split('::');
  const owner = parts.at(-2);
  return {
    call,
    name: parts.at(-1)!,
    krate: crateOf(call.callee),
    owner: owner?.startsWith('{impl') === true ? undefined : owner,
    noise: NOISE.test(call.callee),
    hit: false,
  };
}

/** Answers by what they may be compared with: crate, name, and owner where both have one. */
function fits(fact: Truth, site: CallSite, path: string, krate: string, heads: Heads): boolean {
  if (fact.call.kind === 'fnptr') return site.kind === 'fnptr';
  const parts = path.split('::');
  const name = parts.at(-1)!.replace(/^r#/, '');
  const mine = STD.has(krate) ? 'std' : krate;
  if (mine !== fact.krate) return false;
  if (fact.call.kind === 'closure') return /^\{closure/.test(name) && site.kind === 'closure-creation';
  if (name !== fact.name.replace(/^r#/, '')) return false;
  // The numbers of impls made by macros depend on the order of expansion, and one place stands for many of them.
  if (fact.owner === undefined) return fact.call.at.expanded || heads.agree(implOf(fact), parts.at(-2) ?? '');
  return (parts.at(-2) ?? '').replace(/^r#/, '') === fact.owner.replace(/^r#/, '') || fact.owner.startsWith('{');
}

const implOf = (fact: Truth): string => fact.call.callee.slice(0, fact.call.callee.lastIndexOf('::'));

/** The Self type behind the number of an impl is what most answers say it is: a few wrong ones then stand out. */
class Heads {
  readonly #votes = new Map<string, Map<string, number>>();
  #counted = false;

  agree(impl: string, head: string): boolean {
    if (!this.#counted) {
      const votes = this.#votes.get(impl) ?? new Map<string, number>();
      votes.set(head, (votes.get(head) ?? 0) + 1);
      this.#votes.set(impl, votes);
      return true;
    }
    const votes = this.#votes.get(impl);
    if (votes === undefined) return true;
    return (votes.get(head) ?? 0) === Math.max(...votes.values());
  }

  close(): void {
    this.#counted = true;
  }
}

interface Callee {
  readonly site: CallSite;
  readonly path: string;
  readonly krate: string;
  readonly expanded: boolean;
}

function calleesOf(site: CallSite): Callee[] {
  if (site.kind === 'fnptr') return [{ site, path: '', krate: '', expanded: false }];
  return site.callees.map((callee) => ({
    ...{ site, path: callee.path, krate: callee.crate, expanded: 'expanded' in callee },
  }));
}

const at = (file: string, line: number, col: number): string => `${file}:${line}:${col}`;

/** Where a fact may be named: the call's start, start and end of the whole expression. */
function keys(call: TruthCall): string[] {
  const { at: place, expr } = call;
  return [
    ...new Set([
      at(place.file, ...place.start),
      at(place.file, ...place.end),
      at(expr.file, ...expr.start),
      at(expr.file, ...expr.end),
    ]),
  ];
}

function index(facts: readonly Truth[]): Map<string, Truth[]> {
  const places = new Map<string, Truth[]>();
  for (const fact of facts) for (const key of keys(fact.call)) append(places, key, fact);
  return places;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** The function around a body, without impls and closures: macros and derives give many calls the same place. */
function callerKey(path: string): string {
  return path
    .split('::')
    .filter((part) => !part.startsWith('{'))
    .at(-1)!
    .replace(/^r#/, '');
}

function near(places: ReadonlyMap<string, Truth[]>, site: CallSite): Truth[] {
  const found = new Set(places.get(at(site.file, site.line, site.col)));
  if (site.end !== undefined) for (const fact of places.get(at(site.file, ...site.end)) ?? []) found.add(fact);
  return [...found];
}

export function agreement(calls: readonly TruthCall[], sites: readonly CallSite[]): Agreement {
  const facts = calls.filter((call) => !call.callee.endsWith('{constructor#0}')).map(truth);
  const places = index(facts);
  const byCaller = new Map<string, Truth[]>();
  for (const fact of facts)
    if (fact.call.at.expanded || fact.call.expr.expanded) append(byCaller, callerKey(fact.call.caller), fact);
  const answers = sites.flatMap(calleesOf);
  const heads = new Heads();
  for (const answer of answers)
    near(places, answer.site).some((fact) => fits(fact, answer.site, answer.path, answer.krate, heads));
  heads.close();
  const groups = new Map<string, [number, number, number, number]>();
  const count = (fact: Truth | undefined, index: 0 | 1 | 2 | 3): void => {
    for (const group of groupsOf(fact)) {
      const counts = groups.get(group) ?? [0, 0, 0, 0];
      counts[index]++;
      groups.set(group, counts);
    }
  };
  const wrong: string[] = [];
  for (const { site, path, krate, expanded } of answers) {
    const around = near(places, site);
    let hits = around.filter((fact) => fits(fact, site, path, krate, heads));
    if (hits.length === 0)
      hits = (byCaller.get(callerKey(site.caller)) ?? []).filter((fact) => fits(fact, site, path, krate, heads));
    for (const fact of hits) fact.hit = true;
    if (expanded && hits.length === 0) continue;
    const of = hits[0] ?? around[0];
    if (of?.noise === true) continue;
    count(of, 3);
    if (hits.length > 0) count(of, 2);
    else
      wrong.push(
        `${site.file}:${site.line}:${site.col} truth ${of?.call.callee ?? '-'} | answer ${path} (${site.kind})`,
      );
  }
  const missed: string[] = [];
  for (const fact of facts) {
    if (fact.noise) continue;
    count(fact, 1);
    if (fact.hit) count(fact, 0);
    else
      missed.push(
        `${fact.call.at.file}:${fact.call.at.start.join(':')} ${kindOf(fact)} ${fact.call.callee} [${fact.call.args.slice(0, 80)}] in ${fact.call.caller}`,
      );
  }
  return { groups, missed, wrong };
}

function groupsOf(fact: Truth | undefined): string[] {
  if (fact === undefined) return ['TOTAL', 'no such site'];
  const place = fact.call.at.expanded || fact.call.expr.expanded ? 'expanded' : 'written out';
  return ['TOTAL', `kind ${kindOf(fact)}`, place];
}

function kindOf(fact: Truth): string {
  if (fact.call.kind !== 'call') return fact.call.kind;
  if (fact.owner === undefined) return 'inherent';
  if (!/^[A-Z]/.test(fact.owner)) return 'free';
  const self = fact.call.args;
  if (/^\w+\/#\d+/.test(self)) return 'trait:param';
  if (self.startsWith('dyn ')) return 'trait:dyn';
  if (self.startsWith('{closure')) return 'trait:closure';
  if (self.startsWith('<') || self.startsWith('impl ') || self.startsWith('Alias')) return 'trait:alias';
  return 'trait:concrete';
}
