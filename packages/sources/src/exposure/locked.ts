/** Whether a lock file's text names a version: old and broken ones too, since history holds all kinds. */
import { CargoError, parseLockFile } from '@lazaret/cargo';

/** The checksums under which the version is locked, undefined for a package without one; empty if it is not locked. */
export function lockedChecksums(text: string, name: string, version: string): (string | undefined)[] {
  if (!text.includes(name) || !text.includes(version)) return [];
  try {
    const { packages } = parseLockFile(text);
    const found = packages.filter((locked) => locked.name === name && locked.version === version);
    return [...new Set(found.map(({ checksum }) => checksum))];
  } catch (error) {
    if (!(error instanceof CargoError)) throw error;
    return scanText(text, name, version);
  }
}

/** Without a parser: entries as cargo writes them, e.g. around the marks of a merge conflict. */
function scanText(text: string, name: string, version: string): (string | undefined)[] {
  const found = new Set<string | undefined>();
  for (const entry of text.split(/^\[\[package\]\]/m).slice(1)) {
    const field = (key: string) => new RegExp(`^${key} = "([^"]*)"`, 'm').exec(entry)?.[1];
    const versions = [...entry.matchAll(/^version = "([^"]*)"/gm)].map((match) => match[1]);
    if (field('name') === name && versions.includes(version)) {
      found.add(versions.length === 1 ? field('checksum') : undefined);
    }
  }
  return [...found];
}
