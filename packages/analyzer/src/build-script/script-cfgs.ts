/**
 * What a package's build script sets, from its text. Three answers: set, not set, unknown. See {@link Interpreter} for how,
 * {@link ScriptEnvironment} for what is assumed of the machine.
 */
import type { Edition } from '@lazaret/rust-syntax';
import { EmittedCfgs } from './emitted.ts';
import type { ScriptEnvironment } from './environment.ts';
import { Interpreter, ScriptLimit } from './interpret.ts';
import { type CfgLiteral, ScriptSource } from './script-source.ts';

export interface BuildScriptInput {
  /** Path of the script. */
  readonly root: string;
  readonly edition: Edition;
  readonly read: (path: string) => string | undefined;
  readonly env: ScriptEnvironment;
  /** Do all crates that the script uses set nothing themselves, or only in ways that are followed? */
  readonly silentDependencies: boolean;
}

export interface ScriptCfgs {
  /** Is `name` or `name="value"` set? Undefined: perhaps. */
  value(entry: string): boolean | undefined;
  /** Does the name stand in the script? */
  mentions(name: string): boolean;
  /** All that are set for certain. */
  certain(): readonly string[];
  /** What may be set, as far as it has a name. */
  perhaps(): readonly string[];
}

export function buildScriptCfgs(input: BuildScriptInput): ScriptCfgs {
  const emitted = new EmittedCfgs();
  const source = new ScriptSource(input.root, input.edition, input.read);
  const run = new Interpreter(source, input.env, emitted);
  let complete = false;
  try {
    complete = run.main();
  } catch (error) {
    // The stack is bounded by the limits of the interpreter; anything else is a defect.
    if (!(error instanceof ScriptLimit)) throw error;
  }
  for (const literal of source.literals) {
    if (!complete || !isVisited(run, literal)) mayPrint(emitted, literal);
  }
  if (emitted.computed) for (const word of source.words) emitted.set(word, false);
  if (!input.silentDependencies || source.incomplete) emitted.anything = true;
  return {
    value: (entry) => emitted.value(entry),
    certain: () => emitted.certain(),
    perhaps: () => emitted.perhaps(),
    mentions: (name) => source.words.has(name) || source.literals.some(({ text }) => text.includes(name)),
  };
}

/** Is the literal in a function that was evaluated, so that its being printed or not is known? */
function isVisited(run: Interpreter, { tokens, token }: CfgLiteral): boolean {
  for (const fn of run.visited) {
    const { tree, node } = fn;
    if (tree.tokens === tokens && tree.start(node) <= token && token < tree.end(node)) return true;
  }
  return false;
}

/** A literal whose way is not followed. */
function mayPrint(emitted: EmittedCfgs, { text }: CfgLiteral): void {
  for (const found of text.matchAll(/cargo::?rustc-cfg=([^\n]*)/g)) {
    const parts = found[1]!.split(/\{[^{}]*\}/);
    if (found[1] === '') emitted.computed = true;
    else emitted.print([`cargo:rustc-cfg=${parts[0]}`, ...parts.slice(1).flatMap((part) => [undefined, part])], false);
  }
}
