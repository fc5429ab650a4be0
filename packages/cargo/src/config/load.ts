/** Gathers configuration files through a reader that the caller gives, follows `include`, merges, interprets. */
import type { Diagnostic } from '@lazaret/base';
import { CargoError } from '../error.ts';
import { type CargoConfig, interpretConfig } from './config.ts';
import type { CargoEnvironment } from './place.ts';
import { type ConfigNode, mergeTrees, parseConfigFile } from './tree.ts';

/** Where configuration comes from. */
export interface ConfigInput {
  /**
   * Directories whose `config.toml` (or older `config`) counts, strongest first: `DIR/.cargo` from the project upwards,
   * then CARGO_HOME itself.
   */
  readonly directories: readonly string[];
  readonly env: CargoEnvironment;
  /** The text of a file, or undefined when there is none. */
  readonly read: (path: string) => string | undefined;
  /** Joins a directory and a possibly absolute path. */
  readonly join: (directory: string, path: string) => string;
}

/** Includes of includes beyond this are no configuration but an attack on the reader. */
const MAX_INCLUDE_DEPTH = 16;
/** Files read, each inclusion counted: includes that multiply must not. */
const MAX_LOADS = 256;

type Table = ConfigNode & { kind: 'table' };

/** Reads and merges all configuration; a file that is not TOML becomes a diagnostic and counts as empty. */
export function loadConfig(input: ConfigInput): CargoConfig {
  const loader = new Loader(input);
  const tree: Table = { kind: 'table', entries: new Map() };
  for (const directory of new Set(input.directories.toReversed())) {
    const path = loader.choose(directory);
    if (path !== undefined) mergeTrees(tree, loader.load(path, []), loader.diagnostics);
  }
  return interpretConfig(tree, loader.files, input.env, loader.diagnostics);
}

class Loader {
  readonly diagnostics: Diagnostic[] = [];
  readonly files: string[] = [];
  readonly #input: ConfigInput;
  #loads = 0;
  readonly #texts = new Map<string, string | undefined>();

  constructor(input: ConfigInput) {
    this.#input = input;
  }

  /** Cargo takes the file without extension when both are there, with a warning. */
  choose(directory: string): string | undefined {
    const modern = this.#input.join(directory, 'config.toml');
    const legacy = this.#input.join(directory, 'config');
    const hasModern = this.#text(modern) !== undefined;
    if (this.#text(legacy) === undefined) return hasModern ? modern : undefined;
    if (hasModern) {
      const message = 'both `config` and `config.toml` are there; cargo reads `config`';
      this.diagnostics.push({ code: 'config-both', message, file: legacy });
    }
    return legacy;
  }

  /** One file over what it includes; of several includes the later is the stronger. */
  load(path: string, stack: readonly string[]): Table {
    const empty: Table = { kind: 'table', entries: new Map() };
    if (stack.includes(path) || stack.length === MAX_INCLUDE_DEPTH || this.#loads === MAX_LOADS) {
      const message = stack.includes(path) ? 'a file includes itself' : 'too many configuration files are included';
      this.diagnostics.push({ code: 'config-include', message, file: path });
      return empty;
    }
    this.#loads++;
    const parsed = this.#parse(path);
    if (parsed === undefined) return empty;
    const directory = path.replace(/[\\/][^\\/]*$/, '');
    for (const include of parsed.includes) {
      const target = this.#input.join(directory, include.path);
      if (this.#text(target) !== undefined) mergeTrees(empty, this.load(target, [...stack, path]), this.diagnostics);
      else if (!include.optional) {
        const message = `the included file \`${include.path}\` cannot be read`;
        this.diagnostics.push({ code: 'config-include', message, file: path });
      }
    }
    mergeTrees(empty, parsed.tree, this.diagnostics);
    this.files.push(path);
    return empty;
  }

  #parse(path: string) {
    try {
      return parseConfigFile(this.#text(path) ?? '', path, this.diagnostics);
    } catch (error) {
      if (!(error instanceof CargoError)) throw error;
      const place = error.line === undefined ? { file: path } : { file: path, line: error.line };
      this.diagnostics.push({ code: `config-${error.code}`, message: error.message, ...place });
      return undefined;
    }
  }

  #text(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#input.read(path));
    return this.#texts.get(path);
  }
}
