/** Reads cargo's configuration from disk: from a directory upwards, then CARGO_HOME (cargo `walk_tree`). */
import { dirname, isAbsolute, join } from 'node:path';
import { type CargoConfig, loadConfig } from '@lazaret/cargo';
import { readRegularText } from '../files/read.ts';
import type { CargoHome } from './cargo-home.ts';

const MAX_CONFIG_FILE = 4 * 1024 * 1024;

/** The configuration that cargo would use in a directory. */
export function readCargoConfig(
  directory: string,
  cargoHome: CargoHome,
  env: Readonly<Record<string, string | undefined>>,
): CargoConfig {
  const directories: string[] = [];
  for (let at = directory; ; at = dirname(at)) {
    directories.push(join(at, '.cargo'));
    if (dirname(at) === at) break;
  }
  if (!directories.includes(cargoHome.directory)) directories.push(cargoHome.directory);
  return loadConfig({
    directories,
    env,
    join: (base, path) => (isAbsolute(path) ? path : join(base, path)),
    read: readConfigText,
  });
}

/** Links are followed: a configuration shared through one is ordinary. What cannot be read counts as absent. */
function readConfigText(path: string): string | undefined {
  try {
    return readRegularText(path, MAX_CONFIG_FILE, { followLink: true });
  } catch {
    return undefined;
  }
}
