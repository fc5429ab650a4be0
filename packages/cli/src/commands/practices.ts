/** `lazaret practices`: how well a crate is looked after, check by check. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { badge } from '@lazaret/practices';
import { CliError, Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { practiceLines } from '../page/human.ts';
import { addPageOptions, loadPractices, type PageFlags } from '../page/load.ts';
import type { PracticePage } from '../page/page.ts';
import { scorecardOf } from '../page/scorecard.ts';
import type { ColorChoice } from '../terminal/color.ts';
import { addColorOption, pageOf } from './page.ts';

const FORMATS = ['human', 'json', 'badge'] as const;

interface PracticesFlags extends PageFlags {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly minScore?: string;
  readonly color?: ColorChoice;
  readonly verbose?: boolean;
}

export function practicesCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('practices')
    .summary('how well a crate is looked after: a score with reasons')
    .description(
      "OpenSSF Scorecard's checks that the package, its index entry and a checkout can\n" +
        "answer, with Scorecard's weights, and Rust's own. What is not known is not\n" +
        'counted. --repo FOLDER answers those of the repository.',
    )
    .addArgument(new Argument('<crate>', 'CRATE (its newest version), CRATE@VERSION, FILE.crate or a folder'))
    .addOption(
      new Option('--format <format>', 'json: in the form of Scorecard; badge: an SVG picture')
        .choices(FORMATS)
        .default('human' as const),
    )
    .option('-o, --output <file>', 'write there instead of to standard output')
    .option('--min-score <number>', 'exit with 1 if the score is below, or not known')
    .option('-v, --verbose', 'details of each check');
  return (addColorOption(addPageOptions(command)) as unknown as Command).action(async (...args: unknown[]) => {
    const [target, flags] = args as [string, PracticesFlags];
    const least = leastOf(flags.minScore);
    const page = await loadPractices(target, flags, io);
    const text = rendered(page, flags, io);
    if (flags.output === undefined) io.out(text);
    else writeFileSync(resolve(io.cwd, flags.output), text);
    const { score } = page.practices;
    done(least !== undefined && (score === undefined || score < least) ? Exit.Gate : Exit.Clean);
  });
}

function leastOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const least = Number(text);
  if (text.trim() === '' || !(least >= 0 && least <= 10))
    throw new CliError(Exit.Usage, `--min-score ${text} is no number from 0 to 10`);
  return least;
}

function rendered(page: PracticePage, flags: PracticesFlags, io: Io): string {
  if (flags.format === 'json') return jsonText(scorecardOf(page), 2);
  if (flags.format === 'badge') return badge(page.practices.score);
  const out = pageOf(flags.output === undefined && flags.color !== undefined ? { color: flags.color } : {}, io);
  practiceLines(out, page, flags.verbose === true);
  return out.text;
}
