/** `lazaret explain`: what an advisory says, and what it means for a project, with all reasons and paths. */

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Argument, Command } from '@commander-js/extra-typings';
import { type AdvisoryFacts, advisoryUrl, kindOf, type SeverityScore, severityOf } from '@lazaret/advisories';
import type { AffectedFunction, Finding, Frame, Report } from '@lazaret/audit';
import { plural } from '@lazaret/base';
import { readRegularText, runGit, SourcesError } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { jsonText, remedy, verdictSentence } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { databaseFolder, type LoadedDatabase, loadDatabase } from '../load/database.ts';
import { runAudit } from '../load/run.ts';
import { onlyAdvisories } from './asked.ts';
import { CLONE_FOLDER } from './db.ts';
import { addBuildOptions, type BuildFlags, parseCount } from './options.ts';
import { addOutputOptions, frameLines, type OutputFlags, type Page, pageOf, wantsJson } from './page.ts';

const PATHS_DEFAULT = 5;
const MAX_ADVISORY = 1 << 20;
/** Ids of advisory databases; anything else is taken for a crate's name. */
const ID = /^(?:RUSTSEC|CVE|GHSA|TROVE|PYSEC|GO|OSV|MAL)-/i;

interface ExplainFlags extends BuildFlags, OutputFlags {
  readonly paths: number;
}

/** An advisory with what has to be looked up or computed. */
interface Explained {
  readonly advisory: AdvisoryFacts;
  readonly score: SeverityScore | null;
  /** Its text, where the whole database is at hand. */
  readonly prose: string | undefined;
}

/** What the advisory means for one locked version at one time. */
interface Meaning {
  readonly finding: Finding;
  /** A path to each function that is reached or may be. */
  readonly paths: readonly { readonly function: string; readonly verdict: string; readonly frames: readonly Frame[] }[];
}

export function explainCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('explain')
    .summary('what an advisory says and what it means here')
    .description(
      'Explains an advisory, or all advisories about a crate: what it is about and, in a project, whether it matches, the\n' +
        'verdict with all reasons, each affected function, call paths and the fix. Outside of a project: the facts.',
    )
    .addArgument(new Argument('<id>', 'RUSTSEC, CVE or GHSA id, or the name of a crate'))
    .addArgument(
      new Argument('[target]', 'folder, Cargo.lock, FILE.crate or NAME@VERSION (default: the project here, if any)'),
    )
    .option('--paths <n>', 'call paths to show of each finding', parseCount, PATHS_DEFAULT);
  return (addOutputOptions(addBuildOptions(command) as unknown as Command) as unknown as Command).action(
    async (...args: unknown[]) => {
      const [id, target, flags] = args as [string, string | undefined, ExplainFlags];
      done(await explain(id, target, flags, io));
    },
  );
}

async function explain(id: string, target: string | undefined, flags: ExplainFlags, io: Io): Promise<number> {
  const loaded = await loadDatabase(flags.db, io);
  const { database } = loaded;
  const byId = ID.test(id);
  const advisories = byId ? database.byId(id) : database.ofCrate(id);
  if (advisories.length === 0) {
    const of = `the database of ${database.info.date?.slice(0, 10) ?? 'unknown date'}`;
    if (byId) throw new CliError(Exit.Usage, `${of} has no advisory ${id}; \`lazaret db update\` fetches the newest`);
    io.out(wantsJson(flags) ? jsonText({ advisories: [] }, 2) : `No advisory in ${of} is about ${id}.\n`);
    return Exit.Clean;
  }
  const project = target ?? flags.manifestPath ?? projectHere(io.cwd);
  const report =
    project === undefined
      ? undefined
      : (await runAudit(project, flags, { yanked: false, database: (all) => onlyAdvisories(advisories, all) }, io))
          .report;
  const explained = await Promise.all(
    advisories.map(async (advisory): Promise<Explained> => {
      const prose = byId ? await description(advisory, loaded, flags, io) : undefined;
      return { advisory, score: await severityOf(advisory), prose };
    }),
  );
  if (wantsJson(flags)) io.out(jsonText(explainJson(explained, report, flags.paths), 2));
  else {
    const page = pageOf(flags, io);
    for (const one of explained) {
      advisoryLines(page, one);
      if (report !== undefined) projectLines(page, one.advisory, report, flags.paths);
      page.line();
    }
    if (report === undefined)
      page.line('There is no project here to check against; name one to see what this means for it.');
    io.out(page.text);
  }
  return Exit.Clean;
}

/** The project that the current folder is in. */
function projectHere(cwd: string): string | undefined {
  for (let at = resolve(cwd); ; at = dirname(at)) {
    if (existsSync(join(at, 'Cargo.toml')) || existsSync(join(at, 'Cargo.lock'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The advisory's prose, where the whole database is at hand: the shipped snapshot holds facts only. */
async function description(
  advisory: AdvisoryFacts,
  loaded: LoadedDatabase,
  flags: ExplainFlags,
  io: Io,
): Promise<string | undefined> {
  const path = `${advisory.collection}/${advisory.package}/${advisory.id}.md`;
  const text =
    flags.db === undefined
      ? await fromClone(join(databaseFolder(io), CLONE_FOLDER), loaded, path)
      : readRegularText(join(flags.db, path), MAX_ADVISORY);
  // A RustSec file is front matter in a fenced block, then Markdown.
  const prose = text === undefined ? undefined : /^```toml\r?\n[\s\S]*?\r?\n```\r?\n([\s\S]*)$/.exec(text)?.[1]?.trim();
  return prose === undefined || prose === '' ? undefined : prose;
}

async function fromClone(clone: string, loaded: LoadedDatabase, path: string): Promise<string | undefined> {
  if (loaded.origin === 'snapshot' || !existsSync(clone)) return undefined;
  try {
    const blob = await runGit(['cat-file', 'blob', `HEAD:${path}`], { directory: clone, maxOutput: MAX_ADVISORY });
    return blob.toString('utf8');
  } catch (error) {
    if (error instanceof SourcesError) return undefined;
    throw error;
  }
}

/** Findings of an advisory, without those that were asked function by function. */
function meanings(advisory: AdvisoryFacts, report: Report, count: number): Meaning[] {
  return report.findings
    .filter((it) => it.advisory === advisory.id && it.package.length > 0)
    .map((finding) => {
      const single = report.findings.filter(
        (it) =>
          it.advisory.startsWith(`${advisory.id}#`) &&
          it.package === finding.package &&
          it.version === finding.version &&
          it.source === finding.source &&
          it.time === finding.time,
      );
      const all = (single.length > 0 ? single : [finding]).filter((it) => it.path.length > 0);
      const paths = all.slice(0, count).map((it) => ({
        function: it.functions.map((fn) => fn.path).join(', '),
        verdict: it.verdict,
        frames: it.path,
      }));
      return { finding, paths };
    });
}

function explainJson(explained: readonly Explained[], report: Report | undefined, count: number): object {
  return {
    advisories: explained.map(({ advisory, score, prose }) => ({
      ...advisory,
      kind: kindOf(advisory),
      url: advisory.url ?? advisoryUrl(advisory.id),
      severity: score?.severity ?? null,
      score: score?.score ?? null,
      ...(prose === undefined ? {} : { description: prose }),
      ...(report === undefined
        ? {}
        : { findings: meanings(advisory, report, count).map(({ finding, paths }) => ({ ...finding, paths })) }),
    })),
    ...(report === undefined ? {} : { project: report.project, completeness: report.completeness }),
  };
}

function advisoryLines(page: Page, { advisory, score, prose }: Explained): void {
  const facts: [string, string][] = [
    ['crate', advisory.package],
    ['kind', kindOf(advisory)],
    ['severity', score === null ? '' : `${score.severity} ${score.score.toFixed(1)} (${advisory.cvss})`],
    ['date', advisory.date],
    ['aliases', advisory.aliases.join(', ')],
    ['related', advisory.related.join(', ')],
    ['categories', advisory.categories.join(', ')],
    ['fixed in', advisory.patched.length > 0 ? advisory.patched.join(' or ') : 'no version'],
    ['unaffected', advisory.unaffected.join(', ')],
    ['systems', [...advisory.os, ...advisory.arch].join(', ')],
    ['functions', advisory.functions.length === 0 ? 'none named' : advisory.functions.map((fn) => fn.path).join(', ')],
    ['withdrawn', advisory.withdrawn ?? ''],
    ['url', advisoryUrl(advisory.id) ?? ''],
    ['reference', advisory.url ?? ''],
  ];
  page.line(page.paint('bold', `${advisory.id}: ${advisory.title}`));
  for (const [name, value] of facts) if (value !== '') page.line(`  ${`${name}:`.padEnd(12)}${value}`);
  if (prose === undefined) return;
  page.line();
  for (const line of prose.split(/\r?\n/)) page.line(`  ${line.replaceAll('\t', '    ')}`);
}

function projectLines(page: Page, advisory: AdvisoryFacts, report: Report, count: number): void {
  page.line();
  const found = meanings(advisory, report, count);
  if (found.length === 0) {
    const locked = report.components.filter((it) => it.name === advisory.package).map((it) => it.version);
    page.line(
      locked.length === 0
        ? `  ${report.project.lock} does not lock ${advisory.package}.`
        : `  ${report.project.lock} locks ${advisory.package} ${locked.join(', ')}, which this advisory is not about.`,
    );
  }
  for (const meaning of found) meaningLines(page, meaning);
}

const STYLE = { reachable: 'red', unknown: 'yellow', not_reachable: 'green', not_built: 'green' } as const;

function meaningLines(page: Page, { finding, paths }: Meaning): void {
  const time = finding.time === 'build' ? ' at build time' : '';
  const verdict = page.paint(['bold', STYLE[finding.verdict]], finding.verdict.replace('_', ' '));
  page.line(`  ${finding.package}@${finding.version}${time}: ${verdict}. ${verdictSentence(finding)}`);
  if (finding.ignored !== undefined) page.line(`    ignored by ${finding.ignored.from}: ${finding.ignored.reason}`);
  page.line(`    from: ${finding.dependencyPath.join(' > ')}`);
  for (const fn of finding.functions) page.line(`    function ${functionText(fn)}`);
  for (const reason of finding.reasons) {
    const place =
      reason.file === undefined
        ? ''
        : ` (${reason.crate === undefined ? '' : `${reason.crate} `}${reason.file}:${reason.line ?? 0})`;
    page.line(`    why: ${reason.message}${place}`);
  }
  for (const path of paths) {
    const sure = path.verdict === 'reachable' ? '' : ', with a step that is not certain';
    page.line(
      `    path${path.function === '' ? '' : ` to ${path.function}`} (${plural(path.frames.length, 'frame')}${sure}):`,
    );
    frameLines(page, path.frames, '      ');
  }
  page.line(`    to do: ${remedy(finding)}`);
}

function functionText(fn: AffectedFunction): string {
  const origin =
    fn.origin === 'inferred' ? ` (inferred from the fix${fn.tier === undefined ? '' : `, tier ${fn.tier}`})` : '';
  const verdict = fn.verdict === undefined ? '' : `: ${fn.verdict.replace('_', ' ')}`;
  return `${fn.path}${origin}${verdict}${fn.outcome === undefined ? '' : ` (${fn.outcome})`}`;
}
