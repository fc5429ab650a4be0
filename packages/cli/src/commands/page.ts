/** What the smaller commands print: lines for people with colours where wanted, or one JSON object. */
import { styleText } from 'node:util';
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Frame } from '@lazaret/audit';
import { printable } from '@lazaret/base';
import type { Io } from '../io.ts';
import { type ColorChoice, wantsColor } from '../terminal/color.ts';

type Style = Parameters<typeof styleText>[0];

/** How a command prints. */
export interface OutputFlags {
  readonly format?: 'human' | 'json';
  readonly json?: boolean;
  readonly color?: ColorChoice;
}

/** Frame the number of a painted part while a line is put together; private-use characters, which `printable` leaves alone. */
const PAINTED = /\ue000(\d+)\ue001/g;

/** Lines of text. All of it is made printable, so that nothing from a crate, path or advisory can steer a terminal. */
export class Page {
  readonly #color: boolean;
  readonly #lines: string[] = [];
  #painted: string[] = [];

  constructor(color: boolean) {
    this.#color = color;
  }

  /** A part of the next line in a style. */
  paint(style: Style, text: string): string {
    if (!this.#color || text === '') return text;
    this.#painted.push(styleText(style, printable(text), { validateStream: false }));
    return `\ue000${this.#painted.length - 1}\ue001`;
  }

  line(text = ''): void {
    this.#lines.push(printable(text).replace(PAINTED, (_, at: string) => this.#painted[Number(at)] ?? ''));
    this.#painted = [];
  }

  get text(): string {
    return this.#lines.length === 0 ? '' : `${this.#lines.join('\n')}\n`;
  }
}

/** Adds `--format human|json` and `--json`. */
export function addOutputOptions(command: CommandUnknownOpts): CommandUnknownOpts {
  return command
    .addOption(new Option('--format <format>', 'output').choices(['human', 'json'] as const).default('human' as const))
    .option('--json', 'the same as --format json');
}

/** Adds `--color` to a command that has no build options. */
export function addColorOption(command: CommandUnknownOpts): CommandUnknownOpts {
  return command.addOption(
    new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never'] as const),
  );
}

export function wantsJson(flags: OutputFlags): boolean {
  return flags.json === true || flags.format === 'json';
}

export function pageOf(flags: OutputFlags, io: Io): Page {
  return new Page(wantsColor(flags.color, io.env, io.stdoutTty));
}

const EDGE_WORD: Readonly<Record<string, string>> = {
  address: ' (its address is taken)',
  vtable: ' (through a trait object)',
  drop: ' (when a value is dropped)',
  closure: ' (as a closure)',
  value: ' (a constant or static)',
  unknown: ' (not certain)',
};

/** A call path, one frame a line. */
export function frameLines(page: Page, path: readonly Frame[], indent: string): void {
  for (const frame of path) {
    const name = `${frame.crate}@${frame.version} ${frame.function}`;
    const place = frame.file === '' ? '' : ` ${frame.file}:${frame.line}:${frame.column}`;
    page.line(
      `${indent}${frame.own ? page.paint('bold', name) : name}${page.paint('dim', place + (EDGE_WORD[frame.edge] ?? ''))}`,
    );
  }
}
