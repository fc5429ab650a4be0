/** Targets for which a package's own sources have code of their own: what `cfg(windows)` hides from a scan for Linux. */
import type { CratePackage } from '@lazaret/behaviour';

/** A target that stands for a family, and how sources name the family in a `cfg`. */
const FAMILIES: readonly (readonly [triple: string, named: RegExp])[] = [
  ['x86_64-pc-windows-msvc', /cfg[^;{}]{0,200}?\bwindows\b/],
  ['aarch64-apple-darwin', /cfg[^;{}]{0,200}?(?:target_os\s*=\s*"macos"|target_vendor\s*=\s*"apple")/],
  ['x86_64-unknown-linux-gnu', /cfg[^;{}]{0,200}?(?:target_os\s*=\s*"linux"|\bunix\b)/],
];

export function otherTargetsOf({ files }: CratePackage, target: string): string[] {
  const family = (triple: string): string => /windows|apple|linux/.exec(triple)?.[0] ?? triple;
  const texts = [...files].filter(([path]) => path.endsWith('.rs') && !/^(?:tests|examples|benches)\//.test(path));
  return FAMILIES.filter(
    ([triple, named]) =>
      family(triple) !== family(target) && texts.some(([, bytes]) => named.test(Buffer.from(bytes).toString('utf8'))),
  ).map(([triple]) => triple);
}
