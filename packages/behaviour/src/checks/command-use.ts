/** What a command that runs at build time is: a tool that builds use, or something that a person should see. */
import type { CommandAction } from '../actions/action.ts';
import { isTransfer } from '../chains/sends.ts';
import { isScratch, outsideBuild } from '../knowledge/places.ts';
import { baseName, isDownloadAndRun, isToolVariable, programKind, shellPrograms } from '../knowledge/programs.ts';
import { scriptThatDownloads } from '../knowledge/scripts.ts';
import { type FoldedText, shownText, wholeText } from '../values/folded.ts';
import { hidden } from './evidence.ts';

export interface Judged {
  readonly severity: 'none' | 'note' | 'review' | 'hold';
  readonly decisive: boolean;
  readonly why: string;
}

const HARMLESS: Judged = { severity: 'none', decisive: false, why: '' };
const judged = (severity: Judged['severity'], why: string, decisive = false): Judged => ({ severity, why, decisive });

export function judgeCommand(command: CommandAction, files: ReadonlyMap<string, Uint8Array>): Judged {
  const texts = [...command.program, ...command.args.flat()];
  const line = command.args.map((it) => shownText(it[0] ?? { pieces: [], layers: [] })).join(' ');
  if (isDownloadAndRun(line) || command.args.flat().some((it) => isDownloadAndRun(shownText(it))))
    return judged('hold', 'downloads and runs in one line', true);
  if (hidden(texts).length > 0) return judged('hold', 'the command is hidden in an encoded literal');
  if (isTransfer(command)) return judged('review', 'transfers over the network');
  // Where one reading is a file of the package, the others are what folding could not tell apart.
  const shipped = command.program.filter((it) => shippedFile(it, files) !== undefined);
  const readings = shipped.length > 0 ? shipped : command.program;
  return worst(readings.map((program) => judgeProgram(program, command, files)));
}

function shippedFile(program: FoldedText, files: ReadonlyMap<string, Uint8Array>): Uint8Array | undefined {
  const text = shownText(program);
  return /[\\/]/.test(text) ? files.get(text.replace(/^(?:\{[^}]*\}|\.)?[\\/]/, '')) : undefined;
}

function judgeProgram(program: FoldedText, command: CommandAction, files: ReadonlyMap<string, Uint8Array>): Judged {
  const text = shownText(program);
  if (isScratch(text)) return judged('review', 'runs a program in a temporary folder');
  if (text.includes('/proc/self/fd')) return judged('review', 'runs a program that is only in memory');
  if (/\{env OUT_DIR\}/.test(text)) return judged('note', 'runs what it built');
  const shipped = shippedFile(program, files);
  if (shipped !== undefined) return judgeShipped(shipped);
  const script = shippedScript(command, files);
  if (script !== undefined) return script;
  if (wholeText(program) === undefined) return judgeUnknown(text);
  switch (programKind(text)) {
    case 'toolchain':
      return judgeTool(command);
    case 'identity':
      return HARMLESS;
    case 'shell':
      return judgeShell(command);
    case 'interpreter':
      return command.args.some((it) => it.some((arg) => /^-(?:c|e|E)$/.test(shownText(arg))))
        ? judgeInline(command)
        : judged('note', 'runs a script');
    case 'system':
      return judgeSystem(text, command);
    default:
      if (outsideBuild(text) !== undefined) return judged('review', 'runs a program that is no part of a toolchain');
      return judged('review', 'runs a program that builds do not usually run');
  }
}

/** A tool of builds in a use that no build needs: git that sends, installers of packages by name. */
function judgeTool(command: CommandAction): Judged {
  const [program = [], ...args] = [command.program, ...command.args];
  const name = baseName(shownText(program[0] ?? { pieces: [], layers: [] }));
  const line = args.map((it) => shownText(it[0] ?? { pieces: [], layers: [] })).join(' ');
  if (
    name === 'git' &&
    /(?:^|\s)(?:push|send-email|credential\w*|bundle)(?:\s|$)|\bconfig\s+--(?:global|system)\b/.test(line)
  )
    return judged('review', 'git sends, or changes more than this repository');
  if (/^(?:node|deno|bun)$/.test(name) && /(?:^|\s)(?:-e|-p|--eval|--print|eval)\s/.test(`${line} `))
    return judgeInline(command);
  return HARMLESS;
}

/** A tool that a variable names is the builder's choice. */
function judgeUnknown(text: string): Judged {
  const variable = /^\{env (\w+)\}/.exec(text)?.[1];
  if (variable !== undefined && (isToolVariable(variable) || variable === 'CARGO_MANIFEST_DIR')) return HARMLESS;
  const tail = /([\w+.-]+)$/.exec(text)?.[1];
  if (tail !== undefined && ['toolchain', 'identity', 'interpreter'].includes(programKind(tail))) return HARMLESS;
  return judged('note', 'runs a program whose name is not known before');
}

/** A script of the package that is handed to a shell or interpreter and downloads what it runs. */
function shippedScript(command: CommandAction, files: ReadonlyMap<string, Uint8Array>): Judged | undefined {
  for (const reading of command.args.flat()) {
    const bytes = shippedFile(reading, files) ?? files.get(shownText(reading));
    const found = bytes === undefined ? undefined : scriptThatDownloads(bytes);
    if (found !== undefined) return judged('hold', 'runs a script of the package that downloads and runs', true);
  }
  return undefined;
}

function judgeShipped(bytes: Uint8Array): Judged {
  if (scriptThatDownloads(bytes) !== undefined)
    return judged('hold', 'runs a script of the package that downloads and runs', true);
  const script = bytes[0] === 0x23 && bytes[1] === 0x21;
  return script || bytes.every((byte) => byte !== 0)
    ? judged('note', 'runs a script of the package')
    : judged('hold', 'runs a binary that the package brings');
}

function judgeShell(command: CommandAction): Judged {
  const words = command.args.map((it) => shownText(it[0] ?? { pieces: [], layers: [] }));
  const inline = words.findIndex((it) =>
    /^(?:-\w*c\w*|\/[cCkK]|-Command|-EncodedCommand|-e(?:nc)?|-File|\/s)$/i.test(it),
  );
  // `sh ./configure` is how autoconf is run.
  if (inline < 0)
    return words.some((it) => /^[\w./{}-]+/.test(it))
      ? judged('note', 'runs a script')
      : judged('review', 'runs a shell');
  return judgeText(words.slice(inline + 1).join(' '));
}

function judgeText(text: string): Judged {
  if (/^\s*$|^\{\?\}/.test(text)) return judged('review', 'runs a shell with a text that is not known before');
  const programs = shellPrograms(text);
  const odd = programs.filter(
    (it) =>
      !['toolchain', 'identity'].includes(programKind(it)) &&
      !/^\{env \w+\}|^cd$|^set$|^export$|^source$|^\[$|^exit$|^\.$|^fi$|^done$|^for$|^case$/.test(it),
  );
  if (odd.length === 0) return judged('note', 'runs tools through a shell');
  return judged('review', `runs \`${odd[0]}\` through a shell`);
}

function judgeInline(command: CommandAction): Judged {
  const text = command.args.flat().map(shownText).join(' ');
  return /socket|urllib|requests|http|subprocess|os\.system|exec\(|eval\(|base64|fetch\(|child_process/.test(text)
    ? judged('review', 'runs an inline script that connects, decodes or executes')
    : judged('note', 'runs an inline script');
}

function judgeSystem(text: string, command: CommandAction): Judged {
  const line = command.args.flat().map(shownText).join(' ');
  if (/chmod|attrib|chattr/.test(text) && !/\{env OUT_DIR\}/.test(line)) return judged('note', 'changes permissions');
  if (/reg(?:\.exe)?$/i.test(text) && /^query\b/i.test(line)) return HARMLESS;
  return judged('review', 'changes the system');
}

function worst(all: readonly Judged[]): Judged {
  const order = ['none', 'note', 'review', 'hold'];
  return all.reduce((a, b) => (order.indexOf(b.severity) > order.indexOf(a.severity) ? b : a), HARMLESS);
}
