/** Programs and compiler flags that a configuration asks for: reported and used as data, never run. */
import type { CargoEnvironment } from './place.ts';
import { type ConfigNode, entriesAt, nodeAt, nodeFile, stringAt, stringsAt } from './tree.ts';

/** A program that cargo would run because of the configuration. */
export interface ConfigProgram {
  /** The configuration key or the environment variable. */
  readonly key: string;
  /** The program and its arguments as written. */
  readonly command: string;
  /** The configuration file; undefined for an environment variable. */
  readonly file: string | undefined;
}

/** Compiler flags and what they apply to; `--cfg` among them changes which code is in the build. */
export interface Rustflags {
  /** `build` for all, else the triple or `cfg(...)` of a `[target]` table. */
  readonly scope: string;
  readonly flags: readonly string[];
}

const BUILD_PROGRAMS = ['rustc', 'rustc-wrapper', 'rustc-workspace-wrapper', 'rustdoc'] as const;
const TARGET_PROGRAMS = ['runner', 'linker'] as const;
const PROGRAM_VARIABLES = [
  'RUSTC',
  'RUSTC_WRAPPER',
  'RUSTC_WORKSPACE_WRAPPER',
  'RUSTDOC',
  'CARGO_BUILD_RUSTC',
  'CARGO_BUILD_RUSTC_WRAPPER',
  'CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER',
  'CARGO_BUILD_RUSTDOC',
] as const;

/** Every program that cargo could start because of this configuration. */
export function readPrograms(tree: ConfigNode, env: CargoEnvironment): ConfigProgram[] {
  const programs: ConfigProgram[] = [];
  const add = (...keys: string[]): void => {
    const node = nodeAt(tree, ...keys);
    const words = stringsAt(tree, ...keys);
    if (node === undefined || words.length === 0) return;
    programs.push({ key: keys.join('.'), command: words.map((word) => word.value).join(' '), file: nodeFile(node) });
  };
  for (const key of BUILD_PROGRAMS) add('build', key);
  for (const section of ['target', 'host']) {
    for (const [name] of entriesAt(tree, section)) for (const key of TARGET_PROGRAMS) add(section, name, key);
  }
  for (const key of TARGET_PROGRAMS) add('host', key);
  add('registry', 'credential-provider');
  add('registry', 'global-credential-providers');
  for (const [name] of entriesAt(tree, 'registries')) add('registries', name, 'credential-provider');
  for (const [name] of entriesAt(tree, 'credential-alias')) add('credential-alias', name);
  add('doc', 'browser');
  for (const key of PROGRAM_VARIABLES) {
    const command = env[key];
    if (command !== undefined && command !== '') programs.push({ key, command, file: undefined });
  }
  return programs;
}

/** All configured flags by scope; the variables take the place of `build.rustflags` as in Cargo. */
export function readRustflags(tree: ConfigNode, env: CargoEnvironment): Rustflags[] {
  const encoded = env['CARGO_ENCODED_RUSTFLAGS'];
  if (encoded !== undefined) return [{ scope: 'build', flags: encoded === '' ? [] : encoded.split('\x1f') }];
  const fromVariable = env['RUSTFLAGS'] ?? env['CARGO_BUILD_RUSTFLAGS'];
  if (fromVariable !== undefined) return [{ scope: 'build', flags: words(fromVariable) }];
  const rustflags: Rustflags[] = [];
  const add = (scope: string, ...keys: string[]): void => {
    const text = stringAt(tree, ...keys);
    const flags = text === undefined ? stringsAt(tree, ...keys).map((flag) => flag.value) : words(text.value);
    if (flags.length > 0) rustflags.push({ scope, flags });
  };
  add('build', 'build', 'rustflags');
  for (const [name] of entriesAt(tree, 'target')) add(name, 'target', name, 'rustflags');
  return rustflags;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
