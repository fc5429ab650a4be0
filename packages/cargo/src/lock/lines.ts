/** Where packages stand in a lock file. Cargo writes one header a line, so a scan finds them without a TOML tree. */

/** Lines (from 1) of the `[[package]]` headers in file order, and of `[root]` (0 if there is none). */
export interface PackageLines {
  readonly packages: readonly number[];
  readonly root: number;
}

/** Scans for headers at line starts; spaces around the name and a comment after it are legal TOML. */
export function packageLines(text: string): PackageLines {
  const packages: number[] = [];
  let root = 0;
  let line = 1;
  for (let at = 0; at !== -1 && at < text.length; line++) {
    if (text.charCodeAt(at) === 0xfeff) at++;
    while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at++;
    if (text.charCodeAt(at) === 0x5b) {
      if (isHeader(text, at, '[[', 'package', ']]')) packages.push(line);
      else if (isHeader(text, at, '[', 'root', ']')) root = line;
    }
    const end = text.indexOf('\n', at);
    at = end === -1 ? -1 : end + 1;
  }
  return { packages, root };
}

function isHeader(text: string, start: number, open: string, name: string, close: string): boolean {
  let at = start;
  for (const part of [open, name, close]) {
    while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at++;
    if (!text.startsWith(part, at)) return false;
    at += part.length;
  }
  return true;
}
