/**
 * How often the functions inferred from an advisory's fix hold one that the advisory names, beside the study's own numbers
 * (oracle/fixdiff, in LAZARET_ORACLE or ../shared/oracle). The two versions of each crate come from cargo's or Lazaret's
 * cache or the registry, by the digest that the study states.
 *
 *   npm run score -- fixdiff          FIXDIFF_SHOW=1 lists the cases, FIXDIFF_ONLY=ID one of them with its pool
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeSnapshot,
  functionQuery,
  type Inference,
  InferenceTier,
  inferFunctions,
  SNAPSHOT_URL,
} from '../../packages/advisories/src/index.ts';
import { versionFunctions } from '../../packages/analyzer/src/index.ts';
import { CRATES_IO_SOURCE, parseManifest } from '../../packages/cargo/src/index.ts';
import type { FnToken, VersionFunctions } from '../../packages/facts/src/index.ts';
import { Session } from '../../packages/sources/src/index.ts';
import { oracleFolder } from './oracle.ts';

interface Named {
  readonly path: string;
  readonly matched: readonly string[];
  readonly type_level: boolean;
}

interface Case {
  readonly advisory: string;
  readonly package: string;
  readonly last_vulnerable: string;
  readonly first_patched: string;
  readonly sha256: { readonly last_vulnerable: string; readonly first_patched: string };
  readonly named_functions: readonly Named[];
  readonly miss_reason: string | null;
  readonly stats: {
    readonly tier: string;
    readonly functions_in_last_vulnerable: number;
    readonly tiered_set: { readonly any: boolean; readonly all: boolean; readonly size: number };
    readonly named_hit_any: Readonly<Record<string, boolean>>;
    readonly named_hit_all: Readonly<Record<string, boolean>>;
    readonly set_sizes: Readonly<Record<string, number>>;
  };
}

interface Hit {
  readonly any: boolean;
  readonly all: boolean;
  readonly size: number;
}

interface Result {
  readonly entry: Case;
  readonly inference: Inference;
  readonly functions: number;
  readonly milliseconds: number;
  readonly sets: Readonly<Record<string, Hit>>;
}

/** Sets of ours beside the study's of the same make. */
const SETS: readonly (readonly [ours: string, study: string])[] = [
  ['plain', 'nosweep'],
  ['callers', 'b_callers'],
  ['pool', 'b_callers_hdr'],
];

/** Does an advisory's name mean this function? Its last two segments, or, where those fit nothing, its last one. */
function meaning(named: Named, functions: readonly FnToken[]): Set<FnToken> {
  // The study writes `MV_x` for a macro's `$x`.
  const byStudy = functions.filter((fn) => named.matched.includes(fn.id.replaceAll('$', 'MV_')));
  const query = functionQuery(named.path);
  const exact: FnToken[] = [];
  // `Timestamp::Into<SystemTime>`: the code has `impl From<Timestamp> for SystemTime`.
  const conversion = query?.conversion;
  if (conversion !== undefined) {
    exact.push(...functions.filter((fn) => fn.selfType === conversion.to && fn.trait === conversion.trait));
  } else if (query !== null) {
    const owner = query.segments.at(-2);
    for (const fn of functions) {
      const name = fn.name.replace(/!$/, '');
      const home = fn.ownerType ?? fn.module.split('::').at(-1);
      if (query.typeLike ? fn.ownerType === query.last || name === query.last : name === query.last) {
        if (owner === undefined || query.typeLike || owner === home || owner === fn.trait) exact.push(fn);
      }
    }
  }
  return new Set(byStudy.length > 0 ? byStudy : exact);
}

function hit(set: readonly { readonly fn: FnToken }[], wanted: readonly ReadonlySet<FnToken>[]): Hit {
  const found = wanted.map((one) => set.some(({ fn }) => one.has(fn)));
  return { any: found.some(Boolean), all: found.every(Boolean), size: set.length };
}

class Sources {
  readonly #session = new Session();

  async functions(name: string, version: string, checksum: string): Promise<VersionFunctions> {
    const source = await this.#session.finder().find({ name, version, source: { text: CRATES_IO_SOURCE }, checksum });
    if (!source.found)
      throw new Error(`${name} ${version}: ${source.problems.map(({ message }) => message).join('; ')}`);
    const { files } = source.open();
    const manifest = parseManifest(Buffer.from(files.get('Cargo.toml')!).toString(), { file: 'Cargo.toml' });
    return versionFunctions(version, { manifest, paths: new Set(files.keys()), read: (path) => files.get(path) });
  }

  close(): void {
    this.#session.close();
  }
}

async function judge(entry: Case, sources: Sources, spelled: readonly string[]): Promise<Result> {
  const start = performance.now();
  const before = await sources.functions(entry.package, entry.last_vulnerable, entry.sha256.last_vulnerable);
  const after = await sources.functions(entry.package, entry.first_patched, entry.sha256.first_patched);
  const inference = inferFunctions(before, after, spelled);
  const milliseconds = performance.now() - start;
  const wanted = entry.named_functions.map((named) => meaning(named, before.functions));
  const callers = inference.pool.filter(({ by }) => by !== 'header');
  const sets = {
    reported: hit(inference.functions, wanted),
    pool: hit(inference.pool, wanted),
    callers: hit(callers, wanted),
    plain: hit(
      callers.filter(({ by }) => by !== 'caller'),
      wanted,
    ),
    top10: hit(inference.pool.slice(0, 10), wanted),
  };
  return { entry, inference, functions: before.functions.length, milliseconds, sets };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1]!;
}

function share(hits: readonly boolean[]): string {
  const count = hits.filter(Boolean).length;
  const percent = hits.length === 0 ? '-' : `${Math.round((100 * count) / hits.length)} %`;
  return `${count}/${hits.length} ${percent}`.padEnd(12);
}

function row(label: string, hits: readonly Hit[]): string {
  const sizes = median(hits.map(({ size }) => size));
  return `${label.padEnd(26)} any ${share(hits.map(({ any }) => any))} all ${share(hits.map(({ all }) => all))} median size ${sizes}`;
}

function studyHit({ stats }: Case, set: string): Hit {
  return { any: stats.named_hit_any[set]!, all: stats.named_hit_all[set]!, size: stats.set_sizes[set]! };
}

function report(results: readonly Result[]): void {
  console.log(
    row(
      'reported, Lazaret',
      results.map(({ sets }) => sets['reported']!),
    ),
  );
  console.log(
    row(
      'reported, study',
      results.map(({ entry }) => entry.stats.tiered_set),
    ),
  );
  console.log(
    row(
      'best ten of the pool',
      results.map(({ sets }) => sets['top10']!),
    ),
  );
  for (const tier of Object.values(InferenceTier)) {
    const own = results.filter(({ inference }) => inference.tier === tier);
    const theirs = results.filter(({ entry }) => entry.stats.tier === tier);
    console.log(
      row(
        `tier ${tier}, Lazaret`,
        own.map(({ sets }) => sets['reported']!),
      ),
    );
    console.log(
      row(
        `tier ${tier}, study`,
        theirs.map(({ entry }) => entry.stats.tiered_set),
      ),
    );
  }
  for (const [ours, study] of SETS) {
    console.log(
      row(
        `set ${ours}, Lazaret`,
        results.map(({ sets }) => sets[ours]!),
      ),
    );
    console.log(
      row(
        `set ${ours}, study`,
        results.map(({ entry }) => studyHit(entry, study)),
      ),
    );
  }
  const times = results.map(({ milliseconds }) => milliseconds);
  console.log(`milliseconds a case: median ${median(times).toFixed(0)}, most ${Math.max(...times).toFixed(0)}`);
}

function show({ entry, inference, functions, sets, milliseconds }: Result, whole: boolean): void {
  const flags = Object.entries(sets).map(
    ([name, { any, all, size }]) => `${name} ${any ? (all ? 'all' : 'any') : '-'}/${size}`,
  );
  const { stats } = entry;
  const study = `study ${stats.tier} ${stats.tiered_set.any ? 'any' : '-'}/${stats.tiered_set.size} callers ${stats.named_hit_any['b_callers'] ? 'any' : '-'}/${stats.set_sizes['b_callers']}`;
  console.log(
    `${entry.advisory} ${entry.package} ${inference.tier}: ${flags.join(', ')} | ${study} ${entry.miss_reason ?? ''} | ${functions}/${stats.functions_in_last_vulnerable} fns ${milliseconds.toFixed(0)} ms`,
  );
  if (!whole) return;
  for (const named of entry.named_functions) console.log(`  named ${named.path}`);
  for (const fn of inference.functions) console.log(`  reported ${fn.fn.path} ${fn.evidence}`);
  for (const fn of inference.pool.slice(0, 60)) {
    console.log(
      `  ${fn.rank} ${fn.by} text ${fn.text} ${fn.fn.public ? 'pub' : 'private'} ${fn.fn.id} ${fn.via.join(' → ')}`,
    );
  }
  console.log(`  owners ${inference.diff.changedOwners.join(', ')}`);
}

export async function run(): Promise<void> {
  const folder = oracleFolder('fixdiff');
  if (folder === undefined) return;
  const database = decodeSnapshot(readFileSync(SNAPSHOT_URL));
  const only = process.env['FIXDIFF_ONLY'];
  const cases = readFileSync(join(folder, 'fixdiff.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case)
    .filter(({ advisory }) => only === undefined || only.split(',').includes(advisory));
  const sources = new Sources();
  const results: Result[] = [];
  try {
    for (const entry of cases) {
      const result = await judge(entry, sources, database.byId(entry.advisory)[0]?.spelled ?? []);
      results.push(result);
      if (only !== undefined || process.env['FIXDIFF_SHOW'] !== undefined) show(result, only !== undefined);
    }
  } finally {
    sources.close();
  }
  report(results);
}
