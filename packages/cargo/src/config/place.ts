/** Paths in configuration with what they are relative to, and the environment as an input. */

/** Environment variables as an input, so that the result depends on nothing else. */
export type CargoEnvironment = Readonly<Record<string, string | undefined>>;

/** A path with the directory it is relative to, both as written: joining them is left to who does IO. */
export interface ConfigPath {
  readonly path: string;
  /** The configuration file that names the path. */
  readonly file: string;
  /** Cargo's rule: relative to the parent of the directory that holds the file. */
  readonly relativeTo: string;
}

/** Adds the directory to which Cargo takes a configured path to be relative. */
export function configPath(value: { value: string; file: string } | undefined): ConfigPath | undefined {
  if (value === undefined) return undefined;
  return { path: value.value, file: value.file, relativeTo: grandparent(value.file) };
}

/** The parent of the directory of a file; both kinds of slashes count, since files come from any system. */
export function grandparent(file: string): string {
  const up = (path: string) => path.replace(/[\\/]+[^\\/]*$/, '');
  const result = up(up(file));
  return result === '' && file.startsWith('/') ? '/' : result;
}
