/** Download addresses of a registry (Cargo book, "Registry Index"); index paths are in `@lazaret/cargo`. */
import { indexPath } from '@lazaret/cargo';

/** The address of an archive by a registry's `dl` template; without any marker the usual path is appended. */
export function downloadUrl(dl: string, name: string, version: string, checksum: string): string {
  const markers: Readonly<Record<string, string>> = {
    '{crate}': name,
    '{version}': version,
    '{prefix}': prefixOf(name),
    '{lowerprefix}': prefixOf(name).toLowerCase(),
    '{sha256-checksum}': checksum,
  };
  const pattern = /\{(?:crate|version|prefix|lowerprefix|sha256-checksum)\}/g;
  const template = dl.search(pattern) === -1 ? `${dl}/{crate}/{version}/download` : dl;
  return template.replace(pattern, (marker) => markers[marker]!);
}

/** The directories of the index path, in the name's own case; refuses names that could lead elsewhere. */
function prefixOf(name: string): string {
  const directories = indexPath(name).split('/').slice(0, -1);
  if (name.length > 3) return `${name.slice(0, 2)}/${name.slice(2, 4)}`;
  return name.length === 3 ? `3/${name[0]}` : directories.join('/');
}
