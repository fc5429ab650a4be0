/** Manifests, lock files, cfg expressions and archives: a value or the package's own error, from any bytes. */
import { ArchiveError, CargoError, parseLockFile, parseManifest, readCrate } from '@lazaret/cargo';
import type { Target } from '../target.ts';

const MANIFEST =
  '[package]\nname = "a"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\nb = { version = "1", features = ["x"] }\n[features]\nx = ["dep:b"]\n';
const LOCK =
  'version = 4\n[[package]]\nname = "a"\nversion = "1.0.0"\ndependencies = ["b 1.0.0"]\n[[package]]\nname = "b"\nversion = "1.0.0"\n';

/** A right text with a part replaced by the input. */
function spliced(text: string, input: string): string {
  const at = input.length % text.length;
  return text.slice(0, at) + input.slice(0, 200) + text.slice(at + (input.length % 7));
}

function decode(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof CargoError) && !(error instanceof ArchiveError)) throw error;
  }
}

export const target: Target = {
  seconds: 20,
  check: (input) => {
    decode(() => parseManifest(input));
    decode(() => parseManifest(spliced(MANIFEST, input)));
    decode(() => parseLockFile(input));
    decode(() => parseLockFile(spliced(LOCK, input)));
    decode(() => readCrate(Buffer.from(input)));
  },
};
