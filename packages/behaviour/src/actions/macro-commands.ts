/**
 * Commands that stand in a macro whose source is not at hand, or that only a compiler could expand: `cmd!("sh", "-c", x)`,
 * `cmd!(sh, "curl …")`, `run_cmd!(curl … | sh)`. They are read as they are written.
 */
import { macroTokens } from '@lazaret/analyzer';
import type { CrateNum, FlowCall } from '@lazaret/facts';
import type { FoldedText } from '../values/folded.ts';
import type { CallRef, ProgramFlow } from '../values/program-flow.ts';
import type { CommandAction } from './action.ts';
import type { Spelling } from './spelling.ts';

const MACRO = /^(?:cmd|run_cmd|run_fun|spawn|spawn_with_output|bash|shell|execute|command)$/;
/** Crates that have such macros. */
const CRATES =
  /\b(?:duct|xshell|cmd_lib|execute|devx_cmd|command_macros|bossy|subprocess|rustutils|crossbow|sh_inline|shells|commandspec|run_script|proc_macro_cmd)\b/;
const FILES_MAX = 2_000;
const MACROS_MAX = 256;

export function macroCommands(program: ProgramFlow, root: CrateNum, spelling: Spelling): CommandAction[] {
  const facts = program.world.crate(root);
  const found = facts.files.slice(0, FILES_MAX).flatMap((file, index) => {
    const bytes = spelling.bytes(root, file);
    if (!CRATES.test(Buffer.from(bytes).toString('latin1'))) return [];
    return macroTokens(bytes, (name) => MACRO.test(name)).map((it) => ({ ...it, file, index }));
  });
  return found.slice(0, MACROS_MAX).flatMap(({ macro, line, strings, text: tokens, file, index }): CommandAction[] => {
    const words = wordsOf(strings, tokens);
    const near = nearest(program, root, index, line);
    if (words.length === 0 || near === undefined) return [];
    const span = { ...near.call.span, line, column: 1 };
    const call: FlowCall = { owner: near.call.owner, def: 0, types: [], name: undefined, span, args: [] };
    const ref: CallRef = { flow: near.flow, call };
    const text = (word: string): readonly FoldedText[] => [{ pieces: word === '' ? [] : [word], layers: [] }];
    return [
      {
        kind: 'command',
        function: `${macro}!`,
        file,
        line,
        column: 1,
        made: ref,
        call: ref,
        program: text(words[0]!),
        programRef: undefined,
        args: words.slice(1).map(text),
        env: [],
        silenced: [],
        awaited: true,
        run: true,
        detached: false,
        given: [],
      },
    ];
  });
}

/** The call of that file that stands nearest: it tells in which function the macro is. */
function nearest(program: ProgramFlow, root: CrateNum, file: number, line: number): CallRef | undefined {
  let best: CallRef | undefined;
  for (const ref of program.calls()) {
    const { span } = ref.call;
    if (span.krate !== root || span.file !== file) continue;
    if (best === undefined || Math.abs(span.line - line) < Math.abs(best.call.span.line - line)) best = ref;
  }
  return best;
}

/** Several texts are program and arguments; one text, or none, is a line of its own. */
function wordsOf(strings: readonly string[], tokens: string): string[] {
  if (strings.length > 1) return [...strings];
  const line = strings[0] ?? tokens.replace(/^\w+,\s*/, '');
  if (/[|;&><`$]/.test(line)) return ['sh', '-c', line];
  return line.trim().split(/\s+/);
}
