/** `lazaret completion SHELL`. */
import { Argument, Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { completionScript } from '../completion.ts';
import type { Io } from '../io.ts';

export function completionCommand(io: Io, root: CommandUnknownOpts): Command<[string]> {
  const command = new Command('completion')
    .summary('print a completion script')
    .description(
      'Prints a completion script for a shell, e.g. `lazaret completion bash > ~/.local/share/bash-completion/completions/lazaret`.',
    )
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish'] as const))
    .action((shell) => io.out(completionScript(shell as 'bash' | 'zsh' | 'fish', root)));
  return command as unknown as Command<[string]>;
}
