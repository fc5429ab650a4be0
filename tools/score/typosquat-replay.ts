/**
 * How many names of known malware the checks of names find, check by check, and how often they fire on ordinary names.
 *
 *   npm run score -- typosquat-replay      SHOW=1 lists what is missed and what fires
 *
 * Popular crates are those of the shipped list that at least two packages' lock files name. `found` asks with them alone; `granted`
 * adds the crates that were imitated, as used as the median of the list, for most are too small to be in it. Ordinary names are
 * those that one lock file names. No owners are known, which silences nothing: the alarm rate is an upper bound.
 */
import { readFileSync } from 'node:fs';
import { decodeSnapshot, kindOf, SNAPSHOT_URL } from '@lazaret/advisories';
import {
  Corpus,
  CRATES_IO,
  CRATES_IO_CHECKS,
  Harness,
  NAME_LEVELS,
  NameJudge,
  type NameLevel,
  type Package,
  popularCrates,
  typomaniaChecks,
} from '@lazaret/typosquat';
import { OTHER_MALWARE, TAKEN_OVER, TARGETS } from './typosquat-targets.ts';

/** What fires on a name, by check, with the targets. */
type Fired = ReadonlyMap<string, ReadonlySet<string>>;
type Ask = (name: string) => Fired;

const LISTED_MIN = 2;

export async function run(): Promise<void> {
  const listed = popularCrates();
  const popular = listed.filter(({ downloads }) => downloads! >= LISTED_MIN);
  const median = popular[Math.floor(popular.length / 2)]!.downloads;
  const known = new Set(popular.map(({ name }) => name));
  const targets = [...new Set(Object.values(TARGETS))].filter((name) => !known.has(name));
  const granted = [...popular, ...targets.map((name): Package => ({ name, downloads: median }))];
  const malware = malwareNames();
  const ordinary = listed.filter(({ name, downloads }) => downloads! < LISTED_MIN && !targets.includes(name));
  console.log(
    `${malware.length} names of malware: ${malware.filter((it) => TAKEN_OVER.has(it)).length} taken over, ${Object.keys(TARGETS).length} with a target (${new Set(Object.values(TARGETS)).size} crates, ${targets.length} of them not in the list)`,
  );
  console.log(`${popular.length} popular crates, ${ordinary.length} ordinary names\n`);
  const asks = [asking(popular), asking(granted)] as const;
  const rows = [...asks[0].checks.map((id) => [id]), ...groups(asks[0].checks)];
  console.log('check                  found  granted  of targets   alarms  of ordinary');
  for (const [title, ids] of rows.map((it) => (it.length === 1 ? [it[0]!, it] : [it[0]!, it.slice(1)])) as [
    string,
    string[],
  ][]) {
    const found = malware.filter((name) => fires(asks[0].ask(name), ids));
    const right = Object.keys(TARGETS).filter((name) => fires(asks[1].ask(name), ids, TARGETS[name]));
    const alarms = ordinary.filter(({ name }) => fires(asks[0].ask(name), ids));
    const cells = [
      title.padEnd(22),
      String(found.length).padStart(5),
      String(right.length).padStart(8),
      percent(right.length, Object.keys(TARGETS).length).padStart(11),
      String(alarms.length).padStart(8),
      percent(alarms.length, ordinary.length).padStart(12),
    ];
    console.log(cells.join(' '));
    if (process.env['SHOW'] !== undefined && title.startsWith('all of ')) {
      console.log(
        `  missed: ${Object.keys(TARGETS)
          .filter((name) => !right.includes(name))
          .join(' ')}`,
      );
      console.log(
        `  fires on: ${alarms.map(({ name }) => `${name} (${[...ids.flatMap((id) => [...(asks[0].ask(name).get(id) ?? [])])][0]})`).join(' ')}`,
      );
    }
  }
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

function fires(fired: Fired, ids: readonly string[], target?: string): boolean {
  return ids.some((id) => {
    const targets = fired.get(id);
    return targets !== undefined && (target === undefined || targets.has(target));
  });
}

/** Checks together: Typomania's, and ours by the level that they lead to. */
function groups(checks: readonly string[]): string[][] {
  const typomania = checks.filter((id) => id.startsWith('typomania '));
  return [
    ['all of Typomania', ...typomania.filter((id) => !id.endsWith('affixes'))],
    ["all of crates.io's", ...typomania],
    ...NAME_LEVELS.slice(1).map((level) => [`all of ours, ${level}${level === 'high' ? '' : '+'}`, level]),
  ];
}

function asking(packages: readonly Package[]): { readonly ask: Ask; readonly checks: readonly string[] } {
  const corpus = new Corpus(packages);
  const harness = new Harness(corpus, { checks: typomaniaChecks(CRATES_IO_CHECKS) });
  const judge = new NameJudge(corpus, { rules: CRATES_IO });
  const cache = new Map<string, Fired>();
  const named = (id: string): boolean => !['look-alike-owner', 'same-repository', 'same-content'].includes(id);
  const ask: Ask = (name) => {
    const known = cache.get(name);
    if (known !== undefined) return known;
    const fired = new Map<string, Set<string>>();
    const add = (id: string, target: string): void => {
      fired.set(id, (fired.get(id) ?? new Set()).add(target));
    };
    for (const { check, target } of harness.check({ name })) add(`typomania ${check}`, target);
    for (const { target, level, reasons } of judge.judge({ name }).imitated) {
      for (const { check } of reasons) add(check, target);
      for (const below of upTo(level)) add(below, target);
    }
    cache.set(name, fired);
    return fired;
  };
  return {
    ask,
    checks: [...harness.checks.map(({ id }) => `typomania ${id}`), ...judge.checks.map(({ id }) => id).filter(named)],
  };
}

function upTo(level: NameLevel): readonly NameLevel[] {
  return NAME_LEVELS.slice(1, NAME_LEVELS.indexOf(level) + 1);
}

function malwareNames(): string[] {
  const listed = decodeSnapshot(readFileSync(SNAPSHOT_URL))
    .all()
    .filter((it) => kindOf(it) === 'malicious' || /\bremoved from crates\.io\b.*\bmalicious\b/i.test(it.title))
    .map((it) => it.package);
  return [...new Set([...listed, ...OTHER_MALWARE])];
}
