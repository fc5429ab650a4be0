/**
 * Which crates a build script can use without their setting configuration behind its back: those whose library has no
 * text that does, and those whose ways are followed by name.
 */

/** Followed by {@link Interpreter}. */
const FOLLOWED: ReadonlySet<string> = new Set(['autocfg', 'cfg_aliases', 'version_check', 'rustc_version']);

export interface LibraryText {
  /** Package name. */
  readonly name: string;
  readonly paths: Iterable<string>;
  readonly read: (path: string) => Uint8Array | undefined;
}

export function isSilent(library: LibraryText): boolean {
  if (FOLLOWED.has(library.name)) return true;
  for (const path of library.paths) {
    if (!path.endsWith('.rs') || !path.startsWith('src/')) continue;
    const bytes = library.read(path);
    if (bytes !== undefined && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('rustc-cfg=')) {
      return false;
    }
  }
  return true;
}
