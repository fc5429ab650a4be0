/** `lazaret paths`: how the program comes to call a function, advisory or not. */
import { Argument, Command } from '@commander-js/extra-typings';
import { functionQuery } from '@lazaret/advisories';
import type { Finding, Report, Verdict } from '@lazaret/audit';
import { externCrateName, type LockFile } from '@lazaret/cargo';
import { CliError, Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { runAudit } from '../load/run.ts';
import { askedDatabase, askedId } from './asked.ts';
import { findLocked, parseSpec } from './locked.ts';
import { addBuildOptions, type BuildFlags } from './options.ts';
import { addOutputOptions, frameLines, type OutputFlags, type Page, pageOf, wantsJson } from './page.ts';

/** The answer for one locked version, at run time or at build time. */
interface PathsAnswer {
  readonly package: string;
  readonly version: string;
  readonly time: Finding['time'];
  readonly verdict: Verdict;
  readonly outcome: string;
  readonly reasons: Finding['reasons'];
  readonly path: Finding['path'];
}

export function pathsCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('paths')
    .summary('how the program comes to call a function')
    .description(
      'Shows a call path from the program to a function of a locked package, or says that there is none, or why that is not\n' +
        'known. The function is named as advisories do: `Type::method`, `module::function`, with or without the crate.',
    )
    .addArgument(new Argument('<crate>', 'NAME or NAME@VERSION'))
    .addArgument(new Argument('<function>', 'path of a function, method, type, trait or macro'))
    .addArgument(new Argument('[target]', 'folder, Cargo.lock, FILE.crate or NAME@VERSION').default('.'));
  return (addOutputOptions(addBuildOptions(command) as unknown as Command) as unknown as Command).action(
    async (...args: unknown[]) => {
      const [spec, fn, target, flags] = args as [string, string, string, BuildFlags & OutputFlags];
      const path = functionPath(spec, fn);
      const { report, run } = await runAudit(
        target,
        flags,
        { yanked: false, infer: false, database: (all) => askedDatabase(parseSpec(spec).name, [path], all) },
        io,
      );
      const answers = answersOf(report, run.input.lock, spec);
      if (wantsJson(flags)) io.out(jsonText({ function: path, answers, completeness: report.completeness }, 2));
      else {
        const page = pageOf(flags, io);
        for (const answer of answers) answerLines(page, path, answer);
        io.out(page.text);
      }
      done(Exit.Clean);
    },
  );
}

/** The name with its crate in front, as advisories write it. */
function functionPath(spec: string, fn: string): string {
  const name = externCrateName(parseSpec(spec).name);
  const own = fn.startsWith(`${name}::`) || fn.startsWith(`<${name}::`);
  const path = own ? fn : `${name}::${fn}`;
  if (functionQuery(path) === null) {
    throw new CliError(
      Exit.Usage,
      `\`${fn}\` is no path of a function; write e.g. \`module::function\` or \`Type::method\``,
    );
  }
  return path;
}

function answersOf(report: Report, lock: LockFile, spec: string): PathsAnswer[] {
  const wanted = new Set(
    findLocked(lock, spec).map((index) => `${lock.packages[index]!.name} ${lock.packages[index]!.version}`),
  );
  return report.findings
    .filter((it) => it.advisory === askedId(0) && wanted.has(`${it.package} ${it.version}`))
    .map((it) => ({
      package: it.package,
      version: it.version,
      time: it.time,
      verdict: it.verdict,
      outcome: it.functions[0]?.outcome ?? '',
      reasons: it.reasons.filter((reason) => reason.code !== 'other-source'),
      path: it.path,
    }));
}

const VERDICT: Readonly<Record<Verdict, { readonly words: string; readonly style: 'red' | 'yellow' | 'green' }>> = {
  reachable: { words: 'reachable', style: 'red' },
  unknown: { words: 'not known', style: 'yellow' },
  not_reachable: { words: 'not reachable', style: 'green' },
  not_built: { words: 'not in the build', style: 'green' },
};

function answerLines(page: Page, path: string, answer: PathsAnswer): void {
  const { words, style } = VERDICT[answer.verdict];
  const time = answer.time === 'build' ? ' at build time' : '';
  page.line(`${path} of ${answer.package}@${answer.version}${time}: ${page.paint(['bold', style], words)}`);
  for (const reason of answer.reasons) {
    const place =
      reason.file === undefined
        ? ''
        : ` (${reason.crate === undefined ? '' : `${reason.crate} `}${reason.file}:${reason.line ?? 0})`;
    page.line(`  why: ${reason.message}${place}`);
  }
  if (answer.path.length > 0 && answer.verdict === 'unknown')
    page.line('  nearest path found, with a step that is not certain:');
  frameLines(page, answer.path, '  ');
}
