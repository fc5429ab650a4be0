/** `lazaret show`: everything that a crate's page should say about security, in one object. */
import { Argument, Command } from '@commander-js/extra-typings';
import { Exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { showLines } from '../page/human.ts';
import { pageJson } from '../page/json.ts';
import { addPageOptions, loadPage, type PageFlags } from '../page/load.ts';
import { addColorOption, addOutputOptions, type OutputFlags, pageOf, wantsJson } from './page.ts';

export function showCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('show')
    .summary('everything known about a version, in one object')
    .description(
      'What a crate page should say about security: who published it and when, known\n' +
        'advisories, what its code can do, what is new since the version before, unsafe\n' +
        'code, dependencies, reviews, and how well it is looked after.',
    )
    .addArgument(new Argument('<crate>', 'CRATE (its newest version), CRATE@VERSION, FILE.crate or a folder'));
  const whole = addColorOption(addOutputOptions(addPageOptions(command)));
  return (whole as unknown as Command).action(async (...args: unknown[]) => {
    const [target, flags] = args as [string, PageFlags & OutputFlags];
    const page = await loadPage(target, flags, io);
    if (wantsJson(flags)) io.out(pageJson(page));
    else {
      const out = pageOf(flags, io);
      showLines(out, page);
      io.out(out.text);
    }
    done(Exit.Clean);
  });
}
