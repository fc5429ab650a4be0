/** What files say that a build hands to a shell, to make or to a C compiler. They are read as text, line by line. */
import { isDownloadAndRun } from './programs.ts';

/** Characters of one file that are looked at. */
const LENGTH_MAX = 1024 * 1024;

function lines(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.subarray(0, LENGTH_MAX)).toString('utf8');
  // A line that goes on after a backslash is one.
  return text.replace(/\\\r?\n/g, ' ').split('\n');
}

/** A line of a script or makefile that gets something and runs it. */
export function scriptThatDownloads(bytes: Uint8Array): { readonly line: string; readonly number: number } | undefined {
  const all = lines(bytes);
  for (const [at, line] of all.entries()) {
    const plain = line.replace(/(?:^|\s)#.*$/, '').replace(/^\s*(?:::|rem\s).*$/i, '');
    // The installer of the toolchain itself is what instructions tell.
    if (/sh\.rustup\.rs/.test(plain)) continue;
    if (plain.length < 2_000 && /https?:|\/dev\/tcp|base64|iex|invoke/i.test(plain) && isDownloadAndRun(plain))
      return { line: plain.trim(), number: at + 1 };
  }
  return undefined;
}

/** What a C or C++ source does when it is only linked, or what no library says to a shell. */
export function nativeThatRuns(bytes: Uint8Array): { readonly what: string; readonly number: number } | undefined {
  const text = Buffer.from(bytes.subarray(0, LENGTH_MAX))
    .toString('utf8')
    // Comments, but not what looks like one in a string.
    .replace(/"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (it) =>
      it.startsWith('/') ? it.replace(/[^\n]/g, ' ') : it,
    );
  for (const match of text.matchAll(/"((?:[^"\\\n]|\\.){8,2000})"/g))
    if (isDownloadAndRun(match[1]!))
      return { what: 'downloads and runs in one line', number: lineOf(text, match.index) };
  const early = /__attribute__\s*\(\(\s*constructor|section\s*\(\s*"\.init_array|#pragma\s+init_seg|\.CRT\$XC/.exec(
    text,
  );
  if (early === null) return undefined;
  const acts =
    /\b(?:system|popen|execl[pe]?|execv[pe]*|posix_spawnp?|CreateProcess[AW]?|WinExec|ShellExecute\w*|URLDownloadToFile\w*)\s*\(/.exec(
      text,
    );
  return acts === null ? undefined : { what: 'starts a program before main', number: lineOf(text, acts.index) };
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
